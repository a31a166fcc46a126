package io.tieout.views;

import java.time.Duration;
import java.util.Objects;

/**
 * What a look at how far the views have come is worth some time after it. All times are of {@link System#nanoTime}.
 *
 * <p>Worked example: at second 10 nothing waited, and the process was frozen. When it wakes at second 13, what was
 * committed after second 10 may have waited for 3 s, whatever the look said. And another instance may have taken its
 * part: then that one's progress is seen, while this one still holds what it had. It hears of that within moments, so
 * until {@link #HEARS_WITHIN} after a gap nothing counts as fresh.
 */
final class Freshness {

    /** A look that is older says nothing, and looks that are further apart make a gap. */
    private static final Duration SILENCE = Duration.ofSeconds(5);

    private static final Duration HEARS_WITHIN = Duration.ofSeconds(2);

    private record Look(Progress progress, long takenNanos, long countsFromNanos) {}

    private final Duration staleAfter;
    private volatile Look last = new Look(Progress.UNKNOWN, 0, 0);

    /** @param staleAfter how long something may be committed and not taken up by a step of the views */
    Freshness(Duration staleAfter) {
        this.staleAfter = staleAfter;
    }

    /** What a look saw, by one thread alone. */
    void looked(Progress seen, long nowNanos) {
        Look before = last;
        boolean gap = isKnown(before) && nowNanos - before.takenNanos > SILENCE.toNanos();
        long countsFrom = gap ? nowNanos + HEARS_WITHIN.toNanos() : isKnown(before) ? before.countsFromNanos : nowNanos;
        last = new Look(seen, nowNanos, countsFrom);
    }

    /** How far they have come, as far as one can say now. */
    Progress at(long nowNanos) {
        Look look = last;
        Progress seen = look.progress;
        long age = nowNanos - look.takenNanos;
        if (!isKnown(look) || age > SILENCE.toNanos() || nowNanos - look.countsFromNanos < 0) {
            return seen.uncertain();
        }
        // What was committed since the look may wait, too.
        Duration oldest = Objects.requireNonNull(seen.waited()).plusNanos(age);
        Duration waited = seen.lag() == 0 ? Duration.ZERO : oldest;
        return new Progress(seen.position(), seen.lag(), waited, oldest.compareTo(staleAfter) > 0);
    }

    private static boolean isKnown(Look look) {
        return look.progress.lag() >= 0;
    }
}
