package io.tieout.connect.poll;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.jspecify.annotations.Nullable;

/**
 * Stands in for a provider on this machine: HTTP on any free port of 127.0.0.1, with the time of a given clock in the
 * {@code Date} of every answer. It can be told to fail and to be slow.
 */
public abstract class StandInServer implements AutoCloseable {

    private static final DateTimeFormatter HTTP_DATE = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    /** A request, its path and what it asks. */
    public record Asked(
            String method, String path, Map<String, String> query, Map<String, String> headers, String body) {

        /** A header, by its name in small letters. */
        public String header(String name) {
            return headers.getOrDefault(name, "");
        }
    }

    /** An answer in JSON. */
    public record Reply(int status, Map<String, String> headers, String json) {

        public Reply(int status, String json) {
            this(status, Map.of(), json);
        }
    }

    private record Trouble(
            @Nullable Integer status, @Nullable String retryAfter, Duration delay) {}

    protected final InstantSource clock;
    private final Deque<Trouble> troubles = new ArrayDeque<>();
    private final AtomicLong requests = new AtomicLong();
    private final Server server;
    private final ServerConnector connector;

    protected StandInServer(InstantSource clock) {
        this.clock = clock;
        server = new Server(new QueuedThreadPool(16, 2));
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
            throw new IllegalStateException("The stand-in cannot start: " + e.getMessage(), e);
        }
    }

    /** What the provider answers when nothing is wrong. */
    protected abstract Reply reply(Asked asked);

    /** What the provider says in an error of this status. */
    protected abstract String error(int status);

    /** Base of the API. */
    public String url() {
        return "http://127.0.0.1:" + connector.getLocalPort();
    }

    /** How many requests have come in. */
    public long requests() {
        return requests.get();
    }

    /** Answers the next requests with an error of this status. */
    public void failNext(int times, int status) {
        next(times, new Trouble(status, null, Duration.ZERO));
    }

    /** Answers the next requests with an error and this {@code Retry-After}. */
    public void failNext(int times, int status, String retryAfter) {
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
            throw new IllegalStateException("The stand-in did not stop: " + e.getMessage(), e);
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

    private final class Requests extends Handler.Abstract {

        @Override
        public boolean handle(Request request, Response response, Callback callback) throws Exception {
            requests.incrementAndGet();
            var trouble = nextTrouble();
            var asked = asked(request);
            if (trouble == null) {
                send(response, callback, reply(asked));
            } else if (trouble.status() != null) {
                var headers = trouble.retryAfter() == null
                        ? Map.<String, String>of()
                        : Map.of("Retry-After", trouble.retryAfter());
                send(response, callback, new Reply(trouble.status(), headers, error(trouble.status())));
            } else {
                var unused = request.getComponents()
                        .getScheduler()
                        .schedule(
                                () -> send(response, callback, reply(asked)),
                                trouble.delay().toMillis(),
                                TimeUnit.MILLISECONDS);
            }
            return true;
        }

        private Asked asked(Request request) throws Exception {
            var query = new HashMap<String, String>();
            Request.extractQueryParameters(request).forEach(field -> query.put(field.getName(), field.getValue()));
            var headers = new TreeMap<String, String>();
            request.getHeaders().forEach(field -> headers.put(field.getLowerCaseName(), field.getValue()));
            return new Asked(
                    request.getMethod(),
                    Request.getPathInContext(request),
                    query,
                    headers,
                    Content.Source.asString(request));
        }

        private void send(Response response, Callback callback, Reply reply) {
            response.setStatus(reply.status());
            response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
            response.getHeaders().put(HttpHeader.DATE, HTTP_DATE.format(clock.instant()));
            reply.headers().forEach((name, value) -> response.getHeaders().put(name, value));
            response.write(true, ByteBuffer.wrap(reply.json().getBytes(UTF_8)), callback);
        }
    }
}
