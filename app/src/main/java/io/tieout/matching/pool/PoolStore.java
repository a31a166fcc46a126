package io.tieout.matching.pool;

import io.tieout.matching.EntryId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What one pool keeps: its entries, an index by clue and time, and when to look at an entry again. */
public interface PoolStore {

    /** The entry; null when it is not kept. */
    @Nullable
    Item item(EntryId id);

    void keep(Item item);

    void forget(EntryId id);

    /** Makes an entry known under a clue. */
    void index(String clue, Instant businessAt, EntryId id);

    void unindex(String clue, Instant businessAt, EntryId id);

    /**
     * Entries under a clue, in order of business time and id.
     *
     * @param from first business time, included
     * @param to last business time, included
     * @param limit how many at most
     */
    List<EntryId> find(String clue, Instant from, Instant to, int limit);

    void schedule(Queue queue, Instant at, EntryId id);

    void unschedule(Queue queue, Instant at, EntryId id);

    /** Why an entry is to be looked at again. */
    enum Queue {
        /** Every side must speak past the instant. */
        WAITING,
        /** Only a back-fill can change it. */
        BEFORE_COVERAGE,
        /** It is settled, and may be forgotten once every side has spoken past the instant. */
        CLOSED
    }
}
