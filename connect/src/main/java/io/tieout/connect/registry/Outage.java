package io.tieout.connect.registry;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the log once that the registry is away, every ten seconds that it still is, and once that it is back. */
final class Outage {

    private static final Logger LOG = LoggerFactory.getLogger(RegistryClient.class);
    private static final Duration LINE_EVERY = Duration.ofSeconds(10);

    private boolean away;
    private long awaySince;
    private long lineDue;

    /** However many threads wait, one line is written for all of them. */
    synchronized void goesOn(List<URI> urls, String purpose, String failure, Duration left) {
        long now = System.nanoTime();
        if (!away) {
            away = true;
            awaySince = now;
            lineDue = now;
        }
        if (now - lineDue >= 0) {
            lineDue = now + LINE_EVERY.toNanos();
            LOG.warn(
                    "Waiting for the schema registry {} to {}: {}. Known schemas go on, nothing is skipped; "
                            + "giving up in {} s.",
                    urls,
                    purpose,
                    failure,
                    left.toSeconds());
        }
    }

    synchronized void over(List<URI> urls) {
        if (away) {
            away = false;
            long seconds = Duration.ofNanos(System.nanoTime() - awaySince).toSeconds();
            LOG.info("The schema registry {} answers again after {} s.", urls, seconds);
        }
    }
}
