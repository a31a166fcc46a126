package io.tieout.demo;

import java.time.Instant;
import java.time.InstantSource;

/** The simulated clock that the trial sets, and that everything with a sense of time reads. */
final class TrialClock implements InstantSource {

    private volatile Instant now;

    TrialClock(Instant start) {
        this.now = start;
    }

    @Override
    public Instant instant() {
        return now;
    }

    /** Sets the clock, forward only. */
    void set(Instant to) {
        if (to.isBefore(now)) {
            throw new IllegalArgumentException(
                    "The clock of the trial stands at " + now + " and cannot go back to " + to);
        }
        now = to;
    }
}
