package io.tieout.topology;

import io.tieout.matching.EntryId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Entries of pools by clue and business time, so that who shares a clue is found without looking at who does not.
 *
 * <p>Key: pool, 0, clue, 0, milliseconds (8 bytes, big-endian, sign flipped), entry id.
 */
final class ClueIndex {

    private static final byte[] NOTHING = new byte[0];

    private final KeyValueStore<Bytes, byte[]> store;

    ClueIndex(KeyValueStore<Bytes, byte[]> store) {
        this.store = store;
    }

    void add(String pool, String clue, Instant at, EntryId id) {
        store.put(key(pool, clue, at.toEpochMilli(), id.toString()), NOTHING);
    }

    void remove(String pool, String clue, Instant at, EntryId id) {
        store.put(key(pool, clue, at.toEpochMilli(), id.toString()), null);
    }

    /** The first entries under the clue from one business time to another, both included. */
    List<EntryId> find(String pool, String clue, Instant from, Instant to, int limit) {
        Bytes first = key(pool, clue, from.toEpochMilli(), "");
        long after = to.toEpochMilli() == Long.MAX_VALUE ? Long.MAX_VALUE : to.toEpochMilli() + 1;
        Bytes last = key(pool, clue, after, "");
        int head = first.get().length;
        var found = new ArrayList<EntryId>(2);
        try (var range = store.range(first, last)) {
            while (found.size() < limit && range.hasNext()) {
                byte[] key = range.next().key.get();
                found.add(EntryId.parse(new String(key, head, key.length - head, StandardCharsets.UTF_8)));
            }
        }
        return found;
    }

    private static Bytes key(String pool, String clue, long millis, String id) {
        byte[] place = (pool + "\0" + clue + "\0").getBytes(StandardCharsets.UTF_8);
        byte[] tail = id.getBytes(StandardCharsets.UTF_8);
        return Bytes.wrap(ByteBuffer.allocate(place.length + Long.BYTES + tail.length)
                .put(place)
                .putLong(millis ^ Long.MIN_VALUE)
                .put(tail)
                .array());
    }
}
