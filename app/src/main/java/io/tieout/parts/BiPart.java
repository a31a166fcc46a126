package io.tieout.parts;

import io.tieout.config.Settings;
import io.tieout.config.SettingsDefinition;
import io.tieout.local.ConnectRest;
import io.tieout.local.LocalStack;
import io.tieout.local.LocalStackException;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.config.types.Password;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The BI tables, and the connector of the local worker that writes them. The connector gives up when its database is
 * away for long; here it is started again until it is back, and goes on where it was.
 */
public final class BiPart implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(BiPart.class);
    private static final Duration CONNECTOR_START = Duration.ofSeconds(60);
    private static final Duration LOOK_EVERY = Duration.ofSeconds(5);

    private final ConnectRest connect;
    private final BiDatabase database;
    private final ScheduledExecutorService keeper = Executors.newSingleThreadScheduledExecutor(task -> {
        var thread = new Thread(task, "bi-sink-keeper");
        thread.setDaemon(true);
        return thread;
    });

    private BiPart(ConnectRest connect, BiDatabase database) {
        this.connect = connect;
        this.database = database;
    }

    /** Makes the tables and views, and has the local worker write them. */
    public static BiPart start(Settings settings, LocalStack stack) {
        var database = BiDatabase.of(settings, stack);
        database.prepare();
        var connect = new ConnectRest(URI.create(stack.connectUrl()));
        var secrets = stack.secrets();
        var configuration = new LinkedHashMap<>(BiSink.configuration(
                database.url(),
                database.user(),
                secrets.write("bi.database.password", database.password().value()),
                settings.schemaRegistryUrl().orElseThrow()));
        var properties = settings.registryProperties();
        if (properties.get(SettingsDefinition.SCHEMA_REGISTRY_USER_INFO) instanceof Password login) {
            configuration.put(
                    "value.converter." + SettingsDefinition.SCHEMA_REGISTRY_USER_INFO,
                    secrets.write(SettingsDefinition.SCHEMA_REGISTRY_USER_INFO, login.value()));
        }
        connect.put(BiSink.CONNECTOR, configuration);
        connect.awaitRunning(BiSink.CONNECTOR, CONNECTOR_START);
        var part = new BiPart(connect, database);
        var unused = part.keeper.scheduleWithFixedDelay(
                part::restartFailed, LOOK_EVERY.toMillis(), LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS);
        return part;
    }

    /** Where the tables are, and who writes them. */
    public String describe() {
        return database.url().replaceAll("[?].*", "") + " as " + database.user() + ", connector " + BiSink.CONNECTOR;
    }

    private void restartFailed() {
        try {
            connect.failure(BiSink.CONNECTOR).ifPresent(why -> {
                LOG.warn("{} It is started again.", why);
                connect.restartFailed(BiSink.CONNECTOR);
            });
        } catch (LocalStackException unavailable) {
            // The worker restarts or stops: it is asked again in a moment.
            LOG.warn("The BI sink cannot be looked at: {}", unavailable.getMessage());
        }
    }

    /** Ends the looking-after; the worker stops the connector, and starts it again at the next {@code up}. */
    @Override
    public void close() {
        keeper.shutdownNow();
    }
}
