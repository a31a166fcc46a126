package io.tieout.matching;

import io.tieout.matching.Case.Raised;
import io.tieout.matching.Outcome.ExceptionChanged;
import io.tieout.matching.Outcome.MatchChanged;
import io.tieout.matching.Outcome.Resolution;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one decision says of a case: each time the difference between how it stands and what was said of it,
 * so that nothing is said twice and nothing stays said that no longer holds.
 */
final class Speech {

    private final Policy policy;
    private final List<Outcome> outcomes = new ArrayList<>(4);
    private final List<Finding> resolved = new ArrayList<>(0);
    private List<Raised> raised;
    private int matchVersion;

    Speech(Policy policy, AnyCase before) {
        this.policy = policy;
        this.raised = before.raised();
        this.matchVersion = before.matchVersion();
    }

    /** Says the difference; false when there is none. */
    boolean say(AnyCase now, Standing was, Standing is, Resolution cause, Instant asOf) {
        int before = outcomes.size();
        Agreement old = was.match();
        Agreement match = is.match();
        if (old != null && match == null) {
            outcomes.add(new MatchChanged(policy, now, old, true, ++matchVersion));
        }
        for (Finding finding : was.findings()) {
            if (find(is.findings(), finding) == null) {
                outcomes.add(new ExceptionChanged(policy, now, finding, raise(finding, false), cause, asOf));
                if (cause != Resolution.SUPERSEDED) {
                    resolved.add(finding);
                }
            }
        }
        for (Finding finding : is.findings()) {
            Finding known = find(was.findings(), finding);
            if (known == null || !known.saysTheSameAs(finding)) {
                outcomes.add(new ExceptionChanged(policy, now, finding, raise(finding, true), null, asOf));
            }
        }
        if (match != null && (old == null || !old.saysTheSameAs(match))) {
            outcomes.add(new MatchChanged(policy, now, match, false, ++matchVersion));
        }
        return outcomes.size() > before;
    }

    /** Says something that is no difference of how the case stands. */
    void add(Outcome outcome) {
        outcomes.add(outcome);
    }

    List<Outcome> outcomes() {
        return outcomes;
    }

    /** The findings that this decision resolved, but for those that others took the place of. */
    List<Finding> resolved() {
        return List.copyOf(resolved);
    }

    List<Raised> raised() {
        return raised;
    }

    int matchVersion() {
        return matchVersion;
    }

    private static @Nullable Finding find(List<Finding> findings, Finding like) {
        for (Finding finding : findings) {
            if (finding.reason() == like.reason() && finding.side().equals(like.side())) {
                return finding;
            }
        }
        return null;
    }

    private int raise(Finding finding, boolean open) {
        var changed = new ArrayList<>(raised);
        raised = changed;
        for (int i = 0; i < changed.size(); i++) {
            Raised earlier = changed.get(i);
            if (earlier.reason() == finding.reason() && earlier.side().equals(finding.side())) {
                changed.set(i, new Raised(earlier.reason(), earlier.side(), earlier.version() + 1, open));
                return earlier.version() + 1;
            }
        }
        changed.add(new Raised(finding.reason(), finding.side(), 1, open));
        return 1;
    }
}
