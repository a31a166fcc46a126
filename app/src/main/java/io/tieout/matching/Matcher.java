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
    private final Versions versions;

    public Matcher(Policy policy) {
        this(Versions.of(policy, List.of()));
    }

    public Matcher(Versions versions) {
        this.policy = versions.current();
        this.versions = versions;
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

    /** Coverage has advanced, or the policy has a newer version: close what is due by it. */
    public Decision expire(Case before, Coverage coverage) {
        Saying saying = new Saying(before, coverage);
        saying.closeWhatIsDue();
        return saying.decision();
    }

    private Policy decidedBy(Case current) {
        return current.policyVersion() == 0 ? policy : versions.decidedBy(current.policyVersion());
    }

    /** How a case stands by the version of the policy that decided it, for whoever keeps it. */
    public Look look(Case current) {
        Policy by = decidedBy(current);
        return new Look(current, by, Standing.of(by, current));
    }

    /** One look at a case: when to look again, when it may be forgotten, where its members count. */
    public final class Look {
        private final Case current;
        private final Policy by;
        private final Standing standing;

        private Look(Case current, Policy by, Standing standing) {
            this.current = current;
            this.by = by;
            this.standing = standing;
        }

        /** When the case is to be looked at again, and which sides must be heard for it; null when nothing is awaited. */
        public @Nullable Wait waiting() {
            Instant deadline = standing.deadline();
            if (deadline == null || standing.unheard().isEmpty() || current.judgement() == Judgement.DUE) {
                return null;
            }
            return new Wait(deadline, standing.unheard(), current.judgement() == Judgement.BEFORE_COVERAGE);
        }

        /** Where each member of the case counts in the control totals. */
        public Ledger.Tally tally() {
            return Ledger.tally(policy, current, standing);
        }

        /** Stated time after which a closed case may be forgotten; null while it is not closed. */
        public @Nullable Instant forgettableAfter() {
            if (!isClosed(standing.status())) {
                return null;
            }
            for (Raised raised : current.raised()) {
                if (raised.open()) {
                    return null;
                }
            }
            Instant latest = null;
            for (Member member : current.members()) {
                Instant at = member.businessAt().isAfter(member.statedAt()) ? member.businessAt() : member.statedAt();
                latest = latest == null || at.isAfter(latest) ? at : latest;
            }
            return latest == null
                    ? null
                    : latest.plus(by.window()).plus(by.grace()).plus(by.retention());
        }
    }

    /** Whether an entry is so old that its case may have been forgotten already. */
    public boolean beyondRetention(Member member, Coverage coverage) {
        return versions.beyondRetention(member, coverage);
    }

    static boolean isClosed(Status status) {
        return status == Status.MATCHED || status == Status.VOID || status == Status.UNREQUIRED;
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
        if (member.firstStated().isAfter(deadline)) {
            return LateKind.LATE_STATED;
        }
        return member.knownAt().isAfter(member.statedAt()) ? LateKind.LATE_DELIVERED : null;
    }

    static Duration lateBy(Member member, LateKind kind, Instant deadline) {
        return kind == LateKind.LATE_STATED
                ? Duration.between(deadline, member.firstStated())
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
        private final Look was;
        private final Status statusBefore;
        private final boolean byOlderVersion;
        private boolean changed;

        Saying(Case before, Coverage coverage) {
            this.coverage = coverage;
            this.speech = new Speech(policy, before);
            this.now = before;
            Policy decidedBy = decidedBy(before);
            this.byOlderVersion = decidedBy.version() != policy.version();
            this.said = Standing.of(decidedBy, before);
            this.was = new Look(before, decidedBy, said);
            this.statusBefore = said.status();
            Instant deadline = said.deadline();
            this.asOf = deadline == null ? Instant.EPOCH : deadline;
        }

        void become(Case next) {
            now = next;
            changed = true;
        }

        /** What is closed keeps what an older version of the policy said, until something happens to it. */
        void closeWhatIsDue() {
            if (byOlderVersion) {
                if (!isClosed(statusBefore)) {
                    changed = true;
                    judge(undecided(), Resolution.POLICY);
                }
            } else if (!said.unheard().isEmpty()) {
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
                    : coverage.judge(undecided.unheard(), policy.counterpartFrom(earliest), deadline);
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
            if (changed || !speech.outcomes().isEmpty() || said.status() != statusBefore) {
                now = now.published(policy.version());
                speech.add(state());
            }
            Policy by = now.policyVersion() == policy.version() ? policy : was.by;
            return new Decision(now, List.copyOf(speech.outcomes()), dropped, was, new Look(now, by, said));
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
