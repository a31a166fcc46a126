package io.tieout.connect.poll;

import io.tieout.connect.poll.Listing.Answer;
import io.tieout.connect.poll.Listing.NotYet;
import io.tieout.connect.poll.Listing.Nothing;
import io.tieout.connect.poll.Listing.Page;
import io.tieout.connect.poll.Listing.Request;
import io.tieout.connect.poll.Listing.TooMuch;
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
import org.apache.kafka.connect.errors.ConnectException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/*
 * Reads an account's list slice by slice of stated time, and says how far it has been read.
 *
 * A sweep begins with a small request that only asks up to when the provider speaks: the Date of its answer, or the
 * time of its data where that is older. Up to that time less `settle`, everything is taken to be listed. From `overlap`
 * before the cursor to there the sweep goes in slices [start, end), page by page, until the list ends:
 *
 *        from                    cursor                              now - settle   now
 *         |-------- covered -------|                                       |         |
 *                       |-overlap--|--- slice ---|--- slice ---|-- slice --|
 *
 * After a slice its objects are due, oldest first and without those that were emitted before; then its end is the
 * new cursor. The overlap is there for what was listed later than `settle` promised.
 *
 * What keeps the claim honest:
 *   - time is the provider's: the end of a slice is never later than what any of its pages speaks up to less `settle`, so
 *     neither a fast clock here nor a slow one behind the provider's load balancer promises too much;
 *   - what a provider lists goes back for so long only. If the cursor was older than that when a page was made, objects
 *     between may be gone: the claim begins anew (`from`) instead of bridging the gap.
 *
 * Memory holds one slice. A slice of more than `pages` pages is dropped and begun again shorter, down to one second,
 * which cannot be divided and is read whole.
 */
public final class SliceReader {

    private static final Logger LOG = LoggerFactory.getLogger(SliceReader.class);

    /**
     * What is listed, and for how long.
     *
     * @param name for people, such as {@code Stripe's events}
     * @param retention for how long it is listed
     * @param reach how far back a first reading goes, unless it is told where to begin
     * @param early whether to read up to the provider's time, though what is younger than `settle` is not covered yet and
     *     is read again; for lists that take long to settle
     * @param margin distance to keep from the end of retention, so that the oldest slices are read before they expire
     * @param mending where else to look for what is no longer listed, a sentence for people
     */
    public record Kept(
            String name, Duration retention, Duration reach, boolean early, Duration margin, String mending) {}

    /**
     * What may be set.
     *
     * @param startFrom where a first reading begins, if later than what is still listed
     * @param longest slice asked for while catching up
     * @param pages at most held in memory
     */
    public record Settings(
            String account,
            @Nullable Instant startFrom,
            Duration settle,
            Duration overlap,
            Duration longest,
            int pages) {}

    private final Kept kept;
    private final Settings settings;
    private final RecentIds recent = new RecentIds();
    private @Nullable Cursor cursor;
    private Duration step;

    private @Nullable Instant sweepEnd;
    private Instant position = Instant.EPOCH;
    private @Nullable Slice slice;
    private final List<Polled> read = new ArrayList<>();
    private final Set<String> readIds = new HashSet<>();
    private final Set<String> asked = new HashSet<>();
    private @Nullable String next;
    private int pages;
    private Instant provenBy = Instant.MAX;

    /** @param cursor where an earlier reader came to; null on the very first start */
    public SliceReader(Kept kept, Settings settings, @Nullable Cursor cursor) {
        this.kept = kept;
        this.settings = settings;
        this.cursor = cursor;
        this.step = settings.longest;
    }

    /** What to ask next; the same again until it was answered. */
    public Request next() {
        if (sweepEnd == null) {
            return new Request(null, null);
        }
        if (slice == null) {
            begin(new Slice(position, earlier(position.plus(step), sweepEnd)));
        }
        return new Request(slice, next);
    }

    /** Takes the answer to {@link #next}; null while the slice goes on. */
    @Nullable
    public Reading answered(Answer answer) throws UnavailableException {
        if (answer instanceof Page page) {
            return slice == null ? beginSweep(page.speaksAt()) : page(slice, page);
        }
        if (answer instanceof TooMuch tooMuch) {
            return tooMuch(tooMuch);
        }
        if (answer instanceof NotYet) {
            return notYet();
        }
        if (answer instanceof Nothing) {
            return null;
        }
        throw new IllegalStateException("No rule for " + answer.getClass());
    }

    /** Reads the slice under way from its beginning, for instance because the provider no longer knows where it was. */
    public void restartSlice() {
        forgetSlice();
    }

    private @Nullable Reading page(Slice asked, Page page) throws UnavailableException {
        take(page);
        if (isExpiring(page.speaksAt())) {
            // Between two pages the cursor fell out of what is still listed; the next sweep says so.
            sweepEnd = null;
            forgetSlice();
            return null;
        }
        if (page.next() == null) {
            if (page.total() != null && page.total() != readIds.size()) {
                throw UnavailableException.losingPlace("the list changed while it was read: it held " + page.total()
                        + " in the end, of which " + readIds.size() + " came");
            }
            return finish(asked);
        }
        if (++pages >= settings.pages && asked.length().compareTo(Slice.SHORTEST) > 0) {
            shorten(asked);
        }
        return null;
    }

    private @Nullable Reading tooMuch(TooMuch answer) {
        if (slice == null || slice.length().compareTo(Slice.SHORTEST) <= 0) {
            throw new ConnectException(kept.name + " of " + settings.account + " cannot be read: " + answer.why()
                    + (slice == null ? "" : ", even from " + slice.start() + " to " + slice.end())
                    + ", and no shorter time can be asked for.");
        }
        shorten(slice);
        return null;
    }

    private Reading notYet() throws UnavailableException {
        var known = cursor;
        if (known == null || slice == null) {
            throw UnavailableException.busy("it has no data of yesterday yet", null);
        }
        sweepEnd = null;
        forgetSlice();
        return new Reading(List.of(), known, null, true);
    }

    private @Nullable Reading beginSweep(Instant speaksAt) {
        var known = cursor;
        if (known == null) {
            var oldest = seconds(speaksAt.minus(kept.retention).plus(kept.margin));
            var wanted = settings.startFrom == null ? speaksAt.minus(kept.reach) : settings.startFrom;
            var start = later(oldest, seconds(wanted));
            known = new Cursor(start, start);
            LOG.info("Reading {} of {} for the first time, from {}.", kept.name, settings.account, start);
        } else if (isExpiring(speaksAt)) {
            var start = seconds(speaksAt.minus(kept.retention).plus(kept.margin));
            LOG.error(
                    "{} of {} were read up to {}, but only those of the last {} days are listed: what happened"
                            + " between then and {} cannot be read any more. Coverage begins anew there. {}; cases that"
                            + " lie in the gap are shown as before coverage and raise no exception.",
                    kept.name,
                    settings.account,
                    known.to(),
                    kept.retention.toDays(),
                    start,
                    kept.mending);
            known = new Cursor(start, start);
        }
        cursor = known;
        var end = seconds(kept.early ? speaksAt : speaksAt.minus(settings.settle));
        if (!end.isAfter(known.to())) {
            return new Reading(List.of(), known, null, true);
        }
        sweepEnd = end;
        position = later(known.from(), seconds(known.to().minus(settings.overlap)));
        return null;
    }

    private boolean isExpiring(Instant speaksAt) {
        return cursor != null && cursor.to().isBefore(speaksAt.minus(kept.retention));
    }

    private void take(Page page) throws UnavailableException {
        for (var object : page.objects()) {
            if (readIds.add(object.id())) {
                read.add(object);
            }
        }
        next = page.next();
        if (next != null && !asked.add(next)) {
            throw UnavailableException.losingPlace("the answer says that there is more, but brings nothing new");
        }
        provenBy = earlier(provenBy, page.speaksAt());
    }

    private void shorten(Slice tooMuch) {
        var half = tooMuch.length().dividedBy(2).truncatedTo(ChronoUnit.SECONDS);
        // Where pages come newest first, this many fit between the oldest that was read and the end.
        var fits = read.stream()
                .map(Polled::at)
                .min(Comparator.naturalOrder())
                .map(oldest -> Duration.between(oldest, tooMuch.end()).truncatedTo(ChronoUnit.SECONDS))
                .orElse(half);
        step = longer(Slice.SHORTEST, shorter(fits, half));
        LOG.debug(
                "{}: too much from {} to {} after {} pages, shorter slices of {}.",
                settings.account,
                tooMuch.start(),
                tooMuch.end(),
                pages,
                step);
        forgetSlice();
    }

    private Reading finish(Slice done) {
        var known = Objects.requireNonNull(cursor, "a slice is read only when there is a cursor");
        var endOfSweep = Objects.requireNonNull(sweepEnd, "a slice is part of a sweep");
        var objects = new ArrayList<>(read);
        objects.removeIf(object -> recent.contains(object.id()));
        Collections.reverse(objects);
        // Stable: within a second, which is all that some providers tell, the order of the list reversed.
        objects.sort(Comparator.comparing(Polled::at));
        objects.forEach(recent::remember);

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
        return new Reading(List.copyOf(objects), known, advanced, caughtUp);
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
        asked.clear();
        next = null;
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
