package io.tieout.topology;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tieout.intake.Memory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * The memory of one account in a store, for the time of one record: changes are kept aside until {@link
 * #save}, so that a record that cannot be read leaves no trace. What was recalled or saved lately is at hand as it stands in
 * the store: a snapshot of a million invoices asks for the same few currencies, journals and partners a million times.
 */
final class StoredMemory implements Memory {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final StringSerializer KEYS = new StringSerializer();

    private final KeyValueStore<String, byte[]> store;
    private final AtHand atHand;
    private final String account;
    private final Map<String, @Nullable ObjectNode> changes = new HashMap<>();

    StoredMemory(KeyValueStore<String, byte[]> store, AtHand atHand, String account) {
        this.store = store;
        this.atHand = atHand;
        this.account = account + "|";
    }

    /** What a store holds under the keys that were used last; of one task, and not longer than its store is open. */
    static final class AtHand extends LinkedHashMap<String, ObjectNode> {

        private static final long serialVersionUID = 1;
        private static final int MOST = 5_000;

        /** Bytes of a value; parts of files are larger, and asked for once. */
        private static final int LARGEST = 4_096;

        AtHand() {
            super(16, 0.75f, true);
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, ObjectNode> eldest) {
            return size() > MOST;
        }

        private void hold(String key, ObjectNode value, int bytes) {
            if (bytes <= LARGEST) {
                put(key, value);
            } else {
                remove(key);
            }
        }
    }

    @Override
    public @Nullable ObjectNode recall(String key) {
        if (changes.containsKey(key)) {
            return changes.get(key);
        }
        String whole = account + key;
        ObjectNode known = atHand.get(whole);
        if (known == null) {
            byte[] kept = store.get(whole);
            if (kept == null) {
                return null;
            }
            known = read(whole, kept);
            atHand.hold(whole, known, kept.length);
        }
        return known;
    }

    @Override
    public void remember(String key, ObjectNode value) {
        changes.put(key, value);
    }

    @Override
    public void forget(String key) {
        changes.put(key, null);
    }

    @Override
    public SortedMap<String, ObjectNode> recallAll(String prefix) {
        var found = new TreeMap<String, ObjectNode>();
        try (var kept = store.prefixScan(account + prefix, KEYS)) {
            kept.forEachRemaining(one -> found.put(one.key.substring(account.length()), read(one.key, one.value)));
        }
        changes.forEach((key, value) -> {
            if (key.startsWith(prefix)) {
                if (value == null) {
                    found.remove(key);
                } else {
                    found.put(key, value);
                }
            }
        });
        return found;
    }

    @Override
    public SortedMap<String, ObjectNode> recallAfter(String after, String prefix, int most) {
        var found = new TreeMap<String, ObjectNode>();
        try (var kept = store.range(account + after, account + prefix + Character.MAX_VALUE)) {
            while (kept.hasNext() && found.size() < most) {
                KeyValue<String, byte[]> one = kept.next();
                String key = one.key.substring(account.length());
                if (key.startsWith(prefix) && !key.equals(after) && !changes.containsKey(key)) {
                    found.put(key, read(one.key, one.value));
                }
            }
        }
        changes.forEach((key, value) -> {
            if (value != null && key.startsWith(prefix) && key.compareTo(after) > 0) {
                found.put(key, value);
            }
        });
        while (found.size() > most) {
            found.remove(found.lastKey());
        }
        return found;
    }

    void save() {
        changes.forEach((key, value) -> {
            String whole = account + key;
            byte[] bytes = value == null ? null : write(value);
            store.put(whole, bytes);
            if (value == null || bytes == null) {
                atHand.remove(whole);
            } else if (atHand.containsKey(whole)) {
                atHand.hold(whole, value, bytes.length);
            }
        });
        changes.clear();
    }

    private static ObjectNode read(String key, byte[] bytes) {
        try {
            return (ObjectNode) JSON.readTree(bytes);
        } catch (IOException | ClassCastException e) {
            throw new MemoryDamagedException(key, e);
        }
    }

    private static byte[] write(ObjectNode node) {
        try {
            return JSON.writeValueAsBytes(node);
        } catch (IOException e) {
            throw new UncheckedIOException("Memory of the intake cannot be written", e);
        }
    }
}
