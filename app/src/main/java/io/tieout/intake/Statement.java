package io.tieout.intake;

import io.tieout.matching.Entry;
import io.tieout.matching.EntryId;
import io.tieout.matching.Interval;
import io.tieout.matching.Lineage;
import io.tieout.matching.Problem;
import io.tieout.matching.Reason;
import io.tieout.matching.Version;
import java.time.Instant;
import java.util.List;

/** What a source states in a raw record. */
public sealed interface Statement {

    /**
     * This is how an object stands.
     *
     * @param problems what the mapping could not make sense of; an exception only where a side accepts the entry
     */
    record EntryStated(Entry entry, List<Problem> problems) implements Statement {
        public EntryStated {
            entry = Times.bounded(entry);
        }
    }

    /** The object is no more. */
    record EntryDeleted(EntryId id, Version version, Instant statedAt, Lineage lineage) implements Statement {}

    /** Everything stated within the interval stands earlier in this log. */
    record CoverageStated(Interval interval) implements Statement {}

    /**
     * Something is wrong with what an account states, or is not any more ({@code open} false).
     *
     * @param about what of the account, such as the days that are missing; part of the exception's identity
     * @param version of this finding, from 1
     */
    record AccountFound(Reason reason, String about, int version, boolean open, String detail, Instant since)
            implements Statement {}

    /** The record is well-formed, but nothing that a policy could be about. It is counted. */
    record OutOfScope(String what) implements Statement {}

    /**
     * One object of the record cannot be made sense of; the others can. It becomes a dead letter.
     *
     * @param image what the source says of the object, as JSON
     */
    record Unmappable(String what, String image, String why) implements Statement {}
}
