package io.tieout.topology;

import io.tieout.matching.Side;
import io.tieout.matching.pool.PoolStore.Queue;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Cases in order of when they are to be looked at again, one queue for each thing that is awaited: so what
 * is due is found without looking at what is not.
 *
 * <p>Key: queue, 0, milliseconds (8 bytes, big-endian, sign flipped), case id. The start of each queue is
 * remembered, so that a scan does not walk over what was deleted.
 */
final class DeadlineIndex {

    private static final byte[] NOTHING = new byte[0];

    private final KeyValueStore<Bytes, byte[]> store;
    private final Map<String, Instant> drained = new HashMap<>();
    private final Map<String, byte[]> heads = new HashMap<>();

    DeadlineIndex(KeyValueStore<Bytes, byte[]> store) {
        this.store = store;
    }

    /** Queue of the cases of a policy that wait for these sides. */
    static String waiting(String policy, List<Side> unheard) {
        return "w|" + policy + "|"
                + String.join(",", unheard.stream().map(Side::name).toList());
    }

    /** Queue of the cases of a policy whose missing entries lie before coverage. */
    static String beforeCoverage(String policy) {
        return "b|" + policy;
    }

    /** Queue of the closed cases of a policy. */
    static String closed(String policy) {
        return "c|" + policy;
    }

    /** Queue of the forgotten groups of a policy whose members' rows are still there. */
    static String swept(String policy) {
        return "s|" + policy;
    }

    /** Queue of entries of the pools of a policy. */
    static String pools(String policy, Queue queue) {
        return "p|" + policy + "|" + queue.name();
    }

    void add(String queue, Instant at, String caseId) {
        store.put(key(queue, at, caseId), NOTHING);
        drained.computeIfPresent(queue, (name, from) -> at.isBefore(from) ? at : from);
    }

    void remove(String queue, Instant at, String caseId) {
        store.put(key(queue, at, caseId), null);
    }

    /** The first cases of the queue before an instant (null: all), at most so many; they stay in the queue. */
    List<String> due(String queue, @Nullable Instant before, int limit) {
        Instant from = drained.get(queue);
        if (from != null && before != null && !from.isBefore(before)) {
            return List.of();
        }
        Bytes first = key(queue, from == null ? Instant.ofEpochMilli(Long.MIN_VALUE) : from, "");
        Bytes last = key(queue, before == null ? Instant.ofEpochMilli(Long.MAX_VALUE) : before, "");
        var due = new ArrayList<String>();
        try (var found = store.range(first, last)) {
            while (found.hasNext() && due.size() < limit) {
                due.add(caseId(found.next().key, queue));
            }
        }
        if (due.size() < limit && before != null) {
            drained.put(queue, before);
        }
        return due;
    }

    private Bytes key(String queue, Instant at, String caseId) {
        byte[] head = heads.computeIfAbsent(queue, name -> name.getBytes(StandardCharsets.UTF_8));
        byte[] tail = caseId.getBytes(StandardCharsets.UTF_8);
        return Bytes.wrap(ByteBuffer.allocate(head.length + 1 + Long.BYTES + tail.length)
                .put(head)
                .put((byte) 0)
                .putLong(at.toEpochMilli() ^ Long.MIN_VALUE)
                .put(tail)
                .array());
    }

    private static String caseId(Bytes key, String queue) {
        int start = queue.getBytes(StandardCharsets.UTF_8).length + 1 + Long.BYTES;
        return new String(key.get(), start, key.get().length - start, StandardCharsets.UTF_8);
    }
}
