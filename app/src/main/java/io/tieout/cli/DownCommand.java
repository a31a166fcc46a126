package io.tieout.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.tieout.local.LocalStack;
import io.tieout.local.Reaped;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Stops what {@code up} started. */
@Command(
        name = "down",
        description = "Stops a running `up` on the data directory, and ends what a killed one left behind.",
        footer = {
            "",
            "The data stays: the next `up` goes on where this one ended. So does the key in secrets/stripe.api.key of",
            "data.dir, which only you may read: the connector on the local worker names that file. To forget all, delete",
            "data.dir.",
            "",
            "Example:",
            "  app/bin/tieout down"
        })
final class DownCommand implements Callable<Integer> {

    private final Surroundings surroundings;

    @Mixin
    final HelpOption help = new HelpOption();

    @Mixin
    final SettingsOptions options;

    @Option(names = "--json", description = "Prints JSON.")
    private boolean json;

    DownCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
        this.options = new SettingsOptions(surroundings);
    }

    @Override
    public Integer call() {
        var dataDir = options.settings().dataDir();
        var reaped = LocalStack.down(dataDir);
        RunningStack.forget(dataDir);
        surroundings.out().println(json ? json(reaped) : text(reaped, dataDir.toString()));
        return ExitCode.OK;
    }

    private static String text(Reaped reaped, String dataDir) {
        if (reaped.nothing()) {
            return "Nothing runs on " + dataDir + ".";
        }
        var text = new StringBuilder();
        reaped.parent()
                .ifPresent(pid -> text.append(
                        reaped.parentKilled()
                                ? "Killed process " + pid + ", which did not stop when asked."
                                : "Stopped process " + pid + "."));
        if (!reaped.children().isEmpty()) {
            text.append(text.isEmpty() ? "" : " ").append("Ended what was left behind: processes ");
            text.append(reaped.children().stream().map(String::valueOf).collect(Collectors.joining(", ")))
                    .append('.');
        }
        return text.toString();
    }

    private static String json(Reaped reaped) {
        var json = JsonNodeFactory.instance.objectNode();
        reaped.parent().ifPresent(pid -> json.put("stopped", pid));
        json.put("killed", reaped.parentKilled());
        var children = json.putArray("reaped");
        reaped.children().forEach(children::add);
        return json.toString();
    }
}
