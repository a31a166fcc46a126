package io.tieout.capture;

import io.tieout.connect.odoo.CaptureState;
import io.tieout.connect.odoo.OdooCapture;
import io.tieout.connect.odoo.OdooCaptureSettings;
import io.tieout.connect.odoo.OdooDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** A capture alone in a JVM, to be killed. */
public final class CaptureMain {

    private CaptureMain() {}

    /** Starts one, which lives until it is killed. */
    public static Process start(Servers servers, OdooDatabase database) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Xmx256m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        CaptureMain.class.getName(),
                        servers.bootstrap,
                        Integer.toString(database.port()),
                        database.dbname())
                .inheritIO()
                .start();
    }

    /** Arguments: bootstrap servers, port of PostgreSQL, name of the database. Runs until killed. */
    public static void main(String[] args) throws InterruptedException {
        OdooDatabase database = new OdooDatabase("127.0.0.1", Integer.parseInt(args[1]), args[2], "postgres", "");
        OdooCaptureSettings settings = new OdooCaptureSettings(
                args[2],
                database,
                "slot_" + args[2],
                "tieout",
                Duration.ofMillis(200),
                OdooCaptureSettings.OFFSET_TOPIC,
                Map.of("bootstrap.servers", args[0]));
        try (OdooCapture capture = new OdooCapture(settings)) {
            capture.start();
            CaptureState end = capture.await(CaptureState::ended, Duration.ofMinutes(10));
            System.err.println(end);
        }
    }
}
