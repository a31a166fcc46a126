package io.tieout.connect.poll;

import java.time.Instant;
import java.util.LinkedHashMap;

/** Ids of what was lately emitted, so that the overlap, read again and again, emits only what is new in it. */
public final class RecentIds {

    /** Beyond this many the oldest are forgotten: then a duplicate goes out, which readers drop. */
    private static final int MOST = 100_000;

    private final LinkedHashMap<String, Instant> atById = new LinkedHashMap<>();

    public boolean contains(String id) {
        return atById.containsKey(id);
    }

    public void remember(Polled object) {
        atById.put(object.id(), object.at());
        if (atById.size() > MOST) {
            var oldest = atById.keySet().iterator();
            oldest.next();
            oldest.remove();
        }
    }

    /** Forgets what no overlap will read again. */
    public void forgetBefore(Instant time) {
        atById.values().removeIf(at -> at.isBefore(time));
    }
}
