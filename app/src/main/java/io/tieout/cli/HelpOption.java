package io.tieout.cli;

import picocli.CommandLine.Option;

/** The option that shows what a command does. */
final class HelpOption {

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Shows this text.")
    boolean asked;
}
