package io.tieout.topology;

import static org.apache.kafka.streams.state.Stores.inMemoryKeyValueStore;
import static org.apache.kafka.streams.state.Stores.keyValueStoreBuilder;
import static org.apache.kafka.streams.state.Stores.persistentKeyValueStore;

import java.util.Map;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;

/**
 * A store of the flow: persistent and logged, or, where nothing is to outlive the process, in memory alone.
 */
final class NamedStore<K, V> implements StoreBuilder<KeyValueStore<K, V>> {

    private final String name;
    private final Serde<K> keys;
    private final Serde<V> values;
    private final StoreBuilder<KeyValueStore<K, V>> kept;

    private NamedStore(String name, Serde<K> keys, Serde<V> values, StoreBuilder<KeyValueStore<K, V>> kept) {
        this.name = name;
        this.keys = keys;
        this.values = values;
        this.kept = kept;
    }

    static <K, V> NamedStore<K, V> persistent(String name, Serde<K> keys, Serde<V> values) {
        StoreBuilder<KeyValueStore<K, V>> kept = keyValueStoreBuilder(persistentKeyValueStore(name), keys, values)
                .withCachingDisabled()
                .withLoggingEnabled(Map.of());
        return new NamedStore<>(name, keys, values, kept);
    }

    /** A store whose changes are written at each commit: a row that changed a thousand times since is written once. */
    static <K, V> NamedStore<K, V> writtenAtCommit(String name, Serde<K> keys, Serde<V> values) {
        NamedStore<K, V> store = persistent(name, keys, values);
        store.kept.withCachingEnabled();
        return store;
    }

    /** The same store, gone with the process. */
    NamedStore<K, V> inMemory() {
        StoreBuilder<KeyValueStore<K, V>> kept = keyValueStoreBuilder(inMemoryKeyValueStore(name), keys, values)
                .withCachingDisabled()
                .withLoggingDisabled();
        return new NamedStore<>(name, keys, values, kept);
    }

    @Override
    public StoreBuilder<KeyValueStore<K, V>> withCachingEnabled() {
        kept.withCachingEnabled();
        return this;
    }

    @Override
    public StoreBuilder<KeyValueStore<K, V>> withCachingDisabled() {
        kept.withCachingDisabled();
        return this;
    }

    @Override
    public StoreBuilder<KeyValueStore<K, V>> withLoggingEnabled(Map<String, String> config) {
        kept.withLoggingEnabled(config);
        return this;
    }

    @Override
    public StoreBuilder<KeyValueStore<K, V>> withLoggingDisabled() {
        kept.withLoggingDisabled();
        return this;
    }

    @Override
    public KeyValueStore<K, V> build() {
        return kept.build();
    }

    @Override
    public Map<String, String> logConfig() {
        return kept.logConfig();
    }

    @Override
    public boolean loggingEnabled() {
        return kept.loggingEnabled();
    }

    @Override
    public String name() {
        return name;
    }
}
