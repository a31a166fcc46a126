package io.tieout.connect.registry;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;

/**
 * Asks one of the registry's URLs and, when none answers, waits and asks again until the patience of
 * the configuration ends. An answer is what the registry's API said, also a refusal; what only a broken
 * network, a starting server or a wrong URL says is no answer.
 */
final class RegistryHttp {

    static final ObjectMapper JSON = new ObjectMapper();

    private static final String MEDIA_TYPE = "application/vnd.schemaregistry.v1+json";
    private static final Duration PAUSE_FIRST = Duration.ofMillis(100);
    private static final Duration PAUSE_LONGEST = Duration.ofSeconds(2);

    private final RegistryConfig config;
    private final HttpClient http;
    private final Outage outage = new Outage();
    private final CountDownLatch closed = new CountDownLatch(1);

    /** Index of the URL that answered last: a registry that is down is not asked first each time. */
    private final AtomicInteger preferred = new AtomicInteger();

    RegistryHttp(RegistryConfig config) {
        this.config = config;
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER) // a redirect would carry the credentials elsewhere
                .connectTimeout(config.requestTimeout())
                .build();
    }

    /** One call: method and path below the base URL, and what it is for, in the words of a log line. */
    record Call(
            String purpose,
            String method,
            String path,
            @Nullable JsonNode body) {}

    /** What the registry's API said. {@code errorCode} is 0 where it named none. */
    record Answer(int status, int errorCode, JsonNode body, URI url) {

        boolean ok() {
            return status / 100 == 2;
        }

        boolean notFound() {
            return status == 404;
        }

        String reason() {
            String message = body.path("message").asText("");
            return "HTTP " + status + (message.isEmpty() ? "" : ": " + message);
        }
    }

    /** Either an answer or why there is none. */
    private record Attempt(
            @Nullable Answer answer,
            String failure,
            @Nullable Throwable cause) {}

    /** Waits for the registry as long as the configuration says. */
    Answer patiently(Call call) {
        return ask(call, config.patience());
    }

    /** Asks each URL once. */
    Answer once(Call call) {
        return ask(call, Duration.ZERO);
    }

    private Answer ask(Call call, Duration patience) {
        long start = System.nanoTime();
        Duration pause = PAUSE_FIRST;
        while (true) {
            Attempt attempt = tryEachUrl(call);
            if (attempt.answer() != null) {
                outage.over(config.urls());
                return attempt.answer();
            }
            Duration left = patience.minusNanos(System.nanoTime() - start);
            if (left.isNegative() || left.isZero()) {
                throw unavailable(call, attempt, patience);
            }
            outage.goesOn(config.urls(), call.purpose(), attempt.failure(), left);
            if (closedWithin(pause.compareTo(left) < 0 ? pause : left)) {
                throw new RegistryUnavailableException(
                        "Gave up waiting for the schema registry (to " + call.purpose() + ") because it is no longer "
                                + "needed: the client was closed. Nothing was lost; the work is done again at the next "
                                + "start.",
                        attempt.cause());
            }
            pause = pause.multipliedBy(2).compareTo(PAUSE_LONGEST) < 0 ? pause.multipliedBy(2) : PAUSE_LONGEST;
        }
    }

    /** Lets every waiting call give up. */
    void close() {
        closed.countDown();
    }

    /** Waits; true when the client was closed meanwhile. */
    boolean closedWithin(Duration pause) {
        try {
            return closed.await(pause.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    private Attempt tryEachUrl(Call call) {
        List<URI> urls = config.urls();
        int first = preferred.get();
        var failures = new StringBuilder();
        Throwable cause = null;
        for (int i = 0; i < urls.size(); i++) {
            int index = (first + i) % urls.size();
            Attempt attempt = tryUrl(urls.get(index), call);
            if (attempt.answer() != null) {
                preferred.set(index);
                return attempt;
            }
            failures.append(failures.isEmpty() ? "" : "; ").append(attempt.failure());
            cause = attempt.cause() == null ? cause : attempt.cause();
        }
        return new Attempt(null, failures.toString(), cause);
    }

    private Attempt tryUrl(URI base, Call call) {
        var request = HttpRequest.newBuilder(URI.create(base + call.path()))
                .timeout(config.requestTimeout())
                .header("Accept", MEDIA_TYPE + ", application/json")
                .header("Content-Type", MEDIA_TYPE)
                .method(
                        call.method(),
                        call.body() == null
                                ? BodyPublishers.noBody()
                                : BodyPublishers.ofString(call.body().toString()));
        if (config.credentials() != null) {
            request.header("Authorization", config.credentials().authorization());
        }
        HttpResponse<String> response;
        try {
            response = http.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            String message = e.getMessage() == null ? "no connection" : e.getMessage();
            return new Attempt(null, base + " (" + message + ")", e);
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
        return judge(base, response);
    }

    private Attempt judge(URI base, HttpResponse<String> response) {
        int status = response.statusCode();
        if (status == 401 || status == 403) {
            throw new RegistryAccessException("The schema registry at " + base + " refused access with HTTP " + status
                    + ": set user:password of a user who may read and register schemas in " + RegistryConfig.USER_INFO
                    + ".");
        }
        if (status >= 500 || status == 408 || status == 429) {
            return new Attempt(null, base + " (HTTP " + status + ")", null);
        }
        JsonNode body = json(response.body());
        int errorCode = body.path("error_code").asInt(0);
        // The API names an error code with each "not found"; a server that does not know the path names none.
        if (body.isMissingNode() || status / 100 == 3 || (status == 404 && errorCode / 100 != 404)) {
            return new Attempt(
                    null, base + " (HTTP " + status + ", which is no answer of a Confluent schema registry)", null);
        }
        return new Attempt(new Answer(status, errorCode, body, base), "", null);
    }

    private static JsonNode json(String text) {
        try {
            JsonNode body = JSON.readTree(text);
            return body.isContainerNode() ? body : MissingNode.getInstance();
        } catch (JacksonException e) {
            return MissingNode.getInstance();
        }
    }

    private static RegistryUnavailableException unavailable(Call call, Attempt attempt, Duration patience) {
        return new RegistryUnavailableException(
                "No schema registry answered"
                        + (patience.isZero() ? "" : " within " + patience.toSeconds() + " s")
                        + " to " + call.purpose() + ". Tried " + attempt.failure()
                        + ". Start the registry, or point " + RegistryConfig.URL
                        + " to the base URL of its Confluent API (Apicurio: http://host:port/apis/ccompat/v7).",
                attempt.cause());
    }
}
