package io.tieout.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.concurrent.Callable;
import org.apache.kafka.common.utils.AppInfoParser;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Says which version this is and what it stands on. */
@Command(
        name = "version",
        description = "Shows the versions of Tieout, Java and Kafka.",
        footer = {"", "Example:", "  app/bin/tieout version --json"})
final class VersionCommand implements Callable<Integer> {

    private final Surroundings surroundings;

    @Mixin
    final HelpOption help = new HelpOption();

    @Option(names = "--json", description = "Prints JSON.")
    private boolean json;

    VersionCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        var versions = JsonNodeFactory.instance
                .objectNode()
                .put("tieout", ownVersion())
                .put("java", Runtime.version().toString())
                .put("kafka", AppInfoParser.getVersion());
        if (json) {
            surroundings.out().println(versions);
        } else {
            versions.properties()
                    .forEach(entry -> surroundings
                            .out()
                            .printf(
                                    "%-7s %s%n",
                                    entry.getKey(), entry.getValue().asText()));
        }
        return ExitCode.OK;
    }

    /** The version in the manifest; classes that run from a build directory have none. */
    static String ownVersion() {
        var version = VersionCommand.class.getPackage().getImplementationVersion();
        return version == null ? "unpackaged" : version;
    }
}
