package io.tieout.matching;

import io.tieout.matching.Case.Status;
import io.tieout.matching.Coverage.Judgement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How a case stands: a function of its members and of what coverage says of its deadline, and of nothing
 * else. That is why the order in which logs interleave cannot change the end.
 *
 * @param match set when the required sides are there and agree
 * @param findings what needs attention, at most one per reason and side
 * @param unheard sides whose accounts must speak past the deadline before more can be said
 * @param deadline of the case; null when nothing is left of it
 */
record Standing(
        Status status,
        @Nullable Agreement match,
        List<Finding> findings,
        List<Side> unheard,
        @Nullable Instant deadline) {

    private static final Standing VOID = new Standing(Status.VOID, null, List.of(), List.of(), null);

    static Standing of(Policy policy, Case current) {
        return current.isVoid() ? VOID : new Look(policy, current).standing();
    }

    /** One look at a case. */
    private static final class Look {
        private final Policy policy;
        private final Case current;
        private final List<Member> live = new ArrayList<>(2);
        private final List<Member> chosen = new ArrayList<>(2);
        private final List<Side> missing = new ArrayList<>(2);
        private final List<Side> overfull = new ArrayList<>(0);
        private final List<String> present = new ArrayList<>(2);
        private final Instant deadline;
        private final boolean complained;
        private boolean requiredThere;

        Look(Policy policy, Case current) {
            this.policy = policy;
            this.current = current;
            this.deadline = current.deadline(policy).orElseThrow();
            this.complained = policy.complainsOf(Objects.requireNonNull(current.earliest()));
            for (Side side : policy.sides()) {
                Member first = null;
                int count = 0;
                for (Member member : current.members()) {
                    if (!member.voided() && member.side().equals(side.name())) {
                        first = count++ == 0 ? member : first;
                    }
                }
                if (first == null) {
                    if (!side.optional()) {
                        missing.add(side);
                    }
                    continue;
                }
                if (count == 1) {
                    live.add(first);
                    chosen.add(first);
                } else {
                    List<Member> entries = current.live(policy, side);
                    live.addAll(entries);
                    chosen.add(entries.get(0));
                    overfull.add(side);
                }
                requiredThere |= !side.optional();
                present.add(side.name());
            }
        }

        Standing standing() {
            Finding disagreement = disagreement();
            if (disagreement != null) {
                return complained ? disagreeing(disagreement) : standing(Status.UNREQUIRED, null, List.of(), List.of());
            }
            if (!missing.isEmpty()) {
                return incomplete();
            }
            return standing(Status.MATCHED, agreement(), duplicates(), List.of());
        }

        private Standing disagreeing(Finding disagreement) {
            boolean broken = current.broken() && current.judgement() == Judgement.WAITING;
            var findings = new ArrayList<Finding>();
            findings.add(broken ? matchBroken() : disagreement);
            if (current.judgement() == Judgement.DUE) {
                missing.forEach(side -> findings.add(missingSide(side)));
            }
            findings.addAll(duplicates());
            return standing(Status.EXCEPTED, null, findings, broken && missing.isEmpty() ? required() : missing);
        }

        private Standing incomplete() {
            return switch (current.judgement()) {
                case WAITING ->
                    current.broken()
                            ? standing(Status.EXCEPTED, null, List.of(matchBroken()), missing)
                            : standing(Status.OPEN, null, List.of(), missing);
                case BEFORE_COVERAGE -> standing(Status.BEFORE_COVERAGE, null, List.of(), missing);
                case DUE ->
                    requiredThere && complained ? overdue() : standing(Status.UNREQUIRED, null, List.of(), missing);
            };
        }

        private Standing overdue() {
            var findings = new ArrayList<Finding>();
            missing.forEach(side -> findings.add(missingSide(side)));
            findings.addAll(duplicates());
            return standing(Status.OVERDUE, null, findings, missing);
        }

        private Standing standing(
                Status status, @Nullable Agreement match, List<Finding> findings, List<Side> unheard) {
            return new Standing(status, match, findings, unheard, deadline);
        }

        private List<Side> required() {
            return policy.sides().stream().filter(side -> !side.optional()).toList();
        }

        /** The first side's entry against each other side's that is there, optional ones included. */
        private @Nullable Finding disagreement() {
            if (chosen.size() < 2
                    || !chosen.get(0).side().equals(policy.sides().get(0).name())) {
                return null;
            }
            Money first = chosen.get(0).amount();
            for (Member other : chosen.subList(1, chosen.size())) {
                if (!first.currency().equals(other.amount().currency())) {
                    return finding(Reason.CURRENCY_MISMATCH, "", null, first);
                }
                long variance = first.minus(other.amount());
                if (!policy.tolerance().allows(variance, first)) {
                    return finding(Reason.AMOUNT_MISMATCH, "", variance, first);
                }
            }
            return null;
        }

        private Agreement agreement() {
            Money first = chosen.get(0).amount();
            return new Agreement(
                    List.copyOf(chosen), first, first.minus(chosen.get(1).amount()), timing());
        }

        private Agreement.Timing timing() {
            Instant earliest = chosen.get(0).businessAt();
            Instant latest = earliest;
            boolean late = false;
            for (Member member : chosen) {
                earliest = member.businessAt().isBefore(earliest) ? member.businessAt() : earliest;
                latest = member.businessAt().isAfter(latest) ? member.businessAt() : latest;
                late |= member.knownAt().isAfter(deadline);
            }
            if (late) {
                return Agreement.Timing.LATE;
            }
            return Duration.between(earliest, latest).compareTo(policy.window()) > 0
                    ? Agreement.Timing.OUTSIDE_WINDOW
                    : Agreement.Timing.ON_TIME;
        }

        private List<Finding> duplicates() {
            if (overfull.isEmpty()) {
                return List.of();
            }
            var findings = new ArrayList<Finding>(overfull.size());
            for (Side side : overfull) {
                Money surplus = current.live(policy, side).get(1).amount();
                findings.add(finding(Reason.DUPLICATE_ENTRY, side.name(), null, surplus));
            }
            return findings;
        }

        private Finding missingSide(Side side) {
            Missing saying = policy.missing(side);
            return finding(
                    saying.reason(),
                    side.name(),
                    saying.category(),
                    saying.severity(),
                    null,
                    chosen.get(0).amount());
        }

        private Finding matchBroken() {
            Long residual = null;
            if (chosen.size() > 1
                    && chosen.get(0)
                            .amount()
                            .currency()
                            .equals(chosen.get(1).amount().currency())) {
                residual = chosen.get(0).amount().minus(chosen.get(1).amount());
            }
            return finding(Reason.MATCH_BROKEN, "", residual, chosen.get(0).amount());
        }

        private Finding finding(Reason reason, String side, @Nullable Long residual, Money amount) {
            return finding(reason, side, reason.category(), reason.severity(), residual, amount);
        }

        private Finding finding(
                Reason reason,
                String side,
                Category category,
                Severity severity,
                @Nullable Long residual,
                Money amount) {
            return new Finding(
                    reason,
                    side,
                    category,
                    severity,
                    residual,
                    amount,
                    List.copyOf(present),
                    missing.stream().map(Side::name).toList(),
                    List.copyOf(live),
                    List.of(),
                    deadline);
        }
    }
}
