package io.tieout.bench;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tieout.bench.PairBench.Series;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/** What was measured, as a table for people and as JSON with every round. */
public final class BenchReport {

    private static final double BUSY = 0.85;

    private final Instant at;
    private final Options options;
    private final List<Series> pairs = new ArrayList<>();
    private final List<Cost> costs = new ArrayList<>();
    private final List<Latency> latencies = new ArrayList<>();
    private final List<String> failures = new ArrayList<>();

    BenchReport(Instant at, Options options) {
        this.at = at;
        this.options = options;
    }

    void add(Series series) {
        pairs.add(series);
    }

    void add(Cost cost) {
        costs.add(cost);
    }

    void add(Latency latency) {
        latencies.add(latency);
    }

    void failed(BenchFailure failure) {
        failures.add(String.valueOf(failure.getMessage()));
    }

    /** Whether every run said what its input implies. */
    public boolean isSound() {
        return failures.isEmpty();
    }

    /** The tables. */
    public void print(PrintWriter out) {
        if (!pairs.isEmpty()) {
            out.printf(
                    Locale.ROOT,
                    "%-9s %-13s %-13s %7s %10s %7s %7s %9s %8s  %s%n",
                    "open",
                    "engine",
                    "guarantee",
                    "threads",
                    "events/s",
                    "of join",
                    "of pass",
                    "us/event",
                    "records",
                    "what limits");
            pairs.forEach(series -> out.printf(
                    Locale.ROOT,
                    "%-9d %-13s %-13s %7d %,10.0f %7s %7s %9.1f %8.2f  %s%n",
                    series.open(),
                    series.setting().engine().title(),
                    series.setting().guarantee(),
                    series.setting().threads(),
                    perSecond(series),
                    ratio(series, Engine.OUTER_JOIN),
                    ratio(series, Engine.PASS_THROUGH),
                    median(series, Meter.Figures::cpuMicros),
                    median(series, Meter.Figures::sentPerRecord),
                    limit(series)));
        }
        if (!costs.isEmpty()) {
            out.printf(
                    Locale.ROOT,
                    "%-38s %10s %9s %12s  %s%n",
                    "cost on one processor",
                    "size",
                    "us each",
                    "a second",
                    "of smallest");
            costs.forEach(cost -> out.printf(
                    Locale.ROOT,
                    "%-38s %,10d %9.2f %,12.0f  %.2f x%n",
                    cost.part(),
                    cost.size(),
                    cost.median(),
                    1e6 / cost.median(),
                    cost.median() / smallest(cost).median()));
        }
        if (!latencies.isEmpty()) {
            out.printf(Locale.ROOT, "%-38s %10s %10s %9s %9s%n", "question", "open", "closed", "median ms", "99 % ms");
            latencies.forEach(latency -> out.printf(
                    Locale.ROOT,
                    "%-38s %,10d %,10d %9.2f %9.2f%n",
                    latency.question(),
                    latency.open(),
                    latency.closed(),
                    latency.millis(0.5),
                    latency.millis(0.99)));
        }
        failures.forEach(out::println);
        if (options.quick()) {
            out.println("A quick run: its figures are of a cold virtual machine and say nothing.");
        }
        out.flush();
    }

    /** The same part at the smallest size. */
    private Cost smallest(Cost cost) {
        return costs.stream()
                .filter(one -> one.part().equals(cost.part()))
                .min(Comparator.comparingInt(Cost::size))
                .orElse(cost);
    }

    private static double perSecond(Series series) {
        return median(series, Meter.Figures::perSecond);
    }

    /** Median over the rounds of the ratio within a round. */
    private Optional<Double> against(Series series, Engine other) {
        return pairs.stream()
                .filter(one -> one.open() == series.open()
                        && one.setting().engine() == other
                        && one.setting().exactlyOnce() == series.setting().exactlyOnce()
                        && one.setting().threads() == series.setting().threads())
                .findFirst()
                .map(yardstick -> {
                    var ratios = new ArrayList<Double>();
                    for (int round = 0; round < series.rounds().size(); round++) {
                        ratios.add(series.rounds().get(round).figures().perSecond()
                                / yardstick.rounds().get(round).figures().perSecond());
                    }
                    return median(ratios);
                });
    }

    private String ratio(Series series, Engine other) {
        return against(series, other)
                .map(ratio -> other == Engine.PASS_THROUGH
                        ? String.format(Locale.ROOT, "%.1f %%", 100 * ratio)
                        : String.format(Locale.ROOT, "%.2f x", ratio))
                .orElse("");
    }

    private static String limit(Series series) {
        double thread =
                median(series, figures -> figures.threadBusy(series.setting().threads()));
        double machine = median(series, Meter.Figures::machineBusy);
        double collecting = median(
                series,
                figures ->
                        (double) figures.collecting().toNanos() / figures.time().toNanos());
        String what = machine > BUSY
                ? "the processors"
                : thread > BUSY ? "the stream thread" : "neither processor nor stream thread";
        return String.format(
                Locale.ROOT,
                "%s (stream threads %.0f %%, machine %.0f %%, garbage %.1f %%)",
                what,
                100 * thread,
                100 * machine,
                100 * collecting);
    }

    private static double median(Series series, ToDoubleFunction<Meter.Figures> figure) {
        return median(series.rounds().stream()
                .map(result -> figure.applyAsDouble(result.figures()))
                .toList());
    }

    static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    /** Every figure. */
    public ObjectNode json() {
        var document = JsonNodeFactory.instance.objectNode();
        document.put("at", at.toString());
        document.put("seed", options.seed());
        document.put("processors", Runtime.getRuntime().availableProcessors());
        document.put("java", Runtime.version().toString());
        var measured = document.putArray("pair");
        for (Series series : pairs) {
            var one = measured.addObject()
                    .put("engine", series.setting().engine().title())
                    .put("open", series.open())
                    .put("pairs", series.pairs())
                    .put("exactly_once", series.setting().exactlyOnce())
                    .put("threads", series.setting().threads())
                    .put("events_per_second", perSecond(series));
            against(series, Engine.OUTER_JOIN).ifPresent(ratio -> one.put("of_outer_join", ratio));
            against(series, Engine.PASS_THROUGH).ifPresent(ratio -> one.put("of_pass_through", ratio));
            var rounds = one.putArray("rounds");
            for (Drain.Result result : series.rounds()) {
                Meter.Figures figures = result.figures();
                rounds.addObject()
                        .put("events", figures.records())
                        .put("seconds", figures.time().toNanos() / 1e9)
                        .put("events_per_second", figures.perSecond())
                        .put("cpu_us_per_event", figures.cpuMicros())
                        .put("producer_records_per_event", figures.sentPerRecord())
                        .put(
                                "stream_threads_busy",
                                figures.threadBusy(series.setting().threads()))
                        .put("machine_busy", figures.machineBusy())
                        .put("unsaid", result.unsaid());
            }
        }
        var measuredCosts = document.putArray("cost");
        for (Cost cost : costs) {
            var one = measuredCosts
                    .addObject()
                    .put("part", cost.part())
                    .put("size", cost.size())
                    .put("us", cost.median())
                    .put("of_smallest", cost.median() / smallest(cost).median());
            var rounds = one.putArray("rounds_us");
            cost.micros().forEach(rounds::add);
        }
        var measuredLatencies = document.putArray("query");
        for (Latency latency : latencies) {
            var one = measuredLatencies
                    .addObject()
                    .put("question", latency.question())
                    .put("open", latency.open())
                    .put("closed", latency.closed())
                    .put("median_ms", latency.millis(0.5))
                    .put("p99_ms", latency.millis(0.99));
            var rounds = one.putArray("rounds_ms");
            latency.rounds().forEach(round -> {
                var times = rounds.addArray();
                round.forEach(time -> times.add(time.toNanos() / 1e6));
            });
        }
        var failed = document.putArray("failures");
        failures.forEach(failed::add);
        return document;
    }
}
