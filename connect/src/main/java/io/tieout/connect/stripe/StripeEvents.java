package io.tieout.connect.stripe;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.connect.errors.ConnectException;
import org.jspecify.annotations.Nullable;

/** Stripe's list of events over HTTP. Never names the key; never follows a redirect with it. */
final class StripeEvents {

    private static final int PAGE = 100;
    private static final JsonFactory JSON = new JsonFactory();

    private final HttpClient http;
    private final URI url;
    private final String key;
    private final Duration timeout;

    StripeEvents(URI url, String key, Duration timeout) {
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(timeout)
                .build();
        this.url = url;
        this.key = key;
        this.timeout = timeout;
    }

    /** Asks without waiting. The timeout holds for the whole answer, which the client's own does not. */
    CompletableFuture<HttpResponse<byte[]>> ask(SliceReader.Request question) {
        var request = HttpRequest.newBuilder(URI.create(url + "/v1/events?" + query(question)))
                .header("Authorization", "Bearer " + key)
                .header("User-Agent", "tieout")
                .timeout(timeout)
                .GET()
                .build();
        var exchange = http.sendAsync(request, BodyHandlers.ofByteArray());
        var answer = exchange.copy().orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS);
        var unused = answer.whenComplete((response, failure) -> {
            if (failure != null) {
                // Out of time, or nobody wants it any more: give the connection back.
                exchange.cancel(true);
            }
        });
        return answer;
    }

    /** Reads an answer to the question; a {@link ConnectException} is for a person to mend. */
    static SliceReader.Answer read(SliceReader.Request question, HttpResponse<byte[]> response)
            throws StripeUnavailableException {
        int status = response.statusCode();
        if (status == 200) {
            return new SliceReader.Answer(serverTime(response), EventPage.parse(response.body()));
        }
        var stated = "HTTP " + status + stripesReason(response.body());
        if (status == 401 || status == 403) {
            throw new ConnectException("Stripe refuses the API key (" + stated + "). Set " + StripePollerConfig.API_KEY
                    + " to a key of this account that is not expired and may read Events, then restart the task.");
        }
        if (status == 408 || status == 409 || status == 429 || status >= 500) {
            throw StripeUnavailableException.busy(stated, retryAfter(response));
        }
        if (question.startingAfter() != null && (status == 400 || status == 404)) {
            throw StripeUnavailableException.losingPlace(
                    stated + " to a further page; the last event may have expired");
        }
        throw new ConnectException("Stripe refuses the list of events (" + stated + "). Check "
                + StripePollerConfig.API_URL + ", then restart the task.");
    }

    private static String query(SliceReader.Request question) {
        var slice = question.slice();
        if (slice == null) {
            return "limit=1";
        }
        var query = "limit=" + PAGE + "&created%5Bgte%5D=" + slice.start().getEpochSecond() + "&created%5Blt%5D="
                + slice.end().getEpochSecond();
        return question.startingAfter() == null
                ? query
                : query + "&starting_after=" + URLEncoder.encode(question.startingAfter(), UTF_8);
    }

    private static Instant serverTime(HttpResponse<?> response) throws StripeUnavailableException {
        var date = httpDate(response, "Date");
        if (date == null) {
            throw StripeUnavailableException.losingPlace("the answer has no readable Date header, without which it is"
                    + " not known up to when it speaks; does a proxy strip it?");
        }
        return date;
    }

    private static @Nullable Duration retryAfter(HttpResponse<?> response) {
        var value = response.headers().firstValue("Retry-After").orElse("").strip();
        if (value.matches("[0-9]{1,6}")) {
            return Duration.ofSeconds(Long.parseLong(value));
        }
        var until = httpDate(response, "Retry-After");
        var now = httpDate(response, "Date");
        return until == null || now == null || until.isBefore(now) ? null : Duration.between(now, until);
    }

    private static @Nullable Instant httpDate(HttpResponse<?> response, String header) {
        var text = response.headers().firstValue(header).orElse(null);
        if (text == null) {
            return null;
        }
        try {
            return ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
        } catch (DateTimeException e) {
            return null;
        }
    }

    /** Type and code of Stripe's error. Its message stays out: it may quote the key or the query. */
    private static String stripesReason(byte[] body) {
        var reasons = new TreeSet<String>();
        try (var parser = JSON.createParser(body)) {
            for (var token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token == JsonToken.VALUE_STRING
                        && ("type".equals(parser.currentName()) || "code".equals(parser.currentName()))
                        && parser.getText().matches("[a-z_]{1,60}")) {
                    reasons.add(parser.getText());
                }
            }
        } catch (IOException e) {
            // Not Stripe's form, such as a proxy's page: the status alone must do.
            return "";
        }
        return reasons.isEmpty() ? "" : ", " + String.join(", ", reasons);
    }
}
