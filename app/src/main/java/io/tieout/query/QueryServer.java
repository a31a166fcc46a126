package io.tieout.query;

import io.tieout.views.Instances;
import java.net.BindException;
import java.time.InstantSource;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** Takes questions over HTTP; {@code topology-docs/openapi.yaml} says which. */
public final class QueryServer implements AutoCloseable {

    private static final int CONNECTIONS = 256;

    private final Server server;
    private final ServerConnector connector;
    private final QueryHandler handler;
    private final QueryOptions options;

    private QueryServer(Server server, ServerConnector connector, QueryHandler handler, QueryOptions options) {
        this.server = server;
        this.connector = connector;
        this.handler = handler;
        this.options = options;
    }

    /** Listens from now on, and asks to come back until {@link #answerFrom} is called: its port is to be known first. */
    public static QueryServer start(QueryOptions options) {
        var threads = new QueuedThreadPool(32, 4);
        threads.setName("query");
        var server = new Server(threads);
        var http = new HttpConfiguration();
        http.setSendServerVersion(false);
        // A reference may hold any character, a slash and two of them included.
        http.setUriCompliance(UriCompliance.DEFAULT.with(
                "references",
                UriCompliance.Violation.AMBIGUOUS_PATH_SEPARATOR,
                UriCompliance.Violation.AMBIGUOUS_PATH_ENCODING,
                UriCompliance.Violation.AMBIGUOUS_EMPTY_SEGMENT,
                UriCompliance.Violation.AMBIGUOUS_PATH_SEGMENT,
                UriCompliance.Violation.SUSPICIOUS_PATH_CHARACTERS));
        var connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(http));
        connector.setHost(options.host());
        connector.setPort(options.port());
        server.addConnector(connector);
        server.addBean(new NetworkConnectionLimit(CONNECTIONS, connector));
        var handler = new QueryHandler(options.token());
        server.setHandler(handler);
        try {
            server.start();
        } catch (Exception failed) {
            stop(server);
            String why = failed instanceof BindException || failed.getCause() instanceof BindException
                    ? "the port is taken or the address is not of this machine. Set query.port (0 takes any free one) or"
                            + " query.host."
                    : String.valueOf(failed.getMessage());
            throw new QueryException(
                    "Questions cannot be taken on " + options.host() + ":" + options.port() + ": " + why, failed);
        }
        return new QueryServer(server, connector, handler, options);
    }

    /** Answers from these views. */
    public void answerFrom(Instances instances, InstantSource clock) {
        handler.answerFrom(new Answers(instances, new Peers(options.token()), clock));
    }

    /** Host and port at which other instances reach it. */
    public String address() {
        return options.reachable() + ":" + connector.getLocalPort();
    }

    /** Base of the paths. */
    public String url() {
        return "http://" + connector.getHost() + ":" + connector.getLocalPort();
    }

    public int port() {
        return connector.getLocalPort();
    }

    @Override
    public void close() {
        stop(server);
    }

    private static void stop(Server server) {
        try {
            server.stop();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } catch (Exception failed) {
            throw new QueryException("The query server did not stop cleanly: " + failed.getMessage(), failed);
        }
    }
}
