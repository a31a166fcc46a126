package io.tieout.parts;

import io.tieout.config.Settings;
import io.tieout.connect.registry.RegistryClient;
import io.tieout.connect.registry.RegistryConfig;
import io.tieout.query.QueryOptions;
import io.tieout.query.QueryServer;
import io.tieout.views.ViewsApplication;
import io.tieout.wire.ContractSerdes;
import java.time.InstantSource;

/** The views of the outcomes, and the questions about them. */
public final class QueryPart implements AutoCloseable {

    private final QueryServer server;
    private final ViewsApplication views;
    private final RegistryClient registry;

    private QueryPart(QueryServer server, ViewsApplication views, RegistryClient registry) {
        this.server = server;
        this.views = views;
        this.registry = registry;
    }

    /** Listens from now on; answers once the views have been read back. Topics must be there. */
    public static QueryPart start(Settings settings, InstantSource clock) {
        var options = new QueryOptions(
                settings.queryHost(),
                settings.queryPort(),
                settings.queryToken(),
                settings.queryAdvertisedHost().orElse(null));
        var server = QueryServer.start(options);
        var registry = new RegistryClient(RegistryConfig.of(settings.registryProperties()));
        boolean started = false;
        try {
            var views = ViewsApplication.start(
                    settings,
                    ContractSerdes.named(settings.valueSerdeClass(), settings.registryProperties(), registry),
                    server.address());
            server.answerFrom(views, clock);
            started = true;
            return new QueryPart(server, views, registry);
        } finally {
            if (!started) {
                server.close();
                registry.close();
            }
        }
    }

    /** Where questions are taken. */
    public String url() {
        return server.url();
    }

    public int port() {
        return server.port();
    }

    @Override
    public void close() {
        server.close();
        views.close();
        registry.close();
    }
}
