package io.tieout.connect.stripe;

import java.time.Instant;
import java.util.LinkedHashMap;

/** Ids of events lately emitted, so that the overlap, read again and again, emits only what is new in it. */
final class RecentIds {

    /** Beyond this many the oldest are forgotten: then a duplicate goes out, which readers drop. */
    private static final int MOST = 100_000;

    private final LinkedHashMap<String, Instant> createdById = new LinkedHashMap<>();

    boolean contains(String id) {
        return createdById.containsKey(id);
    }

    void remember(PolledEvent event) {
        createdById.put(event.id(), event.created());
        if (createdById.size() > MOST) {
            var oldest = createdById.keySet().iterator();
            oldest.next();
            oldest.remove();
        }
    }

    /** Forgets what no overlap will read again. */
    void forgetBefore(Instant time) {
        createdById.values().removeIf(created -> created.isBefore(time));
    }
}
