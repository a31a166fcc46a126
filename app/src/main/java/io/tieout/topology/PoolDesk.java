package io.tieout.topology;

import io.tieout.matching.Arrival;
import io.tieout.matching.Arrival.Placement;
import io.tieout.matching.EntryId;
import io.tieout.matching.Policy;
import io.tieout.matching.pool.Effects;
import io.tieout.matching.pool.Item;
import io.tieout.matching.pool.PoolMatcher;
import io.tieout.matching.pool.PoolStore;
import io.tieout.matching.pool.PoolStore.Queue;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * The pool shape: hands each arrival to the {@link PoolMatcher}, with the stores of its pool, and says what
 * follows. A pool is one key, so all of it is in one partition.
 */
final class PoolDesk implements Desk {

    /** Stands between the pool and the entry in keys: no pool and no entry has it. */
    private static final char SEPARATOR = '\0';

    private final PoolMatcher matcher;
    private final Policy policy;
    private final KeyValueStore<String, Item> items;
    private final ClueIndex clues;
    private final DeadlineIndex queues;
    private final Partition partition;

    PoolDesk(
            Policy policy,
            KeyValueStore<String, Item> items,
            ClueIndex clues,
            DeadlineIndex queues,
            Partition partition) {
        this.matcher = new PoolMatcher(policy);
        this.policy = policy;
        this.items = items;
        this.clues = clues;
        this.queues = queues;
        this.partition = partition;
    }

    @Override
    public void arrive(String caseId, Arrival arrival) {
        PoolStore pool = new Pool(caseId);
        if (arrival instanceof Placement placement
                && pool.item(placement.member().id()) == null
                && Latecomers.turnAway(
                        partition, placement, matcher.beyondRetention(placement.member(), partition.coverage()))) {
            return;
        }
        follow(matcher.arrive(pool, arrival, partition.coverage()));
    }

    @Override
    public int drain(int budget) {
        Instant frontier = partition.coverage().frontier(policy.sides());
        if (frontier == null) {
            return 0;
        }
        List<String> due = queues.due(DeadlineIndex.pools(policy.name(), Queue.WAITING), frontier, budget);
        due.forEach(this::expire);
        List<String> closed =
                queues.due(DeadlineIndex.pools(policy.name(), Queue.CLOSED), frontier, budget - due.size());
        closed.forEach(place -> follow(matcher.forget(new Pool(poolOf(place)), entryOf(place))));
        return due.size() + closed.size();
    }

    /** What a pool may change from one version to the next does not bear on what was decided. */
    @Override
    public int turn(int budget) {
        return 0;
    }

    @Override
    public void reexamine() {
        queues.due(DeadlineIndex.pools(policy.name(), Queue.BEFORE_COVERAGE), null, Integer.MAX_VALUE)
                .forEach(this::expire);
    }

    private void expire(String place) {
        try {
            follow(matcher.expire(new Pool(poolOf(place)), entryOf(place), partition.coverage()));
        } catch (RuntimeException failure) {
            throw FailedCase.said(policy.name(), entryOf(place).toString(), failure);
        }
    }

    private void follow(Effects effects) {
        effects.changes().forEach(partition::count);
        effects.outcomes().forEach(partition::say);
    }

    private static String poolOf(String place) {
        return place.substring(0, place.indexOf(SEPARATOR));
    }

    private static EntryId entryOf(String place) {
        return EntryId.parse(place.substring(place.indexOf(SEPARATOR) + 1));
    }

    /** The stores, as one pool sees them. */
    private final class Pool implements PoolStore {
        private final String name;

        Pool(String name) {
            this.name = name;
        }

        private String place(EntryId id) {
            return name + SEPARATOR + id;
        }

        @Override
        public @Nullable Item item(EntryId id) {
            return items.get(place(id));
        }

        @Override
        public void keep(Item item) {
            items.put(place(item.id()), item);
        }

        @Override
        public void forget(EntryId id) {
            items.put(place(id), null);
        }

        @Override
        public void index(String clue, Instant businessAt, EntryId id) {
            clues.add(name, clue, businessAt, id);
        }

        @Override
        public void unindex(String clue, Instant businessAt, EntryId id) {
            clues.remove(name, clue, businessAt, id);
        }

        @Override
        public List<EntryId> find(String clue, Instant from, Instant to, int limit) {
            return clues.find(name, clue, from, to, limit);
        }

        @Override
        public void schedule(Queue queue, Instant at, EntryId id) {
            queues.add(DeadlineIndex.pools(policy.name(), queue), at, place(id));
        }

        @Override
        public void unschedule(Queue queue, Instant at, EntryId id) {
            queues.remove(DeadlineIndex.pools(policy.name(), queue), at, place(id));
        }
    }
}
