package io.tieout.connect.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Receives webhooks at {@code POST /webhooks/{provider}/{account}} and writes what is proven genuine to a
 * raw topic, byte for byte. It keeps no state, so any number of them may run; {@code GET /health} says
 * whether the log behind it can be reached.
 *
 * <p>A sender is answered 2xx only after the log has acknowledged. What is answered 503 may be in the log
 * all the same: the provider sends it again, and readers drop the duplicate.
 */
public final class WebhookReceiver implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(WebhookReceiver.class);

    private static final int HEADER_LIMIT = 8 * 1024;

    private final Server server;
    private final ServerConnector connector;
    private final WebhookHandler handler;

    private WebhookReceiver(Server server, ServerConnector connector, WebhookHandler handler) {
        this.server = server;
        this.connector = connector;
        this.handler = handler;
    }

    /** Listens from now on. The sink stays the caller's, who closes it after the receiver. */
    public static WebhookReceiver start(WebhookOptions options, Collection<Route> routes, RawSink sink) {
        var threads = new QueuedThreadPool(32, 4);
        threads.setName("webhook");
        var server = new Server(threads);
        var http = new HttpConfiguration();
        http.setSendServerVersion(false);
        http.setRequestHeaderSize(HEADER_LIMIT);
        var connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(http));
        connector.setHost(options.host());
        connector.setPort(options.port());
        connector.setIdleTimeout(options.readTimeout().toMillis() * 2);
        connector.addBean(new SlowHeaders(connector, options));
        server.addConnector(connector);
        server.addBean(new NetworkConnectionLimit(options.connections(), connector));
        var handler = new WebhookHandler(byPath(routes), sink, options);
        server.setHandler(new GracefulHandler(handler));
        server.setErrorHandler(new ShortErrors());
        server.setStopTimeout(options.ackTimeout().toMillis() + 1_000);
        try {
            server.start();
        } catch (Exception e) {
            stop(server);
            throw new WebhookReceiverException(cannotListen(options, e), e);
        }
        return new WebhookReceiver(server, connector, handler);
    }

    /** The port it really listens on. */
    public int port() {
        return connector.getLocalPort();
    }

    /** Base of the paths, such as {@code http://127.0.0.1:8090}. */
    public String url() {
        return "http://" + connector.getHost() + ":" + port();
    }

    /** How many deliveries ended in which way since the start. */
    public Map<Outcome, Long> counts() {
        return handler.counts();
    }

    /** Takes nothing new, waits for acknowledgements under way, and stops. */
    @Override
    public void close() {
        handler.refuseNewDeliveries();
        stop(server);
    }

    private static Map<String, Route> byPath(Collection<Route> routes) {
        var byPath = new HashMap<String, Route>();
        for (var route : routes) {
            if (byPath.put(route.path(), route) != null) {
                throw new IllegalArgumentException("Two webhook routes have the path " + route.path()
                        + ". Give an account once, with all its secrets.");
            }
        }
        return Map.copyOf(byPath);
    }

    private static String cannotListen(WebhookOptions options, Exception failure) {
        var address = options.host() + ":" + options.port();
        var inUse = failure instanceof BindException || failure.getCause() instanceof BindException;
        return inUse
                ? "The webhook receiver cannot listen on " + address + ": the port is taken or the address is not of"
                        + " this machine. Set receiver.port (0 takes any free one) or receiver.host."
                : "The webhook receiver cannot listen on " + address + ": " + failure.getMessage();
    }

    private static void stop(Server server) {
        try {
            server.stop();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (TimeoutException e) {
            // Jetty has stopped all the same: it closed what was still open, and what was not stored had no 2xx.
            LOG.info("Connections that were still open when the webhook receiver stopped were closed.");
        } catch (Exception e) {
            throw new WebhookReceiverException("The webhook receiver did not stop cleanly: " + e.getMessage(), e);
        }
    }

    /** Answers what Jetty refuses by itself (bad requests) as briefly as the rest: no page, no stack trace. */
    private static final class ShortErrors extends ErrorHandler {

        @Override
        public boolean handle(Request request, Response response, Callback callback) {
            response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
            var json = WebhookHandler.errorJson("refused with status " + response.getStatus());
            response.write(true, ByteBuffer.wrap(json.getBytes(UTF_8)), callback);
            return true;
        }
    }

    /**
     * Closes a connection that has not brought one whole header block in time. An idle timeout alone would
     * let a sender hold a connection for hours with a byte now and then.
     */
    private record SlowHeaders(ServerConnector connector, WebhookOptions options) implements Connection.Listener {

        @Override
        public void onOpened(Connection connection) {
            connector
                    .getScheduler()
                    .schedule(
                            () -> {
                                if (connection.getMessagesIn() == 0) {
                                    connection.getEndPoint().close();
                                }
                            },
                            options.readTimeout().toMillis(),
                            TimeUnit.MILLISECONDS);
        }
    }
}
