package io.tieout.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Says up to when each account has been heard. */
@Command(
        name = "coverage",
        description = "Prints up to when each account has been heard. The exit code is 1 when one of them is stale.",
        footer = {"", "A running `up` or `run` is asked.", "", "Example:", "  app/bin/tieout coverage"})
final class CoverageCommand implements Callable<Integer> {

    private final Surroundings surroundings;

    @Mixin
    final HelpOption help = new HelpOption();

    @Mixin
    final SettingsOptions options;

    @Option(names = "--json", description = "Prints the answer as JSON.")
    private boolean json;

    CoverageCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
        this.options = new SettingsOptions(surroundings);
    }

    @Override
    public Integer call() {
        var answer = Questions.to(options.settings())
                .ask("/coverage", Map.of())
                .orElseThrow(() -> new Unreachable("What answers there knows no coverage: is it Tieout?"));
        surroundings.out().println(json ? answer.toString() : text(answer));
        for (JsonNode account : answer.path("accounts")) {
            if (account.path("stale").asBoolean()) {
                return ExitCode.FINDING;
            }
        }
        return ExitCode.OK;
    }

    private static String text(JsonNode answer) {
        var table = new AnswerTable().row("ACCOUNT", "HEARD FROM", "UP TO", "BEHIND", "", "ENTRIES", "GAPS");
        for (JsonNode account : answer.path("accounts")) {
            table.row(
                    account.path("source").asText() + "/"
                            + account.path("account").asText(),
                    from(account),
                    account.hasNonNull("covered_to")
                            ? account.path("covered_to").asText()
                            : "not heard yet",
                    account.hasNonNull("behind_seconds")
                            ? behind(Duration.ofSeconds(
                                    account.path("behind_seconds").asLong()))
                            : "-",
                    account.path("stale").asBoolean() ? "STALE" : "",
                    account.path("entries_read").asText(),
                    String.valueOf(account.path("earlier_spans").size()));
        }
        String freshness = AnswerTable.freshness(answer);
        return table.text() + (freshness.isEmpty() ? "" : "\n\n" + freshness);
    }

    private static String from(JsonNode account) {
        if (!account.hasNonNull("covered_to")) {
            return "-";
        }
        return account.hasNonNull("covered_from") ? account.path("covered_from").asText() : "ever";
    }

    private static String behind(Duration behind) {
        if (behind.toDays() > 0) {
            return behind.toDays() + "d " + behind.toHoursPart() + "h";
        }
        return behind.toHours() > 0
                ? behind.toHours() + "h " + behind.toMinutesPart() + "m"
                : behind.toMinutes() + "m " + behind.toSecondsPart() + "s";
    }
}
