package io.tieout.matching;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of a group.
 *
 * @param after the group as it is to be kept
 * @param was the member that changed, as it was; null when it is new or none changed
 * @param is the member that changed, as it is to be kept; null when none changed
 * @param outcomes what to say, in order
 * @param dropped the arrival was known already, or older than what is known: nothing happened
 */
public record GroupDecision(
        Group after, @Nullable GroupMember was, @Nullable GroupMember is, List<Outcome> outcomes, boolean dropped) {}
