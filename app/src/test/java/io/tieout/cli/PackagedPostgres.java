package io.tieout.cli;

import static org.awaitility.Awaitility.await;

import io.tieout.FreePort;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A PostgreSQL 15 as a distribution packages it and an administrator runs it: not as root, with passwords, and
 * configured for nothing but logical decoding.
 */
final class PackagedPostgres implements AutoCloseable {

    static final String HOST = "127.0.0.1";
    static final String ADMIN = "postgres";
    static final String PASSWORD = "of-the-administrator";

    /** Who runs it where the test is root. */
    private static final String USER = "nobody";

    private static final Duration START = Duration.ofSeconds(30);
    private static final List<Path> USUAL_PLACES = Stream.of(
                    "/usr/lib/postgresql/15/bin",
                    "/usr/pgsql-15/bin",
                    "/opt/homebrew/opt/postgresql@15/bin",
                    "/usr/local/opt/postgresql@15/bin")
            .map(Path::of)
            .toList();

    private final Process process;
    private final int port;

    private PackagedPostgres(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** It is installed, and could not be started here: the message says why. */
    static final class CannotStartException extends Exception {
        private static final long serialVersionUID = 1;

        CannotStartException(String message) {
            super(message);
        }
    }

    /** Where its programs are, if it is installed. */
    static Optional<Path> programs() {
        return USUAL_PLACES.stream()
                .filter(place ->
                        Files.isExecutable(place.resolve("initdb")) && Files.isExecutable(place.resolve("postgres")))
                .findFirst();
    }

    static String usualPlaces() {
        return USUAL_PLACES.toString();
    }

    /** A new server on a free port, with its data below the directory. */
    static PackagedPostgres start(Path programs, Path directory)
            throws CannotStartException, IOException, InterruptedException {
        List<String> asUser = asUser();
        Path home = Files.createDirectory(directory.resolve("packaged-postgres"));
        Path password = home.resolve("password");
        Files.writeString(password, PASSWORD);
        Path log = directory.resolve("packaged-postgres.log");
        if (!asUser.isEmpty()) {
            // The other user must get there; what is beside it stays shut.
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx--x--x"));
            for (Path mine : List.of(home, password)) {
                Files.setOwner(
                        mine,
                        mine.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(USER));
            }
        }
        Path data = home.resolve("data");
        Process init = run(
                asUser,
                home,
                log,
                programs.resolve("initdb").toString(),
                "--pgdata=" + data,
                "--username=" + ADMIN,
                "--pwfile=" + password,
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--no-locale",
                "--no-sync");
        if (init.waitFor() != 0) {
            throw new CannotStartException("initdb failed: " + Files.readString(log));
        }
        int port = FreePort.take();
        Process server = run(
                asUser,
                home,
                log,
                programs.resolve("postgres").toString(),
                "-D",
                data.toString(),
                "-c",
                "listen_addresses=" + HOST,
                "-c",
                "port=" + port,
                "-c",
                "unix_socket_directories=",
                "-c",
                "wal_level=logical");
        var postgres = new PackagedPostgres(server, port);
        try {
            await("PostgreSQL 15 answers").atMost(START).until(() -> !server.isAlive() || postgres.answers());
        } catch (RuntimeException e) {
            postgres.close();
            throw e;
        }
        if (!server.isAlive()) {
            throw new CannotStartException("postgres ended: " + Files.readString(log, StandardCharsets.UTF_8));
        }
        return postgres;
    }

    int port() {
        return port;
    }

    Connection connect(String database, String user, String password) throws SQLException {
        return DriverManager.getConnection("jdbc:postgresql://" + HOST + ":" + port + "/" + database, user, password);
    }

    private boolean answers() {
        try (Connection connection = connect("postgres", ADMIN, PASSWORD)) {
            return connection.isValid(1);
        } catch (SQLException notYet) {
            return false;
        }
    }

    /** As {@code pg_ctl stop -m fast}: it ends its connections and goes. */
    @Override
    public void close() throws IOException, InterruptedException {
        if (process.isAlive()) {
            new ProcessBuilder("kill", "-INT", Long.toString(process.pid()))
                    .inheritIO()
                    .start()
                    .waitFor();
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly().waitFor();
            }
        }
    }

    /** PostgreSQL refuses to run as root. The process stays the one that is started, so that a signal reaches it. */
    private static List<String> asUser() throws CannotStartException {
        if (!System.getProperty("user.name").equals("root")) {
            return List.of();
        }
        Path setpriv = Stream.of("/usr/bin/setpriv", "/bin/setpriv")
                .map(Path::of)
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new CannotStartException(
                        "this is root, as which PostgreSQL does not run, and there is no setpriv to become " + USER));
        return List.of(setpriv.toString(), "--reuid=" + USER, "--regid=65534", "--clear-groups", "--");
    }

    private static Process run(List<String> asUser, Path home, Path log, String... command) throws IOException {
        var words = new ArrayList<>(asUser);
        words.addAll(List.of(command));
        return new ProcessBuilder(words)
                .directory(home.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
    }
}
