package io.tieout.topology;

import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;

/**
 * Stores of the flow: persistent, logged, each named by its content. Without a cache, but for totals
 * (topology-docs/decisions/011-totals-at-commit.md).
 */
final class Stores {

    static final String MEMORY = "memory";
    static final String ENTRIES = "entries";
    static final String ACCOUNTS = "accounts";
    static final String SENT = "sent";
    static final String READ_CHAIN = "read-chain";
    static final String UNREAD = "unread";

    static final String LINKS = "links";
    static final String WAITING = "waiting";
    static final String LINK_HEARD = "link-heard";
    static final String LINK_RECEIVED = "link-received";
    static final String LINK_SENT = "link-sent";
    static final String LINK_ALARMS = "link-alarms";
    static final String LINK_CHAIN = "link-chain";

    static final String CASES = "cases";
    static final String GROUPS = "groups";
    static final String GROUP_MEMBERS = "group-members";
    static final String GROUP_TIMES = "group-times";
    static final String DEADLINES = "deadlines";
    static final String PAIR_DEADLINES = "pair-deadlines";
    static final String POOL_ITEMS = "pool-items";
    static final String POOL_INDEX = "pool-index";
    static final String TURNED = "turned";
    static final String HEARD = "heard";
    static final String RECEIVED = "received";
    static final String LEDGER = "ledger";
    static final String ALARMS = "alarms";
    static final String MATCH_CHAIN = "match-chain";

    private Stores() {}

    static <V> StoreBuilder<KeyValueStore<String, V>> keyed(String name, Serde<V> values) {
        return NamedStore.persistent(name, Serdes.String(), values);
    }

    /** Few rows that change with every record. */
    static <V> StoreBuilder<KeyValueStore<String, V>> totals(String name, Serde<V> values) {
        return NamedStore.writtenAtCommit(name, Serdes.String(), values);
    }

    /** Rows that fill up. */
    static StoreBuilder<KeyValueStore<Bytes, byte[]>> filling(String name) {
        return NamedStore.writtenAtCommit(name, Serdes.Bytes(), Serdes.ByteArray());
    }

    static StoreBuilder<KeyValueStore<Bytes, byte[]>> ordered(String name) {
        return ordered(name, Serdes.ByteArray());
    }

    static <V> StoreBuilder<KeyValueStore<Bytes, V>> ordered(String name, Serde<V> values) {
        return NamedStore.persistent(name, Serdes.Bytes(), values);
    }

    /** The same processor, whose stores are gone with the process; a store that is not of this class stays as it is. */
    static <I, V, O, W> ProcessorSupplier<I, V, O, W> inMemory(ProcessorSupplier<I, V, O, W> processor) {
        return new ProcessorSupplier<>() {
            @Override
            public Processor<I, V, O, W> get() {
                return processor.get();
            }

            @Override
            public Set<StoreBuilder<?>> stores() {
                return processor.stores().stream()
                        .map(store -> store instanceof NamedStore<?, ?> named ? named.inMemory() : store)
                        .collect(Collectors.toUnmodifiableSet());
            }
        };
    }
}
