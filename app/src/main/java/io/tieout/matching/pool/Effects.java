package io.tieout.matching.pool;

import io.tieout.matching.Ledger;
import io.tieout.matching.Outcome;
import java.util.List;

/**
 * What follows from something that happened in a pool.
 *
 * @param outcomes what to say, in order
 * @param changes of the control totals
 */
public record Effects(List<Outcome> outcomes, List<Ledger.Line> changes) {

    public static final Effects NONE = new Effects(List.of(), List.of());

    public Effects {
        outcomes = List.copyOf(outcomes);
        changes = List.copyOf(changes);
    }
}
