package io.tieout.connect.stripe;

import io.tieout.connect.poll.Cursor;
import io.tieout.connect.poll.Dialogue;
import io.tieout.connect.poll.Exchange;
import io.tieout.connect.poll.Listing;
import io.tieout.connect.poll.Reading;
import io.tieout.connect.poll.SliceReader;
import io.tieout.connect.poll.SlicedDialogue;
import io.tieout.connect.poll.UnavailableException;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stripe's events; and before them, where a first reading is to begin before the oldest of them, its charges and refunds
 * up to there. A mark in the cursor says that those are still being read, so that a restart goes on with them.
 */
final class StripeDialogue implements Dialogue {

    private static final Logger LOG = LoggerFactory.getLogger(StripeDialogue.class);

    private static final String HISTORY = "history";
    private static final Listing.Request TIME = new Listing.Request(null, null);

    private final StripePollerConfig config;
    private final StripeEvents events;
    private final Exchange exchange;
    /** Null until Stripe's time has told which of the two is needed. */
    private @Nullable Dialogue current;

    private boolean isHistory;

    /** @param cursor where an earlier one came to; null on the very first start */
    StripeDialogue(StripePollerConfig config, @Nullable Cursor cursor) {
        this.config = config;
        this.exchange = config.exchange();
        this.events = new StripeEvents(config.apiUrl(), config.apiKey(), exchange);
        if (cursor != null && cursor.marks().containsKey(HISTORY)) {
            beginHistory(cursor);
        } else if (cursor != null || config.from() == null) {
            beginEvents(cursor);
        }
    }

    @Override
    public CompletableFuture<HttpResponse<byte[]>> ask() {
        return current == null ? events.ask(TIME) : current.ask();
    }

    @Override
    public @Nullable Reading answered(HttpResponse<byte[]> response) throws UnavailableException {
        if (current == null) {
            var from = config.from();
            var answer = events.read(TIME, response);
            if (from != null
                    && answer instanceof Listing.Page page
                    && from.isBefore(StripeHistory.end(page.speaksAt()).minus(StripeHistory.MARGIN))) {
                LOG.info(
                        "Stripe lists events of 30 days, and {} is to be read from {}: its charges and refunds come first.",
                        config.account(),
                        from);
                beginHistory(new Cursor(from, from, Map.of(HISTORY, 1L)));
            } else {
                beginEvents(null);
            }
            return null;
        }
        var reading = current.answered(response);
        if (isHistory && reading != null) {
            leaveHistory(reading, Exchange.serverTime(response));
        }
        return reading;
    }

    @Override
    public void restart() {
        if (current != null) {
            current.restart();
        }
    }

    private void beginHistory(Cursor cursor) {
        isHistory = true;
        current = new SlicedDialogue(
                new SliceReader(StripeHistory.KEPT, config.reading(), cursor),
                new StripeHistory(config.apiUrl(), config.apiKey(), config.settle(), exchange));
    }

    private void beginEvents(@Nullable Cursor cursor) {
        isHistory = false;
        current = new SlicedDialogue(new SliceReader(StripeEvents.KEPT, config.reading(), cursor), events);
    }

    /** Once it is read to where events are listed for some time to come, they go on. */
    private void leaveHistory(Reading reading, Instant serverTime) {
        var known = reading.after() == null ? reading.before() : reading.after();
        if (reading.caughtUp()
                && !known.to().isBefore(StripeHistory.end(serverTime).minus(StripeEvents.KEPT.margin()))) {
            LOG.info(
                    "Stripe's charges and refunds of {} are read up to {}; its events go on.",
                    config.account(),
                    known.to());
            beginEvents(known.marked(Map.of()));
        }
    }
}
