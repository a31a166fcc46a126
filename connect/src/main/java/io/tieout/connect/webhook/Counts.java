package io.tieout.connect.webhook;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** How many deliveries ended in which way. */
final class Counts {

    private final Map<Outcome, LongAdder> byOutcome = new ConcurrentHashMap<>();

    void add(Outcome outcome) {
        byOutcome.computeIfAbsent(outcome, first -> new LongAdder()).increment();
    }

    /** Every outcome, those that did not happen with 0. */
    Map<Outcome, Long> snapshot() {
        var snapshot = new EnumMap<Outcome, Long>(Outcome.class);
        for (var outcome : Outcome.values()) {
            var count = byOutcome.get(outcome);
            snapshot.put(outcome, count == null ? 0 : count.sum());
        }
        return snapshot;
    }
}
