package io.tieout.matching.pool;

import io.tieout.matching.EntryId;
import java.util.List;

/**
 * One way in which entries of a pool may belong together.
 *
 * @param members at least two; the anchor, which gives a match its id, comes first and the others in order of
 *     their ids
 * @param score what the evidence for it adds up to
 * @param sure a whole reference and the amount speak for it, and score as the policy demands: it waits for nobody
 */
public record Option(Kind kind, List<EntryId> members, int score, boolean sure) {

    /** What becomes of the entries when the option is chosen. */
    public enum Kind {
        /** One entry of each side. */
        PAIR,
        /** One entry, which is the anchor, and several of the other side. */
        SUM,
        /** Two entries of one side that cancel each other. */
        OFFSET,
        /** One entry of each side that belong together and do not agree. */
        MISMATCH
    }

    public Option {
        members = List.copyOf(members);
    }

    public EntryId anchor() {
        return members.get(0);
    }

    /** Whether it is a match when chosen. */
    public boolean matches() {
        return kind != Kind.MISMATCH;
    }

    boolean sameAs(Option other) {
        return kind == other.kind && members.equals(other.members);
    }
}
