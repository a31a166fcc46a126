package io.tieout.matching;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Something the engine says to the world about a case or an entry. */
public sealed interface Outcome {

    /** A match stands in this version, or is withdrawn by it. */
    record MatchChanged(Policy policy, AnyCase of, Agreement agreement, boolean revoked, int version)
            implements Outcome {}

    /**
     * An exception is open in this version, or is resolved by it.
     *
     * @param resolution null while open
     * @param asOf stated time up to which the deciding log had been read
     */
    record ExceptionChanged(
            Policy policy,
            AnyCase of,
            Finding finding,
            int version,
            @Nullable Resolution resolution,
            Instant asOf) implements Outcome {}

    /** An entry came late to its case. */
    record LateArrived(
            Policy policy,
            AnyCase of,
            Member member,
            LateKind kind,
            Instant deadline,
            Duration lateBy,
            List<Finding> resolved,
            boolean completed)
            implements Outcome {}

    /**
     * An entry joined a group or a match of a pool, changed in it, or left it ({@code member} is voided).
     *
     * @param version of this line
     */
    record LineChanged(Policy policy, AnyCase of, Member member, int version) implements Outcome {}

    /** The case is in this state now. */
    record CaseChanged(
            Policy policy,
            AnyCase of,
            Case.Status status,
            @Nullable Instant deadline,
            List<AccountId> waitsFor,
            @Nullable Lineage lineage)
            implements Outcome {}

    /** This version of an entry was accepted. */
    record EntryRecorded(Entry entry) implements Outcome {}

    /**
     * An exception about an entry itself, which no case has.
     *
     * @param policy null when the policy that raised it is no longer there
     * @param resolution null while open
     */
    record EntryExceptionChanged(
            @Nullable Policy policy,
            Placed.Raised raised,
            Entry entry,
            @Nullable Resolution resolution) implements Outcome {}

    /** An account has not been heard for too long, or is heard again ({@code open} false). */
    record SourceStaleChanged(
            AccountId account,
            int version,
            boolean open,
            @Nullable Instant lastHeard,
            Instant since) implements Outcome {}

    /**
     * Something is wrong with what an account states as a whole, or is not any more ({@code open} false).
     *
     * @param about what of the account
     */
    record AccountExceptionChanged(
            AccountId account, Reason reason, String about, int version, boolean open, String detail, Instant since)
            implements Outcome {}

    /** Which kind of late. */
    enum LateKind {
        /** Its source stated it after the deadline. */
        LATE_STATED,
        /** It was read after coverage ahead of it in the same log: the connector broke its promise. */
        LATE_DELIVERED
    }

    /** How an exception was resolved. */
    enum Resolution {
        /** What was missing came in time for its own deadline. */
        MATCHED,
        /** What was missing came late. */
        LATE_ARRIVAL,
        /** A newer version of an entry repaired it. */
        AMENDMENT,
        /** An entry that it rested on went away. */
        VOID,
        /** Another finding took its place. */
        SUPERSEDED,
        /** A newer version of the policy does not call it an exception. */
        POLICY
    }
}
