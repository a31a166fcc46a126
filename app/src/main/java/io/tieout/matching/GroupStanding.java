package io.tieout.matching;

import io.tieout.matching.Agreement.Timing;
import io.tieout.matching.Case.Status;
import io.tieout.matching.Coverage.Judgement;
import io.tieout.matching.Shape.Closes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a group stands: a function of what its members add up to, of when they happened, and of what coverage
 * says of its deadline, and of nothing else. That is why the order in which logs interleave cannot change
 * the end ({@link Standing} says the same of a pair).
 *
 * <p>Before its close a group says nothing but, where its policy wants that, a match. It closes when every side
 * has been heard past the deadline, also those that are there: more of them may come. A policy that trusts its
 * source closes it before, when that source says that these are all:
 *
 * <pre>
 *                    sums agree                        sums differ
 *   at-deadline      match at the close                SHORT, OVER or the missing side's reason at the close
 *   when-complete    match once complete               the same; at once where the source gave the count
 *   when-balanced    match at once, may be taken back  the same, at the close
 * </pre>
 *
 * @param standing as outcomes say it; the entries to list are put in when it is said
 * @param closed whether what it adds up to was final: what breaks a match after that is an exception
 * @param agrees whether the required sides are there and all sums agree, be it final or not
 */
record GroupStanding(Standing standing, boolean closed, boolean agrees) {

    private static final GroupStanding VOID =
            new GroupStanding(new Standing(Status.VOID, null, List.of(), List.of(), null), false, false);

    static GroupStanding of(Policy policy, Group group) {
        Group.Span span = group.span();
        return span == null ? VOID : new Look(policy, group, span).standing();
    }

    /** One look at a group. */
    private static final class Look {
        private final Policy policy;
        private final Group group;
        private final Group.Span span;
        private final Instant deadline;
        private final List<SideTotal> totals;
        private final Map<String, @Nullable Money> sums = new HashMap<>();
        private final List<Side> missing = new ArrayList<>(0);
        private final List<String> present = new ArrayList<>(2);
        private boolean requiredThere;

        Look(Policy policy, Group group, Group.Span span) {
            this.policy = policy;
            this.group = group;
            this.span = span;
            this.deadline = Group.deadline(policy, span);
            this.totals = group.totals(policy);
            for (SideTotal total : totals) {
                String currency = total.currency();
                if (currency != null) {
                    // A second currency of one side: no single sum, and no comparison.
                    boolean second = sums.containsKey(total.side());
                    sums.put(total.side(), second ? null : new Money(total.minor(), currency));
                }
            }
            for (Side side : policy.sides()) {
                if (sums.containsKey(side.name())) {
                    present.add(side.name());
                    requiredThere |= !side.optional();
                } else if (!side.optional()) {
                    missing.add(side);
                }
            }
        }

        GroupStanding standing() {
            List<Finding> differences = differences();
            boolean agrees = differences.isEmpty() && missing.isEmpty();
            Completion completion = shape().completion();
            boolean complete = isComplete(completion);
            boolean closed = complete || group.judgement() != Judgement.WAITING;
            boolean counted =
                    complete && completion != null && !completion.counts().isEmpty();
            if (agrees && (closed || shape().closes() == Closes.WHEN_BALANCED)) {
                return new GroupStanding(standing(Status.MATCHED, agreement(), List.of()), closed, true);
            }
            return new GroupStanding(withoutMatch(differences, counted && missing.isEmpty()), closed, agrees);
        }

        private Standing withoutMatch(List<Finding> differences, boolean known) {
            boolean decided = known || (group.judgement() == Judgement.DUE && requiredThere);
            if (decided && policy.complainsOf(span.earliest())) {
                var findings = new ArrayList<>(differences);
                missing.forEach(side -> findings.add(missingSide(side)));
                return standing(differences.isEmpty() ? Status.OVERDUE : Status.EXCEPTED, null, findings);
            }
            return switch (group.judgement()) {
                case DUE -> standing(Status.UNREQUIRED, null, List.of());
                case BEFORE_COVERAGE -> standing(Status.BEFORE_COVERAGE, null, List.of());
                case WAITING ->
                    group.broken()
                            ? standing(Status.EXCEPTED, null, List.of(matchBroken()))
                            : standing(Status.OPEN, null, List.of());
            };
        }

        private Shape.Group shape() {
            return GroupMatcher.shape(policy);
        }

        /** All entries of the side that says it say it, and there are as many others as they say. */
        private boolean isComplete(@Nullable Completion completion) {
            if (completion == null) {
                return false;
            }
            long makers = group.count(completion.side());
            return makers > 0
                    && makers == group.promises().makers()
                    && completion.counts().keySet().stream()
                            .allMatch(side -> group.count(side)
                                    == group.promises().counts().getOrDefault(side, 0L));
        }

        /** The first side against each other that is there, optional ones included. */
        private List<Finding> differences() {
            String first = policy.sides().get(0).name();
            if (!sums.containsKey(first)) {
                return List.of();
            }
            var differences = new ArrayList<Finding>(0);
            Money sum = sums.get(first);
            for (String other : present.subList(1, present.size())) {
                Money otherSum = sums.get(other);
                if (sum == null || otherSum == null || !sum.currency().equals(otherSum.currency())) {
                    differences.add(finding(Reason.CURRENCY_MISMATCH, other, null));
                } else {
                    long residual = sum.minus(otherSum);
                    if (!policy.tolerance().allows(residual, sum)) {
                        differences.add(finding(reason(residual, sum), other, residual));
                    }
                }
            }
            return differences;
        }

        /** Of money that goes out, what falls short is less negative. */
        private static Reason reason(long residual, Money sum) {
            return Long.signum(residual) == Long.signum(sum.minor()) ? Reason.SHORT : Reason.OVER;
        }

        private Agreement agreement() {
            Money first = amount();
            Money second = sums.get(policy.sides().get(1).name());
            if (second == null) {
                throw new IllegalStateException("Group " + group.id() + " agrees without a second side");
            }
            return new Agreement(
                    List.of(), first, first.minus(second), timing(), new Agreement.Many(totals, group.newest()));
        }

        private Timing timing() {
            if (span.known().isAfter(deadline)) {
                return Timing.LATE;
            }
            return Duration.between(span.earliest(), span.latest()).compareTo(policy.window()) > 0
                    ? Timing.OUTSIDE_WINDOW
                    : Timing.ON_TIME;
        }

        /** What the first side that is there adds up to, in the first of its currencies. */
        private Money amount() {
            for (SideTotal total : totals) {
                String currency = total.currency();
                if (currency != null) {
                    return new Money(total.minor(), currency);
                }
            }
            throw new IllegalStateException("Group " + group.id() + " has members and no sum");
        }

        private Finding missingSide(Side side) {
            Missing saying = policy.missing(side);
            return finding(saying.reason(), side.name(), saying.category(), saying.severity(), null);
        }

        private Finding matchBroken() {
            List<Finding> differences = differences();
            Long residual = differences.isEmpty() ? null : differences.get(0).residual();
            return finding(Reason.MATCH_BROKEN, "", residual);
        }

        private Finding finding(Reason reason, String side, @Nullable Long residual) {
            return finding(reason, side, reason.category(), reason.severity(), residual);
        }

        private Finding finding(
                Reason reason, String side, Category category, Severity severity, @Nullable Long residual) {
            return new Finding(
                    reason,
                    side,
                    category,
                    severity,
                    residual,
                    amount(),
                    List.copyOf(present),
                    missing.stream().map(Side::name).toList(),
                    List.of(),
                    totals,
                    deadline);
        }

        private Standing standing(Status status, @Nullable Agreement match, List<Finding> findings) {
            boolean awaits = status != Status.MATCHED && group.judgement() != Judgement.DUE;
            return new Standing(status, match, findings, awaits ? policy.sides() : List.of(), deadline);
        }
    }
}
