package io.tieout.matching;

import io.tieout.matching.Arrival.Placement;
import io.tieout.matching.Arrival.Withdrawal;
import io.tieout.matching.Case.Raised;
import io.tieout.matching.Case.Status;
import io.tieout.matching.Coverage.Judgement;
import io.tieout.matching.Outcome.CaseChanged;
import io.tieout.matching.Outcome.LateArrived;
import io.tieout.matching.Outcome.LateKind;
import io.tieout.matching.Outcome.Resolution;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The law of matching, for the pair shape.
 *
 * <p>A case is its members and what coverage says of its deadline; how it stands is a function of these
 * two ({@link Standing}). A decision changes one of them, looks again, and says what differs from what
 * was said before: a match that stands now and did not, an exception that is there no more. So whatever
 * the order in which two logs interleave, the case ends the same: logs {@code books: A, void A} and
 * {@code provider: B} end in "books missing" both when A met B first (matched, revoked, MATCH_BROKEN, and
 * at the deadline the missing side takes its place) and when it did not (MatcherLawsTest).
 *
 * <p>Time never comes from a clock. A missing side is judged by coverage alone, and whatever is due by the
 * coverage already read is closed before an arrival is looked at, so an arrival after the deadline finds
 * the exception it resolves.
 */
public final class Matcher {

    private final Policy policy;

    public Matcher(Policy policy) {
        this.policy = policy;
    }

    public Policy policy() {
        return policy;
    }

    /** Something reached the case; {@code before} is {@link Case#absent} when there was none. */
    public Decision arrive(Case before, Arrival arrival, Coverage coverage) {
        Saying saying = new Saying(before, coverage);
        saying.closeWhatIsDue();
        if (arrival instanceof Placement placement) {
            return place(saying, placement.member());
        }
        if (arrival instanceof Withdrawal withdrawal) {
            return withdraw(saying, withdrawal);
        }
        throw new IllegalStateException("No rule for " + arrival.getClass());
    }

    /** Coverage has advanced: close what is due. */
    public Decision expire(Case before, Coverage coverage) {
        Saying saying = new Saying(before, coverage);
        saying.closeWhatIsDue();
        return saying.decision();
    }

    /** When the case is to be looked at again, and which sides must be heard for it; empty when nothing is awaited. */
    public Optional<Wait> waiting(Case current) {
        Standing standing = Standing.of(policy, current);
        Instant deadline = standing.deadline();
        if (deadline == null || standing.unheard().isEmpty() || current.judgement() == Judgement.DUE) {
            return Optional.empty();
        }
        return Optional.of(new Wait(deadline, standing.unheard(), current.judgement() == Judgement.BEFORE_COVERAGE));
    }

    /** Where each member of the case counts in the control totals. */
    public Ledger.Tally tally(Case current) {
        return Ledger.tally(policy, current, Standing.of(policy, current));
    }

    /** Stated time after which a closed case may be forgotten; empty while it is not closed. */
    public Optional<Instant> forgettableAfter(Case current) {
        Status status = Standing.of(policy, current).status();
        boolean closed = status == Status.MATCHED || status == Status.VOID || status == Status.UNREQUIRED;
        if (!closed || current.raised().stream().anyMatch(Raised::open)) {
            return Optional.empty();
        }
        return current.members().stream()
                .map(member -> member.businessAt().isAfter(member.statedAt()) ? member.businessAt() : member.statedAt())
                .max(Instant::compareTo)
                .map(latest -> latest.plus(policy.window()).plus(policy.grace()).plus(policy.retention()));
    }

    /** Whether an entry is so old that its case may have been forgotten already. */
    public boolean beyondRetention(Member member, Coverage coverage) {
        return beyondRetention(policy, member, coverage);
    }

    static boolean beyondRetention(Policy policy, Member member, Coverage coverage) {
        Interval own = coverage.heard().get(member.id().accountId());
        return own != null
                && own.passed(member.businessAt()
                        .plus(policy.window())
                        .plus(policy.grace())
                        .plus(policy.retention()));
    }

    /**
     * @param deadline when to look again
     * @param unheard sides whose accounts must speak past it
     * @param beforeCoverage only a back-fill can change it
     */
    public record Wait(Instant deadline, List<Side> unheard, boolean beforeCoverage) {}

    private Decision place(Saying saying, Member member) {
        Optional<Member> known = saying.now.member(member.id());
        if (known.isPresent() && !known.get().givesWayTo(member)) {
            return saying.dropped();
        }
        boolean joins = known.isEmpty() || known.get().voided();
        saying.become(saying.now.with(member));
        Instant deadline = saying.now.deadline(policy).orElseThrow();
        LateKind late = joins ? lateness(member, deadline) : null;
        saying.asOf = member.statedAt();
        saying.lineage = member.lineage();
        Resolution cause = late != null ? Resolution.LATE_ARRIVAL : joins ? Resolution.MATCHED : Resolution.AMENDMENT;
        saying.settle(cause);
        if (late != null) {
            saying.late(member, late, deadline);
        }
        return saying.decision();
    }

    private Decision withdraw(Saying saying, Withdrawal withdrawal) {
        Optional<Member> known = saying.now.member(withdrawal.id());
        if (known.isEmpty() || !known.get().leavesBy(withdrawal)) {
            return saying.dropped();
        }
        Member gone = known.get().voidedAt(withdrawal.version(), withdrawal.statedAt(), withdrawal.lineage());
        saying.asOf = withdrawal.statedAt();
        saying.lineage = withdrawal.lineage();
        saying.become(saying.now.with(gone));
        saying.settle(Resolution.VOID);
        return saying.decision();
    }

    static @Nullable LateKind lateness(Member member, Instant deadline) {
        if (member.statedAt().isAfter(deadline)) {
            return LateKind.LATE_STATED;
        }
        return member.knownAt().isAfter(member.statedAt()) ? LateKind.LATE_DELIVERED : null;
    }

    static Duration lateBy(Member member, LateKind kind, Instant deadline) {
        return kind == LateKind.LATE_STATED
                ? Duration.between(deadline, member.statedAt())
                : Duration.between(member.statedAt(), member.knownAt());
    }

    /** One decision in the making: the case as it is now, and what has been said on the way. */
    private final class Saying {
        private final Coverage coverage;
        private final Speech speech;
        private Case now;
        private Standing said;
        private Instant asOf;
        private @Nullable Lineage lineage;
        private final Status statusBefore;
        private boolean membersChanged;

        Saying(Case before, Coverage coverage) {
            this.coverage = coverage;
            this.speech = new Speech(policy, before);
            this.now = before;
            this.said = Standing.of(policy, before);
            this.statusBefore = said.status();
            Instant deadline = said.deadline();
            this.asOf = deadline == null ? Instant.EPOCH : deadline;
        }

        void become(Case next) {
            now = next;
            membersChanged = true;
        }

        void closeWhatIsDue() {
            if (!said.unheard().isEmpty()) {
                judge(now.judgement() == Judgement.WAITING ? said : undecided(), Resolution.SUPERSEDED);
            }
        }

        /** Says what became of it; a match that no longer stands is said to be broken before coverage is asked. */
        void settle(Resolution cause) {
            Standing undecided = undecided();
            if (said.match() != null && undecided.match() == null && !now.isVoid()) {
                now = now.broken(true);
                undecided = undecided();
                say(undecided, cause);
                judge(undecided, Resolution.SUPERSEDED);
            } else {
                judge(undecided, cause);
            }
        }

        /** How the case would stand if its deadline had not passed. */
        private Standing undecided() {
            return Standing.of(policy, now.judged(Judgement.WAITING));
        }

        /** Asks coverage, and says what follows. */
        private void judge(Standing undecided, Resolution cause) {
            Judgement judgement = judgement(undecided);
            now = now.judged(judgement);
            say(judgement == Judgement.WAITING ? undecided : Standing.of(policy, now), cause);
            boolean decided = judgement != Judgement.WAITING || said.match() != null || said.status() == Status.VOID;
            now = now.broken(now.broken() && !decided);
        }

        private Judgement judgement(Standing undecided) {
            Instant earliest = now.earliest();
            Instant deadline = undecided.deadline();
            return earliest == null || deadline == null || undecided.unheard().isEmpty()
                    ? Judgement.WAITING
                    : coverage.judge(undecided.unheard(), earliest.minus(policy.grace()), deadline);
        }

        private void say(Standing standing, Resolution cause) {
            if (speech.say(now, said, standing, cause, asOf)) {
                now = now.said(speech.matchVersion(), speech.raised(), now.version());
            }
            said = standing;
        }

        void late(Member member, LateKind kind, Instant deadline) {
            Duration lateBy = lateBy(member, kind, deadline);
            speech.add(new LateArrived(
                    policy, now, member, kind, deadline, lateBy, speech.resolved(), said.match() != null));
        }

        Decision dropped() {
            return decision(true);
        }

        Decision decision() {
            return decision(false);
        }

        private Decision decision(boolean dropped) {
            if (membersChanged || !speech.outcomes().isEmpty() || said.status() != statusBefore) {
                now = now.said(now.matchVersion(), now.raised(), now.version() + 1);
                speech.add(state());
            }
            return new Decision(now, List.copyOf(speech.outcomes()), dropped);
        }

        private CaseChanged state() {
            Instant deadline = said.deadline();
            if (deadline == null || said.unheard().isEmpty()) {
                return new CaseChanged(policy, now, said.status(), null, List.of(), lineage);
            }
            boolean awaiting = said.status() == Status.OPEN && coverage.anyPassed(deadline);
            return new CaseChanged(
                    policy,
                    now,
                    awaiting ? Status.AWAITING_COVERAGE : said.status(),
                    deadline,
                    coverage.awaited(said.unheard(), deadline),
                    lineage);
        }
    }
}
