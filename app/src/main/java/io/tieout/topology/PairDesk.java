package io.tieout.topology;

import io.tieout.matching.Arrival;
import io.tieout.matching.Case;
import io.tieout.matching.Decision;
import io.tieout.matching.Ledger;
import io.tieout.matching.Matcher;
import io.tieout.matching.Side;
import io.tieout.matching.Versions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * The pair shape: for each arrival it loads the case, asks the {@link Matcher}, saves the case and says what
 * follows.
 */
final class PairDesk implements Desk {

    private final Matcher matcher;
    private final String policy;
    private final KeyValueStore<String, Case> cases;
    private final DeadlineIndex index;
    private final Partition partition;
    private final Turning turning;

    PairDesk(
            Versions versions,
            KeyValueStore<String, Case> cases,
            DeadlineIndex index,
            Partition partition,
            Turning turning) {
        this.matcher = new Matcher(versions);
        this.policy = versions.current().name();
        this.cases = cases;
        this.index = index;
        this.partition = partition;
        this.turning = turning;
    }

    @Override
    public void arrive(String caseId, Arrival arrival) {
        Case before = cases.get(caseId);
        if (before == null
                && arrival instanceof Arrival.Placement placement
                && Latecomers.turnAway(
                        partition, placement, matcher.beyondRetention(placement.member(), partition.coverage()))) {
            return;
        }
        if (before != null
                && arrival instanceof Arrival.Placement placement
                && before.members().stream()
                        .noneMatch(
                                member -> member.id().equals(placement.member().id()))) {
            // Of an earlier case of this id, which was forgotten.
            Latecomers.takeOver(partition, placement);
        }
        Case known = before == null ? Case.absent(policy, arrival.correlationId()) : before;
        settle(caseId, before, matcher.arrive(known, arrival, partition.coverage()));
    }

    private void settle(String caseId, @Nullable Case before, Decision decision) {
        Case after = decision.after();
        if (after.members().isEmpty() || after.equals(before)) {
            return;
        }
        if (before != null) {
            unindex(caseId, before);
        }
        index(caseId, after);
        cases.put(caseId, after);
        Ledger.Tally was = before == null ? Ledger.Tally.NOTHING : matcher.tally(before);
        was.changeTo(matcher.tally(after)).forEach(partition::count);
        decision.outcomes().forEach(partition::say);
    }

    private void index(String caseId, Case current) {
        matcher.waiting(current).ifPresent(wait -> index.add(queue(wait), wait.deadline(), caseId));
        matcher.forgettableAfter(current).ifPresent(at -> index.add(DeadlineIndex.closed(policy), at, caseId));
    }

    private void unindex(String caseId, Case current) {
        matcher.waiting(current).ifPresent(wait -> index.remove(queue(wait), wait.deadline(), caseId));
        matcher.forgettableAfter(current).ifPresent(at -> index.remove(DeadlineIndex.closed(policy), at, caseId));
    }

    private String queue(Matcher.Wait wait) {
        return wait.beforeCoverage()
                ? DeadlineIndex.beforeCoverage(policy)
                : DeadlineIndex.waiting(policy, wait.unheard());
    }

    @Override
    public int drain(int budget) {
        int left = budget;
        List<Side> sides = matcher.policy().sides();
        for (List<Side> awaited :
                subsets(sides.stream().filter(side -> !side.optional()).toList())) {
            Instant frontier = partition.coverage().frontier(awaited);
            if (frontier != null) {
                List<String> due = index.due(DeadlineIndex.waiting(policy, awaited), frontier, left);
                due.forEach(this::expire);
                left -= due.size();
            }
        }
        Instant everyone = partition.coverage().frontier(sides);
        if (everyone != null) {
            left -= forget(everyone, left);
        }
        return budget - left;
    }

    @Override
    public int turn(int budget) {
        List<String> portion = turning.next(cases, budget);
        portion.forEach(this::expire);
        return portion.size();
    }

    @Override
    public void reexamine() {
        index.due(DeadlineIndex.beforeCoverage(policy), null, Integer.MAX_VALUE).forEach(this::expire);
    }

    private void expire(String caseId) {
        Case before = kept(caseId);
        settle(caseId, before, matcher.expire(before, partition.coverage()));
    }

    private int forget(Instant horizon, int budget) {
        List<String> due = index.due(DeadlineIndex.closed(policy), horizon, budget);
        for (String caseId : due) {
            Case closed = kept(caseId);
            Ledger.Tally tally = matcher.tally(closed);
            tally.changeTo(tally.forgotten()).forEach(partition::count);
            unindex(caseId, closed);
            cases.put(caseId, null);
        }
        return due.size();
    }

    private Case kept(String caseId) {
        return Objects.requireNonNull(cases.get(caseId), () -> "Case " + caseId + " is indexed, not kept");
    }

    /** Every non-empty choice of these sides, in their order. */
    private static List<List<Side>> subsets(List<Side> sides) {
        var subsets = new ArrayList<List<Side>>();
        for (int chosen = 1; chosen < 1 << sides.size(); chosen++) {
            var subset = new ArrayList<Side>();
            for (int i = 0; i < sides.size(); i++) {
                if ((chosen & 1 << i) != 0) {
                    subset.add(sides.get(i));
                }
            }
            subsets.add(subset);
        }
        return subsets;
    }
}
