package io.tieout.matching.pool;

import io.tieout.matching.EntryId;
import io.tieout.matching.Kept;
import io.tieout.wire.States;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One pool in memory. */
final class HeldPool implements PoolStore {

    private final Map<EntryId, Item> items = new HashMap<>();
    private final NavigableMap<Place, EntryId> index = new TreeMap<>();
    private final NavigableMap<Place, EntryId> queues = new TreeMap<>();

    private record Place(String under, Instant at, String id) implements Comparable<Place> {
        @Override
        public int compareTo(Place other) {
            int order = under.compareTo(other.under);
            order = order != 0 ? order : at.compareTo(other.at);
            return order != 0 ? order : id.compareTo(other.id);
        }
    }

    /** The process ends and another one goes on with what was kept: all of it is written and read back. */
    void restart() {
        items.replaceAll((id, item) -> Kept.again(States.items(), item));
    }

    @Override
    public @Nullable Item item(EntryId id) {
        return items.get(id);
    }

    @Override
    public void keep(Item item) {
        items.put(item.id(), item);
    }

    @Override
    public void forget(EntryId id) {
        items.remove(id);
    }

    @Override
    public void index(String clue, Instant businessAt, EntryId id) {
        index.put(new Place(clue, businessAt, id.toString()), id);
    }

    @Override
    public void unindex(String clue, Instant businessAt, EntryId id) {
        index.remove(new Place(clue, businessAt, id.toString()));
    }

    @Override
    public List<EntryId> find(String clue, Instant from, Instant to, int limit) {
        return first(index, clue, from, to, limit);
    }

    @Override
    public void schedule(Queue queue, Instant at, EntryId id) {
        queues.put(new Place(queue.name(), at, id.toString()), id);
    }

    @Override
    public void unschedule(Queue queue, Instant at, EntryId id) {
        queues.remove(new Place(queue.name(), at, id.toString()));
    }

    /** Entries of a queue before an instant. */
    List<EntryId> due(Queue queue, Instant before, int limit) {
        return first(queues, queue.name(), Instant.MIN, before.minusNanos(1), limit);
    }

    private static List<EntryId> first(
            NavigableMap<Place, EntryId> map, String under, Instant from, Instant to, int limit) {
        var found = new ArrayList<EntryId>();
        for (EntryId id : map.subMap(new Place(under, from, ""), true, new Place(under, to, "\uffff"), true)
                .values()) {
            if (found.size() == limit) {
                break;
            }
            found.add(id);
        }
        return found;
    }

    /** Everything that is kept. */
    List<Item> items() {
        return List.copyOf(items.values());
    }

    int indexed() {
        return index.size();
    }
}
