package io.tieout.cli;

import picocli.CommandLine.Option;

/** The option that shows where an error came from, for commands that take no settings. */
final class TraceOption {

    @Option(names = "--stacktrace", hidden = true, description = "Shows where an error came from.")
    boolean asked;
}
