package io.tieout.connect.stripe;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tieout.connect.RawTopics;
import io.tieout.connect.poll.Exchange;
import io.tieout.connect.poll.Listing;
import io.tieout.connect.poll.Polled;
import io.tieout.connect.poll.SliceReader;
import io.tieout.connect.poll.UnavailableException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * What is older than Stripe's events: its charges and refunds, by when they were made and as they stand now.
 *
 * <p>It speaks only up to where the events begin, which go on from there. A slice is whole when both lists of it are.
 */
final class StripeHistory implements Listing {

    /** Charges and refunds are kept for ever, which is to say longer than there has been Stripe. */
    static final SliceReader.Kept KEPT = new SliceReader.Kept(
            "Stripe's charges and refunds",
            Duration.ofDays(365 * 50),
            Duration.ofDays(365 * 50),
            false,
            Duration.ZERO,
            "Look into Stripe's reports");

    /** So far after the oldest event the events are begun with; less, and it might expire under way. */
    static final Duration MARGIN = StripeEvents.KEPT.margin().multipliedBy(2);

    private static final List<String> LISTS = List.of("charges", "refunds");
    private static final int PAGE = 100;

    private final Exchange exchange;
    private final URI url;
    private final String key;
    private final Duration settle;

    StripeHistory(URI url, String key, Duration settle, Exchange exchange) {
        this.exchange = exchange;
        this.url = url;
        this.key = key;
        this.settle = settle;
    }

    /** Where the events are begun with, at this time of Stripe. */
    static Instant end(Instant serverTime) {
        return serverTime.minus(StripeEvents.KEPT.retention()).plus(MARGIN);
    }

    /** Which list, and behind which of its objects. */
    private record Place(int list, @Nullable String after) {

        static Place of(@Nullable String text) {
            if (text == null) {
                return new Place(0, null);
            }
            var parts = text.split("/", 2);
            return new Place(Integer.parseInt(parts[0]), parts[1].isEmpty() ? null : parts[1]);
        }

        String text() {
            return list + "/" + (after == null ? "" : after);
        }
    }

    @Override
    public CompletableFuture<HttpResponse<byte[]>> ask(Request question) {
        var place = Place.of(question.next());
        return exchange.send(
                HttpRequest.newBuilder(URI.create(url + "/v1/" + LISTS.get(place.list) + "?" + query(question, place)))
                        .header("Authorization", "Bearer " + key)
                        .GET());
    }

    @Override
    public Answer read(Request question, HttpResponse<byte[]> response) throws UnavailableException {
        var place = Place.of(question.next());
        var list = LISTS.get(place.list);
        StripeEvents.check(list, question, response);
        var serverTime = Exchange.serverTime(response);
        // The reader takes `settle` off.
        var speaksAt = end(serverTime).plus(settle);
        var page = EventPage.parse(response.body());
        var asked = question.slice();
        if (asked == null) {
            return new Page(speaksAt, List.of(), null, null);
        }
        StripeEvents.checkSlice(asked, page);
        var headers = headers(list, serverTime);
        var objects = new ArrayList<Polled>();
        page.events()
                .forEach(object -> objects.add(new Polled(
                        list + "/" + object.id(), object.at(), RawTopics.KIND_LISTED, headers, object.json())));
        return new Page(speaksAt, objects, next(place, page), null);
    }

    private static @Nullable String next(Place place, EventPage page) {
        if (page.hasMore()) {
            return new Place(
                            place.list,
                            page.events().get(page.events().size() - 1).id())
                    .text();
        }
        return place.list + 1 < LISTS.size() ? new Place(place.list + 1, null).text() : null;
    }

    /** A refund does not say whether it is live; the key does. */
    private Map<String, String> headers(String list, Instant serverTime) {
        var headers = new HashMap<>(Map.of(
                RawTopics.HEADER_EVENT, list, RawTopics.HEADER_AS_OF, String.valueOf(serverTime.toEpochMilli())));
        headers.put(RawTopics.HEADER_LIVE, Boolean.toString(!key.contains("_test_")));
        return headers;
    }

    private static String query(Request question, Place place) {
        var slice = question.slice();
        if (slice == null) {
            return "limit=1";
        }
        var query = "limit=" + PAGE + "&created%5Bgte%5D=" + slice.start().getEpochSecond() + "&created%5Blt%5D="
                + slice.end().getEpochSecond();
        return place.after == null ? query : query + "&starting_after=" + URLEncoder.encode(place.after, UTF_8);
    }
}
