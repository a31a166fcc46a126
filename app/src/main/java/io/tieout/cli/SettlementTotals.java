package io.tieout.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tieout.connect.adyen.report.SettlementBatch;
import io.tieout.connect.adyen.report.SettlementReport;
import io.tieout.connect.adyen.report.SettlementType;
import io.tieout.connect.bank.Amount;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What a settlement detail report adds up to: its batches by type, and whether each comes to nothing. */
final class SettlementTotals {

    private final Path file;
    private final Collection<SettlementBatch> batches;

    private SettlementTotals(Path file, Collection<SettlementBatch> batches) {
        this.file = file;
        this.batches = batches;
    }

    /** Whether the file begins as such a report does. */
    static boolean isOne(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return SettlementReport.isOne(in);
        }
    }

    /**
     * Reads it as a stream.
     *
     * @throws io.tieout.connect.bank.MalformedStatementException when it cannot be read whole
     */
    static SettlementTotals of(Path file) throws IOException {
        Map<String, SettlementBatch> batches = new LinkedHashMap<>();
        try (InputStream in = Files.newInputStream(file)) {
            SettlementReport.read(in, row -> SettlementBatch.add(batches, row));
        }
        return new SettlementTotals(file, batches.values());
    }

    /** Something that was looked at; {@code line} is 0 where it is of all rows. */
    private record Check(String name, boolean holds, long line, String text) {}

    private static List<Check> checks(SettlementBatch batch) {
        var checks = new ArrayList<Check>();
        String sum =
                "the rows add up to " + batch.currency() + " " + batch.sum().toPlainString();
        checks.add(new Check(
                "batch_total",
                !batch.isOff(),
                0,
                batch.isOff()
                        ? sum + ", and must add up to nothing"
                        : batch.isClosed() ? sum : sum + ", which is carried over: there is no payout"));
        for (SettlementBatch.Total total : batch.totals()) {
            if (total.type() == SettlementType.UNKNOWN) {
                checks.add(new Check("type", false, total.line(), "type " + plain(total.word()) + " is not known"));
            }
        }
        return checks;
    }

    /** Checks that did not hold. */
    long findings() {
        return batches.stream()
                .flatMap(batch -> checks(batch).stream())
                .filter(check -> !check.holds)
                .count();
    }

    void table(PrintWriter out) {
        out.println(file + " (settlement-report)");
        for (SettlementBatch batch : batches) {
            out.println();
            out.println("account " + plain(batch.account()) + ", " + plain(batch.name()));
            for (SettlementBatch.Total total : batch.totals()) {
                out.printf(
                        Locale.ROOT,
                        "  %-24s  %8d %s  %20s  fee %s%n",
                        plain(total.word()),
                        total.rows(),
                        total.rows() == 1 ? "row " : "rows",
                        batch.currency() + " " + total.net().toPlainString(),
                        total.fee().toPlainString());
            }
            for (Check check : checks(batch)) {
                out.println((check.holds ? "  ok       " : "  FINDING  ") + check.name.replace('_', ' ')
                        + (check.line == 0 ? "" : ", line " + check.line) + ": " + check.text);
            }
        }
    }

    ObjectNode json() {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("file", file.toString()).put("format", "settlement-report");
        var listed = node.putArray("batches");
        for (SettlementBatch batch : batches) {
            ObjectNode one = listed.addObject();
            one.put("account", batch.account())
                    .put("batch", batch.number())
                    .put("currency", batch.currency())
                    .put("closed", batch.isClosed());
            money(one, "sum", batch.sum(), batch.currency());
            var types = one.putArray("types");
            for (SettlementBatch.Total total : batch.totals()) {
                ObjectNode type = types.addObject();
                type.put("type", total.word())
                        .put("known", total.type() != SettlementType.UNKNOWN)
                        .put("rows", total.rows());
                money(type, "net", total.net(), batch.currency());
                money(type, "fee", total.fee(), batch.currency());
            }
            var looked = one.putArray("checks");
            for (Check check : checks(batch)) {
                looked.addObject()
                        .put("check", check.name)
                        .put("holds", check.holds)
                        .put("line", check.line)
                        .put("text", check.text);
            }
        }
        return node.put("findings", findings());
    }

    /** In minor units; null where the sum is not a whole number of them. */
    private static void money(ObjectNode node, String field, BigDecimal value, String currency) {
        node.put(field + "_minor", new Amount(value, currency).minor());
        node.put(field, value.toPlainString());
    }

    /** A file must not steer the terminal. */
    private static String plain(String text) {
        return text.replaceAll("\\p{Cntrl}+", " ");
    }
}
