package io.tieout.topology;

import io.tieout.connect.registry.GeneratedRecords;
import io.tieout.matching.Arrival;
import io.tieout.matching.Coverage;
import io.tieout.matching.EntryId;
import io.tieout.matching.GroupMember;
import io.tieout.matching.Interval;
import io.tieout.matching.Ledger;
import io.tieout.matching.Lineage;
import io.tieout.matching.Member;
import io.tieout.matching.Money;
import io.tieout.matching.Outcome;
import io.tieout.matching.Policy;
import io.tieout.matching.Version;
import io.tieout.matching.Versions;
import io.tieout.policy.PolicyReader;
import io.tieout.wire.BucketTotals;
import io.tieout.wire.Contract;
import io.tieout.wire.KeptGroup;
import io.tieout.wire.Outcomes;
import io.tieout.wire.Published;
import io.tieout.wire.States;
import java.io.File;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;

/**
 * What a member of a group costs the desk, by how many members the group has: real stores on disk without a
 * changelog, outcomes as bytes, no broker. Run by hand: {@code GroupCost <members in all> <rounds> <sizes>}.
 */
final class GroupCost implements Partition {

    private static final int[] SIZES = {10, 100, 1_000, 10_000, 100_000};
    private static final Instant START = Instant.parse("2026-03-02T00:00:00Z");

    private final KeyValueStore<String, BucketTotals> ledger;
    private final Map<Contract, Serializer<SpecificRecord>> contracts = new EnumMap<>(Contract.class);
    private final GroupDesk desk;
    private final List<StateStore> stores = new ArrayList<>();
    private Coverage coverage = Coverage.of(Set.of(), Set.of());
    private long bytes;

    private GroupCost(File directory, Policy policy) {
        var context = new MockProcessorContext<String, String>(
                properties(), new org.apache.kafka.streams.processor.TaskId(0, 0), directory);
        KeyValueStore<String, KeptGroup> groups = open(context, Stores.keyed(Stores.GROUPS, States.groups()));
        KeyValueStore<Bytes, GroupMember> members =
                open(context, Stores.ordered(Stores.GROUP_MEMBERS, States.groupMembers()));
        KeyValueStore<Bytes, byte[]> times = open(context, Stores.ordered(Stores.GROUP_TIMES));
        KeyValueStore<Bytes, byte[]> deadlines = open(context, Stores.ordered(Stores.DEADLINES));
        ledger = open(context, Stores.keyed(Stores.LEDGER, States.ledger()));
        for (Contract contract : Contract.values()) {
            contracts.put(contract, Flow.serde(contract).serializer());
        }
        Versions versions = Versions.of(policy, List.of());
        KeyValueStore<String, Long> turned = open(context, Stores.keyed(Stores.TURNED, Serdes.Long()));
        Turning turning = new Turning(versions, turned);
        desk = new GroupDesk(versions, groups, members, times, new DeadlineIndex(deadlines), this, turning);
    }

    private static Properties properties() {
        var properties = new Properties();
        properties.put("application.id", "cost");
        properties.put("bootstrap.servers", "nowhere:1");
        return properties;
    }

    private <S extends StateStore> S open(MockProcessorContext<String, String> context, StoreBuilder<S> builder) {
        S store = builder.withLoggingDisabled().build();
        store.init(context.getStateStoreContext(), store);
        stores.add(store);
        return store;
    }

    public static void main(String[] args) throws Exception {
        GeneratedRecords.trust();
        int members = args.length > 0 ? Integer.parseInt(args[0]) : 200_000;
        int rounds = args.length > 1 ? Integer.parseInt(args[1]) : 3;
        int[] sizes = args.length > 2
                ? Arrays.stream(args[2].split(",")).mapToInt(Integer::parseInt).toArray()
                : SIZES;
        for (String closes : List.of("at-deadline", "when-balanced")) {
            Policy policy = policy(closes);
            run(policy, 10, Math.min(50_000, members), false);
            for (int size : sizes) {
                double[] join = new double[rounds];
                double[] leave = new double[rounds];
                for (int round = 0; round < rounds; round++) {
                    double[] cost = run(policy, size, members, true);
                    join[round] = cost[0];
                    leave[round] = cost[1];
                }
                Arrays.sort(join);
                Arrays.sort(leave);
                System.out.printf(
                        Locale.ROOT,
                        "%-13s %7d members a group: join %6.2f us, amend or leave %6.2f us%n",
                        closes,
                        size,
                        join[rounds / 2],
                        leave[rounds / 2]);
            }
        }
    }

    /** Microseconds of this thread a member that joins, and a member that is amended or leaves. */
    private static double[] run(Policy policy, int size, int members, boolean outermost) throws Exception {
        File directory = Files.createTempDirectory("group-cost").toFile();
        var cost = new GroupCost(directory, policy);
        var clock = java.lang.management.ManagementFactory.getThreadMXBean();
        var random = new Random(7);
        long begin = clock.getCurrentThreadCpuTime();
        for (int i = 0; i < members; i++) {
            cost.arrive(policy, i / size, i % size, 1, random);
        }
        cost.coverage = cost.coverage
                .with(EntryId.parse("odoo/shop/x/1").accountId(), new Interval(null, START.plus(Duration.ofDays(40))))
                .with(
                        EntryId.parse("stripe/acct/x/1").accountId(),
                        new Interval(null, START.plus(Duration.ofDays(40))));
        cost.desk.drain(Integer.MAX_VALUE);
        long joined = clock.getCurrentThreadCpuTime();
        int changes = outermost ? members / 4 : 0;
        for (int i = 0; i < changes; i++) {
            // In order of business time: each time the outermost one goes.
            int member = i % 2 == 0 ? i % size : random.nextInt(size);
            String group = "G" + i / size;
            EntryId id = id(member);
            cost.desk.arrive(
                    policy.name() + "|" + group,
                    i % 2 == 0
                            ? new Arrival.Withdrawal(
                                    policy.name(), group, id, new Version(i + 2, 0, 1), START, null, false)
                            : placement(policy, group, member, i + 2, random));
        }
        long changed = clock.getCurrentThreadCpuTime();
        cost.stores.forEach(StateStore::close);
        org.apache.kafka.common.utils.Utils.delete(directory);
        return new double[] {(joined - begin) / 1e3 / members, (changed - joined) / 1e3 / Math.max(1, changes)};
    }

    private void arrive(Policy policy, int group, int member, int version, Random random) {
        String reference = "G" + group;
        desk.arrive(policy.name() + "|" + reference, placement(policy, reference, member, version, random));
    }

    private static Arrival placement(Policy policy, String reference, int member, int version, Random random) {
        Instant at = START.plus(Duration.ofSeconds(member));
        var arriving = new Member(
                id(member),
                member == 0 ? "payout" : "movements",
                new Version(version, 0, 1),
                new Money(100 + random.nextInt(100), "EUR"),
                at,
                at,
                at,
                null,
                "1",
                new Lineage("stripe.event", 0, member),
                false);
        return new Arrival.Placement(policy.name(), reference, arriving, null, null);
    }

    private static EntryId id(int member) {
        return member == 0
                ? EntryId.parse("odoo/shop/payout/1")
                : EntryId.parse("stripe/acct/balance_transaction/txn_" + (1_000_000 + member));
    }

    private static Policy policy(String closes) {
        return PolicyReader.read("cost.yaml", """
                policy: payout-movements
                version: 1
                title: Every payout is the sum of its movements
                owner: treasury
                sides:
                  payout: {source: odoo, object: payout, stage: POSTED, key: REF}
                  movements: {source: stripe, object: balance_transaction, stage: POSTED, key: REF}
                shape: group
                closes: %s
                agree: payout.amount = movements.amount
                window: 7d
                grace: 1d
                missing:
                  payout: {reason: COUNTERPART_MISSING}
                  movements: {reason: COUNTERPART_MISSING}
                """.formatted(closes));
    }

    @Override
    public Coverage coverage() {
        return coverage;
    }

    @Override
    public void count(Ledger.Line change) {
        String key = change.key().account() + "|" + change.key().policy() + "|"
                + change.key().currency();
        BucketTotals held = ledger.get(key);
        ledger.put(key, (held == null ? BucketTotals.zero() : held).plus(change));
    }

    @Override
    public void countBeyondRetention(Ledger.Line line) {
        throw new IllegalStateException("Nothing here is that old: " + line);
    }

    @Override
    public void say(Outcome outcome) {
        Published published = Outcomes.publish(outcome);
        bytes += contracts
                .get(published.contract())
                .serialize(published.contract().topic(), published.value())
                .length;
    }

    long bytes() {
        return bytes;
    }
}
