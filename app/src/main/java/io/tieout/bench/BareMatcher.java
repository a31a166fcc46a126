package io.tieout.bench;

import static org.apache.kafka.streams.state.Stores.keyValueStoreBuilder;
import static org.apache.kafka.streams.state.Stores.persistentKeyValueStore;

import io.tieout.v1.CoverageReport;
import io.tieout.v1.Entry;
import io.tieout.v1.SideTotal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;

/**
 * The least that joins pairs and says what is missing: open entries and an index of their deadlines. A second
 * announcement of a closed pair would open it again, an amendment would be lost, and nobody could say why
 * anything was matched: it shows what audit and retention cost, and is no alternative.
 */
final class BareMatcher implements Processor<String, SpecificRecord, String, SideTotal> {

    private static final String OPEN = "open";
    private static final String DEADLINES = "deadlines";
    private static final byte[] NOTHING = new byte[0];

    private final Duration window;
    private final Map<String, Instant> heard = new HashMap<>();
    private ProcessorContext<String, SideTotal> context;
    private KeyValueStore<String, Entry> open;
    private KeyValueStore<Bytes, byte[]> deadlines;
    private long drained = Long.MIN_VALUE;

    @SuppressWarnings("NullAway.Init")
    private BareMatcher(Duration window) {
        this.window = window;
    }

    static ProcessorSupplier<String, SpecificRecord, String, SideTotal> supplier(
            Serde<Entry> entries, Duration window) {
        return new ProcessorSupplier<>() {
            @Override
            public Processor<String, SpecificRecord, String, SideTotal> get() {
                return new BareMatcher(window);
            }

            @Override
            public Set<StoreBuilder<?>> stores() {
                return Set.of(
                        keyValueStoreBuilder(persistentKeyValueStore(OPEN), Serdes.String(), entries),
                        keyValueStoreBuilder(persistentKeyValueStore(DEADLINES), Serdes.Bytes(), Serdes.ByteArray()));
            }
        };
    }

    @Override
    public void init(ProcessorContext<String, SideTotal> given) {
        context = given;
        open = given.getStateStore(OPEN);
        deadlines = given.getStateStore(DEADLINES);
    }

    @Override
    public void process(Record<String, SpecificRecord> record) {
        if (record.value() instanceof CoverageReport coverage) {
            heard.put(coverage.getSource(), coverage.getCoveredTo());
            expire(record.timestamp());
            return;
        }
        Entry arrived = (Entry) record.value();
        Entry waiting = open.get(record.key());
        if (waiting == null || Yardsticks.isProvider(waiting) == Yardsticks.isProvider(arrived)) {
            open.put(record.key(), arrived);
            deadlines.put(deadline(arrived, record.key()), NOTHING);
            return;
        }
        open.put(record.key(), null);
        deadlines.put(deadline(waiting, record.key()), null);
        boolean books = Yardsticks.isProvider(arrived);
        context.forward(
                record.withValue(books ? Yardsticks.joined(waiting, arrived) : Yardsticks.joined(arrived, waiting)));
    }

    private void expire(long timestamp) {
        if (heard.size() < 2) {
            return;
        }
        long frontier =
                heard.values().stream().mapToLong(Instant::toEpochMilli).min().orElseThrow();
        var due = new ArrayList<Bytes>();
        try (var found = deadlines.range(index(drained, ""), index(frontier, ""))) {
            found.forEachRemaining(one -> due.add(one.key));
        }
        for (Bytes key : due) {
            String id = new String(key.get(), Long.BYTES, key.get().length - Long.BYTES, StandardCharsets.UTF_8);
            Entry waiting = open.get(id);
            deadlines.put(key, null);
            open.put(id, null);
            if (waiting != null) {
                boolean provider = Yardsticks.isProvider(waiting);
                context.forward(new Record<>(
                        id, provider ? Yardsticks.joined(null, waiting) : Yardsticks.joined(waiting, null), timestamp));
            }
        }
        drained = frontier;
    }

    private Bytes deadline(Entry entry, String key) {
        return index(entry.getBusinessAt().plus(window).toEpochMilli(), key);
    }

    private static Bytes index(long millis, String key) {
        byte[] tail = key.getBytes(StandardCharsets.UTF_8);
        return Bytes.wrap(ByteBuffer.allocate(Long.BYTES + tail.length)
                .putLong(millis ^ Long.MIN_VALUE)
                .put(tail)
                .array());
    }
}
