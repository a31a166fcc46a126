package io.tieout.connect.paypal;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tieout.connect.poll.Exchange;
import io.tieout.connect.poll.JsonPage;
import io.tieout.connect.poll.JsonPage.MalformedException;
import io.tieout.connect.poll.UnavailableException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.connect.errors.ConnectException;
import org.jspecify.annotations.Nullable;

/**
 * The token with which PayPal lets us ask. It is got with the app's id and secret, and used until shortly before it
 * expires, or until PayPal no longer takes it. Neither it nor they are ever named.
 */
final class PayPalAccess {

    /** So long before its end a token is not begun with any more. */
    private static final Duration MARGIN = Duration.ofMinutes(1);

    /** So many tokens in a row that are not taken are no coincidence. */
    private static final int MOST_REFUSALS = 5;

    private final Exchange exchange;
    private final URI url;
    private final String credentials;
    private @Nullable String token;
    private long expiresAtNanos;
    private int refusals;

    PayPalAccess(URI api, String id, String secret, Exchange exchange) {
        this.exchange = exchange;
        this.url = URI.create(api + "/v1/oauth2/token");
        this.credentials = Base64.getEncoder().encodeToString((id + ":" + secret).getBytes(UTF_8));
    }

    /** The token at hand; null when one must be got first. */
    @Nullable
    String token() {
        if (token != null && System.nanoTime() - expiresAtNanos >= 0) {
            token = null;
        }
        return token;
    }

    /** Asks for one. */
    CompletableFuture<HttpResponse<byte[]>> ask() {
        return exchange.send(HttpRequest.newBuilder(url)
                .header("Authorization", "Basic " + credentials)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("Accept", "application/json")
                .POST(BodyPublishers.ofString("grant_type=client_credentials")));
    }

    /** Keeps the token that came. */
    void take(HttpResponse<byte[]> response) throws UnavailableException {
        int status = response.statusCode();
        if (status != 200) {
            var stated = "HTTP " + status + PayPalTransactions.reason(response.body());
            if (Exchange.isPassing(status)) {
                throw UnavailableException.busy(stated + " to the request for a token", Exchange.retryAfter(response));
            }
            throw new ConnectException("PayPal refuses the app's id and secret (" + stated + "). Set "
                    + PayPalPollerConfig.CLIENT_ID + " and " + PayPalPollerConfig.CLIENT_SECRET
                    + " to those of one app, and " + PayPalPollerConfig.API_URL
                    + " to where it lives (live or sandbox), then restart the task.");
        }
        try {
            var answer = JsonPage.parse(response.body(), "");
            var given = answer.field("access_token");
            var seconds = answer.field("expires_in");
            if (!given.isTextual() || !seconds.canConvertToInt()) {
                throw UnavailableException.busy("the answer to the request for a token holds none", null);
            }
            token = given.textValue();
            expiresAtNanos = System.nanoTime()
                    + Duration.ofSeconds(seconds.intValue()).minus(MARGIN).toNanos();
        } catch (MalformedException e) {
            throw UnavailableException.busy("the answer to the request for a token: " + e.why(), null);
        }
    }

    /** PayPal does not take the token any more; where it takes no other either, a person must mend it. */
    UnavailableException refused(String stated) {
        token = null;
        refusals++;
        if (refusals > MOST_REFUSALS) {
            throw new ConnectException("PayPal refuses the tokens that it gives (" + stated + "). Check "
                    + PayPalPollerConfig.API_URL + " and the app, then restart the task.");
        }
        return UnavailableException.busy(stated + ": a new token is needed", null);
    }

    /** PayPal took the token. */
    void taken() {
        refusals = 0;
    }
}
