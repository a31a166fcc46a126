package io.tieout.matching;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * All entries of one policy that share one correlation id, and what has been said of them.
 *
 * @param members in order of arrival, voided ones included
 * @param judgement what coverage said about its deadline at the last decision
 * @param broken a match was withdrawn, and the deadline has not passed since
 * @param matchVersion version of its match that was published last; 0 for none yet
 * @param raised every exception that was ever raised about it
 * @param version how often its state was published
 * @param policyVersion version of its policy that decided it last; 0 for none yet
 */
public record Case(
        String policy,
        String correlationId,
        List<Member> members,
        Coverage.Judgement judgement,
        boolean broken,
        int matchVersion,
        List<Raised> raised,
        int version,
        int policyVersion)
        implements AnyCase {

    /** An exception that was raised about the case: its identity within the case, and where it stands. */
    public record Raised(Reason reason, String side, int version, boolean open) {}

    /** Where a case stands. */
    public enum Status {
        OPEN,
        AWAITING_COVERAGE,
        BEFORE_COVERAGE,
        OVERDUE,
        MATCHED,
        EXCEPTED,
        UNREQUIRED,
        VOID
    }

    public Case {
        members = List.copyOf(members);
        raised = List.copyOf(raised);
    }

    /** A case that nothing has reached. */
    public static Case absent(String policy, String correlationId) {
        return new Case(policy, correlationId, List.of(), Coverage.Judgement.WAITING, false, 0, List.of(), 0, 0);
    }

    @Override
    public List<SideTotal> totals(Policy of) {
        return SideTotal.of(of, live());
    }

    @Override
    public @Nullable String company() {
        for (Member member : members) {
            if (!member.voided() && member.company() != null) {
                return member.company();
            }
        }
        return null;
    }

    @Override
    public @Nullable Lineage lineage() {
        return live().stream()
                .max(Comparator.comparing(Member::statedAt))
                .map(Member::lineage)
                .orElse(null);
    }

    /** Whether a version of this entry is in the case, be it void. */
    public boolean holds(EntryId id) {
        return member(id).isPresent();
    }

    Optional<Member> member(EntryId id) {
        for (Member member : members) {
            if (member.id().equals(id)) {
                return Optional.of(member);
            }
        }
        return Optional.empty();
    }

    List<Member> live() {
        var live = new ArrayList<Member>(members.size());
        for (Member member : members) {
            if (!member.voided()) {
                live.add(member);
            }
        }
        return live;
    }

    boolean isVoid() {
        for (Member member : members) {
            if (!member.voided()) {
                return false;
            }
        }
        return true;
    }

    /** The live members of a side; who fills it comes first, and further claimants follow. */
    List<Member> live(Policy policyOfCase, Side side) {
        var found = new ArrayList<Member>(1);
        for (Member member : members) {
            if (!member.voided() && member.side().equals(side.name())) {
                found.add(member);
            }
        }
        if (found.size() < 2) {
            return found;
        }
        return policyOfCase.alias() == null ? logByLog(found) : asTheyCouldBeKnown(found);
    }

    /** Two entries of one log may come by two ways, in any order: by way of the link step, and straight. */
    private static List<Member> asTheyCouldBeKnown(List<Member> claimants) {
        return claimants.stream()
                .sorted(Comparator.comparing(Member::knownAt)
                        .thenComparing(member -> member.id().toString()))
                .toList();
    }

    /**
     * The log that could know its first one earliest comes first; within a log they stay in order of
     * arrival. So a newcomer does not displace who fills the side already, and any interleaving of the logs
     * gives the same.
     */
    private static List<Member> logByLog(List<Member> claimants) {
        var since = new HashMap<AccountId, Instant>();
        claimants.forEach(member -> since.putIfAbsent(member.id().accountId(), member.knownAt()));
        return claimants.stream()
                .sorted(Comparator.comparing((Member member) ->
                                since.getOrDefault(member.id().accountId(), member.knownAt()))
                        .thenComparing(member -> member.id().accountId()))
                .toList();
    }

    /** A newer version stays where the older one stood; a new or returning entry comes last. */
    Case with(Member member) {
        var changed = new ArrayList<Member>(members.size() + 1);
        boolean placed = false;
        for (Member existing : members) {
            if (!existing.id().equals(member.id())) {
                changed.add(existing);
            } else if (!existing.voided()) {
                changed.add(member);
                placed = true;
            }
        }
        if (!placed) {
            changed.add(member);
        }
        return with(changed);
    }

    private Case with(List<Member> changed) {
        return new Case(
                policy, correlationId, changed, judgement, broken, matchVersion, raised, version, policyVersion);
    }

    Case judged(Coverage.Judgement by) {
        return by == judgement ? this : changed(by, broken, matchVersion, raised, version, policyVersion);
    }

    Case broken(boolean now) {
        return now == broken ? this : changed(judgement, now, matchVersion, raised, version, policyVersion);
    }

    Case said(int newMatchVersion, List<Raised> newRaised, int newVersion) {
        return changed(judgement, broken, newMatchVersion, newRaised, newVersion, policyVersion);
    }

    /** Its state is published once more, as this version of its policy decided it. */
    Case published(int byVersion) {
        return changed(judgement, broken, matchVersion, raised, version + 1, byVersion);
    }

    private Case changed(
            Coverage.Judgement newJudgement,
            boolean newBroken,
            int newMatchVersion,
            List<Raised> newRaised,
            int newVersion,
            int newPolicyVersion) {
        return new Case(
                policy,
                correlationId,
                members,
                newJudgement,
                newBroken,
                newMatchVersion,
                newRaised,
                newVersion,
                newPolicyVersion);
    }

    /** Business time of the earliest entry; null when nothing is left. */
    @Nullable
    Instant earliest() {
        Instant earliest = null;
        for (Member member : members) {
            if (!member.voided() && (earliest == null || member.businessAt().isBefore(earliest))) {
                earliest = member.businessAt();
            }
        }
        return earliest;
    }

    /** Deadline under the policy: earliest entry + window + grace, or its own due date + grace. */
    Optional<Instant> deadline(Policy policyOfCase) {
        Instant earliest = earliest();
        if (earliest == null) {
            return Optional.empty();
        }
        Instant due = null;
        for (Member member : members) {
            Instant own = member.dueAt();
            if (!member.voided() && own != null) {
                due = due == null || own.isBefore(due) ? own : due;
            }
        }
        Instant without = due == null ? earliest.plus(policyOfCase.window()) : due;
        return Optional.of(without.plus(policyOfCase.grace()));
    }
}
