package io.tieout.metrics;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * Answers {@code /metrics} for Prometheus, {@code /health} for whoever restarts dead processes, and {@code /ready} for
 * whoever sends them work.
 */
public final class MetricsEndpoint implements AutoCloseable {

    private static final String JSON = "application/json";
    private static final String RETRY_AFTER_SECONDS = "5";
    private static final int CONNECTIONS = 32;

    private final Server server;
    private final ServerConnector connector;

    private MetricsEndpoint(Server server, ServerConnector connector) {
        this.server = server;
        this.connector = connector;
    }

    /**
     * Answers from now on.
     *
     * @param port 0 for any free one
     */
    public static MetricsEndpoint start(String host, int port, Meters meters, Health health) {
        var threads = new QueuedThreadPool(8, 1);
        threads.setName("metrics-http");
        threads.setDaemon(true);
        var server = new Server(threads);
        var http = new HttpConfiguration();
        http.setSendServerVersion(false);
        var connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(http));
        connector.setHost(host);
        connector.setPort(port);
        server.addConnector(connector);
        server.addBean(new NetworkConnectionLimit(CONNECTIONS, connector));
        server.setHandler(new Answers(meters, health));
        // Whoever scrapes keeps its connection open: nothing of it is waited for.
        server.setStopTimeout(0);
        try {
            server.start();
        } catch (Exception e) {
            stop(server);
            throw new MetricsEndpointException(cannotListen(host + ":" + port, e), e);
        }
        return new MetricsEndpoint(server, connector);
    }

    /** Base of the paths, such as {@code http://127.0.0.1:9464}. */
    public String url() {
        return "http://" + connector.getHost() + ":" + connector.getLocalPort();
    }

    @Override
    public void close() {
        stop(server);
    }

    private static String cannotListen(String address, Exception failure) {
        var inUse = failure instanceof BindException || failure.getCause() instanceof BindException;
        return inUse
                ? "Metrics cannot be served on " + address
                        + ": the port is taken or the address is not of this machine."
                        + " Set metrics.port (0 takes any free one) or metrics.host."
                : "Metrics cannot be served on " + address + ": " + failure.getMessage();
    }

    private static void stop(Server server) {
        try {
            server.stop();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception e) {
            throw new MetricsEndpointException("The metrics endpoint did not stop cleanly: " + e.getMessage(), e);
        }
    }

    private static final class Answers extends Handler.Abstract {

        private final Meters meters;
        private final Health health;

        Answers(Meters meters, Health health) {
            this.meters = meters;
            this.health = health;
        }

        @Override
        public boolean handle(Request request, Response response, Callback callback) {
            if (!HttpMethod.GET.is(request.getMethod()) && !HttpMethod.HEAD.is(request.getMethod())) {
                response.getHeaders().put(HttpHeader.ALLOW, "GET, HEAD");
                write(response, callback, 405, JSON, "{\"error\":\"use GET\"}");
                return true;
            }
            switch (Request.getPathInContext(request)) {
                case "/metrics" -> write(response, callback, 200, Meters.CONTENT_TYPE, meters.scrape());
                case "/health" -> {
                    var vitals = health.vitals();
                    var json = Health.json(vitals).toString();
                    write(response, callback, Health.alive(vitals) ? 200 : 503, JSON, json);
                }
                case "/ready" -> {
                    var vitals = health.vitals();
                    boolean ready = Health.ready(vitals);
                    if (!ready) {
                        response.getHeaders().put(HttpHeader.RETRY_AFTER, RETRY_AFTER_SECONDS);
                    }
                    write(
                            response,
                            callback,
                            ready ? 200 : 503,
                            JSON,
                            Health.json(vitals).toString());
                }
                default ->
                    write(response, callback, 404, JSON, "{\"error\":\"here are /metrics, /health and /ready\"}");
            }
            return true;
        }

        private static void write(Response response, Callback callback, int status, String type, String text) {
            response.setStatus(status);
            response.getHeaders().put(HttpHeader.CONTENT_TYPE, type);
            response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
            response.write(true, ByteBuffer.wrap(text.getBytes(UTF_8)), callback);
        }
    }
}
