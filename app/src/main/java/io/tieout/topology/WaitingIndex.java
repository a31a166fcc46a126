package io.tieout.topology;

import io.tieout.matching.AccountId;
import io.tieout.matching.EntryId;
import io.tieout.matching.Heard;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Entries that await an alias, in order of since when within each account.
 *
 * <p>Key: account, 0, milliseconds (8 bytes, big-endian, sign flipped), entry id, 0, key of the reference. Value: up
 * to when the entry holds coverage back (8 bytes), or nothing. An entry waits for minutes, so the index is small.
 */
final class WaitingIndex {

    /**
     * @param until up to when what its account stated is not covered while it waits; null for all from {@code since} on
     * @param key of the reference under which it waits
     */
    record Waiting(EntryId id, Instant since, @Nullable Instant until, String key) {}

    private final KeyValueStore<Bytes, byte[]> store;
    /** Nothing of the account waits before this: a scan from here does not walk over what was deleted. */
    private final Map<AccountId, Instant> begins = new TreeMap<>();

    WaitingIndex(KeyValueStore<Bytes, byte[]> store) {
        this.store = store;
        try (var found = store.all()) {
            found.forEachRemaining(one -> beginsBy(read(one)));
        }
    }

    private void beginsBy(Waiting waiting) {
        begins.merge(
                waiting.id().accountId(), waiting.since(), (known, other) -> known.isBefore(other) ? known : other);
    }

    void add(Waiting waiting) {
        Instant until = waiting.until();
        ByteBuffer value = ByteBuffer.allocate(until == null ? 0 : Long.BYTES);
        if (until != null) {
            value.putLong(until.toEpochMilli());
        }
        store.put(keyOf(waiting.id(), waiting.since(), waiting.key()), value.array());
        beginsBy(waiting);
    }

    void remove(EntryId id, Instant since, String key) {
        store.put(keyOf(id, since, key), null);
    }

    /** What is covered of an account without what waits; null when that is nothing. */
    @Nullable
    Heard without(AccountId account, Heard heard) {
        Instant begin = begins.get(account);
        if (begin == null) {
            return heard;
        }
        try (var found = store.range(head(account, begin.toEpochMilli()), head(account, Long.MAX_VALUE))) {
            if (!found.hasNext()) {
                begins.remove(account);
                return heard;
            }
            Waiting next = read(found.next());
            begins.put(account, next.since());
            Heard left = heard.without(next.since(), next.until());
            while (left != null && next.until() != null && found.hasNext()) {
                next = read(found.next());
                left = left.without(next.since(), next.until());
            }
            return left;
        }
    }

    List<Waiting> all() {
        var waiting = new ArrayList<Waiting>();
        begins.forEach((account, begin) -> {
            try (var found = store.range(head(account, begin.toEpochMilli()), head(account, Long.MAX_VALUE))) {
                found.forEachRemaining(one -> waiting.add(read(one)));
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

    private static Bytes keyOf(EntryId id, Instant since, String key) {
        byte[] head = head(id.accountId(), since.toEpochMilli()).get();
        byte[] tail = (id + "\0" + key).getBytes(StandardCharsets.UTF_8);
        return Bytes.wrap(ByteBuffer.allocate(head.length + tail.length)
                .put(head)
                .put(tail)
                .array());
    }

    private static Waiting read(KeyValue<Bytes, byte[]> row) {
        byte[] key = row.key.get();
        int account = 0;
        while (key[account] != 0) {
            account++;
        }
        long millis = ByteBuffer.wrap(key, account + 1, Long.BYTES).getLong() ^ Long.MIN_VALUE;
        int start = account + 1 + Long.BYTES;
        String[] tail = new String(key, start, key.length - start, StandardCharsets.UTF_8).split("\0", 2);
        Instant until = row.value.length == 0
                ? null
                : Instant.ofEpochMilli(ByteBuffer.wrap(row.value).getLong());
        return new Waiting(EntryId.parse(tail[0]), Instant.ofEpochMilli(millis), until, tail[1]);
    }
}
