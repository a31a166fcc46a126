package io.tieout.topology;

import io.tieout.matching.AccountId;
import io.tieout.matching.EntryId;
import io.tieout.matching.Linked;
import io.tieout.matching.Member;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Entries that await an alias, in order of since when within each account.
 *
 * <p>Key: account, 0, milliseconds (8 bytes, big-endian, sign flipped), entry id, 0, key of the reference. An
 * entry waits for minutes, so the index is small.
 */
final class WaitingIndex {

    private static final byte[] NOTHING = new byte[0];

    /**
     * @param key of the reference under which it waits
     */
    record Waiting(EntryId id, Instant since, String key) {}

    private final KeyValueStore<Bytes, byte[]> store;
    /** Nothing of the account waits before this: a scan from here does not walk over what was deleted. */
    private final Map<AccountId, Instant> begins = new TreeMap<>();

    WaitingIndex(KeyValueStore<Bytes, byte[]> store) {
        this.store = store;
        try (var found = store.all()) {
            found.forEachRemaining(one -> beginsBy(read(one.key)));
        }
    }

    private void beginsBy(Waiting waiting) {
        begins.merge(
                waiting.id().accountId(), waiting.since(), (known, other) -> known.isBefore(other) ? known : other);
    }

    void add(Member member, String key) {
        store.put(keyOf(member, key), NOTHING);
        beginsBy(new Waiting(member.id(), Linked.since(member), key));
    }

    void remove(Member member, String key) {
        store.put(keyOf(member, key), null);
    }

    /** Since when the oldest entry of an account waits; null when none does. */
    @Nullable
    Instant oldest(AccountId account) {
        Instant begin = begins.get(account);
        if (begin == null) {
            return null;
        }
        try (var found = store.range(head(account, begin.toEpochMilli()), head(account, Long.MAX_VALUE))) {
            Instant oldest = found.hasNext() ? read(found.next().key).since() : null;
            if (oldest == null) {
                begins.remove(account);
            } else {
                begins.put(account, oldest);
            }
            return oldest;
        }
    }

    List<Waiting> all() {
        var waiting = new ArrayList<Waiting>();
        begins.forEach((account, begin) -> {
            try (var found = store.range(head(account, begin.toEpochMilli()), head(account, Long.MAX_VALUE))) {
                found.forEachRemaining(one -> waiting.add(read(one.key)));
            }
        });
        return waiting;
    }

    private static Bytes head(AccountId account, long millis) {
        byte[] head = account.toString().getBytes(StandardCharsets.UTF_8);
        return Bytes.wrap(ByteBuffer.allocate(head.length + 1 + Long.BYTES)
                .put(head)
                .put((byte) 0)
                .putLong(millis ^ Long.MIN_VALUE)
                .array());
    }

    private static Bytes keyOf(Member member, String key) {
        byte[] head = head(member.id().accountId(), Linked.since(member).toEpochMilli())
                .get();
        byte[] tail = (member.id() + "\0" + key).getBytes(StandardCharsets.UTF_8);
        return Bytes.wrap(ByteBuffer.allocate(head.length + tail.length)
                .put(head)
                .put(tail)
                .array());
    }

    private static Waiting read(Bytes bytes) {
        byte[] key = bytes.get();
        int account = 0;
        while (key[account] != 0) {
            account++;
        }
        long millis = ByteBuffer.wrap(key, account + 1, Long.BYTES).getLong() ^ Long.MIN_VALUE;
        int start = account + 1 + Long.BYTES;
        String[] tail = new String(key, start, key.length - start, StandardCharsets.UTF_8).split("\0", 2);
        return new Waiting(EntryId.parse(tail[0]), Instant.ofEpochMilli(millis), tail[1]);
    }
}
