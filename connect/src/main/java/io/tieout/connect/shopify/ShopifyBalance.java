package io.tieout.connect.shopify;

import io.tieout.connect.RawTopics;
import io.tieout.connect.poll.Cursor;
import io.tieout.connect.poll.Dialogue;
import io.tieout.connect.poll.Polled;
import io.tieout.connect.poll.Reading;
import io.tieout.connect.poll.RecentIds;
import io.tieout.connect.poll.UnavailableException;
import io.tieout.connect.shopify.ShopifyLists.Kind;
import io.tieout.connect.shopify.ShopifyLists.Listed;
import io.tieout.connect.shopify.ShopifyLists.Page;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/*
 * Reads a shop's balance transactions and payouts, and says how far.
 *
 * Neither list can be asked by the time at which something was stated. Transactions are asked by id, which grows:
 *
 *   BACK     once, at the beginning: newest first, back to `from`. Each page moves the mark `back`, so that a restart
 *            goes on there and not at the newest again;
 *   NEW      then and in each sweep: those after the mark `since`. It stays where the newest id was `settle` ago, for ids
 *            that are listed later than higher ones.
 *
 * Then PAYOUTS, those of the last `overlap`, for their state changes and nothing says when; and the MEMBERS of each
 * that is new or has changed, since it is by its payout that a transaction changes. What was read before as it stands
 * now is not emitted again. When all four are through, everything is covered up to the Date of the sweep's first answer,
 * less `settle`.
 *
 * Nothing here says when it was stated, so each object bears the Date of its answer, which never goes back.
 */
final class ShopifyBalance implements Dialogue {

    private static final Logger LOG = LoggerFactory.getLogger(ShopifyBalance.class);

    /** Where a first reading begins, unless it is told. */
    private static final Duration REACH = Duration.ofDays(30);

    private static final String SINCE = "since";
    private static final String BACK = "back";

    private enum Step {
        BACK,
        NEW,
        PAYOUTS,
        MEMBERS
    }

    /** The newest id that a sweep had found when it ended, at this time. */
    private record Top(Instant at, long id) {}

    private final ShopifyLists lists;
    private final String account;
    private final Duration settle;
    private final Duration overlap;
    private final @Nullable Instant startFrom;
    private final RecentIds recent = new RecentIds();
    private final Deque<Top> tops = new ArrayDeque<>();
    private final Deque<Long> payouts = new ArrayDeque<>();
    private @Nullable Cursor cursor;
    private Step step;
    private @Nullable String next;
    private @Nullable Instant sweepAt;
    /** When the sweep began that is through now; null while one is under way. */
    private @Nullable Instant finished;

    private Instant asOf = Instant.EPOCH;
    private long newest;
    private Duration rest = Duration.ZERO;

    /** @param cursor where an earlier one came to; null on the very first start */
    ShopifyBalance(ShopifyPollerConfig config, ShopifyLists lists, @Nullable Cursor cursor) {
        this.lists = lists;
        this.account = config.account();
        this.settle = config.settle();
        this.overlap = config.overlap();
        this.startFrom = config.from();
        this.cursor = cursor;
        this.step = firstStep();
    }

    @Override
    public CompletableFuture<HttpResponse<byte[]>> ask() {
        return lists.ask(step == Step.PAYOUTS ? Kind.PAYOUTS : Kind.TRANSACTIONS, filter(), next);
    }

    @Override
    public @Nullable Reading answered(HttpResponse<byte[]> response) throws UnavailableException {
        var kind = step == Step.PAYOUTS ? Kind.PAYOUTS : Kind.TRANSACTIONS;
        var page = lists.read(kind, next != null, response);
        rest = page.rest();
        asOf = page.time().isAfter(asOf) ? page.time() : asOf;
        if (sweepAt == null) {
            sweepAt = page.time();
            finished = null;
        }
        var before = known(page.time());
        var objects = emitted(kind, page, before);
        if (step == Step.PAYOUTS) {
            objects.forEach(object -> payouts.add(object.listed.id()));
        } else {
            page.objects().forEach(object -> newest = Math.max(newest, object.id()));
        }
        next = page.next();
        if (step == Step.BACK) {
            walkBack(page, before);
        } else if (next == null) {
            goOn();
        }
        var records = objects.stream().map(object -> object.record).toList();
        return finished == null
                ? new Reading(records, before, null, false)
                : new Reading(records, before, advanced(finished), true);
    }

    @Override
    public void restart() {
        next = null;
    }

    @Override
    public Duration rest() {
        return rest;
    }

    private Step firstStep() {
        return cursor == null
                        || cursor.marks().containsKey(BACK)
                        || !cursor.marks().containsKey(SINCE)
                ? Step.BACK
                : Step.NEW;
    }

    private String filter() {
        var known = cursor;
        if (known == null) {
            return "";
        }
        return switch (step) {
            case BACK ->
                known.marks().containsKey(BACK) ? "last_id=" + known.marks().get(BACK) : "";
            case NEW -> "since_id=" + known.marks().get(SINCE);
            case PAYOUTS ->
                "date_min="
                        + (known.to().equals(known.from())
                                        ? known.from()
                                        : known.to().minus(overlap))
                                .atZone(ZoneOffset.UTC)
                                .toLocalDate();
            case MEMBERS -> "payout_id=" + payouts.element();
        };
    }

    private Cursor known(Instant time) {
        var known = cursor;
        if (known == null) {
            var from = (startFrom == null ? time.minus(REACH) : startFrom).truncatedTo(ChronoUnit.SECONDS);
            known = new Cursor(from, from);
            cursor = known;
            LOG.info("Reading Shopify's balance of {} for the first time, from {}.", account, from);
        }
        return known;
    }

    private record Emitted(Listed listed, Polled record) {}

    /** What is new or has changed, oldest first. */
    private List<Emitted> emitted(Kind kind, Page page, Cursor before) {
        var headers =
                Map.of(RawTopics.HEADER_EVENT, kind.path, RawTopics.HEADER_AS_OF, String.valueOf(asOf.toEpochMilli()));
        var emitted = new ArrayList<Emitted>();
        for (var object : page.objects()) {
            var id = kind.path + "/" + object.id() + "/" + Polled.fingerprint(object.json());
            boolean tooOld = step == Step.BACK && isBefore(object, before.from());
            if (!tooOld && !recent.contains(id)) {
                var record = new Polled(id, object.at(), RawTopics.KIND_LISTED, headers, object.json());
                recent.remember(record);
                emitted.add(0, new Emitted(object, record));
            }
        }
        return emitted;
    }

    /** A day may be all that is said: what is of the day of `from` counts as behind it. */
    private static boolean isBefore(Listed object, Instant from) {
        return object.at().isBefore(from.truncatedTo(ChronoUnit.DAYS));
    }

    private void walkBack(Page page, Cursor before) {
        boolean oldEnough = !page.objects().isEmpty()
                && page.objects().stream().allMatch(object -> isBefore(object, before.from()));
        if (next != null && !oldEnough) {
            page.objects().stream()
                    .mapToLong(Listed::id)
                    .min()
                    .ifPresent(lowest -> cursor = before.marked(Map.of(SINCE, settled(page, before), BACK, lowest)));
            return;
        }
        cursor = before.marked(Map.of(SINCE, settled(page, before)));
        next = null;
        // The walk may have begun long ago, before a restart: what came since is still to be read.
        step = Step.NEW;
    }

    /** The newest id of those that are so old that no lower one will be listed later; 0 where there is none yet. */
    private long settled(Page page, Cursor before) {
        var settledBy =
                Objects.requireNonNull(sweepAt, "a page belongs to a sweep").minus(settle);
        return page.objects().stream()
                .filter(object -> !object.latest().isAfter(settledBy))
                .mapToLong(Listed::id)
                .reduce(before.marks().getOrDefault(SINCE, 0L), Math::max);
    }

    private void goOn() {
        if (step == Step.NEW) {
            step = Step.PAYOUTS;
            return;
        }
        if (step == Step.MEMBERS) {
            payouts.remove();
        }
        step = payouts.isEmpty() ? firstStep() : Step.MEMBERS;
        if (payouts.isEmpty()) {
            finished = sweepAt;
            sweepAt = null;
        }
    }

    /** How far is covered now that the sweep is through; null where that is no further than before. */
    private @Nullable Cursor advanced(Instant at) {
        var known = Objects.requireNonNull(cursor, "a sweep that is through has a cursor");
        tops.add(new Top(asOf, newest));
        long since = known.marks().getOrDefault(SINCE, 0L);
        while (!tops.isEmpty() && !tops.element().at.isAfter(at.minus(settle))) {
            since = Math.max(since, tops.remove().id);
        }
        var covered = at.minus(settle).truncatedTo(ChronoUnit.SECONDS);
        var marked = known.marked(Map.of(SINCE, since));
        cursor = marked;
        if (!covered.isAfter(known.to())) {
            return null;
        }
        recent.forgetBefore(covered.minus(overlap).minus(REACH));
        cursor = marked.advancedTo(covered);
        return cursor;
    }
}
