package io.tieout.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tieout.demo.Figures.Latency;
import io.tieout.demo.Outcomes.Sum;
import io.tieout.demo.Verdict.Finding;
import io.tieout.demo.Verdict.KindLine;
import io.tieout.demo.Verdict.LedgerLine;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Tells the verdict: as tables for people, as JSON for machines. */
public final class Report {

    private static final int NAMED = 40;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final TrialPlan plan;
    private final Fault fault;
    private final Verdict verdict;
    private final Figures figures;

    Report(TrialPlan plan, Fault fault, Verdict verdict, Figures figures) {
        this.plan = plan;
        this.fault = fault;
        this.verdict = verdict;
        this.figures = figures;
    }

    /** Whether the product made of the week exactly what was planted. */
    public boolean tiedOut() {
        return verdict.tiedOut();
    }

    /** The tables. */
    public void print(PrintWriter out) {
        out.println();
        out.printf(Locale.ROOT, "%-42s %8s %8s %8s %9s%n", "", "planted", "found", "missed", "invented");
        for (KindLine line : verdict.kinds()) {
            out.printf(
                    Locale.ROOT,
                    "%-42s %8d %8d %8d %9d%n",
                    line.kind().label(),
                    line.planted(),
                    line.found(),
                    line.missed(),
                    line.invented());
        }
        out.println();
        out.printf(Locale.ROOT, "%-20s %24s %24s %20s %18s%n", "money of", "planted", "matched", "excepted", "void");
        for (LedgerLine line : verdict.ledger()) {
            out.printf(
                    Locale.ROOT,
                    "%-20s %24s %24s %20s %18s%n",
                    line.policy() + " " + line.currency(),
                    money(line, line.planted()),
                    money(line, line.matched()),
                    money(line, line.excepted()),
                    money(line, line.voided()));
        }
        print(out, "Missed", verdict.missed().stream().map(Finding::toString).toList());
        print(
                out,
                "Invented",
                verdict.invented().stream().map(Finding::toString).toList());
        print(out, "Broken", verdict.broken());
        printFigures(out);
        out.println();
        out.println(
                verdict.tiedOut()
                        ? "TIED OUT: nothing missed, nothing invented, every minor unit accounted for."
                        : "NOT TIED OUT: %d missed, %d invented, %d broken."
                                .formatted(
                                        verdict.missed().size(),
                                        verdict.invented().size(),
                                        verdict.broken().size()));
        out.flush();
    }

    private static String money(LedgerLine line, Sum sum) {
        return "%d: %s".formatted(sum.count(), amount(line.currency(), sum.minor()));
    }

    private static String amount(String code, long minor) {
        for (ShopCurrency currency : ShopCurrency.values()) {
            if (currency.name().equals(code)) {
                return currency.decimal(minor).toPlainString();
            }
        }
        return minor + " minor units";
    }

    private static void print(PrintWriter out, String title, List<String> lines) {
        if (lines.isEmpty()) {
            return;
        }
        out.println();
        out.println(title + ":");
        lines.stream().limit(NAMED).forEach(line -> out.println("  " + line));
        if (lines.size() > NAMED) {
            out.println("  and " + (lines.size() - NAMED) + " more; --json FILE names all");
        }
    }

    private void printFigures(PrintWriter out) {
        out.println();
        out.printf(
                Locale.ROOT,
                "The week took %s, all of it %s; %d commits in Odoo, %d webhooks taken and %d refused, %d polls.%n",
                seconds(figures.weekTime()),
                seconds(figures.wallTime()),
                figures.commits(),
                figures.webhooks(),
                figures.webhooksRefused(),
                figures.pollRequests());
        out.println("Started in: " + joined(figures.startUp(), Report::seconds));
        out.println("From the commit that completes a pair to its match, as a read_committed consumer sees it:");
        out.println("  during the week, in bursts: " + latency(figures.underLoad()));
        out.println("  afterwards, 25 orders a second: " + latency(figures.atRest()));
        if (!figures.residentKib().isEmpty()) {
            out.println("Resident memory: " + joined(figures.residentKib(), kib -> (kib / 1024) + " MiB"));
        }
    }

    private static <T> String joined(Map<String, T> values, Function<T, String> text) {
        return values.entrySet().stream()
                .map(value -> value.getKey() + " " + text.apply(value.getValue()))
                .collect(Collectors.joining(", "));
    }

    private static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
    }

    private static String latency(Latency latency) {
        return latency.count() == 0
                ? "not measured"
                : "p50 %d ms, p99 %d ms, longest %d ms (%d pairs)"
                        .formatted(
                                latency.median().toMillis(),
                                latency.p99().toMillis(),
                                latency.longest().toMillis(),
                                latency.count());
    }

    /** The same, complete, as one JSON object. */
    public String json() {
        ObjectNode json = JSON.createObjectNode();
        json.put("orders", plan.orders().size())
                .put("seed", plan.seed())
                .put("fault", fault.name().toLowerCase(Locale.ROOT))
                .put("tied_out", verdict.tiedOut());
        ArrayNode kinds = json.putArray("kinds");
        for (KindLine line : verdict.kinds()) {
            kinds.addObject()
                    .put("kind", line.kind().name().toLowerCase(Locale.ROOT))
                    .put("label", line.kind().label())
                    .put("planted", line.planted())
                    .put("found", line.found())
                    .put("missed", line.missed())
                    .put("invented", line.invented());
        }
        findings(json.putArray("missed"), verdict.missed());
        findings(json.putArray("invented"), verdict.invented());
        verdict.broken().forEach(json.putArray("broken")::add);
        ArrayNode ledger = json.putArray("ledger");
        for (LedgerLine line : verdict.ledger()) {
            ObjectNode entry = ledger.addObject().put("policy", line.policy()).put("currency", line.currency());
            sum(entry, "planted", line.planted());
            sum(entry, "matched", line.matched());
            sum(entry, "excepted", line.excepted());
            sum(entry, "void", line.voided());
            sum(entry, "sent_by_control_totals", line.sent());
        }
        ObjectNode measured = json.putObject("figures")
                .put("wall_ms", figures.wallTime().toMillis())
                .put("week_ms", figures.weekTime().toMillis())
                .put("commits", figures.commits())
                .put("webhooks", figures.webhooks())
                .put("webhooks_refused", figures.webhooksRefused())
                .put("poll_requests", figures.pollRequests());
        ObjectNode startUp = measured.putObject("started_in_ms");
        figures.startUp().forEach((part, took) -> startUp.put(part, took.toMillis()));
        latency(measured.putObject("commit_to_match_in_bursts"), figures.underLoad());
        latency(measured.putObject("commit_to_match_at_25_a_second"), figures.atRest());
        ObjectNode memory = measured.putObject("resident_kib");
        figures.residentKib().forEach(memory::put);
        try {
            return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(json) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A tree of plain values is always JSON", e);
        }
    }

    private static void findings(ArrayNode array, List<Finding> findings) {
        for (Finding finding : findings) {
            array.addObject()
                    .put("order", finding.order())
                    .put("policy", finding.policy())
                    .put("correlation_id", finding.correlationId())
                    .put("what", finding.what());
        }
    }

    private static void sum(ObjectNode entry, String name, Sum sum) {
        entry.putObject(name).put("count", sum.count()).put("minor", sum.minor());
    }

    private static void latency(ObjectNode json, Latency latency) {
        json.put("pairs", latency.count())
                .put("p50_ms", latency.median().toMillis())
                .put("p99_ms", latency.p99().toMillis())
                .put("longest_ms", latency.longest().toMillis());
    }
}
