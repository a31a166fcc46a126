package io.tieout.topology;

import io.tieout.matching.Coverage;
import io.tieout.matching.Ledger;
import io.tieout.matching.Outcome;

/** What all desks of one matching partition share. */
interface Partition {

    /** How far every account has been heard here. */
    Coverage coverage();

    /** Adds to the control totals. */
    void count(Ledger.Line change);

    /** Notes that an entry was older than the retention horizon; its {@code line} counts already. */
    void countBeyondRetention(Ledger.Line line);

    /** Publishes what was decided, and notes it in the audit chain. */
    void say(Outcome outcome);
}
