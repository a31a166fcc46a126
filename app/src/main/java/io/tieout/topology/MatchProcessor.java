package io.tieout.topology;

import io.tieout.matching.AccountId;
import io.tieout.matching.AuditChain;
import io.tieout.matching.Case;
import io.tieout.matching.Coverage;
import io.tieout.matching.Interval;
import io.tieout.matching.Ledger;
import io.tieout.matching.Outcome;
import io.tieout.wire.BucketTotals;
import io.tieout.wire.Outcomes;
import io.tieout.wire.Published;
import io.tieout.wire.Routed;
import io.tieout.wire.States;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;

/**
 * Keeps the cases of one partition: each policy has a {@link Desk} of its shape.
 *
 * <p>Time. Coverage is what advances a deadline, and it comes in band: a mark of {@code stripe/acct_1} up to T
 * stands behind every entry of that account before T, so a case that is due by the marks read is due, full
 * stop. An arrival closes its own case first; all others are drained in bounded steps, by each mark and by a
 * punctuation that decides nothing.
 *
 * <p>Exactly once. Cases, index, ledger, audit chain and outcomes commit in one Kafka transaction with the
 * offsets; after a crash all of them are those of the last commit. Nothing else is kept but what {@code init}
 * builds from them.
 *
 * <p>Control totals. A mark bears what the intake sent to this partition; the ledger is what became of it. Any
 * difference is said as an exception (MatchingFlowTest.saysSoWhenAnEntryWasLostOnTheWay).
 */
final class MatchProcessor implements Processor<String, Routed, String, Step>, Partition {

    private static final Duration DRAIN_EVERY = Duration.ofMillis(100);
    private static final int DRAIN_STEP = 2_000;

    private final Plan plan;
    private final Map<String, Desk> desks = new LinkedHashMap<>();
    private ProcessorContext<String, Step> context;
    private KeyValueStore<String, Routed> heard;
    private KeyValueStore<String, BucketTotals> ledger;
    private KeyValueStore<String, Long> alarms;
    private AuditTrail audit;
    private Coverage coverage;
    private boolean reexamine;
    private long timestamp;

    @SuppressWarnings("NullAway.Init")
    private MatchProcessor(Plan plan) {
        this.plan = plan;
        this.coverage = Coverage.of(plan.expected(), plan.retired());
    }

    static ProcessorSupplier<String, Routed, String, Step> supplier(Plan plan) {
        return new ProcessorSupplier<>() {
            @Override
            public Processor<String, Routed, String, Step> get() {
                return new MatchProcessor(plan);
            }

            @Override
            public Set<StoreBuilder<?>> stores() {
                return Set.of(
                        Stores.keyed(Stores.CASES, States.cases()),
                        Stores.ordered(Stores.DEADLINES),
                        Stores.keyed(Stores.HEARD, States.routed()),
                        Stores.keyed(Stores.LEDGER, States.ledger()),
                        Stores.keyed(Stores.ALARMS, Serdes.Long()),
                        Stores.keyed(Stores.MATCH_CHAIN, States.chain("match")));
            }
        };
    }

    @Override
    public void init(ProcessorContext<String, Step> given) {
        context = given;
        heard = given.getStateStore(Stores.HEARD);
        ledger = given.getStateStore(Stores.LEDGER);
        alarms = given.getStateStore(Stores.ALARMS);
        KeyValueStore<String, Case> cases = given.getStateStore(Stores.CASES);
        KeyValueStore<Bytes, byte[]> deadlines = given.getStateStore(Stores.DEADLINES);
        DeadlineIndex index = new DeadlineIndex(deadlines);
        plan.policies().forEach(policy -> desks.put(policy.name(), new PairDesk(policy, cases, index, this)));
        KeyValueStore<String, AuditChain> chain = given.getStateStore(Stores.MATCH_CHAIN);
        audit = new AuditTrail(chain, "match-" + given.taskId().partition());
        try (var kept = heard.all()) {
            kept.forEachRemaining(one -> {
                Routed.Mark mark = (Routed.Mark) one.value;
                coverage = coverage.with(mark.account(), mark.interval());
            });
        }
        given.schedule(DRAIN_EVERY, PunctuationType.WALL_CLOCK_TIME, now -> {
            timestamp = now;
            drain();
        });
    }

    @Override
    public void process(Record<String, Routed> record) {
        timestamp = record.timestamp();
        if (record.value() instanceof Routed.Mark mark) {
            hear(mark);
        } else if (record.value() instanceof Routed.ToCase toCase) {
            desk(toCase.arrival().policy()).arrive(record.key(), toCase.arrival());
        } else {
            throw new IllegalStateException("No rule for " + record.value());
        }
    }

    @Override
    public Coverage coverage() {
        return coverage;
    }

    @Override
    public void count(Ledger.Line change) {
        String key = key(change.key());
        ledger.put(key, held(key).plus(change));
    }

    @Override
    public void countBeyondRetention(Ledger.Line line) {
        String key = key(line.key());
        ledger.put(key, held(key).oneBeyondRetention());
    }

    @Override
    public void say(Outcome outcome) {
        say(Outcomes.publish(outcome));
    }

    private void hear(Routed.Mark mark) {
        Interval known = coverage.heard().get(mark.account());
        coverage = coverage.with(mark.account(), mark.interval());
        Interval now = Objects.requireNonNull(coverage.heard().get(mark.account()));
        reexamine |= known != null && !Objects.equals(known.from(), now.from());
        heard.put(mark.account().toString(), new Routed.Mark(mark.account(), now, mark.partition(), List.of()));
        drain();
        control(mark);
    }

    private void drain() {
        int budget = DRAIN_STEP;
        for (Desk desk : desks.values()) {
            budget -= desk.drain(budget);
        }
        if (reexamine) {
            desks.values().forEach(Desk::reexamine);
            reexamine = false;
        }
    }

    private void control(Routed.Mark mark) {
        Published report = Outcomes.coverage(
                mark, sent -> held(key(new Ledger.Key(mark.account(), sent.policy(), sent.currency()))));
        say(report);
        String difference = Outcomes.difference(report);
        Long last = alarms.get(mark.account().toString());
        int version = last == null ? 0 : Math.toIntExact(Math.abs(last));
        boolean open = last != null && last > 0;
        if (open != (difference != null)) {
            say(Outcomes.conservation(mark, version + 1, difference));
            alarms.put(mark.account().toString(), difference == null ? -(version + 1L) : version + 1L);
        }
    }

    private BucketTotals held(String key) {
        BucketTotals held = ledger.get(key);
        return held == null ? BucketTotals.zero() : held;
    }

    private static String key(Ledger.Key key) {
        AccountId account = key.account();
        return account + "|" + key.policy() + "|" + key.currency();
    }

    private Desk desk(String policy) {
        Desk desk = desks.get(policy);
        if (desk == null) {
            throw new IllegalStateException("Policy " + policy + " has entries under way but is no longer there."
                    + " Put its file back, let the application run until they are through, then remove it.");
        }
        return desk;
    }

    private void say(Published published) {
        context.forward(new Record<>(published.key(), new Step.Say(published), timestamp));
        audit.follow(published)
                .ifPresent(link -> context.forward(new Record<>(link.key(), new Step.Say(link), timestamp)));
    }
}
