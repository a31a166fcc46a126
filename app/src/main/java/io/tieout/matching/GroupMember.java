package io.tieout.matching;

import org.jspecify.annotations.Nullable;

/**
 * An entry as a group keeps it, in a row of its own.
 *
 * @param lines how often its line was published
 * @param promise what it says of how complete the group is; null when it says nothing
 */
public record GroupMember(
        Member member, int lines, @Nullable Promise promise) {

    boolean live() {
        return !member.voided();
    }
}
