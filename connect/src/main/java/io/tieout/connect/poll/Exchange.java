package io.tieout.connect.poll;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** HTTP with a provider: answers whole and within their time, and never a secret to where a redirect points. */
public final class Exchange {

    private final HttpClient http;
    private final Duration timeout;

    public Exchange(Duration timeout) {
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(timeout)
                .build();
        this.timeout = timeout;
    }

    /** Sends without waiting. The timeout holds for the whole answer, which the client's own does not. */
    public CompletableFuture<HttpResponse<byte[]>> send(HttpRequest.Builder request) {
        var exchange = http.sendAsync(
                request.header("User-Agent", "tieout").timeout(timeout).build(), BodyHandlers.ofByteArray());
        var answer = exchange.copy().orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS);
        var unused = answer.whenComplete((response, failure) -> {
            if (failure != null) {
                // Out of time, or nobody wants it any more: give the connection back.
                exchange.cancel(true);
            }
        });
        return answer;
    }

    /** The provider's clock, to the second. */
    public static Instant serverTime(HttpResponse<?> response) throws UnavailableException {
        var date = httpDate(response, "Date");
        if (date == null) {
            throw UnavailableException.losingPlace("the answer has no readable Date header, without which it is"
                    + " not known up to when it speaks; does a proxy strip it?");
        }
        return date;
    }

    /** How long the provider asks to wait, in whichever of the two forms; null where it does not say. */
    public static @Nullable Duration retryAfter(HttpResponse<?> response) {
        var value = response.headers().firstValue("Retry-After").orElse("").strip();
        if (value.matches("[0-9]{1,6}(\\.[0-9]{1,3})?")) {
            return Duration.ofMillis((long) Math.ceil(Double.parseDouble(value) * 1000));
        }
        var until = httpDate(response, "Retry-After");
        var now = httpDate(response, "Date");
        return until == null || now == null || until.isBefore(now) ? null : Duration.between(now, until);
    }

    /** Whether the same question may be answered later. */
    public static boolean isPassing(int status) {
        return status == 408 || status == 409 || status == 429 || status >= 500;
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
}
