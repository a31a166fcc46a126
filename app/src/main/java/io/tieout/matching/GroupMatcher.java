package io.tieout.matching;

import io.tieout.matching.Arrival.Placement;
import io.tieout.matching.Arrival.Withdrawal;
import io.tieout.matching.Case.Raised;
import io.tieout.matching.Case.Status;
import io.tieout.matching.Coverage.Judgement;
import io.tieout.matching.Outcome.CaseChanged;
import io.tieout.matching.Outcome.ExceptionChanged;
import io.tieout.matching.Outcome.LateArrived;
import io.tieout.matching.Outcome.LateKind;
import io.tieout.matching.Outcome.LineChanged;
import io.tieout.matching.Outcome.MatchChanged;
import io.tieout.matching.Outcome.Resolution;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The law of matching, for the group shape: n : m entries under one correlation id, whose sides' sums agree.
 *
 * <p>What a decision costs does not depend on how many members there are. The group holds what they add up to;
 * one arrival changes one member and these sums, and how the group stands follows from them ({@link
 * GroupStanding}). Where the outermost member goes, the next one is looked up ({@link Members}).
 *
 * <p>Worked example, {@code closes: when-balanced}: an invoice over 100 and a payment of 100 match at once. A
 * second payment of 20 comes before the deadline: the match is REVOKED, the case open, nothing is an exception.
 * It is taken back: the match stands again, in its third version. It had come after the deadline: MATCH_BROKEN
 * is said and gives way, in the same step, to OVER with the residual -20 (GroupTest).
 */
public final class GroupMatcher {

    /** How many entries a match or an exception lists; the others are found by their lines. */
    public static final int LISTED = 10;

    private static final int LOOKED_AT = 50;

    private final Policy policy;
    private final Versions versions;

    public GroupMatcher(Policy policy) {
        this(Versions.of(policy, List.of()));
    }

    public GroupMatcher(Versions versions) {
        this.policy = versions.current();
        this.versions = versions;
        shape(policy);
    }

    static Shape.Group shape(Policy policy) {
        if (policy.shape() instanceof Shape.Group group) {
            return group;
        }
        throw new IllegalArgumentException("Policy " + policy.name() + " is no group");
    }

    public Policy policy() {
        return policy;
    }

    /** Something reached the group; {@code before} is {@link Group#absent} when there was none. */
    public GroupDecision arrive(Group before, Members members, Arrival arrival, Coverage coverage) {
        Saying saying = new Saying(before, members, coverage);
        saying.closeWhatIsDue();
        if (arrival instanceof Placement placement) {
            return place(saying, placement);
        }
        if (arrival instanceof Withdrawal withdrawal) {
            return withdraw(saying, withdrawal);
        }
        throw new IllegalStateException("No rule for " + arrival.getClass());
    }

    /** Coverage has advanced, or the policy has a newer version: close what is due by it. */
    public GroupDecision expire(Group before, Members members, Coverage coverage) {
        Saying saying = new Saying(before, members, coverage);
        saying.closeWhatIsDue();
        return saying.decision(false);
    }

    private Policy decidedBy(Group group) {
        return group.policyVersion() == 0 ? policy : versions.decidedBy(group.policyVersion());
    }

    /** What is to be done about the group as it stands. */
    public Upkeep upkeep(Group group) {
        Standing standing = GroupStanding.of(decidedBy(group), group).standing();
        return new Upkeep(
                waiting(group, standing), forgettableAfter(group, standing.status()), tally(group, standing.status()));
    }

    /**
     * What is to be done about a group as it stands.
     *
     * @param awaits when to look again; empty when nothing is awaited
     * @param forgettableAfter stated time after which it may be forgotten; empty while it is not closed
     * @param tally where its members count in the control totals
     */
    public record Upkeep(Optional<Wait> awaits, Optional<Instant> forgettableAfter, Ledger.Tally tally) {}

    /**
     * @param deadline when to look again
     * @param beforeCoverage only a back-fill can change it
     */
    public record Wait(Instant deadline, boolean beforeCoverage) {}

    private static Optional<Wait> waiting(Group group, Standing standing) {
        Instant deadline = standing.deadline();
        return deadline == null || standing.unheard().isEmpty()
                ? Optional.empty()
                : Optional.of(new Wait(deadline, group.judgement() == Judgement.BEFORE_COVERAGE));
    }

    /** Deadlines before this instant have passed; null when an account that must be heard has never spoken. */
    public @Nullable Instant frontier(Coverage coverage) {
        return coverage.frontier(sidesToHear(coverage));
    }

    private Ledger.Tally tally(Group group, Status status) {
        var lines =
                new ArrayList<Ledger.Line>(group.sums().size() + group.gone().size());
        Ledger.Bucket bucket = Ledger.bucket(status);
        group.sums().forEach(sum -> lines.add(line(sum, bucket)));
        group.gone().forEach(sum -> lines.add(line(sum, Ledger.Bucket.VOID)));
        return new Ledger.Tally(lines);
    }

    private Ledger.Line line(Group.Sum sum, Ledger.Bucket bucket) {
        var key = new Ledger.Key(sum.account(), policy.name(), sum.currency());
        return new Ledger.Line(key, bucket, sum.count(), sum.minor());
    }

    private Optional<Instant> forgettableAfter(Group group, Status status) {
        Policy by = decidedBy(group);
        return !Matcher.isClosed(status)
                        || group.isAbsent()
                        || group.raised().stream().anyMatch(Raised::open)
                ? Optional.empty()
                : Optional.of(group.latest().plus(by.window()).plus(by.grace()).plus(by.retention()));
    }

    /** Whether an entry is so old that its group may have been forgotten already. */
    public boolean beyondRetention(Member member, Coverage coverage) {
        return versions.beyondRetention(member, coverage);
    }

    /** Every side, as members of each may still come; but not an optional one that nobody we know could fill. */
    private List<Side> sidesToHear(Coverage coverage) {
        return policy.sides().stream()
                .filter(side -> !side.optional() || coverage.couldFill(side))
                .toList();
    }

    private GroupDecision place(Saying saying, Placement placement) {
        Member member = placement.member();
        GroupMember known = saying.members.find(member.id());
        if (known != null && !known.member().givesWayTo(member)) {
            return saying.decision(true);
        }
        boolean joins = known == null || !known.live();
        saying.change(known, member, placement.promise());
        Instant deadline = saying.deadline();
        LateKind late = joins ? Matcher.lateness(member, deadline) : null;
        saying.settle(late != null ? Resolution.LATE_ARRIVAL : joins ? Resolution.MATCHED : Resolution.AMENDMENT);
        if (late != null) {
            saying.late(member, late, deadline);
        }
        return saying.decision(false);
    }

    private GroupDecision withdraw(Saying saying, Withdrawal withdrawal) {
        GroupMember known = saying.members.find(withdrawal.id());
        if (known == null || !known.member().leavesBy(withdrawal)) {
            return saying.decision(true);
        }
        Member gone = known.member().voidedAt(withdrawal.version(), withdrawal.statedAt(), withdrawal.lineage());
        saying.change(known, gone, null);
        saying.settle(Resolution.VOID);
        return saying.decision(false);
    }

    /** One decision in the making: the group as it is now, and what has been said on the way. */
    private final class Saying {
        private final Members members;
        private final Coverage coverage;
        private final Speech speech;
        private final Status statusBefore;
        private final boolean byOlderVersion;
        private boolean turned;
        private Group now;
        private GroupStanding said;
        private Instant asOf;
        private @Nullable GroupMember was;
        private @Nullable GroupMember is;
        private int saidBeforeTheChange;

        Saying(Group before, Members members, Coverage coverage) {
            this.members = members;
            this.coverage = coverage;
            this.speech = new Speech(policy, before);
            this.now = before;
            Policy decidedBy = decidedBy(before);
            this.byOlderVersion = decidedBy.version() != policy.version();
            this.said = GroupStanding.of(decidedBy, before);
            this.statusBefore = said.standing().status();
            Instant deadline = said.standing().deadline();
            this.asOf = deadline == null ? Instant.EPOCH : deadline;
        }

        /** What is closed keeps what an older version of the policy said, until something happens to it. */
        void closeWhatIsDue() {
            if (byOlderVersion) {
                turned = !Matcher.isClosed(statusBefore);
                if (turned) {
                    judge(Resolution.POLICY);
                }
                return;
            }
            Group.Span span = now.span();
            // By the same judgement it stands as it was said to stand.
            if (span != null && judgement(span) != now.judgement()) {
                judge(Resolution.SUPERSEDED);
            }
        }

        void change(@Nullable GroupMember known, Member member, @Nullable Promise promise) {
            boolean wasThere = known != null && known.live();
            boolean toSay = wasThere || !member.voided();
            was = known;
            is = new GroupMember(member, (known == null ? 0 : known.lines()) + (toSay ? 1 : 0), promise);
            now = now.with(known, is, members);
            asOf = member.statedAt();
            saidBeforeTheChange = speech.outcomes().size();
            if (toSay) {
                speech.add(new LineChanged(policy, now, member, is.lines()));
            }
        }

        Instant deadline() {
            Group.Span span = now.span();
            if (span == null) {
                throw new IllegalStateException("Group " + now.id() + " was joined and is empty");
            }
            return Group.deadline(policy, span);
        }

        /** Says what became of it; a match that fell after the close is said to be broken before coverage is asked. */
        void settle(Resolution cause) {
            boolean closed = said.standing().match() != null && said.closed();
            if (closed && !now.isVoid() && !GroupStanding.of(policy, now).agrees()) {
                now = now.judged(Judgement.WAITING).broken(true);
                say(GroupStanding.of(policy, now), cause);
                judge(Resolution.SUPERSEDED);
            } else {
                judge(cause);
            }
        }

        /** Asks coverage, and says what follows. */
        private void judge(Resolution cause) {
            Group.Span span = now.span();
            now = now.judged(span == null ? Judgement.WAITING : judgement(span));
            GroupStanding standing = GroupStanding.of(policy, now);
            say(standing, cause);
            now = now.broken(now.broken()
                    && now.judgement() == Judgement.WAITING
                    && standing.standing().findings().stream()
                            .anyMatch(finding -> finding.reason() == Reason.MATCH_BROKEN));
        }

        private Judgement judgement(Group.Span span) {
            // An optional side that is not there is not judged, so it need not have been heard from the beginning.
            List<Side> judged = policy.sides().stream()
                    .filter(side -> !side.optional() || now.count(side.name()) > 0)
                    .toList();
            return coverage.judge(
                    sidesToHear(coverage),
                    judged,
                    policy.counterpartFrom(span.earliest()),
                    Group.deadline(policy, span));
        }

        private void say(GroupStanding standing, Resolution cause) {
            if (speech.say(now, said.standing(), standing.standing(), cause, asOf)) {
                now = now.said(speech.matchVersion(), speech.raised(), now.version());
            }
            said = standing;
        }

        void late(Member member, LateKind kind, Instant deadline) {
            speech.add(new LateArrived(
                    policy,
                    now,
                    member,
                    kind,
                    deadline,
                    Matcher.lateBy(member, kind, deadline),
                    speech.resolved(),
                    said.standing().match() != null));
        }

        GroupDecision decision(boolean dropped) {
            Status status = said.standing().status();
            if (!speech.outcomes().isEmpty() || turned || is != null || status != statusBefore) {
                now = now.published(policy.version());
                speech.add(state(status));
            }
            return new GroupDecision(now, was, is, listing(speech.outcomes()), dropped);
        }

        private CaseChanged state(Status status) {
            Instant deadline = said.standing().deadline();
            if (deadline == null || said.standing().unheard().isEmpty()) {
                return new CaseChanged(policy, now, status, null, List.of(), now.lineage());
            }
            boolean awaiting = status == Status.OPEN && coverage.anyPassed(deadline);
            return new CaseChanged(
                    policy,
                    now,
                    awaiting ? Status.AWAITING_COVERAGE : status,
                    deadline,
                    coverage.awaited(policy.sides(), deadline),
                    now.lineage());
        }

        /** Puts in the entries to list. What is withdrawn or resolved lists those that it rested on. */
        private List<Outcome> listing(List<Outcome> outcomes) {
            boolean listed = outcomes.stream()
                    .anyMatch(outcome -> outcome instanceof MatchChanged || outcome instanceof ExceptionChanged);
            if (!listed) {
                return List.copyOf(outcomes);
            }
            List<Member> rows = members.first(LISTED + 1, LOOKED_AT);
            List<Member> before = live(rows.stream());
            List<Member> after = is == null ? before : live(changed(rows, is.member()));
            var complete = new ArrayList<Outcome>(outcomes.size());
            for (int i = 0; i < outcomes.size(); i++) {
                boolean early = i < saidBeforeTheChange;
                if (outcomes.get(i) instanceof MatchChanged match) {
                    List<Member> entries = early || match.revoked() ? before : after;
                    Agreement agreement = match.agreement().listing(entries);
                    complete.add(new MatchChanged(policy, match.of(), agreement, match.revoked(), match.version()));
                } else if (outcomes.get(i) instanceof ExceptionChanged changed) {
                    List<Member> entries = early || changed.resolution() != null ? before : after;
                    complete.add(new ExceptionChanged(
                            policy,
                            changed.of(),
                            changed.finding().listing(entries),
                            changed.version(),
                            changed.resolution(),
                            changed.asOf()));
                } else {
                    complete.add(outcomes.get(i));
                }
            }
            return List.copyOf(complete);
        }

        private static Stream<Member> changed(List<Member> rows, Member member) {
            return Stream.concat(rows.stream().filter(row -> !row.id().equals(member.id())), Stream.of(member))
                    .sorted(Comparator.comparing(row -> row.id().toString()))
                    .limit(LOOKED_AT);
        }

        private static List<Member> live(Stream<Member> rows) {
            return rows.filter(member -> !member.voided()).limit(LISTED).toList();
        }
    }
}
