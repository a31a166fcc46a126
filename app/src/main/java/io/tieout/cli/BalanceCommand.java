package io.tieout.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Proves that no entry was lost. */
@Command(
        name = "balance",
        description =
                "Prints what became of every entry that was sent. The exit code is 1 when the difference is not 0.",
        footer = {
            "",
            "Per source, policy and currency: what was sent is matched, excepted, open, void or before coverage, as of the",
            "last coverage of each account. A running `up` or `run` is asked.",
            "",
            "Example:",
            "  app/bin/tieout balance"
        })
final class BalanceCommand implements Callable<Integer> {

    private static final String[] STATES = {
        "sent", "matched", "excepted", "open", "void", "before_coverage", "difference"
    };

    private final Surroundings surroundings;

    @Mixin
    final HelpOption help = new HelpOption();

    @Mixin
    final SettingsOptions options;

    @Option(names = "--json", description = "Prints the answer as JSON.")
    private boolean json;

    BalanceCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
        this.options = new SettingsOptions(surroundings);
    }

    @Override
    public Integer call() {
        var answer = Questions.to(options.settings())
                .ask("/balance", Map.of())
                .orElseThrow(() -> new Unreachable("What answers there knows no totals: is it Tieout?"));
        surroundings.out().println(json ? answer.toString() : text(answer));
        return answer.path("balanced").asBoolean() ? ExitCode.OK : ExitCode.FINDING;
    }

    private static String text(JsonNode answer) {
        var table = new AnswerTable()
                .row(
                        "SOURCE",
                        "POLICY",
                        "",
                        "SENT",
                        "MATCHED",
                        "EXCEPTED",
                        "OPEN",
                        "VOID",
                        "BEFORE COVERAGE",
                        "DIFFERENCE");
        for (JsonNode total : answer.path("totals")) {
            table.row(cells(total, "entries", "_count"));
            table.row(cells(total, "amount", "_minor"));
        }
        String freshness = AnswerTable.freshness(answer);
        return table.text() + (freshness.isEmpty() ? "" : "\n\n" + freshness);
    }

    private static String[] cells(JsonNode total, String what, String unit) {
        var cells = new String[STATES.length + 3];
        cells[0] = total.path("source").asText();
        cells[1] = total.path("policy").asText();
        cells[2] = what;
        for (int i = 0; i < STATES.length; i++) {
            long value = total.path(STATES[i] + unit).asLong();
            cells[i + 3] = unit.equals("_count")
                    ? String.valueOf(value)
                    : AnswerTable.money(value, total.path("currency").asText());
        }
        return cells;
    }
}
