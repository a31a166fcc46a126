package io.tieout.topology;

import io.tieout.matching.EntryId;
import io.tieout.matching.GroupMember;
import io.tieout.matching.Member;
import io.tieout.matching.Members;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * The members of one group in two stores: a row each, and a row for each time of a live one, in order, so that
 * the outermost are found without looking at the others.
 *
 * <p>Key of a member: length of the case id (4 bytes, so that no id can run into what follows), case id,
 * generation (4), entry id. Key of a time: the same up to the generation, clock (1), milliseconds (8, big-endian,
 * sign flipped), entry id.
 */
final class StoredMembers implements Members {

    private static final byte[] NOTHING = new byte[0];

    private final KeyValueStore<Bytes, GroupMember> rows;
    private final KeyValueStore<Bytes, byte[]> times;
    private final byte[] caseId;
    private final int generation;

    StoredMembers(
            KeyValueStore<Bytes, GroupMember> rows, KeyValueStore<Bytes, byte[]> times, String caseId, int generation) {
        this.rows = rows;
        this.times = times;
        this.caseId = caseId.getBytes(StandardCharsets.UTF_8);
        this.generation = generation;
    }

    @Override
    public @Nullable GroupMember find(EntryId id) {
        return rows.get(row(id));
    }

    @Override
    public @Nullable Instant next(Clock clock, Instant from, EntryId except) {
        try (var found = times.range(time(clock, from.toEpochMilli()), clockEnd(clock))) {
            return other(found, except);
        }
    }

    @Override
    public @Nullable Instant previous(Clock clock, Instant until, EntryId except) {
        try (var found = times.reverseRange(clockStart(clock), time(clock, until.toEpochMilli() + 1))) {
            return other(found, except);
        }
    }

    private @Nullable Instant other(KeyValueIterator<Bytes, byte[]> found, EntryId except) {
        byte[] id = except.toString().getBytes(StandardCharsets.UTF_8);
        while (found.hasNext()) {
            ByteBuffer key = ByteBuffer.wrap(found.next().key.get());
            key.position(prefixLength() + 1);
            long millis = key.getLong() ^ Long.MIN_VALUE;
            if (!key.equals(ByteBuffer.wrap(id))) {
                return Instant.ofEpochMilli(millis);
            }
        }
        return null;
    }

    @Override
    public List<Member> first(int live, int atMost) {
        var first = new ArrayList<Member>();
        int found = 0;
        try (var kept = rows.range(start(generation), start(generation + 1))) {
            while (kept.hasNext() && found < live && first.size() < atMost) {
                Member member = kept.next().value.member();
                first.add(member);
                found += member.voided() ? 0 : 1;
            }
        }
        return first;
    }

    /** Keeps the member as it is now. */
    void keep(@Nullable GroupMember was, GroupMember is) {
        rows.put(row(is.member().id()), is);
        for (Clock clock : Clock.values()) {
            Long before = was == null ? null : millis(clock, was.member());
            Long now = millis(clock, is.member());
            if (before != null && !before.equals(now)) {
                times.put(time(clock, before, is.member().id()), null);
            }
            if (now != null && !now.equals(before)) {
                times.put(time(clock, now, is.member().id()), NOTHING);
            }
        }
    }

    /**
     * Deletes the rows of members, at most so many.
     *
     * @param from where the last step ended; null for the first
     */
    Swept sweep(@Nullable Bytes from, int atMost) {
        var found = new ArrayList<KeyValue<Bytes, GroupMember>>();
        try (var kept = rows.range(from == null ? start(generation) : from, start(generation + 1))) {
            while (kept.hasNext() && found.size() < atMost) {
                found.add(kept.next());
            }
        }
        for (KeyValue<Bytes, GroupMember> row : found) {
            Member member = row.value.member();
            for (Clock clock : Clock.values()) {
                Long millis = millis(clock, member);
                if (millis != null) {
                    times.put(time(clock, millis, member.id()), null);
                }
            }
            rows.put(row.key, null);
        }
        return found.size() < atMost
                ? new Swept(found.size(), null)
                : new Swept(found.size(), found.get(atMost - 1).key);
    }

    /**
     * @param rows how many were deleted
     * @param next where to go on; null when nothing is left
     */
    record Swept(int rows, @Nullable Bytes next) {}

    private static @Nullable Long millis(Clock clock, Member member) {
        if (member.voided()) {
            return null;
        }
        Instant time = switch (clock) {
            case BUSINESS -> member.businessAt();
            case KNOWN -> member.knownAt();
            case DUE -> member.dueAt();
        };
        return time == null ? null : time.toEpochMilli();
    }

    /** What stands in keys, which must never change. */
    private static byte code(Clock clock) {
        return switch (clock) {
            case BUSINESS -> 'b';
            case DUE -> 'd';
            case KNOWN -> 'k';
        };
    }

    private int prefixLength() {
        return Integer.BYTES + caseId.length + Integer.BYTES;
    }

    private ByteBuffer prefix(int more, int ofGeneration) {
        return ByteBuffer.allocate(prefixLength() + more)
                .putInt(caseId.length)
                .put(caseId)
                .putInt(ofGeneration);
    }

    private Bytes start(int ofGeneration) {
        return Bytes.wrap(prefix(0, ofGeneration).array());
    }

    private Bytes row(EntryId id) {
        byte[] entry = id.toString().getBytes(StandardCharsets.UTF_8);
        return Bytes.wrap(prefix(entry.length, generation).put(entry).array());
    }

    private Bytes clockStart(Clock clock) {
        return Bytes.wrap(prefix(1, generation).put(code(clock)).array());
    }

    private Bytes clockEnd(Clock clock) {
        return Bytes.wrap(prefix(1, generation).put((byte) (code(clock) + 1)).array());
    }

    private Bytes time(Clock clock, long millis) {
        return Bytes.wrap(prefix(1 + Long.BYTES, generation)
                .put(code(clock))
                .putLong(millis ^ Long.MIN_VALUE)
                .array());
    }

    private Bytes time(Clock clock, long millis, EntryId id) {
        byte[] entry = id.toString().getBytes(StandardCharsets.UTF_8);
        return Bytes.wrap(prefix(1 + Long.BYTES + entry.length, generation)
                .put(code(clock))
                .putLong(millis ^ Long.MIN_VALUE)
                .put(entry)
                .array());
    }
}
