package io.tieout.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Says what is known of one reference. */
@Command(
        name = "explain",
        description = "Prints every entry and outcome that bears a reference, and what hangs on those, in time order.",
        footer = {
            "",
            "A reference is any id that you hold: an invoice number, the reference of a payment transaction, pi_..., ch_...,",
            "re_..., an end-to-end id, a bank's reference, or an entry's id. It is to be written as its source writes it.",
            "A running `up` or `run` is asked. Where nothing bears the reference, the exit code is 1.",
            "",
            "Example:",
            "  app/bin/tieout explain INV/2026/00017"
        })
final class ExplainCommand implements Callable<Integer> {

    private final Surroundings surroundings;

    @Mixin
    final HelpOption help = new HelpOption();

    @Mixin
    final SettingsOptions options;

    @Parameters(paramLabel = "REFERENCE", description = "The id that you hold.")
    @SuppressWarnings("NullAway.Init") // picocli requires it
    private String reference;

    @Option(names = "--json", description = "Prints the answer as JSON.")
    private boolean json;

    ExplainCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
        this.options = new SettingsOptions(surroundings);
    }

    @Override
    public Integer call() {
        var answer = Questions.to(options.settings()).ask("/trace/" + Questions.encoded(reference), Map.of());
        if (answer.isEmpty()) {
            surroundings
                    .err()
                    .println("Nothing bears " + reference + " in what has been read. `tieout coverage` says up to when"
                            + " each source was read.");
            return ExitCode.FINDING;
        }
        surroundings.out().println(json ? answer.get().toString() : text(answer.get()));
        return ExitCode.OK;
    }

    private static String text(JsonNode answer) {
        var steps = new AnswerTable();
        for (JsonNode step : answer.path("steps")) {
            steps.row(
                    AnswerTable.of(step, "at"),
                    step.path("kind").asText().replace('_', ' ')
                            + (step.path("bears_reference").asBoolean() ? " *" : ""),
                    step.path("id").asText(),
                    state(step.path("record")),
                    AnswerTable.money(step.path("record").path("amount")),
                    lineage(step.path("lineage")));
        }
        var text = new StringBuilder(answer.path("reference").asText())
                .append("   (* bears it)\n")
                .append(steps.text());
        if (!answer.path("cases").isEmpty()) {
            var cases = new AnswerTable();
            for (JsonNode one : answer.path("cases")) {
                cases.row(
                        "case " + one.path("case_id").asText(),
                        one.path("status").asText(),
                        "deadline " + AnswerTable.of(one, "deadline_at"));
            }
            text.append("\n\n").append(cases.text());
        }
        if (answer.path("truncated").asBoolean()) {
            text.append(
                    "\n\nThere may be more than is shown: ask for a reference that fewer bear, or again in a moment.");
        }
        String freshness = AnswerTable.freshness(answer);
        return freshness.isEmpty()
                ? text.toString()
                : text.append("\n\n").append(freshness).toString();
    }

    private static String state(JsonNode record) {
        for (String field : new String[] {"reason", "status", "stage", "kind"}) {
            if (record.hasNonNull(field)) {
                String status = record.path("status").asText("");
                return field.equals("reason")
                        ? record.path(field).asText() + " " + status
                        : record.path(field).asText();
            }
        }
        return "-";
    }

    private static String lineage(JsonNode lineage) {
        JsonNode first = lineage.path(0);
        return first.isObject()
                ? first.path("topic").asText() + "-" + first.path("partition").asText() + "@"
                        + first.path("offset").asText() + (lineage.size() > 1 ? " and " + (lineage.size() - 1) : "")
                : "-";
    }
}
