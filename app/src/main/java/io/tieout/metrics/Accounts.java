package io.tieout.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * What the coverage reports say: up to when each account is heard, what was read of it, and where matching holds it.
 *
 * <p>The intake reports an account as a whole, each matching partition its control totals; each newest report replaces
 * the one before it.
 */
final class Accounts {

    /** The control totals' buckets. */
    private static final String[] STATES = {"matched", "excepted", "open", "void", "before_coverage"};

    private final Labels labels;
    private final MeterRegistry registry;
    private final MultiGauge lag;
    private final MultiGauge stale;
    private final MultiGauge held;
    private final MultiGauge difference;
    private final Map<TopicPartition, Map<String, GenericRecord>> byPartition = new HashMap<>();

    Accounts(MeterRegistry registry, Labels labels) {
        this.labels = labels;
        this.registry = registry;
        this.lag = MultiGauge.builder("tieout.coverage.lag")
                .description("How far the coverage of an account is behind the clock.")
                .baseUnit("seconds")
                .register(registry);
        this.stale = MultiGauge.builder("tieout.source.stale")
                .description("1 while an account has not been heard for longer than its limit.")
                .register(registry);
        this.held = MultiGauge.builder("tieout.entries.held")
                .description("Entries that matching holds, by where they stand; open ones wait in open cases.")
                .register(registry);
        this.difference = MultiGauge.builder("tieout.conservation.difference")
                .description("What was sent to matching less what it holds, in entries and in minor units: must be 0.")
                .register(registry);
    }

    /**
     * Worked example: reports of 100, 130 and 130 entries read, of which the first stood there when the partition was
     * taken over, count 30.
     */
    void take(Outcome outcome, GenericRecord report) {
        var here = byPartition.computeIfAbsent(outcome.partition(), first -> new HashMap<>());
        var before = here.put(outcome.key(), report);
        if (!outcome.live()) {
            return;
        }
        var source = labels.source(Fields.text(report, "source"));
        if (report.get("partition") == null) {
            count("tieout.entries", Tags.of("source", source), before, report, "entries_read");
            count("tieout.entries.dropped", why(source, "duplicate"), before, report, "duplicates");
            count("tieout.entries.dropped", why(source, "stale_version"), before, report, "stale_versions");
            count("tieout.entries.unplaced", why(source, "out_of_scope"), before, report, "out_of_scope");
            count("tieout.entries.unplaced", why(source, "before_start"), before, report, "before_start");
        } else {
            count("tieout.entries.unplaced", why(source, "beyond_retention"), before, report, "beyond_retention");
        }
    }

    private static Tags why(String source, String why) {
        return Tags.of("source", source, "why", why);
    }

    private void count(String name, Tags tags, @Nullable GenericRecord before, GenericRecord now, String field) {
        long more = Fields.count(now, field) - (before == null ? 0 : Fields.count(before, field));
        registry.counter(name, tags).increment((double) Math.max(0, more));
    }

    void forget(TopicPartition partition) {
        byPartition.remove(partition);
    }

    void workOut(Instant now) {
        var lags = new TreeMap<Account, Double>();
        var silent = new TreeMap<Account, Double>();
        var entries = new HashMap<Tags, Long>();
        var differences = new HashMap<Tags, Long>();
        byPartition.values().stream().flatMap(here -> here.values().stream()).forEach(report -> {
            var source = labels.source(Fields.text(report, "source"));
            if (report.get("partition") == null) {
                var account = new Account(source, labels.account(source, Fields.text(report, "account")));
                var to = Fields.instant(report, "covered_to");
                if (to != null) {
                    lags.merge(account, Math.max(0, Duration.between(to, now).toMillis() / 1000.0), Math::max);
                }
                silent.merge(account, Fields.flag(report, "stale") ? 1.0 : 0.0, Math::max);
            }
            for (GenericRecord total : Fields.records(report, "control_totals")) {
                var of = Tags.of("policy", labels.policy(Fields.text(total, "policy")), "source", source);
                for (String state : STATES) {
                    entries.merge(of.and("state", state), Fields.count(total, state + "_count"), Long::sum);
                }
                // Amounts without their sign: what is too much here does not make good what is lacking there.
                add(differences, of.and("measure", "entries"), total, one -> Fields.count(one, "difference_count"));
                add(differences, of.and("measure", "minor"), total, one -> Fields.count(one, "difference_minor"));
            }
        });
        lag.register(rows(lags), true);
        stale.register(rows(silent), true);
        held.register(counted(entries), true);
        difference.register(counted(differences), true);
    }

    private static void add(
            Map<Tags, Long> sums, Tags tags, GenericRecord total, ToLongFunction<GenericRecord> difference) {
        sums.merge(tags, Math.abs(difference.applyAsLong(total)), Long::sum);
    }

    private static Iterable<Row<?>> rows(Map<Account, Double> figures) {
        var rows = new ArrayList<Row<?>>();
        figures.forEach((account, figure) ->
                rows.add(Row.of(Tags.of("source", account.source(), "account", account.name()), figure)));
        return rows;
    }

    private static Iterable<Row<?>> counted(Map<Tags, Long> figures) {
        var rows = new ArrayList<Row<?>>();
        figures.forEach((tags, figure) -> rows.add(Row.of(tags, figure)));
        return rows;
    }

    private record Account(String source, String name) implements Comparable<Account> {
        @Override
        public int compareTo(Account other) {
            return (source + "/" + name).compareTo(other.source + "/" + other.name);
        }
    }
}
