package io.tieout.matching;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The members of one group, as they were before a decision. Every question costs the same, however many
 * there are: none of them is answered by looking at all.
 */
public interface Members {

    /** What members are in order of. */
    enum Clock {
        /** Business time: the first makes the deadline, first and last the distance. */
        BUSINESS,
        /** When a member could be known: the last says whether the group is late. */
        KNOWN,
        /** Own due dates, of those that have one: the first makes the deadline. */
        DUE
    }

    /** The member of this id, voided or not; null when it was never here. */
    @Nullable
    GroupMember find(EntryId id);

    /**
     * The earliest time of a live member that is not before {@code from}; null when there is none.
     *
     * @param except a member that does not count
     */
    @Nullable
    Instant next(Clock clock, Instant from, EntryId except);

    /** The latest time of a live member that is not after {@code until}; null when there is none. */
    @Nullable
    Instant previous(Clock clock, Instant until, EntryId except);

    /**
     * The first rows in order of entry ids, voided members included.
     *
     * @param live enough when so many of them are live
     * @param atMost enough in any case
     */
    List<Member> first(int live, int atMost);
}
