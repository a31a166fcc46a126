package io.tieout.topology;

import io.tieout.matching.Arrival.Placement;
import io.tieout.matching.Ledger;
import io.tieout.matching.Ledger.Bucket;
import io.tieout.matching.Money;

/** Entries that come when their case may have been forgotten: they open none, and are counted. */
final class Latecomers {

    private Latecomers() {}

    /**
     * Turns an entry away that has no case and may not open one.
     *
     * @param old whether it is older than the retention horizon
     * @return whether it was turned away
     */
    static boolean turnAway(Partition partition, Placement placement, boolean old) {
        boolean wasHere = placement.replaced() != null;
        if (!wasHere && !old) {
            return false;
        }
        takeOver(partition, placement);
        Ledger.Line line = Ledger.line(
                placement.policy(),
                placement.member(),
                Bucket.VOID,
                1,
                placement.member().amount());
        partition.count(line);
        partition.countBeyondRetention(line);
        return true;
    }

    /** The version that this one replaces was forgotten and counts as void; it counts no more. */
    static void takeOver(Partition partition, Placement placement) {
        Money replaced = placement.replaced();
        if (replaced != null) {
            Money negated = new Money(Math.negateExact(replaced.minor()), replaced.currency());
            partition.count(Ledger.line(placement.policy(), placement.member(), Bucket.VOID, -1, negated));
        }
    }
}
