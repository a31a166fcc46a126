package io.tieout.doctor;

import io.tieout.config.DurationText;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Callable;

/**
 * How far another machine's clock is from ours. Signatures of webhooks, staleness and lateness compare
 * times that different machines took.
 */
public final class ClockCheck implements Check {

    private static final String PART = "clock";
    private static final Duration NOTICEABLE = Duration.ofSeconds(2);
    private static final Duration HARMFUL = Duration.ofMinutes(1);

    private final String whose;
    private final Callable<Instant> other;
    private final InstantSource ours;

    /** @param other asks the other machine what time it is */
    public ClockCheck(String whose, Callable<Instant> other, InstantSource ours) {
        this.whose = whose;
        this.other = other;
        this.ours = ours;
    }

    @Override
    public List<Finding> look() {
        Instant asked = ours.instant();
        Instant theirs;
        try {
            theirs = other.call();
        } catch (Exception silence) {
            return List.of(Finding.unreachable(
                    PART, "The clock of " + whose + " cannot be read: " + silence.getMessage(), "See " + whose + "."));
        }
        Instant answered = ours.instant();
        // Somewhere between question and answer the other looked at its clock: that much is not its fault.
        var behind = Duration.between(theirs, asked);
        var ahead = Duration.between(answered, theirs);
        var skew = behind.compareTo(ahead) > 0 ? behind : ahead;
        if (skew.compareTo(NOTICEABLE) <= 0) {
            return List.of(Finding.ok(PART, "The clock of " + whose + " agrees with ours."));
        }
        var what = "The clock of " + whose + " is " + DurationText.of(skew)
                + (skew.equals(behind) ? " behind" : " ahead of") + " ours.";
        var mend = "Let NTP or chrony keep both machines' clocks.";
        return List.of(skew.compareTo(HARMFUL) > 0 ? Finding.fail(PART, what, mend) : Finding.warn(PART, what, mend));
    }
}
