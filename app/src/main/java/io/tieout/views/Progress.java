package io.tieout.views;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How far the views have come, of all instances together.
 *
 * @param position by topic, the offset up to which each partition has been taken up
 * @param lag committed records that have not been taken up yet
 * @param waited for how long the oldest of them may have been committed; zero when there is none, null when it is not
 *     known
 * @param stale whether an answer may lack what was committed longer ago than {@code query.stale.after}
 */
public record Progress(
        Map<String, List<Long>> position,
        long lag,
        @Nullable Duration waited,
        boolean stale) {

    /** Before it is known. */
    public static final Progress UNKNOWN = new Progress(Map.of(), -1, null, true);

    public Progress {
        position = Map.copyOf(position);
    }

    /** The same, of which nobody can say how new it is. */
    Progress uncertain() {
        return new Progress(position, lag, waited, true);
    }
}
