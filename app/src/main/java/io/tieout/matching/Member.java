package io.tieout.matching;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An entry as a case holds it: what matching needs of it, and no more.
 *
 * @param amount the measure that its policy compares, in the currency in which it counts
 * @param knownAt when it could first be known, see {@link Heard#knownAt}. That of the first version since the
 *     entry is there, so that an amendment does not make an entry late.
 * @param voided it left the case; kept so that duplicates find it and control totals add up
 */
public record Member(
        EntryId id,
        String side,
        Version version,
        Money amount,
        Instant businessAt,
        Instant statedAt,
        Instant knownAt,
        @Nullable Instant dueAt,
        @Nullable String company,
        @Nullable Lineage lineage,
        boolean voided) {

    /**
     * When its source first stated it, as far as is known: by a version that came before this one, or may have come
     * when nobody listened.
     */
    public Instant firstStated() {
        return knownAt.isBefore(statedAt) ? knownAt : statedAt;
    }

    /**
     * Whether a version that arrives takes its place. One that left in the very version that arrives was sent
     * here by another way as well, and belongs here.
     */
    public boolean givesWayTo(Member arriving) {
        int order = version.compareTo(arriving.version);
        return order < 0 || (order == 0 && voided);
    }

    /** Whether word that it belongs to the case no more is about this version, or a newer one. */
    public boolean leavesBy(Arrival.Withdrawal withdrawal) {
        int order = version.compareTo(withdrawal.version());
        return order < 0 || (order == 0 && withdrawal.moved() && !voided);
    }

    /** The entry left. */
    public Member voidedAt(Version newer, Instant at, @Nullable Lineage by) {
        return new Member(id, side, newer, amount, businessAt, at, knownAt, dueAt, company, by, true);
    }
}
