package io.tieout.parts;

import io.tieout.config.Settings;
import io.tieout.connect.odoo.CaptureState;
import io.tieout.connect.odoo.Finding;
import io.tieout.connect.odoo.OdooCapture;
import io.tieout.connect.odoo.OdooCaptureSettings;
import io.tieout.connect.odoo.OdooCheck;
import io.tieout.connect.odoo.OdooDatabase;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.config.types.Password;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The capture of one Odoo database, which begins as soon as there is an Odoo in it.
 *
 * <p>A capture that began on an empty database would hold its snapshot for done, and never read what a restore
 * brings later. So it waits until the table of payments is there with its keys, which a restore makes last.
 */
public final class OdooPart implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(OdooPart.class);
    private static final Duration LOOK = Duration.ofSeconds(2);

    private final Settings settings;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final Thread waiting = new Thread(this::startWhenLoaded, "odoo-awaited");
    private final Object lock = new Object();
    private @Nullable OdooCapture capture;

    private OdooPart(Settings settings) {
        this.settings = settings;
    }

    /** Begins now if Odoo's tables are there, and otherwise when they are. */
    public static OdooPart start(Settings settings) {
        var part = new OdooPart(settings);
        if (isLoaded(settings)) {
            part.startCapture();
        } else {
            part.waiting.start();
        }
        return part;
    }

    /** Whether the database holds an Odoo whose tables can be captured. */
    public static boolean isLoaded(Settings settings) {
        return holdsPayments(database(settings))
                && check(settings).run().stream()
                        .noneMatch(finding -> finding.level() == Finding.Level.ERROR
                                && finding.subject().equals("replica identity"));
    }

    /** Looks at the database as the capture would. */
    public static OdooCheck check(Settings settings) {
        return new OdooCheck(
                database(settings), settings.odooSlotName(), settings.odooPublicationName(), settings.odooWalLimit());
    }

    /** What a capture of this database is told. */
    public static OdooCaptureSettings captureSettings(Settings settings) {
        var kafka = new HashMap<String, String>();
        settings.kafkaProperties().forEach((name, value) -> kafka.put(name, value.toString()));
        return new OdooCaptureSettings(
                settings.odooAccount(),
                database(settings),
                settings.odooSlotName(),
                settings.odooPublicationName(),
                settings.odooHeartbeatInterval(),
                OdooCaptureSettings.OFFSET_TOPIC,
                kafka,
                settings.odooWalLimit());
    }

    /** Where the database is, and as whom we come. */
    public static OdooDatabase database(Settings settings) {
        var host = settings.odooDatabaseHostname()
                .orElseThrow(() -> new PartException(
                        "odoo.database.hostname is not set: on which server is the Odoo that is to be captured?"));
        var options = new HashMap<>(Map.of("sslmode", settings.odooDatabaseSslMode()));
        settings.odooDatabaseSslRootCert().ifPresent(file -> options.put("sslrootcert", file.toString()));
        return new OdooDatabase(
                host,
                settings.odooDatabasePort(),
                settings.odooDatabaseName(),
                settings.odooDatabaseUser(),
                settings.odooDatabasePassword().map(Password::value).orElse(""),
                options);
    }

    /** The capture; empty while it waits for Odoo's tables. */
    Optional<OdooCapture> capture() {
        synchronized (lock) {
            return Optional.ofNullable(capture);
        }
    }

    /** Where the capture stands, in words. */
    public String state() {
        synchronized (lock) {
            return capture == null
                    ? "waits for Odoo's tables in " + database(settings).location()
                    : capture.state().toString();
        }
    }

    @Override
    public void close() {
        stopping.countDown();
        try {
            waiting.join(LOOK.toMillis());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        synchronized (lock) {
            if (capture != null) {
                capture.close();
            }
        }
    }

    private void startWhenLoaded() {
        try {
            while (!stopping.await(LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
                if (isLoaded(settings)) {
                    LOG.warn("Odoo's tables are there now: capture begins.");
                    startCapture();
                    return;
                }
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void startCapture() {
        synchronized (lock) {
            if (stopping.getCount() > 0) {
                capture = new OdooCapture(captureSettings(settings));
                capture.start();
            }
        }
    }

    /** Waits until the capture follows the database, or needs a person, or time is out; empty while it waits for tables. */
    public Optional<CaptureState> awaitStreaming(Duration limit) {
        OdooCapture running;
        synchronized (lock) {
            running = capture;
        }
        if (running == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(running.await(state -> state.phase() == CaptureState.Phase.STREAMING, limit));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return Optional.of(running.state());
        }
    }

    private static boolean holdsPayments(OdooDatabase database) {
        try (var connection = database.connect();
                var query = connection.createStatement();
                var found = query.executeQuery("select to_regclass('public.payment_transaction') is not null")) {
            return found.next() && found.getBoolean(1);
        } catch (SQLException away) {
            // A server that is away is the capture's to wait for: it knows how, and says so.
            LOG.debug("{} cannot be asked for its tables", database, away);
            return true;
        }
    }
}
