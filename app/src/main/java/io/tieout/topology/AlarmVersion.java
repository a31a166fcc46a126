package io.tieout.topology;

import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/** Keeps, of an alarm, its last version: positive while it is open, negative once it is resolved. */
final class AlarmVersion {

    private AlarmVersion() {}

    /** The version to publish, or null when nothing changed. */
    static @Nullable Integer next(KeyValueStore<String, Long> store, String key, boolean open) {
        Long last = store.get(key);
        boolean wasOpen = last != null && last > 0;
        if (wasOpen == open) {
            return null;
        }
        int version = (last == null ? 0 : Math.toIntExact(Math.abs(last))) + 1;
        store.put(key, open ? version : -(long) version);
        return version;
    }
}
