package io.tieout.topology;

import io.tieout.matching.Arrival;
import io.tieout.matching.Arrival.Placement;
import io.tieout.matching.Group;
import io.tieout.matching.GroupDecision;
import io.tieout.matching.GroupMatcher;
import io.tieout.matching.GroupMatcher.Upkeep;
import io.tieout.matching.GroupMember;
import io.tieout.matching.Versions;
import io.tieout.topology.StoredMembers.Swept;
import io.tieout.wire.KeptGroup;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * The group shape: for each arrival it loads the group and one member, asks the {@link GroupMatcher}, saves the two
 * and says what follows. No step looks at all members; a group that is forgotten is swept in portions.
 */
final class GroupDesk implements Desk {

    private final GroupMatcher matcher;
    private final String policy;
    private final KeyValueStore<String, KeptGroup> groups;
    private final KeyValueStore<Bytes, GroupMember> rows;
    private final KeyValueStore<Bytes, byte[]> times;
    private final DeadlineIndex index;
    private final Partition partition;
    private final Turning turning;
    private final Map<String, Bytes> sweptUntil = new HashMap<>();

    GroupDesk(
            Versions versions,
            KeyValueStore<String, KeptGroup> groups,
            KeyValueStore<Bytes, GroupMember> rows,
            KeyValueStore<Bytes, byte[]> times,
            DeadlineIndex index,
            Partition partition,
            Turning turning) {
        this.matcher = new GroupMatcher(versions);
        this.policy = versions.current().name();
        this.groups = groups;
        this.rows = rows;
        this.times = times;
        this.index = index;
        this.partition = partition;
        this.turning = turning;
    }

    @Override
    public void arrive(String caseId, Arrival arrival) {
        KeptGroup kept = groups.get(caseId);
        boolean there = kept != null && !kept.forgotten();
        if (!there
                && arrival instanceof Placement placement
                && Latecomers.turnAway(
                        partition, placement, matcher.beyondRetention(placement.member(), partition.coverage()))) {
            return;
        }
        KeptGroup before = there ? kept : begun(kept, arrival);
        StoredMembers members = members(caseId, before.generation());
        GroupDecision decision = matcher.arrive(before.group(), members, arrival, partition.coverage());
        if (decision.is() != null && decision.was() == null && arrival instanceof Placement placement) {
            // Of an earlier group of this id, which was forgotten.
            Latecomers.takeOver(partition, placement);
        }
        settle(caseId, before, members, decision);
    }

    private KeptGroup begun(@Nullable KeptGroup forgotten, Arrival arrival) {
        int generation = forgotten == null ? 0 : forgotten.generation() + 1;
        return new KeptGroup(Group.absent(policy, arrival.correlationId()), generation, false);
    }

    private StoredMembers members(String caseId, int generation) {
        return new StoredMembers(rows, times, caseId, generation);
    }

    private void settle(String caseId, KeptGroup kept, StoredMembers members, GroupDecision decision) {
        Group before = kept.group();
        Group after = decision.after();
        if (after.isAbsent() || after.equals(before)) {
            return;
        }
        GroupMember changed = decision.is();
        if (changed != null) {
            members.keep(decision.was(), changed);
        }
        Upkeep was = matcher.upkeep(before);
        Upkeep is = matcher.upkeep(after);
        index(caseId, was, is);
        groups.put(caseId, new KeptGroup(after, kept.generation(), false));
        was.tally().netChangeTo(is.tally()).forEach(partition::count);
        decision.outcomes().forEach(partition::say);
    }

    /** Most arrivals move no deadline: then nothing is written. */
    private void index(String caseId, Upkeep was, Upkeep is) {
        if (!was.awaits().equals(is.awaits())) {
            was.awaits().ifPresent(wait -> index.remove(queue(wait), wait.deadline(), caseId));
            is.awaits().ifPresent(wait -> index.add(queue(wait), wait.deadline(), caseId));
        }
        if (!was.forgettableAfter().equals(is.forgettableAfter())) {
            was.forgettableAfter().ifPresent(at -> index.remove(DeadlineIndex.closed(policy), at, caseId));
            is.forgettableAfter().ifPresent(at -> index.add(DeadlineIndex.closed(policy), at, caseId));
        }
    }

    private String queue(GroupMatcher.Wait wait) {
        return wait.beforeCoverage() ? DeadlineIndex.beforeCoverage(policy) : waiting();
    }

    private String waiting() {
        return DeadlineIndex.waiting(policy, matcher.policy().sides());
    }

    @Override
    public int drain(int budget) {
        Instant frontier = matcher.frontier(partition.coverage());
        if (frontier == null || budget <= 0) {
            return 0;
        }
        List<String> due = index.due(waiting(), frontier, budget);
        due.forEach(this::expire);
        int left = budget - due.size();
        List<String> closed = index.due(DeadlineIndex.closed(policy), frontier, left);
        closed.forEach(this::forget);
        left -= closed.size();
        return budget - left + sweep(frontier, left);
    }

    @Override
    public int turn(int budget) {
        List<String> portion = turning.next(groups, budget);
        for (String caseId : portion) {
            if (!kept(caseId).forgotten()) {
                expire(caseId);
            }
        }
        return portion.size();
    }

    @Override
    public void reexamine() {
        index.due(DeadlineIndex.beforeCoverage(policy), null, Integer.MAX_VALUE).forEach(this::expire);
    }

    private void expire(String caseId) {
        try {
            KeptGroup kept = kept(caseId);
            StoredMembers members = members(caseId, kept.generation());
            settle(caseId, kept, members, matcher.expire(kept.group(), members, partition.coverage()));
        } catch (RuntimeException failure) {
            throw FailedCase.said(caseId, failure);
        }
    }

    /** From now on nothing of it counts; the rows of its members go in portions. */
    private void forget(String caseId) {
        KeptGroup kept = kept(caseId);
        Upkeep upkeep = matcher.upkeep(kept.group());
        upkeep.tally().netChangeTo(upkeep.tally().forgotten()).forEach(partition::count);
        Instant at = upkeep.forgettableAfter().orElseThrow();
        index.remove(DeadlineIndex.closed(policy), at, caseId);
        index.add(DeadlineIndex.swept(policy), at, new Room(at, kept.generation(), caseId).text());
        groups.put(caseId, new KeptGroup(kept.group(), kept.generation(), true));
    }

    private int sweep(Instant frontier, int budget) {
        int left = budget;
        for (String room : index.due(DeadlineIndex.swept(policy), frontier, Math.max(0, budget))) {
            if (left > 0) {
                left -= sweep(Room.parse(room), left);
            }
        }
        return budget - left;
    }

    private int sweep(Room room, int budget) {
        Swept swept = members(room.caseId(), room.generation()).sweep(sweptUntil.get(room.text()), budget);
        Bytes next = swept.next();
        if (next != null) {
            sweptUntil.put(room.text(), next);
            return swept.rows();
        }
        sweptUntil.remove(room.text());
        index.remove(DeadlineIndex.swept(policy), room.at(), room.text());
        KeptGroup kept = groups.get(room.caseId());
        if (kept != null && kept.forgotten() && kept.generation() == room.generation()) {
            groups.put(room.caseId(), null);
        }
        return swept.rows() + 1;
    }

    /** Where the members of a forgotten group are. */
    private record Room(Instant at, int generation, String caseId) {

        static Room parse(String text) {
            String[] parts = text.split("\\|", 3);
            return new Room(Instant.ofEpochMilli(Long.parseLong(parts[0])), Integer.parseInt(parts[1]), parts[2]);
        }

        String text() {
            return at.toEpochMilli() + "|" + generation + "|" + caseId;
        }
    }

    private KeptGroup kept(String caseId) {
        return Objects.requireNonNull(groups.get(caseId), () -> "Group " + caseId + " is indexed, not kept");
    }
}
