package io.tieout.topology;

import io.tieout.connect.registry.GeneratedRecords;
import io.tieout.matching.Arrival;
import io.tieout.matching.Coverage;
import io.tieout.matching.Interval;
import io.tieout.matching.Ledger;
import io.tieout.matching.Outcome;
import io.tieout.matching.Policy;
import io.tieout.matching.pool.Item;
import io.tieout.matching.pool.PoolLoad;
import io.tieout.policy.PolicyFiles;
import io.tieout.wire.States;
import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.Properties;
import java.util.Set;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;

/** Measures what an entry costs, in time of the processor, on RocksDB in pools of so many open entries: a number for each, as arguments. */
public final class PoolStoresCost {

    private static final int MEASURED = 20_000;
    private static final ThreadMXBean PROCESSOR = ManagementFactory.getThreadMXBean();

    private PoolStoresCost() {}

    public static void main(String[] sizes) throws IOException {
        GeneratedRecords.trust();
        for (String size : sizes) {
            measure(Integer.parseInt(size));
        }
    }

    private static void measure(int open) throws IOException {
        File state = Files.createTempDirectory("pool-cost").toFile();
        var properties = new Properties();
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "cost");
        properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "nowhere:1");
        var context = new MockProcessorContext<Void, Void>(
                properties, new org.apache.kafka.streams.processor.TaskId(0, 0), state);
        KeyValueStore<String, Item> items = opened(Stores.keyed(Stores.POOL_ITEMS, States.items()), context);
        KeyValueStore<Bytes, byte[]> clues = opened(Stores.ordered(Stores.POOL_INDEX), context);
        KeyValueStore<Bytes, byte[]> deadlines = opened(Stores.ordered(Stores.DEADLINES), context);
        Policy policy = PolicyFiles.offered().get(0);
        var partition = new Counting();
        var desk = new PoolDesk(policy, items, new ClueIndex(clues), new DeadlineIndex(deadlines), partition);
        var load = new PoolLoad(policy);
        String pool = policy.name() + "|USD";
        for (int i = 0; i < open; i++) {
            desk.arrive(pool, load.open(i));
        }
        partition.matches = 0;
        long start = PROCESSOR.getCurrentThreadCpuTime();
        for (int i = 0; i < MEASURED / 2; i++) {
            for (Arrival arrival : load.pair(i)) {
                desk.arrive(pool, arrival);
            }
        }
        long arrived = PROCESSOR.getCurrentThreadCpuTime();
        Instant until = PoolLoad.DAY.plus(policy.window()).plus(policy.grace()).plus(Duration.ofDays(2));
        partition.coverage = partition
                .coverage
                .with(PoolLoad.BANK, new Interval(null, until))
                .with(PoolLoad.BOOKS, new Interval(null, until));
        int due = 0;
        for (int step = desk.drain(2_000); step > 0; step = desk.drain(2_000)) {
            due += step;
        }
        long end = PROCESSOR.getCurrentThreadCpuTime();
        System.out.printf(
                "%d open on RocksDB: %.1f us an arrival, %.1f us when due (%d due, %d matches), together %.1f us an"
                        + " entry%n",
                open,
                (arrived - start) / 1_000.0 / MEASURED,
                (end - arrived) / 1_000.0 / due,
                due,
                partition.matches,
                (end - start) / 1_000.0 / MEASURED);
        items.close();
        clues.close();
        deadlines.close();
    }

    private static <S extends org.apache.kafka.streams.processor.StateStore> S opened(
            StoreBuilder<S> builder, MockProcessorContext<Void, Void> context) {
        S store = builder.withLoggingDisabled().build();
        store.init(context.getStateStoreContext(), store);
        return store;
    }

    /** A partition that listens only. */
    private static final class Counting implements Partition {
        private Coverage coverage = Coverage.of(Set.of(PoolLoad.BANK, PoolLoad.BOOKS), Set.of());
        private int matches;

        @Override
        public Coverage coverage() {
            return coverage;
        }

        @Override
        public void count(Ledger.Line change) {}

        @Override
        public void countBeyondRetention(Ledger.Line line) {}

        @Override
        public void say(Outcome outcome) {
            matches += outcome instanceof Outcome.MatchChanged ? 1 : 0;
        }
    }
}
