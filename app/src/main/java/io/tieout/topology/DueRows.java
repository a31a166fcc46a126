package io.tieout.topology;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * When to look at the cases of pairs again: many to a row, and never taken out but when they are due.
 *
 * <p>A pair enters the queue of its deadline when it opens, and that of its retention when it closes; nearly all
 * are matched long before the deadline. A row for each, written and deleted, was half of what a pair cost
 * (topology-docs/decisions/014-due-rows.md). So the rows of one second fill up one after the other, and whoever
 * takes a case out looks whether it still waits for that ({@link PairDesk}).
 *
 * <p>Key of a row: queue, 0, second (8 bytes, big-endian, sign flipped), number (4 bytes, big-endian). Value: for
 * each case milliseconds (8 bytes), length of its id (4 bytes), id in UTF-8. Times are milliseconds since 1970 in
 * UTC. The store writes at commits, so that a row that fills up is written once or twice.
 */
final class DueRows {

    private static final int ROW_HOLDS = 64;
    private static final long SLOT_MILLIS = 1_000;

    /** Rows that are filling up, of each queue; any other is begun anew. */
    private static final int OPEN_ROWS = 256;

    private final KeyValueStore<Bytes, byte[]> store;
    private final Map<String, Queue> queues = new HashMap<>();

    DueRows(KeyValueStore<Bytes, byte[]> store) {
        this.store = store;
    }

    /**
     * A case in a queue.
     *
     * @param at milliseconds since 1970 in UTC
     */
    record Due(long at, String caseId) {}

    /** The case is to be looked at when the queue has come to this instant. */
    void add(String queue, Instant at, String caseId) {
        queue(queue).add(at.toEpochMilli(), caseId);
    }

    /** Takes the first cases before an instant (null: all) out of the queue: about so many, up to a row more. */
    List<Due> take(String queue, @Nullable Instant before, int limit) {
        return limit <= 0
                ? List.of()
                : queue(queue).take(before == null ? Long.MAX_VALUE : before.toEpochMilli(), limit);
    }

    /** No case in the queue is to be looked at later than this; null when the queue is empty. */
    @Nullable
    Instant last(String queue) {
        return queue(queue).last();
    }

    private Queue queue(String name) {
        return queues.computeIfAbsent(name, Queue::new);
    }

    /** A row that is filling up. */
    private static final class Row {
        private final Bytes key;
        private final int number;
        private byte[] bytes = new byte[0];
        private int holds;

        Row(Bytes key, int number) {
            this.key = key;
            this.number = number;
        }

        void add(long at, byte[] caseId) {
            bytes = ByteBuffer.allocate(bytes.length + Long.BYTES + Integer.BYTES + caseId.length)
                    .put(bytes)
                    .putLong(at)
                    .putInt(caseId.length)
                    .put(caseId)
                    .array();
            holds++;
        }
    }

    private final class Queue {
        private final byte[] head;
        private final Map<Long, Row> open = new LinkedHashMap<>() {
            @Override
            protected boolean removeEldestEntry(Map.Entry<Long, Row> eldest) {
                return size() > OPEN_ROWS;
            }
        };

        /** Nothing lies before the first; no row begins before the other. Until all was looked through: anything may. */
        private long earliest = Long.MIN_VALUE;

        private long firstSlot = Long.MIN_VALUE;

        Queue(String name) {
            head = name.getBytes(StandardCharsets.UTF_8);
        }

        void add(long at, String caseId) {
            long slot = Math.floorDiv(at, SLOT_MILLIS);
            Row row = open.get(slot);
            if (row == null || row.holds == ROW_HOLDS) {
                int number = row == null ? unused(slot) : row.number + 1;
                row = new Row(key(slot, number), number);
                open.put(slot, row);
            }
            row.add(at, caseId.getBytes(StandardCharsets.UTF_8));
            store.put(row.key, row.bytes);
            earliest = Math.min(earliest, at);
            firstSlot = Math.min(firstSlot, slot);
        }

        @Nullable
        Instant last() {
            try (var rows = store.reverseRange(key(Long.MIN_VALUE, 0), key(Long.MAX_VALUE, Integer.MAX_VALUE))) {
                return rows.hasNext() ? Instant.ofEpochMilli((slot(rows.next().key) + 1) * SLOT_MILLIS - 1) : null;
            }
        }

        /** The number after the last row of the slot. */
        private int unused(long slot) {
            int unused = 0;
            try (var kept = store.range(key(slot, 0), key(slot, Integer.MAX_VALUE))) {
                while (kept.hasNext()) {
                    unused = ByteBuffer.wrap(kept.next().key.get()).getInt(head.length + 1 + Long.BYTES) + 1;
                }
            }
            return unused;
        }

        List<Due> take(long before, int limit) {
            if (earliest >= before) {
                return List.of();
            }
            var due = new ArrayList<Due>();
            var rest = new LinkedHashMap<Bytes, byte @Nullable []>();
            long lastSlot = Math.floorDiv(before, SLOT_MILLIS);
            long kept = before;
            long keptSlot = lastSlot;
            try (var rows = store.range(key(firstSlot, 0), key(lastSlot, Integer.MAX_VALUE))) {
                while (rows.hasNext() && due.size() < limit) {
                    var row = rows.next();
                    int dueBefore = due.size();
                    long earliestLeft = split(row.key, row.value, before, due, rest);
                    if (earliestLeft < Long.MAX_VALUE) {
                        kept = Math.min(kept, earliestLeft);
                        keptSlot = Math.min(keptSlot, slot(row.key));
                    }
                    if (due.size() > dueBefore) {
                        open.remove(slot(row.key));
                    }
                }
                if (!rows.hasNext()) {
                    earliest = kept;
                    firstSlot = keptSlot;
                }
            }
            rest.forEach(store::put);
            return due;
        }

        /** Takes what is due out of a row; returns the earliest of what is left. */
        private long split(Bytes key, byte[] bytes, long before, List<Due> due, Map<Bytes, byte @Nullable []> changed) {
            ByteBuffer row = ByteBuffer.wrap(bytes);
            ByteBuffer left = ByteBuffer.allocate(bytes.length);
            long earliestLeft = Long.MAX_VALUE;
            while (row.hasRemaining()) {
                int start = row.position();
                long at = row.getLong();
                int length = row.getInt();
                if (at < before) {
                    due.add(new Due(at, new String(bytes, row.position(), length, StandardCharsets.UTF_8)));
                } else {
                    left.put(bytes, start, Long.BYTES + Integer.BYTES + length);
                    earliestLeft = Math.min(earliestLeft, at);
                }
                row.position(row.position() + length);
            }
            if (left.position() < bytes.length) {
                changed.put(key, left.position() == 0 ? null : Arrays.copyOf(left.array(), left.position()));
            }
            return earliestLeft;
        }

        private long slot(Bytes key) {
            return ByteBuffer.wrap(key.get()).getLong(head.length + 1) ^ Long.MIN_VALUE;
        }

        private Bytes key(long slot, int number) {
            return Bytes.wrap(ByteBuffer.allocate(head.length + 1 + Long.BYTES + Integer.BYTES)
                    .put(head)
                    .put((byte) 0)
                    .putLong(slot ^ Long.MIN_VALUE)
                    .putInt(number)
                    .array());
        }
    }
}
