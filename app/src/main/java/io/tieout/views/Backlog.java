package io.tieout.views;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * How long what waits in one partition has waited, found by looking now and then at where the partition ends.
 *
 * <p>Worked example: at second 1 the partition ends at 10, at second 2 at 15. While 10 to 14 wait, the oldest of them
 * was committed after second 1, so at second 5 it has waited for 4 s at the most.
 */
final class Backlog {

    /** More looks than this are remembered in pairs, as if both ends had been seen at the earlier one. */
    private static final int LOOKS = 256;

    /** @param afterNanos what was seen first at this end was committed after this */
    private record Look(long afterNanos, long end) {}

    private final Deque<Look> looks = new ArrayDeque<>();
    private long lastNanos;
    private boolean looked;

    /** A look at the partition: up to where it has been taken up, and where it ends. */
    void look(long nowNanos, long takenUp, long end) {
        while (!looks.isEmpty() && looks.getFirst().end <= takenUp) {
            looks.removeFirst();
        }
        long known = looks.isEmpty() ? takenUp : looks.getLast().end;
        if (end > known) {
            // What was there before anybody looked may have waited for ever.
            looks.addLast(new Look(looked ? lastNanos : nowNanos - Long.MAX_VALUE / 2, end));
        }
        if (looks.size() > LOOKS) {
            halve();
        }
        lastNanos = nowNanos;
        looked = true;
    }

    /** For how long the oldest that waits may have waited; 0 when nothing waits. */
    long waitedNanos(long nowNanos) {
        return looks.isEmpty() ? 0 : nowNanos - looks.getFirst().afterNanos;
    }

    private void halve() {
        var kept = new ArrayDeque<Look>();
        while (!looks.isEmpty()) {
            Look first = looks.removeFirst();
            Look second = looks.isEmpty() ? first : looks.removeFirst();
            kept.addLast(new Look(first.afterNanos, second.end));
        }
        looks.addAll(kept);
    }
}
