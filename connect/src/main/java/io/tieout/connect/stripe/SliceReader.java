package io.tieout.connect.stripe;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/*
 * Reads an account's events slice by slice of stated time, and says how far they have been read.
 *
 * A sweep begins with a small request that only asks Stripe for its time (the Date of its answer). Up to that time
 * less `settle`, everything is taken to be visible. From `overlap` before the cursor to there the sweep goes in
 * slices [start, end), each listed newest first, page by page, until Stripe says that there is no more:
 *
 *        from                    cursor                              now - settle   now
 *         |-------- covered -------|                                       |         |
 *                       |-overlap--|--- slice ---|--- slice ---|-- slice --|
 *
 * After a slice its events are due, oldest first and without those that were emitted before; then its end is the
 * new cursor. The overlap is there for the event that became visible later than `settle` promised.
 *
 * What keeps the claim honest:
 *   - time is Stripe's: the end of a slice is never later than any of its pages' Date less `settle`, so neither a
 *     fast clock here nor a slow one behind Stripe's load balancer promises too much;
 *   - Stripe keeps events for 30 days. If the cursor was older than that when a page was made, events between may
 *     be gone: the claim begins anew (`from`) instead of bridging the gap.
 *
 * Memory holds one slice. A slice of more than `pages` pages is dropped and begun again shorter, down to one second,
 * which cannot be divided and is read whole.
 */
final class SliceReader {

    private static final Logger LOG = LoggerFactory.getLogger(SliceReader.class);

    /** For how long Stripe lists events. */
    static final Duration RETENTION = Duration.ofDays(30);
    /** Distance to keep from the end of retention, so that the oldest slices are read before they expire. */
    static final Duration RETENTION_MARGIN = Duration.ofHours(1);

    /**
     * What may be set.
     *
     * @param startFrom where a first reading begins, if later than what Stripe still has
     * @param longest slice asked for while catching up
     * @param pages at most held in memory
     */
    record Settings(
            String account,
            @Nullable Instant startFrom,
            Duration settle,
            Duration overlap,
            Duration longest,
            int pages) {}

    /** A request for Stripe's time ({@code slice} is null), or for a page of a slice. */
    record Request(@Nullable Slice slice, @Nullable String startingAfter) {}

    /** Stripe's answer, with its own time. */
    record Answer(Instant serverTime, EventPage page) {}

    /**
     * What an answer completed.
     *
     * @param events to be emitted now, in this order
     * @param before how far was covered until now
     * @param after to be stated once the events are durable; null where nothing new is covered
     * @param caughtUp whether there is nothing more to ask for until time has passed
     */
    record Reading(
            List<PolledEvent> events,
            Cursor before,
            @Nullable Cursor after,
            boolean caughtUp) {}

    private final Settings settings;
    private final RecentIds recent = new RecentIds();
    private @Nullable Cursor cursor;
    private Duration step;

    private @Nullable Instant sweepEnd;
    private Instant position = Instant.EPOCH;
    private @Nullable Slice slice;
    private final List<PolledEvent> read = new ArrayList<>();
    private final Set<String> readIds = new HashSet<>();
    private int pages;
    private Instant provenBy = Instant.MAX;

    /** @param cursor where an earlier reader came to; null on the very first start */
    SliceReader(Settings settings, @Nullable Cursor cursor) {
        this.settings = settings;
        this.cursor = cursor;
        this.step = settings.longest;
    }

    /** What to ask next; the same again until it was answered. */
    Request next() {
        if (sweepEnd == null) {
            return new Request(null, null);
        }
        if (slice == null) {
            begin(new Slice(position, earlier(position.plus(step), sweepEnd)));
        }
        return new Request(
                slice, read.isEmpty() ? null : read.get(read.size() - 1).id());
    }

    /** Takes the answer to {@link #next}; null while the slice goes on. */
    @Nullable
    Reading answered(Answer answer) throws StripeUnavailableException {
        if (slice == null) {
            return beginSweep(answer.serverTime);
        }
        take(slice, answer);
        if (isExpiring(answer.serverTime)) {
            // Between two pages the cursor fell out of what Stripe still has; the next sweep says so.
            sweepEnd = null;
            forgetSlice();
            return null;
        }
        if (!answer.page.hasMore()) {
            return finish(slice);
        }
        if (++pages >= settings.pages && slice.length().compareTo(Slice.SHORTEST) > 0) {
            shorten(slice);
        }
        return null;
    }

    /** Reads the slice under way from its beginning, for instance because Stripe no longer knows where it was. */
    void restartSlice() {
        forgetSlice();
    }

    private @Nullable Reading beginSweep(Instant serverTime) {
        var known = cursor;
        if (known == null) {
            var oldest = seconds(serverTime.minus(RETENTION).plus(RETENTION_MARGIN));
            var start = settings.startFrom == null ? oldest : later(oldest, seconds(settings.startFrom));
            known = new Cursor(start, start);
            LOG.info("Reading Stripe's events of {} for the first time, from {}.", settings.account, start);
        } else if (isExpiring(serverTime)) {
            var start = seconds(serverTime.minus(RETENTION).plus(RETENTION_MARGIN));
            LOG.error(
                    "Stripe's events of {} were read up to {}, but Stripe lists only the last 30 days: what happened"
                            + " between then and {} cannot be read any more. Coverage begins anew there. Fill the gap"
                            + " from Stripe's reports or lists of charges and refunds; cases that lie in it are shown"
                            + " as before coverage and raise no exception.",
                    settings.account,
                    known.to(),
                    start);
            known = new Cursor(start, start);
        }
        cursor = known;
        var end = seconds(serverTime.minus(settings.settle));
        if (!end.isAfter(known.to())) {
            return new Reading(List.of(), known, null, true);
        }
        sweepEnd = end;
        position = later(known.from(), seconds(known.to().minus(settings.overlap)));
        return null;
    }

    private boolean isExpiring(Instant serverTime) {
        return cursor != null && cursor.to().isBefore(serverTime.minus(RETENTION));
    }

    private void take(Slice asked, Answer answer) throws StripeUnavailableException {
        boolean isNew = false;
        for (var event : answer.page.events()) {
            if (!asked.contains(event.created())) {
                throw StripeUnavailableException.losingPlace("the answer holds an event of " + event.created()
                        + ", though only those from " + asked.start() + " to before " + asked.end()
                        + " were asked for; is stripe.api.url right?");
            }
            if (readIds.add(event.id())) {
                read.add(event);
                isNew = true;
            }
        }
        if (answer.page.hasMore() && !isNew) {
            throw StripeUnavailableException.losingPlace("the answer says that there is more, but brings nothing new");
        }
        provenBy = earlier(provenBy, answer.serverTime);
    }

    private void shorten(Slice tooMuch) {
        // Pages come newest first: this many fit between the oldest event read and the end.
        var fits = Duration.between(read.get(read.size() - 1).created(), tooMuch.end());
        var half = tooMuch.length().dividedBy(2).truncatedTo(ChronoUnit.SECONDS);
        step = longer(Slice.SHORTEST, fits.compareTo(half) < 0 ? fits : half);
        LOG.debug(
                "{}: more than {} pages from {} to {}, shorter slices of {}.",
                settings.account,
                pages,
                tooMuch.start(),
                tooMuch.end(),
                step);
        forgetSlice();
    }

    private Reading finish(Slice done) {
        var known = Objects.requireNonNull(cursor, "a slice is read only when there is a cursor");
        var endOfSweep = Objects.requireNonNull(sweepEnd, "a slice is part of a sweep");
        var events = new ArrayList<>(read);
        events.removeIf(event -> recent.contains(event.id()));
        Collections.reverse(events);
        // Stable: within a second, which is all that Stripe tells, the order of the list reversed.
        events.sort(Comparator.comparing(PolledEvent::created));
        events.forEach(recent::remember);

        var covered = earlier(done.end(), seconds(provenBy.minus(settings.settle)));
        @Nullable Cursor advanced = covered.isAfter(known.to()) ? known.advancedTo(covered) : null;
        if (advanced != null) {
            cursor = advanced;
            recent.forgetBefore(covered.minus(settings.overlap));
        }
        if (pages * 4 < settings.pages) {
            step = shorter(step.multipliedBy(2), settings.longest);
        }
        position = done.end();
        // What was read before it was proven must be read again: the next sweep begins before the cursor.
        boolean unproven = cursorIsBefore(done.end());
        boolean caughtUp = unproven || !position.isBefore(endOfSweep);
        if (caughtUp) {
            sweepEnd = null;
        }
        forgetSlice();
        return new Reading(List.copyOf(events), known, advanced, caughtUp);
    }

    private boolean cursorIsBefore(Instant time) {
        return cursor != null && cursor.to().isBefore(time);
    }

    private void begin(Slice next) {
        forgetSlice();
        slice = next;
    }

    private void forgetSlice() {
        slice = null;
        read.clear();
        readIds.clear();
        pages = 0;
        provenBy = Instant.MAX;
    }

    private static Instant seconds(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS);
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }
}
