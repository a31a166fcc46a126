package io.tieout.topology;

import io.tieout.matching.AccountId;
import io.tieout.matching.Arrival;
import io.tieout.matching.AuditChain;
import io.tieout.matching.Case;
import io.tieout.matching.Coverage;
import io.tieout.matching.Decision;
import io.tieout.matching.Interval;
import io.tieout.matching.Ledger;
import io.tieout.matching.Matcher;
import io.tieout.matching.Money;
import io.tieout.matching.Policy;
import io.tieout.matching.Side;
import io.tieout.wire.BucketTotals;
import io.tieout.wire.Outcomes;
import io.tieout.wire.Published;
import io.tieout.wire.Routed;
import io.tieout.wire.States;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the cases of one partition: for each arrival it loads the case, asks the {@link Matcher}, saves the
 * case and says what follows.
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
final class MatchProcessor implements Processor<String, Routed, String, Step> {

    private static final Duration DRAIN_EVERY = Duration.ofMillis(100);
    private static final int DRAIN_STEP = 2_000;

    private final Map<String, Matcher> matchers;
    private ProcessorContext<String, Step> context;
    private KeyValueStore<String, Case> cases;
    private KeyValueStore<String, Routed> heard;
    private KeyValueStore<String, BucketTotals> ledger;
    private KeyValueStore<String, Long> alarms;
    private DeadlineIndex index;
    private AuditTrail audit;
    private Coverage coverage;
    private boolean reexamine;
    private long timestamp;

    @SuppressWarnings("NullAway.Init")
    private MatchProcessor(Plan plan) {
        this.matchers = plan.policies().stream().collect(Collectors.toUnmodifiableMap(Policy::name, Matcher::new));
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
        cases = given.getStateStore(Stores.CASES);
        heard = given.getStateStore(Stores.HEARD);
        ledger = given.getStateStore(Stores.LEDGER);
        alarms = given.getStateStore(Stores.ALARMS);
        KeyValueStore<Bytes, byte[]> deadlines = given.getStateStore(Stores.DEADLINES);
        index = new DeadlineIndex(deadlines);
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
            arrive(record.key(), toCase.arrival());
        } else {
            throw new IllegalStateException("No rule for " + record.value());
        }
    }

    private void arrive(String caseId, Arrival arrival) {
        Matcher matcher = matcher(arrival.policy());
        Case before = cases.get(caseId);
        if (before == null && arrival instanceof Arrival.Placement placement && tooOld(matcher, placement)) {
            return;
        }
        Case known = before == null ? Case.absent(arrival.policy(), arrival.correlationId()) : before;
        settle(caseId, matcher, before, matcher.arrive(known, arrival, coverage));
    }

    /** An entry older than the retention horizon opens no case, which may have been forgotten. It is counted. */
    private boolean tooOld(Matcher matcher, Arrival.Placement placement) {
        boolean forgotten = placement.replaced() != null;
        if (!forgotten && !matcher.beyondRetention(placement.member(), coverage)) {
            return false;
        }
        Money replaced = placement.replaced();
        String policy = placement.policy();
        if (replaced != null) {
            count(Ledger.line(policy, placement.member(), Ledger.Bucket.VOID, -1, negated(replaced)));
        }
        Ledger.Line line = Ledger.line(
                policy,
                placement.member(),
                Ledger.Bucket.VOID,
                1,
                placement.member().amount());
        count(line);
        String key = key(line.key());
        ledger.put(key, held(key).oneBeyondRetention());
        return true;
    }

    private static Money negated(Money amount) {
        return new Money(Math.negateExact(amount.minor()), amount.currency());
    }

    private void settle(String caseId, Matcher matcher, @Nullable Case before, Decision decision) {
        Case after = decision.after();
        if (after.members().isEmpty() || after.equals(before)) {
            return;
        }
        if (before != null) {
            unindex(caseId, matcher, before);
        }
        index(caseId, matcher, after);
        cases.put(caseId, after);
        Ledger.Tally was = before == null ? Ledger.Tally.NOTHING : matcher.tally(before);
        was.changeTo(matcher.tally(after)).forEach(this::count);
        decision.outcomes().forEach(outcome -> say(Outcomes.publish(outcome)));
    }

    private void index(String caseId, Matcher matcher, Case current) {
        matcher.waiting(current).ifPresent(wait -> index.add(queue(matcher, wait), wait.deadline(), caseId));
        matcher.forgettableAfter(current)
                .ifPresent(at -> index.add(DeadlineIndex.closed(matcher.policy().name()), at, caseId));
    }

    private void unindex(String caseId, Matcher matcher, Case current) {
        matcher.waiting(current).ifPresent(wait -> index.remove(queue(matcher, wait), wait.deadline(), caseId));
        matcher.forgettableAfter(current)
                .ifPresent(
                        at -> index.remove(DeadlineIndex.closed(matcher.policy().name()), at, caseId));
    }

    private static String queue(Matcher matcher, Matcher.Wait wait) {
        String policy = matcher.policy().name();
        return wait.beforeCoverage()
                ? DeadlineIndex.beforeCoverage(policy)
                : DeadlineIndex.waiting(policy, wait.unheard());
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

    /** Looks again at what is due by the coverage read, a bounded number of cases at a time. */
    private void drain() {
        int budget = DRAIN_STEP;
        for (Matcher matcher : matchers.values()) {
            Policy policy = matcher.policy();
            for (List<Side> awaited : subsets(
                    policy.sides().stream().filter(side -> !side.optional()).toList())) {
                Instant frontier = coverage.frontier(awaited);
                if (frontier != null) {
                    budget -= drain(matcher, DeadlineIndex.waiting(policy.name(), awaited), frontier, budget);
                }
            }
            Instant everyone = coverage.frontier(policy.sides());
            if (everyone != null) {
                budget -= forget(matcher, everyone, budget);
            }
        }
        if (reexamine) {
            reexamineBeforeCoverage();
        }
    }

    private int drain(Matcher matcher, String queue, Instant frontier, int budget) {
        List<String> due = index.due(queue, frontier, budget);
        due.forEach(caseId -> expire(caseId, matcher));
        return due.size();
    }

    private void expire(String caseId, Matcher matcher) {
        Case before = Objects.requireNonNull(cases.get(caseId), () -> "Case " + caseId + " is indexed but not kept");
        settle(caseId, matcher, before, matcher.expire(before, coverage));
    }

    /** Coverage began to reach further back: what could not be judged may be now. */
    private void reexamineBeforeCoverage() {
        for (Matcher matcher : matchers.values()) {
            String queue = DeadlineIndex.beforeCoverage(matcher.policy().name());
            index.due(queue, null, Integer.MAX_VALUE).forEach(caseId -> expire(caseId, matcher));
        }
        reexamine = false;
    }

    private int forget(Matcher matcher, Instant horizon, int budget) {
        String queue = DeadlineIndex.closed(matcher.policy().name());
        List<String> due = index.due(queue, horizon, budget);
        for (String caseId : due) {
            Case closed = Objects.requireNonNull(cases.get(caseId), () -> "Case " + caseId + " is indexed, not kept");
            Ledger.Tally tally = matcher.tally(closed);
            tally.changeTo(tally.forgotten()).forEach(this::count);
            unindex(caseId, matcher, closed);
            cases.put(caseId, null);
        }
        return due.size();
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

    private void count(Ledger.Line line) {
        String key = key(line.key());
        ledger.put(key, held(key).plus(line));
    }

    private BucketTotals held(String key) {
        BucketTotals held = ledger.get(key);
        return held == null ? BucketTotals.zero() : held;
    }

    private static String key(Ledger.Key key) {
        AccountId account = key.account();
        return account + "|" + key.policy() + "|" + key.currency();
    }

    private Matcher matcher(String policy) {
        Matcher matcher = matchers.get(policy);
        if (matcher == null) {
            throw new IllegalStateException("Policy " + policy + " has entries under way but is no longer there."
                    + " Put its file back, let the application run until they are through, then remove it.");
        }
        return matcher;
    }

    private void say(Published published) {
        context.forward(new Record<>(published.key(), new Step.Say(published), timestamp));
        audit.follow(published)
                .ifPresent(link -> context.forward(new Record<>(link.key(), new Step.Say(link), timestamp)));
    }

    /** Every non-empty choice of these sides, in their order. */
    private static List<List<Side>> subsets(List<Side> sides) {
        var subsets = new ArrayList<List<Side>>();
        for (int chosen = 1; chosen < 1 << sides.size(); chosen++) {
            var subset = new ArrayList<Side>();
            for (int i = 0; i < sides.size(); i++) {
                if ((chosen & 1 << i) != 0) {
                    subset.add(sides.get(i));
                }
            }
            subsets.add(subset);
        }
        return subsets;
    }
}
