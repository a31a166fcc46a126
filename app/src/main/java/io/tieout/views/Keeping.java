package io.tieout.views;

import java.util.Set;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.jspecify.annotations.Nullable;

/** Keeps the newest of each key. The same again changes nothing, so reading anew is harmless. */
final class Keeping implements Processor<String, Outcome, Void, Void> {

    private final String name;

    @SuppressWarnings("NullAway.Init") // Kafka Streams initializes it before the first record
    private KeyValueStore<String, byte[]> store;

    private Keeping(String name) {
        this.name = name;
    }

    /** With a store of this name. */
    static ProcessorSupplier<String, Outcome, Void, Void> in(String name) {
        return new ProcessorSupplier<>() {
            @Override
            public Processor<String, Outcome, Void, Void> get() {
                return new Keeping(name);
            }

            @Override
            public Set<StoreBuilder<?>> stores() {
                return Set.of(store(name));
            }
        };
    }

    static StoreBuilder<KeyValueStore<String, byte[]>> store(String name) {
        return Stores.keyValueStoreBuilder(Stores.persistentKeyValueStore(name), Serdes.String(), Serdes.ByteArray())
                .withCachingDisabled();
    }

    @Override
    public void init(ProcessorContext<Void, Void> context) {
        store = context.getStateStore(name);
    }

    @Override
    public void process(Record<String, Outcome> record) {
        put(store, record.key(), record.value());
    }

    /** Puts it unless what is kept is newer; says whether it did. */
    static boolean put(KeyValueStore<String, byte[]> store, String key, Outcome outcome) {
        byte @Nullable [] kept = store.get(key);
        if (kept != null && !Kind.replaces(Rows.read(kept), outcome.value())) {
            return false;
        }
        store.put(key, Rows.bytes(outcome.value()));
        return true;
    }
}
