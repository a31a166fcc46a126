package io.tieout.policy;

import io.tieout.matching.Policy;
import io.tieout.matching.Shape;
import io.tieout.matching.Side;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What cannot change from one version of a policy to the next, because the cases that are kept would be left behind.
 *
 * <p>Where an entry belongs is decided once, when it is read. So a version may judge otherwise what lies in its
 * cases, but it cannot ask for other entries, or for the same entries under another id: those that were read before
 * are not there, and their counterparts would be called missing.
 *
 * @param what key of the policy file, with both values
 * @param why what would become of the cases
 */
public record PolicyChange(String what, String why) {

    private static final String ELSEWHERE =
            "entries that were read before lie in other cases, and their counterparts would be called missing";

    /** What keeps {@code after} from following {@code before}; empty when nothing does. */
    public static List<PolicyChange> orphaning(Policy before, Policy after) {
        var found = new Found();
        found.compare("shape", kind(before), kind(after), "the cases of one shape cannot be read as those of another");
        if (!found.changes.isEmpty()) {
            return found.changes;
        }
        found.compare("sides", names(before), names(after), "entries stand in its cases under the names of its sides");
        if (found.changes.isEmpty()) {
            before.sides().forEach(side -> compare(side, after.side(side.name()), found));
        }
        found.compare("alias", before.alias(), after.alias(), ELSEWHERE);
        found.compare(
                "starts",
                before.starts(),
                after.starts(),
                "entries that were read between the two dates are not where the new one has them");
        if (endsEarlierThanItDid(before.ends(), after.ends())) {
            found.compare("ends", before.ends(), after.ends(), "what was read after the first date was passed over");
        }
        compareShapes(before, after, found);
        return found.changes;
    }

    private static boolean endsEarlierThanItDid(@Nullable Instant before, @Nullable Instant after) {
        return before != null && (after == null || after.isAfter(before));
    }

    private static void compare(Side before, Side after, Found found) {
        String at = "sides." + before.name() + ".";
        found.compare(at + "source", before.source(), after.source(), ELSEWHERE);
        found.compare(at + "account", before.account(), after.account(), ELSEWHERE);
        found.compare(at + "object", before.object(), after.object(), ELSEWHERE);
        found.compare(at + "stage", before.stage(), after.stage(), ELSEWHERE);
        found.compare(at + "where", before.where(), after.where(), ELSEWHERE);
        found.compare(at + "key", before.keys(), after.keys(), ELSEWHERE);
    }

    private static void compareShapes(Policy before, Policy after, Found found) {
        if (before.shape() instanceof Shape.Group was && after.shape() instanceof Shape.Group is) {
            String counted = "entries that were read before are kept with the amounts that counted then";
            for (Side side : before.sides()) {
                found.compare("agree, of " + side.name(), was.measure(side), is.measure(side), counted);
            }
            found.compare(
                    "complete",
                    was.completion(),
                    is.completion(),
                    "what entries say of how complete their group is was noted when they were read");
            found.compare("rates.currency", currency(was), currency(is), counted);
        }
        if (before.shape() instanceof Shape.Pool was && after.shape() instanceof Shape.Pool is) {
            String chosen = "what was chosen rests on it, and would have to be chosen anew";
            found.compare("pool", was.fields(), is.fields(), ELSEWHERE);
            found.compare("evidence", was.evidence(), is.evidence(), chosen);
            found.compare("candidates", was.candidates(), is.candidates(), chosen);
            found.compare("sums.members", was.members(), is.members(), chosen);
            found.compare("sums.tries", was.tries(), is.tries(), chosen);
            found.compare("offset", was.offset(), is.offset(), chosen);
            found.compare("tolerance", before.tolerance(), after.tolerance(), chosen);
            found.compare("window", before.window(), after.window(), chosen);
            found.compare("grace", before.grace(), after.grace(), chosen);
            found.compare("retention", before.retention(), after.retention(), chosen);
        }
    }

    private static String kind(Policy policy) {
        if (policy.shape() instanceof Shape.Pair) {
            return "pair";
        }
        return policy.shape() instanceof Shape.Group ? "group" : "pool";
    }

    private static List<String> names(Policy policy) {
        return policy.sides().stream().map(Side::name).toList();
    }

    private static @Nullable String currency(Shape.Group group) {
        var rates = group.rates();
        return rates == null ? null : rates.currency();
    }

    private static final class Found {
        private final List<PolicyChange> changes = new ArrayList<>(0);

        void compare(String key, @Nullable Object was, @Nullable Object is, String why) {
            if (!Objects.equals(was, is)) {
                changes.add(new PolicyChange(key + ": was " + shown(was) + ", is " + shown(is), why));
            }
        }

        private static String shown(@Nullable Object value) {
            if (value == null) {
                return "not there";
            }
            if (value instanceof Record) {
                return "another";
            }
            String text = value.toString();
            return text.length() <= 120 ? text : "another";
        }
    }
}
