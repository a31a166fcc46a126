package io.tieout.topology;

import io.tieout.matching.AccountId;
import io.tieout.matching.Arrival;
import io.tieout.matching.Case;
import io.tieout.matching.Coverage;
import io.tieout.matching.GroupMember;
import io.tieout.matching.Interval;
import io.tieout.matching.Ledger;
import io.tieout.matching.Outcome;
import io.tieout.matching.Policy;
import io.tieout.matching.Shape;
import io.tieout.matching.Versions;
import io.tieout.matching.pool.Item;
import io.tieout.wire.BucketTotals;
import io.tieout.wire.Contract;
import io.tieout.wire.KeptGroup;
import io.tieout.wire.Outcomes;
import io.tieout.wire.Published;
import io.tieout.wire.States;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;

/**
 * The desk of one policy on stores on disk, as the flow has them but for their changelogs, and without a broker:
 * outcomes become bytes and go nowhere. So the benchmark sees what the desk itself costs.
 */
public final class DeskOnDisk implements AutoCloseable {

    private final Desk desk;
    private final List<StateStore> stores = new ArrayList<>();
    private final Map<Contract, Serde<SpecificRecord>> contracts = new EnumMap<>(Contract.class);
    private final LedgerTotals ledger;
    private Coverage coverage;
    private long outcomes;
    private long matches;
    private long bytes;

    /**
     * @param expected accounts that are waited for
     * @param contracts serde of each published record
     * @param directory for the stores; it is its giver's to delete
     */
    public DeskOnDisk(
            Policy policy,
            Set<AccountId> expected,
            Function<Contract, Serde<SpecificRecord>> contracts,
            Path directory) {
        for (Contract contract : Contract.values()) {
            this.contracts.put(contract, contracts.apply(contract));
        }
        coverage = Coverage.of(expected, Set.of());
        var context = new MockProcessorContext<Void, Void>(properties(), new TaskId(0, 0), directory.toFile());
        KeyValueStore<String, BucketTotals> totals = open(context, Stores.keyed(Stores.LEDGER, States.ledger()));
        ledger = new LedgerTotals(totals);
        KeyValueStore<Bytes, byte[]> deadlines = open(context, Stores.ordered(Stores.DEADLINES));
        desk = desk(policy, context, new DeadlineIndex(deadlines));
    }

    private Desk desk(Policy policy, MockProcessorContext<Void, Void> context, DeadlineIndex index) {
        Partition partition = new Listening();
        Versions versions = Versions.of(policy, List.of());
        Turning turning = new Turning(versions, open(context, Stores.keyed(Stores.TURNED, Serdes.Long())));
        if (policy.shape() instanceof Shape.Group) {
            KeyValueStore<String, KeptGroup> groups = open(context, Stores.keyed(Stores.GROUPS, States.groups()));
            KeyValueStore<Bytes, GroupMember> members =
                    open(context, Stores.ordered(Stores.GROUP_MEMBERS, States.groupMembers()));
            KeyValueStore<Bytes, byte[]> times = open(context, Stores.ordered(Stores.GROUP_TIMES));
            return new GroupDesk(versions, groups, members, times, index, partition, turning);
        }
        if (policy.shape() instanceof Shape.Pool) {
            KeyValueStore<String, Item> items = open(context, Stores.keyed(Stores.POOL_ITEMS, States.items()));
            KeyValueStore<Bytes, byte[]> clues = open(context, Stores.ordered(Stores.POOL_INDEX));
            return new PoolDesk(policy, items, new ClueIndex(clues), index, partition);
        }
        KeyValueStore<String, Case> cases = open(context, Stores.keyed(Stores.CASES, States.cases()));
        KeyValueStore<Bytes, byte[]> rows = open(context, Stores.ordered(Stores.PAIR_DEADLINES));
        return new PairDesk(versions, cases, new DueRows(rows), Plan.OPEN_CASES_AT_HAND, partition, turning);
    }

    private static Properties properties() {
        var properties = new Properties();
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "desk");
        properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "nowhere.invalid:9092");
        return properties;
    }

    private <S extends StateStore> S open(MockProcessorContext<Void, Void> context, StoreBuilder<S> builder) {
        S store = builder.withLoggingDisabled().build();
        store.init(context.getStateStoreContext(), store);
        stores.add(store);
        return store;
    }

    /** An entry arrives, or leaves. */
    public void arrive(String caseId, Arrival arrival) {
        desk.arrive(caseId, arrival);
        ledger.save();
    }

    /** An account is heard up to an instant. */
    public void heard(AccountId account, Interval interval) {
        coverage = coverage.with(account, interval);
    }

    /** Closes what is due, in steps of so many; returns how many there were. */
    public int drain(int step) {
        int all = 0;
        int done = desk.drain(step);
        while (done > 0) {
            ledger.save();
            all += done;
            done = desk.drain(step);
        }
        return all;
    }

    /** How many outcomes were said. */
    public long outcomes() {
        return outcomes;
    }

    /** How many of them were matches. */
    public long matches() {
        return matches;
    }

    /** What all outcomes took. */
    public long bytes() {
        return bytes;
    }

    @Override
    public void close() {
        stores.forEach(StateStore::close);
    }

    /** A partition that publishes nothing. */
    private final class Listening implements Partition {
        @Override
        public Coverage coverage() {
            return coverage;
        }

        @Override
        public void count(Ledger.Line change) {
            ledger.count(change);
        }

        @Override
        public void countBeyondRetention(Ledger.Line line) {
            ledger.countBeyondRetention(line.key());
        }

        @Override
        public void say(Outcome outcome) {
            Published published = Outcomes.publish(outcome);
            Serde<SpecificRecord> serde = contracts.get(published.contract());
            if (serde == null) {
                throw new IllegalStateException("No serde for " + published.contract());
            }
            outcomes++;
            matches += outcome instanceof Outcome.MatchChanged ? 1 : 0;
            bytes += serde.serializer().serialize(published.contract().topic(), published.value()).length;
        }
    }
}
