package io.tieout.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.tieout.connect.bank.MalformedStatementException;
import io.tieout.connect.bank.StatementFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows what stands in statement files of banks. */
@Command(
        name = "statement",
        description =
                "Reads statement files of banks, and settlement reports: accounts, balances, entries, and whether they add up.",
        footer = {
            "",
            "Reads camt.052, .053 and .054 of every version, MT940 and MT942, BAI2, OFX 1 and 2, and CSV by a profile; the format",
            "is told by the content. A file that cannot be read is refused whole, with its line; a balance, count or total that",
            "is wrong is a finding, and the exit code is 1. Amounts are signed from the view of the account: in is positive.",
            "",
            "With --json, one object a file on one line: file, format, statements[] and findings (how many). A statement has",
            "account, currency, opening_balance and closing_balance (amount_minor, amount, currency, date), balances[], entries[],",
            "checks[] (check, holds, line, text). An entry has booking_date, value_date, amount_minor (in minor units with sign;",
            "null when the stated amount is not a whole number of them), amount (as stated), currency, status (booked, pending,",
            "information), reversal, references[] (kind, value), counterparty (name, account, bank), text, code, details[].",
            "topology-docs/statement-files.md says more, and what a CSV profile holds.",
            "",
            "Of a settlement detail report of Adyen, known by its header, the totals are shown: for each batch and type the number of",
            "rows, net and fee, and whether all rows of a batch that was paid out add up to nothing. With --json: file, format",
            "(settlement-report), batches[] and findings. A batch has account, batch, currency, closed, sum and sum_minor, types[]",
            "(type, known, rows, net, net_minor, fee, fee_minor), checks[].",
            "",
            "Example:",
            "  app/bin/tieout statement march.xml --json"
        })
final class StatementCommand implements Callable<Integer> {

    private final Surroundings surroundings;

    @Mixin
    final HelpOption help = new HelpOption();

    @Mixin
    final TraceOption trace = new TraceOption();

    @Parameters(paramLabel = "FILE", arity = "1..*", description = "Statement files.")
    private List<Path> files = List.of();

    @Mixin
    final StatementFiles statements = new StatementFiles();

    @Option(names = "--json", description = "Prints JSON.")
    private boolean json;

    StatementCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        return statements.each(files, this::beside, file -> show(file) > 0, this::refused);
    }

    /** Settlement reports are shown by their sums; payment status reports have none. */
    private Optional<Boolean> beside(Path file) throws IOException {
        if (PaymentStatusFiles.isOne(file)) {
            throw new MalformedStatementException(
                    1,
                    0,
                    "file",
                    "is a payment status report, which has no balances: tieout entries --source bank prints what it says");
        }
        if (!SettlementTotals.isOne(file)) {
            return Optional.empty();
        }
        SettlementTotals totals = SettlementTotals.of(file);
        if (json) {
            surroundings.out().println(totals.json());
        } else {
            totals.table(surroundings.out());
        }
        return Optional.of(totals.findings() > 0);
    }

    private void refused(Path path, String fault) {
        surroundings.err().println(fault);
        if (json) {
            surroundings
                    .out()
                    .println(JsonNodeFactory.instance
                            .objectNode()
                            .put("file", path.toString())
                            .put("refused", fault));
        }
    }

    private long show(StatementFile file) throws IOException {
        if (json) {
            var sink = new StatementJson(surroundings.out(), file);
            file.read(sink);
            surroundings.out().println();
            return sink.findings();
        }
        var sink = new StatementTable(surroundings.out(), file);
        file.read(sink);
        return sink.findings();
    }
}
