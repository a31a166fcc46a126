package io.tieout.connect.shopify;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import io.tieout.connect.poll.Exchange;
import io.tieout.connect.poll.JsonPage;
import io.tieout.connect.poll.JsonPage.MalformedException;
import io.tieout.connect.poll.UnavailableException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import org.apache.kafka.connect.errors.ConnectException;
import org.jspecify.annotations.Nullable;

/** The lists of Shopify Payments over HTTP, page by page. Never names the token, and goes only where it was told to. */
final class ShopifyLists {

    private static final int PAGE = 250;
    private static final Pattern NEXT = Pattern.compile("<[^>]*[?&]page_info=([^&>]+)[^>]*>;\\s*rel=\"?next\"?");
    private static final Pattern BUCKET = Pattern.compile("([0-9]{1,6})/([0-9]{1,6})");

    private final Exchange exchange;
    private final URI url;
    private final String token;

    /** A list, by its path and the field of an answer that holds it. */
    enum Kind {
        PAYOUTS("shopify_payments/payouts", "payouts", "date"),
        TRANSACTIONS("shopify_payments/balance/transactions", "transactions", "processed_at");

        final String path;
        private final String field;
        private final String time;

        Kind(String path, String field, String time) {
            this.path = path;
            this.field = field;
            this.time = time;
        }
    }

    /**
     * An object of a list.
     *
     * @param at when it happened; the beginning of the day in UTC where only a day is said
     * @param latest when it happened at the latest
     * @param json its own bytes
     */
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    record Listed(long id, Instant at, Instant latest, byte[] json) {}

    /**
     * An answer.
     *
     * @param time by Shopify's clock
     * @param next where the list goes on; null at its end
     * @param rest how long to leave Shopify alone, by what it says of its limit
     */
    record Page(
            Instant time, List<Listed> objects, @Nullable String next, Duration rest) {}

    ShopifyLists(URI url, String version, String token, Exchange exchange) {
        this.exchange = exchange;
        this.url = URI.create(url + "/admin/api/" + version + "/");
        this.token = token;
    }

    /**
     * Asks without waiting.
     *
     * @param filter of the first page, such as {@code since_id=7}; may be empty
     * @param next where to go on, which bears the filter; null for the first page
     */
    CompletableFuture<HttpResponse<byte[]>> ask(Kind list, String filter, @Nullable String next) {
        var query = "limit=" + PAGE
                + (next != null
                        ? "&page_info=" + URLEncoder.encode(next, UTF_8)
                        : filter.isEmpty() ? "" : "&" + filter);
        return exchange.send(HttpRequest.newBuilder(url.resolve(list.path + ".json?" + query))
                .header("X-Shopify-Access-Token", token)
                .header("Accept", "application/json")
                .GET());
    }

    /**
     * Reads what came.
     *
     * @param further whether it answers to a further page
     */
    Page read(Kind list, boolean further, HttpResponse<byte[]> response) throws UnavailableException {
        int status = response.statusCode();
        if (status == 200) {
            return page(list, response);
        }
        // What Shopify says besides is free text.
        var stated = "HTTP " + status + " to " + list.path;
        if (status == 401) {
            throw new ConnectException("Shopify refuses the access token (" + stated + "). Set "
                    + ShopifyPollerConfig.ACCESS_TOKEN + " to one of an app in this shop, then restart the task.");
        }
        if (status == 403) {
            throw new ConnectException("Shopify does not let this app read payouts (" + stated
                    + "). Give it the scope read_shopify_payments_payouts, then restart the task.");
        }
        if (status == 404) {
            throw new ConnectException("Shopify does not know this (" + stated + "). Check "
                    + ShopifyPollerConfig.ACCOUNT + " and " + ShopifyPollerConfig.API_VERSION
                    + ", and that the shop uses Shopify Payments; then restart the task.");
        }
        if (Exchange.isPassing(status) || status == 430) {
            throw UnavailableException.busy(stated, Exchange.retryAfter(response));
        }
        if (further && (status == 400 || status == 422)) {
            throw UnavailableException.losingPlace(
                    stated + " for a further page; the place in the list may have expired");
        }
        throw new ConnectException(
                "Shopify refuses the list (" + stated + "). Check the settings, then restart the task.");
    }

    private static Page page(Kind list, HttpResponse<byte[]> response) throws UnavailableException {
        var time = Exchange.serverTime(response);
        try {
            var elements = JsonPage.parse(response.body(), list.field).elements();
            if (elements.isEmpty()) {
                throw notAList(list, "it lacks " + list.field);
            }
            var objects = new ArrayList<Listed>();
            for (var json : elements.get()) {
                var object = JsonPage.tree(json);
                var at = time(object.path(list.time));
                if (!object.path("id").canConvertToLong() || at == null) {
                    throw notAList(list, "an object in it lacks id or " + list.time);
                }
                objects.add(new Listed(object.path("id").longValue(), at, latest(object.path(list.time), at), json));
            }
            var link = NEXT.matcher(String.join(",", response.headers().allValues("Link")));
            return new Page(time, objects, link.find() ? link.group(1) : null, rest(response));
        } catch (MalformedException e) {
            throw notAList(list, e.why());
        }
    }

    /** Shopify's bucket leaks two requests a second: from four fifths on there is a second between two. */
    private static Duration rest(HttpResponse<byte[]> response) {
        var bucket = BUCKET.matcher(
                response.headers().firstValue("X-Shopify-Shop-Api-Call-Limit").orElse(""));
        return bucket.matches() && Long.parseLong(bucket.group(1)) * 5 >= Long.parseLong(bucket.group(2)) * 4
                ? Duration.ofSeconds(1)
                : Duration.ZERO;
    }

    private static @Nullable Instant time(JsonNode field) {
        try {
            var text = field.asText();
            return text.indexOf('T') < 0
                    ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
                    : OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            return null;
        }
    }

    private static Instant latest(JsonNode field, Instant at) {
        return field.asText().indexOf('T') < 0 ? at.plus(Duration.ofDays(1)) : at;
    }

    private static UnavailableException notAList(Kind list, String why) {
        return UnavailableException.losingPlace("the answer is not a list of " + list.field + ": " + why);
    }
}
