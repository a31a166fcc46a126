package io.tieout.topology;

import io.tieout.matching.AccountId;
import io.tieout.matching.AliasRule;
import io.tieout.matching.Arrival;
import io.tieout.matching.AuditChain;
import io.tieout.matching.Coverage;
import io.tieout.matching.Heard;
import io.tieout.matching.Linked;
import io.tieout.matching.Linked.Held;
import io.tieout.matching.Linker;
import io.tieout.matching.Linker.Linking;
import io.tieout.matching.Member;
import io.tieout.matching.Policy;
import io.tieout.topology.WaitingIndex.Waiting;
import io.tieout.wire.Outcomes;
import io.tieout.wire.Published;
import io.tieout.wire.Routed;
import io.tieout.wire.States;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.jspecify.annotations.Nullable;

/**
 * The link step: entries that are named by a reference which may stand for another go through here, by that
 * reference, on their way to their cases.
 *
 * <p>Coverage goes through here too, once any policy has aliases, and never ahead of what waits here: an
 * account is covered for matching only up to its oldest entry that awaits an alias, and goes on when that leaves. So a case that the entry
 * belongs to is not called incomplete meanwhile (LinkFlowTest.nothingIsMissingWhileItsEntryAwaitsAnAlias).
 */
final class LinkProcessor implements Processor<String, Routed, String, Object> {

    private final Plan plan;
    private final Map<String, Policy> policies;
    private ProcessorContext<String, Object> context;
    private KeyValueStore<String, Linked> links;
    private KeyValueStore<String, Routed> heard;
    private KeyValueStore<String, Long> alarms;
    private WaitingIndex waiting;
    private SentTotals received;
    private SentTotals sent;
    private Voice voice;
    private String sender;
    private Coverage coverage;
    private long timestamp;
    private final Set<AccountId> left = new TreeSet<>();
    private Map<String, Instant> released = Map.of();
    private final Map<AccountId, Heard> forwarded = new HashMap<>();

    @SuppressWarnings("NullAway.Init")
    private LinkProcessor(Plan plan) {
        this.plan = plan;
        this.policies =
                plan.policies().stream().collect(Collectors.toUnmodifiableMap(Policy::name, Function.identity()));
        this.coverage = Coverage.of(plan.expected(), plan.retired());
    }

    static ProcessorSupplier<String, Routed, String, Object> supplier(Plan plan) {
        return new ProcessorSupplier<>() {
            @Override
            public Processor<String, Routed, String, Object> get() {
                return new LinkProcessor(plan);
            }

            @Override
            public Set<StoreBuilder<?>> stores() {
                return Set.of(
                        Stores.keyed(Stores.LINKS, States.links()),
                        Stores.ordered(Stores.WAITING),
                        Stores.keyed(Stores.LINK_HEARD, States.routed()),
                        Stores.totals(Stores.LINK_RECEIVED, States.sent()),
                        Stores.totals(Stores.LINK_SENT, States.sent()),
                        Stores.keyed(Stores.LINK_ALARMS, Serdes.Long()),
                        Stores.totals(Stores.LINK_CHAIN, States.chain("link")));
            }
        };
    }

    @Override
    public void init(ProcessorContext<String, Object> given) {
        // A task that was corrupted begins again with this very object.
        coverage = Coverage.of(plan.expected(), plan.retired());
        forwarded.clear();
        released = Map.of();
        left.clear();
        context = given;
        links = given.getStateStore(Stores.LINKS);
        heard = given.getStateStore(Stores.LINK_HEARD);
        alarms = given.getStateStore(Stores.LINK_ALARMS);
        KeyValueStore<Bytes, byte[]> ordered = given.getStateStore(Stores.WAITING);
        waiting = new WaitingIndex(ordered);
        KeyValueStore<String, Routed.Sent> in = given.getStateStore(Stores.LINK_RECEIVED);
        received = new SentTotals(in);
        KeyValueStore<String, Routed.Sent> out = given.getStateStore(Stores.LINK_SENT);
        sent = new SentTotals(out);
        KeyValueStore<String, AuditChain> chain = given.getStateStore(Stores.LINK_CHAIN);
        sender = Routed.sentByLink(given.taskId().partition());
        voice = new Voice(given, chain, sender);
        try (var kept = heard.all()) {
            kept.forEachRemaining(one -> {
                Routed.Mark mark = (Routed.Mark) one.value;
                coverage = coverage.with(mark.account(), mark.heard());
            });
        }
    }

    @Override
    public void process(Record<String, Routed> record) {
        timestamp = record.timestamp();
        if (record.value() instanceof Routed.Mark mark) {
            hear(mark);
        } else if (record.value() instanceof Routed.ToCase unlinked) {
            arrive(record.key(), unlinked.arrival());
        } else if (record.value() instanceof Routed.Aliased aliased) {
            Linked before = linked(
                    record.key(), aliased.alias().policy(), aliased.alias().reference());
            settle(record.key(), before, Linker.learn(before, aliased.alias()));
            goOn();
        } else {
            throw new IllegalStateException("No rule for " + record.value());
        }
    }

    private void arrive(String key, Arrival arrival) {
        received.add(Routed.SENT_BY_INTAKE, arrival);
        Linked before = linked(key, arrival.policy(), arrival.correlationId());
        if (arrival instanceof Arrival.Placement placement) {
            Instant since = before.since(placement.member().id(), promisedBy(placement.member()));
            boolean silent = hasSpokenPast(policy(arrival.policy()), since);
            settle(key, before, Linker.place(before, placement.member(), placement.promise(), since, silent));
        } else if (arrival instanceof Arrival.Withdrawal withdrawal) {
            settle(key, before, Linker.withdraw(before, withdrawal));
        } else {
            throw new IllegalStateException("No rule for " + arrival.getClass());
        }
        goOn();
    }

    private Linked linked(String key, String policy, String reference) {
        Linked kept = links.get(key);
        return kept == null ? Linked.absent(policy, reference) : kept;
    }

    private void settle(String key, Linked before, Linking linking) {
        Linked after = linking.after();
        if (after.equals(before)) {
            return;
        }
        for (Held held : before.held()) {
            if (held.waits() && !after.awaits(held)) {
                waiting.remove(held.newest().id(), held.since(), key);
                left.add(held.newest().id().accountId());
            }
        }
        for (Held held : after.held()) {
            if (held.waits() && !before.awaits(held)) {
                waiting.add(new Waiting(held.newest().id(), held.since(), holdsUntil(held), key));
            }
        }
        links.put(key, after);
        linking.onward().forEach(this::send);
    }

    private void send(Arrival arrival) {
        String caseId = arrival.policy() + "|" + arrival.correlationId();
        int partition = CorrelationPartitioner.partitionOf(caseId, plan.matchingPartitions());
        sent.add(Integer.toString(partition), arrival);
        toMatching(caseId, new Routed.ToCase(arrival, sender));
    }

    private @Nullable Heard heard(AccountId account) {
        return coverage.heard().get(account);
    }

    private Instant promisedBy(Member member) {
        Heard heard = heard(member.id().accountId());
        return heard == null ? member.statedAt() : heard.promisedBy(member.statedAt());
    }

    /** What had been promised behind the entry before it came does not wait for it. */
    private @Nullable Instant holdsUntil(Held held) {
        Heard heard = heard(held.newest().id().accountId());
        return heard == null ? null : heard.nextAfter(held.since());
    }

    /** Accounts whose entries wait no more are covered further at once, whatever let them go. */
    private void goOn() {
        for (AccountId account : left) {
            Heard heard = heard(account);
            if (heard != null) {
                cover(account, heard, false);
            }
        }
        left.clear();
    }

    /** Whether every account that could state an alias has spoken past an entry, and its reporting delay. */
    private boolean hasSpokenPast(Policy policy, Instant since) {
        Instant frontier =
                coverage.frontier(List.of(Objects.requireNonNull(policy.alias()).by()));
        return frontier != null && frontier.isAfter(since.plus(policy.grace()));
    }

    private void hear(Routed.Mark mark) {
        coverage = coverage.with(mark.account(), mark.heard());
        Heard now = Objects.requireNonNull(coverage.heard().get(mark.account()));
        heard.put(
                mark.account().toString(),
                new Routed.Mark(mark.account(), now, mark.partition(), List.of(), mark.sender()));
        control(mark);
        release();
        left.clear();
        for (Map.Entry<AccountId, Heard> account : new TreeMap<>(coverage.heard()).entrySet()) {
            cover(account.getKey(), account.getValue(), account.getKey().equals(mark.account()));
        }
    }

    private void release() {
        Map<String, Instant> now = frontiers();
        if (now.equals(released)) {
            return;
        }
        released = now;
        for (WaitingIndex.Waiting one : waiting.all()) {
            Linked before = Objects.requireNonNull(links.get(one.key()), one::key);
            if (hasSpokenPast(policy(before.policy()), one.since())) {
                settle(one.key(), before, Linker.release(before, one.id()));
            }
        }
    }

    /** How far the aliasing side of each policy has been heard. */
    private Map<String, Instant> frontiers() {
        var frontiers = new HashMap<String, Instant>();
        for (Policy policy : policies.values()) {
            AliasRule rule = policy.alias();
            Instant frontier = rule == null ? null : coverage.frontier(List.of(rule.by()));
            if (frontier != null) {
                frontiers.put(policy.name(), frontier);
            }
        }
        return frontiers;
    }

    /** Says how far an account is covered, if that is new, or asked for. */
    private void cover(AccountId account, Heard heardHere, boolean asked) {
        Heard covered = waiting.without(account, heardHere);
        if (covered == null || (!asked && covered.equals(forwarded.get(account)))) {
            return;
        }
        forwarded.put(account, covered);
        for (int partition = 0; partition < plan.matchingPartitions(); partition++) {
            toMatching(
                    account.toString(),
                    new Routed.Mark(
                            account, covered, partition, sent.of(account, Integer.toString(partition)), sender));
        }
    }

    private void toMatching(String key, Routed routed) {
        context.forward(new Record<>(key, routed, timestamp), ReconciliationTopology.TO_MATCHING);
    }

    /** What the intake says it sent here against what came. */
    private void control(Routed.Mark mark) {
        String difference = Outcomes.lacking(received.lackingOf(mark));
        Integer next = AlarmVersion.next(alarms, mark.account().toString(), difference != null);
        if (next != null) {
            say(Outcomes.conservation(mark.account(), sender, mark.heard().to(), next, difference));
        }
    }

    private Policy policy(String name) {
        Policy policy = policies.get(name);
        if (policy == null || policy.alias() == null) {
            throw new IllegalStateException("Policy " + name + " has entries that await an alias, but it "
                    + (policy == null ? "is no longer there" : "has no aliases any more")
                    + ". Put its file back, let the application run until they are through, then change it.");
        }
        return policy;
    }

    private void say(Published published) {
        voice.say(published, timestamp);
    }
}
