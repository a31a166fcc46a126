package io.tieout.views;

import java.util.List;
import java.util.Map;

/**
 * How far the views have come, of all instances together.
 *
 * @param position by topic, the offset up to which each partition has been taken up
 * @param lag committed records that have not been taken up yet
 * @param stale whether an answer may lack something that is committed
 */
public record Progress(Map<String, List<Long>> position, long lag, boolean stale) {

    /** Before it is known. */
    public static final Progress UNKNOWN = new Progress(Map.of(), -1, true);

    public Progress {
        position = Map.copyOf(position);
    }
}
