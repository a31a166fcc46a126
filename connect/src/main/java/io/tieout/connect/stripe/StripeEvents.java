package io.tieout.connect.stripe;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tieout.connect.poll.Exchange;
import io.tieout.connect.poll.JsonPage;
import io.tieout.connect.poll.Listing;
import io.tieout.connect.poll.Slice;
import io.tieout.connect.poll.SliceReader;
import io.tieout.connect.poll.UnavailableException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import org.apache.kafka.connect.errors.ConnectException;

/** Stripe's list of events over HTTP. Never names the key. */
final class StripeEvents implements Listing {

    static final SliceReader.Kept KEPT = new SliceReader.Kept(
            "Stripe's events",
            Duration.ofDays(30),
            Duration.ofDays(30),
            false,
            Duration.ofHours(1),
            "Fill the gap from Stripe's reports or lists of charges and refunds");

    private static final int PAGE = 100;
    private static final Pattern CODE = Pattern.compile("[a-z_]{1,60}");

    private final Exchange exchange;
    private final URI url;
    private final String key;

    StripeEvents(URI url, String key, Exchange exchange) {
        this.exchange = exchange;
        this.url = url;
        this.key = key;
    }

    @Override
    public CompletableFuture<HttpResponse<byte[]>> ask(Request question) {
        return exchange.send(HttpRequest.newBuilder(URI.create(url + "/v1/events?" + query(question)))
                .header("Authorization", "Bearer " + key)
                .GET());
    }

    @Override
    public Answer read(Request question, HttpResponse<byte[]> response) throws UnavailableException {
        check("events", question, response);
        var serverTime = Exchange.serverTime(response);
        var page = EventPage.parse(response.body());
        if (question.slice() != null) {
            checkSlice(question.slice(), page);
        }
        var next = page.hasMore() ? page.events().get(page.events().size() - 1).id() : null;
        return new Page(serverTime, page.events(), next, null);
    }

    /**
     * Whether it is an answer at all.
     *
     * @param list as it stands in the path
     */
    static void check(String list, Request question, HttpResponse<byte[]> response) throws UnavailableException {
        int status = response.statusCode();
        if (status == 200) {
            return;
        }
        var stated = "HTTP " + status + stripesReason(response.body());
        if (status == 401 || status == 403) {
            var name = Character.toUpperCase(list.charAt(0)) + list.substring(1);
            throw new ConnectException("Stripe refuses the API key (" + stated + "). Set " + StripePollerConfig.API_KEY
                    + " to a key of this account that is not expired and may read " + name
                    + ", then restart the task.");
        }
        if (Exchange.isPassing(status)) {
            throw UnavailableException.busy(stated, Exchange.retryAfter(response));
        }
        if (question.next() != null && (status == 400 || status == 404)) {
            throw UnavailableException.losingPlace(stated + " to a further page; the last event may have expired");
        }
        throw new ConnectException("Stripe refuses the list of " + list + " (" + stated + "). Check "
                + StripePollerConfig.API_URL + ", then restart the task.");
    }

    /** Whether the page is of the slice that was asked for, and brings what it promises. */
    static void checkSlice(Slice asked, EventPage page) throws UnavailableException {
        for (var event : page.events()) {
            if (!asked.contains(event.at())) {
                throw UnavailableException.losingPlace("the answer holds an event of " + event.at()
                        + ", though only those from " + asked.start() + " to before " + asked.end()
                        + " were asked for; is stripe.api.url right?");
            }
        }
        if (page.hasMore() && page.events().isEmpty()) {
            throw UnavailableException.losingPlace("the answer says that there is more, but brings nothing new");
        }
    }

    private static String query(Request question) {
        var slice = question.slice();
        if (slice == null) {
            return "limit=1";
        }
        var query = "limit=" + PAGE + "&created%5Bgte%5D=" + slice.start().getEpochSecond() + "&created%5Blt%5D="
                + slice.end().getEpochSecond();
        return question.next() == null ? query : query + "&starting_after=" + URLEncoder.encode(question.next(), UTF_8);
    }

    /** Type and code of Stripe's error. Its message stays out: it may quote the key or the query. */
    private static String stripesReason(byte[] body) {
        return JsonPage.codes(body, List.of("type", "code"), CODE);
    }
}
