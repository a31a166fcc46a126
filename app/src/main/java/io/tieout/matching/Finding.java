package io.tieout.matching;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Something about a case that needs attention as it stands now.
 *
 * @param side the side it is about; empty when it is about the whole case
 * @param residual first side less second side in minor units, where both are there in one currency
 * @param amount the amount in question
 * @param entries the entries of the case that are there; of a group the first of many
 * @param totals what the sides of a group add up to; empty for a pair, whose entries say it
 */
public record Finding(
        Reason reason,
        String side,
        Category category,
        Severity severity,
        @Nullable Long residual,
        @Nullable Money amount,
        List<String> present,
        List<String> missing,
        List<Member> entries,
        List<SideTotal> totals,
        @Nullable Instant dueAt) {

    Finding listing(List<Member> listed) {
        return new Finding(reason, side, category, severity, residual, amount, present, missing, listed, totals, dueAt);
    }

    /** True when a person who worked the other would find nothing new in this one. */
    boolean saysTheSameAs(Finding other) {
        return reason == other.reason
                && side.equals(other.side)
                && java.util.Objects.equals(residual, other.residual)
                && java.util.Objects.equals(amount, other.amount)
                && java.util.Objects.equals(dueAt, other.dueAt)
                && present.equals(other.present)
                && missing.equals(other.missing)
                && totals.equals(other.totals)
                && Agreement.sameMoney(entries, other.entries);
    }
}
