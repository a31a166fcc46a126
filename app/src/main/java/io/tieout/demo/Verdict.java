package io.tieout.demo;

import java.util.List;

/**
 * What the trial found: planted against found, from the topics themselves.
 *
 * @param missed planted and not there
 * @param invented there and not planted
 * @param broken rules of the topics that do not hold, whatever was planted
 */
record Verdict(
        List<KindLine> kinds,
        List<LedgerLine> ledger,
        List<Finding> missed,
        List<Finding> invented,
        List<String> broken) {

    Verdict {
        kinds = List.copyOf(kinds);
        ledger = List.copyOf(ledger);
        missed = List.copyOf(missed);
        invented = List.copyOf(invented);
        broken = List.copyOf(broken);
    }

    /** Whether the product made of the week exactly what was planted. */
    boolean tiedOut() {
        return missed.isEmpty() && invented.isEmpty() && broken.isEmpty();
    }

    /**
     * @param found orders of which everything was said that had to be, and nothing else
     * @param missed findings that are not there
     * @param invented findings that should not be there
     */
    record KindLine(Kind kind, int planted, int found, int missed, int invented) {}

    /**
     * All money of one policy and currency.
     *
     * @param planted what the sides must have taken in
     * @param matched by the matches in the topic; the others likewise, from the topics
     * @param sent what the product's own control totals say was taken in
     */
    record LedgerLine(
            String policy,
            String currency,
            Outcomes.Sum planted,
            Outcomes.Sum matched,
            Outcomes.Sum excepted,
            Outcomes.Sum voided,
            Outcomes.Sum sent) {}

    /**
     * One thing that is missing or too many.
     *
     * @param order number of the order, or 0 where it belongs to none
     */
    record Finding(int order, String what, String policy, String correlationId) {

        @Override
        public String toString() {
            return (order == 0 ? "no order" : "order " + order) + ", " + policy + " " + correlationId + ": " + what;
        }
    }
}
