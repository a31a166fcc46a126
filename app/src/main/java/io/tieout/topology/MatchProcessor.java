package io.tieout.topology;

import io.tieout.matching.AccountId;
import io.tieout.matching.Arrival;
import io.tieout.matching.AuditChain;
import io.tieout.matching.Case;
import io.tieout.matching.Coverage;
import io.tieout.matching.GroupMember;
import io.tieout.matching.Heard;
import io.tieout.matching.Ledger;
import io.tieout.matching.Outcome;
import io.tieout.matching.Policy;
import io.tieout.matching.Shape;
import io.tieout.matching.Versions;
import io.tieout.matching.pool.Item;
import io.tieout.wire.BucketTotals;
import io.tieout.wire.KeptGroup;
import io.tieout.wire.Outcomes;
import io.tieout.wire.Published;
import io.tieout.wire.Routed;
import io.tieout.wire.States;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
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
import org.jspecify.annotations.Nullable;

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
final class MatchProcessor implements Processor<String, Routed, String, Object> {

    private static final Duration DRAIN_EVERY = Duration.ofMillis(50);
    private static final int DRAIN_STEP = 2_000;

    private final Plan plan;
    private final Set<String> withAliases;
    private final Map<String, Desk> desks = new LinkedHashMap<>();
    private ProcessorContext<String, Object> context;
    private KeyValueStore<String, Routed> heard;
    private LedgerTotals ledger;
    private KeyValueStore<String, Long> alarms;
    private Voice voice;
    private SentTotals received;
    private Coverage straight;
    private Coverage linked;
    private final Map<AccountId, Map<String, Heard>> said = new HashMap<>();
    private final Map<AccountId, Heard> reported = new HashMap<>();
    private Ledger.@Nullable Balance uncounted;
    private boolean reexamine;
    private long timestamp;

    @SuppressWarnings("NullAway.Init")
    private MatchProcessor(Plan plan) {
        this.plan = plan;
        this.withAliases = plan.policiesWithAliases();
        this.straight = Coverage.of(plan.expected(), plan.retired());
        this.linked = straight;
    }

    static ProcessorSupplier<String, Routed, String, Object> supplier(Plan plan) {
        return new ProcessorSupplier<>() {
            @Override
            public Processor<String, Routed, String, Object> get() {
                return new MatchProcessor(plan);
            }

            @Override
            public Set<StoreBuilder<?>> stores() {
                return Set.of(
                        Stores.keyed(Stores.CASES, States.cases()),
                        Stores.keyed(Stores.GROUPS, States.groups()),
                        Stores.ordered(Stores.GROUP_MEMBERS, States.groupMembers()),
                        Stores.ordered(Stores.GROUP_TIMES),
                        Stores.ordered(Stores.DEADLINES),
                        Stores.filling(Stores.PAIR_DEADLINES),
                        Stores.keyed(Stores.POOL_ITEMS, States.items()),
                        Stores.ordered(Stores.POOL_INDEX),
                        Stores.keyed(Stores.TURNED, Serdes.Long()),
                        Stores.keyed(Stores.HEARD, States.routed()),
                        Stores.totals(Stores.RECEIVED, States.sent()),
                        Stores.totals(Stores.LEDGER, States.ledger()),
                        Stores.keyed(Stores.ALARMS, Serdes.Long()),
                        Stores.totals(Stores.MATCH_CHAIN, States.chain("match")));
            }
        };
    }

    @Override
    public void init(ProcessorContext<String, Object> given) {
        forget();
        context = given;
        heard = given.getStateStore(Stores.HEARD);
        KeyValueStore<String, Routed.Sent> arrivals = given.getStateStore(Stores.RECEIVED);
        received = new SentTotals(arrivals);
        KeyValueStore<String, BucketTotals> totals = given.getStateStore(Stores.LEDGER);
        ledger = new LedgerTotals(totals);
        alarms = given.getStateStore(Stores.ALARMS);
        KeyValueStore<Bytes, byte[]> deadlines = given.getStateStore(Stores.DEADLINES);
        DeadlineIndex index = new DeadlineIndex(deadlines);
        KeyValueStore<Bytes, byte[]> rows = given.getStateStore(Stores.PAIR_DEADLINES);
        DueRows pairs = new DueRows(rows);
        plan.policies().forEach(policy -> desks.put(policy.name(), desk(policy, index, pairs)));
        KeyValueStore<String, AuditChain> chain = given.getStateStore(Stores.MATCH_CHAIN);
        voice = new Voice(given, chain, "match-" + given.taskId().partition());
        try (var kept = heard.all()) {
            kept.forEachRemaining(one -> {
                Routed.Mark mark = (Routed.Mark) one.value;
                said(mark.account()).put(mark.sender(), mark.heard());
            });
        }
        said.keySet().forEach(this::understand);
        reexamine = false;
        given.schedule(DRAIN_EVERY, PunctuationType.WALL_CLOCK_TIME, now -> {
            timestamp = now;
            drain();
            ledger.save();
        });
    }

    /** A task that was corrupted begins again with this very object: what it knew beyond the last commit never was. */
    private void forget() {
        desks.clear();
        said.clear();
        reported.clear();
        straight = Coverage.of(plan.expected(), plan.retired());
        linked = straight;
        uncounted = null;
    }

    @Override
    public void process(Record<String, Routed> record) {
        try {
            take(record);
        } catch (RuntimeException failure) {
            throw record.value() instanceof Routed.ToCase toCase
                    ? FailedCase.said(
                            toCase.arrival().policy(), toCase.arrival().correlationId(), failure)
                    : failure;
        }
    }

    private void take(Record<String, Routed> record) {
        timestamp = record.timestamp();
        if (record.value() instanceof Routed.Mark mark) {
            hear(mark);
        } else if (record.value() instanceof Routed.ToCase toCase) {
            arrive(record.key(), toCase.arrival(), toCase.sender());
        } else {
            throw new IllegalStateException("No rule for " + record.value());
        }
        ledger.save();
    }

    /**
     * An entry of a policy with aliases may reach a case by two ways, one version each: straight, and by way of
     * the link step. The case holds the newer; what it does not hold of what came counts as void.
     */
    private void arrive(String caseId, Arrival arrival, String sender) {
        received.add(sender, arrival);
        Desk desk = desk(arrival.policy());
        if (!withAliases.contains(arrival.policy())) {
            desk.arrive(caseId, arrival);
            return;
        }
        var came = new Ledger.Balance(arrival);
        uncounted = came;
        desk.arrive(caseId, arrival);
        uncounted = null;
        came.left(Ledger.Bucket.VOID).forEach(this::count);
    }

    private void count(Ledger.Line change) {
        ledger.count(change);
        if (uncounted != null) {
            uncounted.subtract(change);
        }
    }

    private void hear(Routed.Mark mark) {
        Heard said = said(mark.account()).merge(mark.sender(), mark.heard(), Heard::with);
        heard.put(
                mark.account() + "|" + mark.sender(),
                new Routed.Mark(mark.account(), said, mark.partition(), received.lackingOf(mark), mark.sender()));
        understand(mark.account());
        drain();
        control(mark.account(), mark.partition());
    }

    private Map<String, Heard> said(AccountId account) {
        return said.computeIfAbsent(account, unknown -> new HashMap<>());
    }

    /** What its senders have said, together: straight from the intake; and by way of the link step as well. */
    private void understand(AccountId account) {
        Map<String, Heard> bySender = said(account);
        Heard direct = bySender.get(Routed.SENT_BY_INTAKE);
        if (direct == null) {
            return;
        }
        straight = further(straight, account, direct);
        Heard everyWay = direct;
        for (int partition = 0; partition < plan.matchingPartitions(); partition++) {
            Heard link = bySender.get(Routed.sentByLink(partition));
            everyWay = link == null || everyWay == null ? null : everyWay.common(link);
        }
        if (everyWay != null) {
            linked = further(linked, account, everyWay);
        }
    }

    private Coverage further(Coverage coverage, AccountId account, Heard more) {
        Heard known = coverage.heard().get(account);
        Coverage now = coverage.with(account, more);
        reexamine |= known == null
                // What a retired account still says is waited for by nobody.
                || plan.retired().contains(account)
                || Objects.requireNonNull(now.heard().get(account)).knowsMoreOfThePastThan(known);
        return now;
    }

    private void drain() {
        int budget = DRAIN_STEP;
        for (Desk desk : desks.values()) {
            budget -= desk.drain(budget);
        }
        for (Desk desk : desks.values()) {
            budget -= desk.turn(Math.max(0, budget));
        }
        if (reexamine) {
            desks.values().forEach(Desk::reexamine);
            reexamine = false;
        }
    }

    /** What the senders say they sent here against what became of it. */
    private void control(AccountId account, int partition) {
        Heard covered = (plan.hasAliases() ? linked : straight).heard().get(account);
        if (covered == null) {
            return;
        }
        Published report = Outcomes.coverage(
                account,
                partition,
                covered,
                sent(account),
                sent -> ledger.held(new Ledger.Key(account, sent.policy(), sent.currency())));
        String difference = Outcomes.difference(report);
        Integer alarm = AlarmVersion.next(alarms, account.toString(), difference != null);
        // With aliases each coverage comes once a sender: it is reported once all have spoken.
        if (alarm != null || !plan.hasAliases() || !covered.equals(reported.get(account))) {
            say(report);
            reported.put(account, covered);
        }
        if (alarm != null) {
            say(Outcomes.conservation(account, "match-" + partition, covered.to(), alarm, difference));
        }
    }

    /** All that came, and what did not although its sender says so. */
    private List<Routed.Sent> sent(AccountId account) {
        var lines = new ArrayList<>(received.ofEveryWay(account));
        for (String sender : said(account).keySet()) {
            Routed.Mark mark = (Routed.Mark) Objects.requireNonNull(heard.get(account + "|" + sender));
            lines.addAll(mark.sent());
        }
        return SentTotals.sum(lines);
    }

    private Desk desk(Policy policy, DeadlineIndex index, DueRows pairs) {
        Partition view = new View(policy);
        Versions versions = Versions.of(policy, plan.earlier());
        KeyValueStore<String, Long> turned = context.getStateStore(Stores.TURNED);
        Turning turning = new Turning(versions, turned);
        if (policy.shape() instanceof Shape.Pair) {
            KeyValueStore<String, Case> cases = context.getStateStore(Stores.CASES);
            return new PairDesk(versions, cases, pairs, plan.openCasesAtHand(), view, turning);
        }
        if (policy.shape() instanceof Shape.Group) {
            KeyValueStore<String, KeptGroup> groups = context.getStateStore(Stores.GROUPS);
            KeyValueStore<Bytes, GroupMember> members = context.getStateStore(Stores.GROUP_MEMBERS);
            KeyValueStore<Bytes, byte[]> times = context.getStateStore(Stores.GROUP_TIMES);
            return new GroupDesk(versions, groups, members, times, index, view, turning);
        }
        if (policy.shape() instanceof Shape.Pool) {
            KeyValueStore<String, Item> items = context.getStateStore(Stores.POOL_ITEMS);
            KeyValueStore<Bytes, byte[]> clues = context.getStateStore(Stores.POOL_INDEX);
            return new PoolDesk(policy, items, new ClueIndex(clues), index, view);
        }
        throw new IllegalStateException("No desk for " + policy.shape());
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
        voice.say(published, timestamp);
    }

    /** What the desk of one policy sees of this partition. */
    private final class View implements Partition {
        private final boolean byLinkToo;

        View(Policy policy) {
            this.byLinkToo = policy.alias() != null;
        }

        @Override
        public Coverage coverage() {
            return byLinkToo ? linked : straight;
        }

        @Override
        public void count(Ledger.Line change) {
            MatchProcessor.this.count(change);
        }

        @Override
        public void countBeyondRetention(Ledger.Line line) {
            ledger.countBeyondRetention(line.key());
        }

        @Override
        public void say(Outcome outcome) {
            MatchProcessor.this.say(Outcomes.publish(outcome));
        }
    }
}
