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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
    private final OpenCases cases;
    private final DueRows index;
    private final Partition partition;
    private final Turning turning;
    private final String closed;

    /** Every choice of sides that a case may wait for. */
    private final List<List<Side>> awaitable;

    /** Names of the queues, by the sides that are awaited. */
    private final Map<List<Side>, String> queues = new HashMap<>();

    /**
     * @param room how many cases that wait are held in memory
     */
    PairDesk(
            Versions versions,
            KeyValueStore<String, Case> cases,
            DueRows index,
            int room,
            Partition partition,
            Turning turning) {
        this.matcher = new Matcher(versions);
        this.policy = versions.current().name();
        this.index = index;
        this.partition = partition;
        this.turning = turning;
        this.awaitable = subsets(versions.current().sides().stream()
                .filter(side -> !side.optional())
                .toList());
        this.closed = DeadlineIndex.closed(policy);
        this.cases = new OpenCases(cases, room, lastDeadline());
    }

    /** A case waits for nothing later than this; null when none waits. */
    private @Nullable Instant lastDeadline() {
        Instant last = index.last(DeadlineIndex.beforeCoverage(policy));
        for (List<Side> awaited : awaitable) {
            Instant at = index.last(queue(awaited));
            last = last == null || (at != null && at.isAfter(last)) ? at : last;
        }
        return last;
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
                && !before.holds(placement.member().id())) {
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
        Matcher.Look was = decision.was();
        Matcher.Look is = decision.is();
        wait(caseId, was.waiting(), is.waiting());
        keep(caseId, was.forgettableAfter(), is.forgettableAfter());
        cases.put(caseId, after, is.waiting() == null ? null : is.waiting().deadline());
        was.tally().changeTo(is.tally()).forEach(partition::count);
        decision.outcomes().forEach(partition::say);
    }

    private void wait(String caseId, Matcher.@Nullable Wait was, Matcher.@Nullable Wait is) {
        if (is != null && !is.equals(was)) {
            index.add(queue(is), is.deadline(), caseId);
        }
    }

    private void keep(String caseId, @Nullable Instant was, @Nullable Instant is) {
        if (is != null && !is.equals(was)) {
            index.add(closed, is, caseId);
        }
    }

    private String queue(Matcher.Wait wait) {
        return wait.beforeCoverage() ? DeadlineIndex.beforeCoverage(policy) : queue(wait.unheard());
    }

    private String queue(List<Side> awaited) {
        return queues.computeIfAbsent(awaited, sides -> DeadlineIndex.waiting(policy, sides));
    }

    @Override
    public int drain(int budget) {
        int left = budget;
        List<Side> sides = matcher.policy().sides();
        for (List<Side> awaited : awaitable) {
            Instant frontier = partition.coverage().frontier(awaited);
            if (frontier != null) {
                List<DueRows.Due> due = index.take(queue(awaited), frontier, left);
                due.forEach(one -> expire(one, queue(awaited)));
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
        List<String> portion = turning.next(cases.stored(), budget);
        portion.forEach(this::expire);
        return portion.size();
    }

    @Override
    public void reexamine() {
        String queue = DeadlineIndex.beforeCoverage(policy);
        index.take(queue, null, Integer.MAX_VALUE).forEach(one -> expire(one, queue));
    }

    /** Nothing, where the case does not wait for this any more. */
    private void expire(DueRows.Due due, String queue) {
        try {
            expireNow(due, queue);
        } catch (RuntimeException failure) {
            throw FailedCase.said(due.caseId(), failure);
        }
    }

    private void expireNow(DueRows.Due due, String queue) {
        Case before = cases.waitingFor(due.at(), due.caseId());
        if (before == null || !waits(before, due, queue)) {
            return;
        }
        Decision decision = matcher.expire(before, partition.coverage());
        settle(due.caseId(), before, decision);
        if (waits(decision.after(), due, queue)) {
            index.add(queue, Instant.ofEpochMilli(due.at()), due.caseId());
        }
    }

    private boolean waits(Case current, DueRows.Due due, String queue) {
        Matcher.Wait wait = matcher.look(current).waiting();
        return wait != null
                && wait.deadline().toEpochMilli() == due.at()
                && queue(wait).equals(queue);
    }

    private void expire(String caseId) {
        try {
            Case before = kept(caseId);
            settle(caseId, before, matcher.expire(before, partition.coverage()));
        } catch (RuntimeException failure) {
            throw FailedCase.said(caseId, failure);
        }
    }

    private int forget(Instant horizon, int budget) {
        List<DueRows.Due> due = index.take(closed, horizon, budget);
        for (DueRows.Due one : due) {
            Case current = cases.get(one.caseId());
            if (current != null) {
                forget(one, matcher.look(current));
            }
        }
        return due.size();
    }

    /** Nothing, where the case was opened again since, or is to be kept for longer. */
    private void forget(DueRows.Due due, Matcher.Look last) {
        Instant forgettable = last.forgettableAfter();
        if (forgettable != null && forgettable.toEpochMilli() == due.at()) {
            Ledger.Tally tally = last.tally();
            tally.changeTo(tally.forgotten()).forEach(partition::count);
            cases.forget(due.caseId());
        }
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
