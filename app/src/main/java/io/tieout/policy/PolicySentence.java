package io.tieout.policy;

import io.tieout.config.DurationText;
import io.tieout.matching.Policy;
import io.tieout.matching.Side;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** A policy in a sentence, for the person who wrote it to see whether it says what was meant. */
public final class PolicySentence {

    private PolicySentence() {}

    /** Its sides, what joins them, and when a side is missing. */
    public static String of(Policy policy) {
        String shape = policy.shape().getClass().getSimpleName().toLowerCase(Locale.ROOT);
        return policy.name() + " version " + policy.version() + " (" + shape + ") compares "
                + policy.sides().stream().map(PolicySentence::side).collect(Collectors.joining(" with "))
                + ", joined by "
                + references(policy) + "; a side that is missing is said to be " + DurationText.of(policy.window())
                + " after the earliest entry, plus " + DurationText.of(policy.grace()) + " for its report.";
    }

    private static String side(Side side) {
        String account = side.account();
        return side.name() + " (" + side.source() + (account == null ? "" : "/" + account) + " " + side.object() + ", "
                + side.stage() + (side.optional() ? ", optional" : "") + ")";
    }

    private static String references(Policy policy) {
        var kinds = new ArrayList<String>();
        for (Side side : policy.sides()) {
            for (String kind : List.copyOf(side.keys())) {
                if (!kinds.contains(kind)) {
                    kinds.add(kind);
                }
            }
        }
        return kinds.isEmpty() ? "evidence" : String.join(" or ", kinds);
    }
}
