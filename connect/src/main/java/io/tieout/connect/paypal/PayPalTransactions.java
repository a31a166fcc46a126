package io.tieout.connect.paypal;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import io.tieout.connect.RawTopics;
import io.tieout.connect.poll.Exchange;
import io.tieout.connect.poll.JsonPage;
import io.tieout.connect.poll.JsonPage.MalformedException;
import io.tieout.connect.poll.Listing;
import io.tieout.connect.poll.Polled;
import io.tieout.connect.poll.Slice;
import io.tieout.connect.poll.SliceReader;
import io.tieout.connect.poll.UnavailableException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import org.apache.kafka.connect.errors.ConnectException;
import org.jspecify.annotations.Nullable;

/**
 * PayPal's transaction search over HTTP: {@code GET /v1/reporting/transactions}, of the movements that affect the
 * balance.
 *
 * <p>PayPal's data is older than its clock; its answers say by which time it was refreshed, and no claim goes beyond
 * that. It lists at most 10,000 transactions of one span, in numbered pages, of which the count must stay what it was and
 * be what came: else the list changed under way, and the pages do not go together.
 */
final class PayPalTransactions implements Listing {

    static final SliceReader.Kept KEPT = new SliceReader.Kept(
            "PayPal's transactions",
            Duration.ofDays(3 * 365),
            Duration.ofDays(31),
            true,
            Duration.ofDays(7),
            "Fill the gap from PayPal's activity reports");

    /** Name of the list, for {@link RawTopics#HEADER_EVENT}. */
    private static final String LIST = "reporting/transactions";

    private static final int PAGE = 500;
    /** Of which second to ask, to learn up to when PayPal can speak: one that is surely in its data. */
    private static final Duration ASK_BACK = Duration.ofDays(1);

    private static final Pattern CODE = Pattern.compile("[A-Za-z0-9_]{1,60}");

    /** With the colon in the offset or without. */
    private static final DateTimeFormatter TIME = new DateTimeFormatterBuilder()
            .append(DateTimeFormatter.ISO_LOCAL_DATE_TIME)
            .appendPattern("[XXX][XX][X]")
            .toFormatter(Locale.ROOT);

    private final Exchange exchange;
    private final URI url;
    private final PayPalAccess access;
    private final Duration settle;
    private final Map<String, String> headers;
    private @Nullable Instant clock;

    PayPalTransactions(URI url, PayPalAccess access, Duration settle, Exchange exchange) {
        this.exchange = exchange;
        this.url = url;
        this.access = access;
        this.settle = settle;
        this.headers = headers(url);
    }

    /** A row does not say whether it is real money; the address it came from does. */
    private static Map<String, String> headers(URI url) {
        var headers = new HashMap<>(Map.of(RawTopics.HEADER_EVENT, LIST));
        if (url.getHost() != null && url.getHost().endsWith(".paypal.com")) {
            headers.put(RawTopics.HEADER_LIVE, Boolean.toString(!url.getHost().contains("sandbox")));
        }
        return headers;
    }

    /** One request: for a token where there is none, whose answer brings no part of the list. */
    @Override
    public CompletableFuture<HttpResponse<byte[]>> ask(Request question) {
        var token = access.token();
        var now = clock;
        if (token == null || now == null) {
            return access.ask();
        }
        return exchange.send(
                HttpRequest.newBuilder(URI.create(url + "/v1/reporting/transactions?" + query(question, now)))
                        .header("Authorization", "Bearer " + token)
                        .header("Accept", "application/json")
                        .GET());
    }

    @Override
    public Answer read(Request question, HttpResponse<byte[]> response) throws UnavailableException {
        if (response.request().method().equals("POST")) {
            access.take(response);
            clock = Exchange.serverTime(response);
            return new Nothing();
        }
        int status = response.statusCode();
        if (status == 200) {
            access.taken();
            var now = Exchange.serverTime(response);
            clock = now;
            return page(question, response.body(), now);
        }
        var stated = "HTTP " + status + reason(response.body());
        if (status == 401) {
            throw access.refused(stated);
        }
        if (status == 403) {
            throw new ConnectException("PayPal does not let this app search transactions (" + stated
                    + "). Tick Transaction Search among the app's features in PayPal's dashboard; it may take hours until"
                    + " a token bears it. Then restart the task.");
        }
        if (Exchange.isPassing(status)) {
            throw UnavailableException.busy(stated, Exchange.retryAfter(response));
        }
        if (stated.contains("RESULTSET_TOO_LARGE")) {
            return new TooMuch("PayPal lists no more than 10,000 of one span (" + stated + ")");
        }
        if (isNotYetThere(response.body())) {
            return new NotYet();
        }
        if (question.next() != null) {
            throw UnavailableException.losingPlace(stated + " to a further page; the list may have become shorter");
        }
        throw new ConnectException("PayPal refuses the search (" + stated + "). Check " + PayPalPollerConfig.API_URL
                + " and " + PayPalPollerConfig.POLL_FROM + ", then restart the task.");
    }

    private Page page(Request question, byte[] body, Instant now) throws UnavailableException {
        try {
            var page = JsonPage.parse(body, "transaction_details");
            var refreshed = time(page.field("last_refreshed_datetime"));
            if (page.elements().isEmpty() || refreshed == null) {
                throw notAList("it lacks transaction_details or last_refreshed_datetime");
            }
            // By `settle` behind the clock, and never beyond the data: the reader takes `settle` off.
            var speaksAt = earlier(now, refreshed.plus(settle));
            var slice = question.slice();
            if (slice == null) {
                return new Page(speaksAt, List.of(), null, null);
            }
            var total = page.field("total_items");
            var pages = page.field("total_pages");
            if (!total.canConvertToLong() || !pages.canConvertToInt()) {
                throw notAList("it lacks total_items or total_pages");
            }
            var place = Place.of(question.next());
            if (place.total != null && place.total != total.longValue()) {
                throw UnavailableException.losingPlace("the list changed while it was read: it held " + place.total
                        + " and now holds " + total.longValue());
            }
            var objects = new ArrayList<Polled>();
            for (var json : page.elements().get()) {
                objects.add(transaction(json, slice));
            }
            var next = place.page < pages.intValue() ? new Place(place.page + 1, total.longValue()).text() : null;
            return new Page(speaksAt, objects, next, total.longValue());
        } catch (MalformedException e) {
            throw notAList(e.why());
        }
    }

    /** Where to go on in the slice: the number of the page, and how many there were in all. */
    private record Place(int page, @Nullable Long total) {

        static Place of(@Nullable String text) {
            if (text == null) {
                return new Place(1, null);
            }
            var parts = text.split("/");
            return new Place(Integer.parseInt(parts[0]), Long.valueOf(parts[1]));
        }

        String text() {
            return page + "/" + total;
        }
    }

    /**
     * A row. PayPal does not say by which of its times it searches, nor whether the end is part of the span: it must be
     * in it, or at its end, by one of them.
     */
    private Polled transaction(byte[] json, Slice slice) throws MalformedException, UnavailableException {
        var info = JsonPage.tree(json).path("transaction_info");
        var id = info.path("transaction_id");
        var initiated = time(info.path("transaction_initiation_date"));
        if (!id.isTextual() || initiated == null) {
            throw notAList("a transaction in it lacks transaction_id or transaction_initiation_date");
        }
        var updated = time(info.path("transaction_updated_date"));
        var at = updated != null && isIn(slice, updated) ? updated : initiated;
        if (!isIn(slice, at)) {
            throw UnavailableException.losingPlace("the answer holds a transaction of " + initiated
                    + (updated == null ? "" : ", changed at " + updated) + ", though only those from " + slice.start()
                    + " to " + slice.end() + " were asked for; is " + PayPalPollerConfig.API_URL + " right?");
        }
        return new Polled(id.textValue() + "/" + Polled.fingerprint(json), at, RawTopics.KIND_LISTED, headers, json);
    }

    private static boolean isIn(Slice slice, Instant at) {
        return slice.contains(at.truncatedTo(ChronoUnit.SECONDS)) || at.equals(slice.end());
    }

    private static String query(Request question, Instant now) {
        var slice = question.slice();
        var start = slice == null ? now.minus(ASK_BACK) : slice.start();
        var end = slice == null ? start.plusSeconds(1) : slice.end();
        return "start_date=" + start + "&end_date=" + end + "&balance_affecting_records_only=Y"
                + (slice == null ? "&fields=transaction_info&page_size=1" : "&fields=all&page_size=" + PAGE)
                + "&page=" + Place.of(question.next()).page;
    }

    private static @Nullable Instant time(JsonNode field) {
        try {
            return field.isTextual()
                    ? OffsetDateTime.parse(field.textValue(), TIME).toInstant()
                    : null;
        } catch (DateTimeParseException e) {
            return null;
        }
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    /** PayPal has no code of its own for this, only a sentence. */
    private static boolean isNotYetThere(byte[] body) {
        return new String(body, UTF_8).contains("Data for the given start date is not available");
    }

    /** Name and issues of PayPal's error, and the number under which PayPal's support finds it. */
    static String reason(byte[] body) {
        return JsonPage.codes(body, List.of("name", "issue", "error", "debug_id"), CODE);
    }

    private static UnavailableException notAList(String why) {
        return UnavailableException.losingPlace("the answer is not a list of transactions: " + why);
    }
}
