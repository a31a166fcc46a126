package io.tieout.matching;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A policy, and what its file said before: how a case was said to stand follows from its members and from the
 * version that decided it, so each version that decided a case which is kept is needed.
 *
 * <p>Example: version 1 has no tolerance and finds 45.00 against 44.98 to be an AMOUNT_MISMATCH; version 2 allows
 * 0.05. The case stood as an exception by the first and stands as a match by the second, and the difference is
 * what is said: the exception is resolved, and there is a match (VersionsTest).
 */
public final class Versions {

    private final Policy current;
    private final Map<Integer, Policy> earlier = new HashMap<>();

    private Versions(Policy current) {
        this.current = current;
    }

    /** The policy, and of these those that are its earlier versions. */
    public static Versions of(Policy current, List<Policy> earlier) {
        var versions = new Versions(current);
        for (Policy one : earlier) {
            if (one.name().equals(current.name()) && one.version() < current.version()) {
                versions.earlier.put(one.version(), one);
            }
        }
        return versions;
    }

    /** Whether there never was another. */
    public boolean isFirst() {
        return earlier.isEmpty();
    }

    /** The policy as it decides now. */
    public Policy current() {
        return current;
    }

    /** The policy as it decided a case that bears this version. */
    Policy decidedBy(int version) {
        if (version == current.version()) {
            return current;
        }
        Policy decided = earlier.get(version);
        if (decided == null) {
            throw new IllegalStateException("A case of policy " + current.name() + " was decided by its version "
                    + version + ", and this instance knows version " + current.version() + (isFirst() ? "" : " and ")
                    + (isFirst() ? "" : earlier.keySet().stream().sorted().toList())
                    + ". Give all instances of the application the same policy files, and start this one again.");
        }
        return decided;
    }

    /** Whether the case of an entry may be forgotten already, by any version that may have forgotten it. */
    boolean beyondRetention(Member member, Coverage coverage) {
        return beyondRetention(current, member, coverage)
                || earlier.values().stream().anyMatch(policy -> beyondRetention(policy, member, coverage));
    }

    private static boolean beyondRetention(Policy policy, Member member, Coverage coverage) {
        Heard own = coverage.heard().get(member.id().accountId());
        return own != null
                && own.passed(member.businessAt()
                        .plus(policy.window())
                        .plus(policy.grace())
                        .plus(policy.retention()));
    }
}
