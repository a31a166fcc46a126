package io.tieout.topology;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.processor.StateRestoreListener;

/** How far the state stores have been read back from their changelogs. */
final class RestoreProgress implements StateRestoreListener {

    private record Store(TopicPartition changelog, String name) {}

    /** How many offsets of its changelog each store that is being read back still lacks. */
    private final Map<Store, Long> lacking = new ConcurrentHashMap<>();

    private final Map<Store, Long> ends = new ConcurrentHashMap<>();
    private final LongAdder restored = new LongAdder();

    @Override
    public void onRestoreStart(TopicPartition changelog, String store, long start, long end) {
        ends.put(new Store(changelog, store), end);
        lacking.put(new Store(changelog, store), Math.max(0, end - start));
    }

    @Override
    public void onBatchRestored(TopicPartition changelog, String store, long reached, long records) {
        restored.add(records);
        lacking.computeIfPresent(
                new Store(changelog, store), (same, before) -> Math.max(0, ends.getOrDefault(same, 0L) - reached - 1));
    }

    @Override
    public void onRestoreEnd(TopicPartition changelog, String store, long records) {
        forget(new Store(changelog, store));
    }

    @Override
    public void onRestoreSuspended(TopicPartition changelog, String store, long records) {
        forget(new Store(changelog, store));
    }

    private void forget(Store store) {
        lacking.remove(store);
        ends.remove(store);
    }

    /** Stores that are being read back. */
    int stores() {
        return lacking.size();
    }

    /** What they still lack, at most: a changelog holds markers besides records, and gaps. */
    long lacking() {
        return lacking.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Records read back since the start. */
    long restored() {
        return restored.sum();
    }
}
