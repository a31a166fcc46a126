package io.tieout.connect.stripe.standin;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Fields;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.jspecify.annotations.Nullable;

/**
 * Stands in for Stripe's {@code GET /v1/events} on this machine: newest first, paged, with Stripe's key check
 * and errors, and the time of a given clock in the {@code Date} of every answer. Events older than 30 days by
 * that clock are not listed. It can be told to fail and to be slow.
 */
public final class StripeStandIn implements AutoCloseable {

    private static final DateTimeFormatter HTTP_DATE = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    private static final String API_KEY = "sk_test_tieout_stand_in";
    private static final Pattern WHOLE_NUMBER = Pattern.compile("[0-9]{1,15}");
    private static final Set<String> PARAMETERS = Set.of(
            "limit",
            "starting_after",
            "ending_before",
            "type",
            "types[]",
            "created",
            "created[gt]",
            "created[gte]",
            "created[lt]",
            "created[lte]");

    private record Trouble(
            @Nullable Integer status, @Nullable Duration retryAfter, Duration delay) {}

    private final InstantSource clock;
    private final EventLog log = new EventLog();
    private final Deque<Trouble> troubles = new ArrayDeque<>();
    private final AtomicLong requests = new AtomicLong();
    private final Server server;
    private final ServerConnector connector;

    /** Starts at once, on any free port of 127.0.0.1. */
    public StripeStandIn(InstantSource clock) {
        this.clock = clock;
        var threads = new QueuedThreadPool(16, 2);
        threads.setName("stripe-stand-in");
        server = new Server(threads);
        var http = new HttpConfiguration();
        http.setSendServerVersion(false);
        http.setSendDateHeader(false);
        connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(http));
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        server.setHandler(new Requests());
        try {
            server.start();
        } catch (Exception e) {
            throw new IllegalStateException("The Stripe stand-in cannot start: " + e.getMessage(), e);
        }
    }

    /** Base of the API, for {@code stripe.api.url}. */
    public String url() {
        return "http://127.0.0.1:" + connector.getLocalPort();
    }

    /** The one key that it takes. */
    public String apiKey() {
        return API_KEY;
    }

    /** Lists an event from the instant at which it was created. */
    public void add(String eventJson, Instant created) {
        add(eventJson, created, created);
    }

    /**
     * Lists an event only from a later instant, though its own time is earlier.
     *
     * @param created as in the event itself
     */
    public void add(String eventJson, Instant created, Instant visibleFrom) {
        log.add(eventJson, created, visibleFrom);
    }

    /** How many events there are, visible or not. */
    public int size() {
        return log.size();
    }

    /** How many requests have come in. */
    public long requests() {
        return requests.get();
    }

    /** Answers the next requests with an error of this status. */
    public void failNext(int times, int status) {
        next(times, new Trouble(status, null, Duration.ZERO));
    }

    /** Answers the next requests with an error and a {@code Retry-After} in seconds. */
    public void failNext(int times, int status, Duration retryAfter) {
        next(times, new Trouble(status, retryAfter, Duration.ZERO));
    }

    /** Answers the next requests well, but only after a while. */
    public void delayNext(int times, Duration delay) {
        next(times, new Trouble(null, null, delay));
    }

    @Override
    public void close() {
        try {
            server.stop();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception e) {
            throw new IllegalStateException("The Stripe stand-in did not stop: " + e.getMessage(), e);
        }
    }

    private void next(int times, Trouble trouble) {
        synchronized (troubles) {
            for (int i = 0; i < times; i++) {
                troubles.addLast(trouble);
            }
        }
    }

    private @Nullable Trouble nextTrouble() {
        synchronized (troubles) {
            return troubles.pollFirst();
        }
    }

    private final class Requests extends Handler.Abstract.NonBlocking {

        @Override
        public boolean handle(Request request, Response response, Callback callback) {
            requests.incrementAndGet();
            var trouble = nextTrouble();
            if (trouble == null) {
                answer(request, response, callback);
            } else if (trouble.status() != null) {
                if (trouble.retryAfter() != null) {
                    response.getHeaders()
                            .put(HttpHeader.RETRY_AFTER, trouble.retryAfter().toSeconds());
                }
                var type = trouble.status() == 429 ? "invalid_request_error" : "api_error";
                var code = trouble.status() == 429 ? "rate_limit" : "internal";
                send(response, callback, trouble.status(), error(type, code, "As the test wishes."));
            } else {
                var unused = request.getComponents()
                        .getScheduler()
                        .schedule(
                                () -> answer(request, response, callback),
                                trouble.delay().toMillis(),
                                TimeUnit.MILLISECONDS);
            }
            return true;
        }

        private void answer(Request request, Response response, Callback callback) {
            try {
                var reply = reply(request);
                send(response, callback, reply.status, reply.json);
            } catch (BadParameterException e) {
                send(response, callback, 400, error("invalid_request_error", "parameter_invalid", e.getMessage()));
            }
        }

        private record Reply(int status, String json) {}

        private Reply reply(Request request) throws BadParameterException {
            if (!("Bearer " + API_KEY).equals(request.getHeaders().get(HttpHeader.AUTHORIZATION))) {
                return new Reply(401, error("invalid_request_error", "api_key_invalid", "Invalid API Key provided."));
            }
            if (!request.getMethod().equals("GET")
                    || !Request.getPathInContext(request).equals("/v1/events")) {
                return new Reply(404, error("invalid_request_error", "url_invalid", "Unrecognized request URL."));
            }
            return log.list(query(Request.extractQueryParameters(request)), clock.instant())
                    .map(page -> new Reply(
                            200,
                            "{\n  \"object\": \"list\",\n  \"data\": [" + String.join(",\n", page.events())
                                    + "],\n  \"has_more\": " + page.hasMore() + ",\n  \"url\": \"/v1/events\"\n}"))
                    .orElseGet(() -> new Reply(
                            400, error("invalid_request_error", "resource_missing", "No such notification.")));
        }

        private void send(Response response, Callback callback, int status, String json) {
            response.setStatus(status);
            response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
            response.getHeaders().put(HttpHeader.DATE, HTTP_DATE.format(clock.instant()));
            response.write(true, ByteBuffer.wrap(json.getBytes(UTF_8)), callback);
        }
    }

    private static EventLog.Query query(Fields given) throws BadParameterException {
        for (var name : given.getNames()) {
            if (!PARAMETERS.contains(name) && !name.matches("types\\[[0-9]*]")) {
                throw new BadParameterException("Received unknown parameter: " + name);
            }
        }
        var types = new HashSet<String>();
        given.getNames().stream()
                .filter(name -> name.startsWith("type"))
                .forEach(name -> types.addAll(given.getValues(name)));
        @Nullable Long exact = number(given, "created");
        var from = second(exact, number(given, "created[gte]"), number(given, "created[gt]"), 1);
        var to = second(
                exact == null ? null : exact + 1, number(given, "created[lt]"), number(given, "created[lte]"), 1);
        var limit = number(given, "limit");
        if (limit != null && (limit < 1 || limit > 100)) {
            throw new BadParameterException("limit must be from 1 to 100");
        }
        var startingAfter = given.getValue("starting_after");
        var endingBefore = given.getValue("ending_before");
        if (startingAfter != null && endingBefore != null) {
            throw new BadParameterException("starting_after and ending_before exclude each other");
        }
        return new EventLog.Query(from, to, types, startingAfter, endingBefore, limit == null ? 10 : limit.intValue());
    }

    /** The first that is given; the last of them moved by so many seconds. */
    private static @Nullable Instant second(@Nullable Long exact, @Nullable Long one, @Nullable Long other, int move) {
        if (exact != null) {
            return Instant.ofEpochSecond(exact);
        }
        if (one != null) {
            return Instant.ofEpochSecond(one);
        }
        return other == null ? null : Instant.ofEpochSecond(other + move);
    }

    private static @Nullable Long number(Fields given, String name) throws BadParameterException {
        var text = given.getValue(name);
        if (text == null) {
            return null;
        }
        if (!WHOLE_NUMBER.matcher(text).matches()) {
            throw new BadParameterException("Invalid integer: " + name);
        }
        return Long.valueOf(text);
    }

    private static String error(String type, String code, @Nullable String message) {
        return "{\n  \"error\": {\n    \"code\": \"" + code + "\",\n    \"message\": \"" + quoted(message)
                + "\",\n    \"type\": \"" + type + "\"\n  }\n}\n";
    }

    private static String quoted(@Nullable String text) {
        return new String(JsonStringEncoder.getInstance().quoteAsString(String.valueOf(text)));
    }

    private static final class BadParameterException extends Exception {

        BadParameterException(String message) {
            super(message);
        }
    }
}
