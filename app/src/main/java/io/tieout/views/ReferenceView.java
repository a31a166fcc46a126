package io.tieout.views;

import java.util.Set;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;

/** Keeps who bears a reference. It forgets none: what bore a name once is still found by it. */
final class ReferenceView implements Processor<String, String, Void, Void> {

    private static final byte[] THERE = {1};

    @SuppressWarnings("NullAway.Init") // Kafka Streams initializes it before the first record
    private KeyValueStore<String, byte[]> references;

    static ProcessorSupplier<String, String, Void, Void> supplier() {
        return new ProcessorSupplier<>() {
            @Override
            public Processor<String, String, Void, Void> get() {
                return new ReferenceView();
            }

            @Override
            public Set<StoreBuilder<?>> stores() {
                return Set.of(Keeping.store(ViewsTopology.REFERENCES));
            }
        };
    }

    @Override
    public void init(ProcessorContext<Void, Void> context) {
        references = context.getStateStore(ViewsTopology.REFERENCES);
    }

    @Override
    public void process(Record<String, String> record) {
        Bearer bearer = Bearer.parse(record.value());
        String key = Rows.key(record.key(), bearer.kind(), bearer.id());
        if (references.get(key) == null) {
            references.put(key, THERE);
        }
    }
}
