package io.tieout.local;

import com.sun.security.auth.module.UnixSystem;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import io.zonky.test.db.postgres.util.LinuxUtils;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** PostgreSQL, ready for logical decoding. */
final class LocalPostgres implements LocalPart {

    private static final Logger LOG = LoggerFactory.getLogger(LocalPostgres.class);
    private static final Duration START_LIMIT = Duration.ofMinutes(2);

    private final EmbeddedPostgres server;
    private final Children children;
    private final ProcessHandle postmaster;
    private final PostgresAddress database;

    private LocalPostgres(
            EmbeddedPostgres server, Children children, ProcessHandle postmaster, PostgresAddress database) {
        this.server = server;
        this.children = children;
        this.postmaster = postmaster;
        this.database = database;
    }

    /**
     * Starts PostgreSQL on the data directory.
     *
     * @param durable whether a commit waits for the disk; a throw-away database need not
     */
    static LocalPostgres start(DataDirectory data, int port, String database, boolean durable) {
        refuseRootWithoutUserNamespace();
        Path binaries = data.postgresBinaries();
        makeAllOfOneAge(binaries);
        Path log = data.log("postgres.log");
        Path complete = data.path().resolve("postgres.complete");
        EmbeddedPostgres server = null;
        try {
            deleteUnlessComplete(data, complete);
            server = EmbeddedPostgres.builder()
                    .setDataDirectory(data.postgres())
                    .setCleanDataDirectory(false)
                    .setOverrideWorkingDirectory(binaries.toFile())
                    .setRegisterShutdownHook(false)
                    .setPGStartupWait(START_LIMIT)
                    .setOutputRedirector(ProcessBuilder.Redirect.to(log.toFile()))
                    .setPort(port)
                    .setServerConfig("listen_addresses", Ports.HOST)
                    // Authentication is trust: no socket in a folder that everybody may enter.
                    .setServerConfig("unix_socket_directories", "")
                    .setServerConfig("wal_level", "logical")
                    .setServerConfig("max_replication_slots", "16")
                    .setServerConfig("max_wal_senders", "16")
                    // A slot that stands still keeps its log, whatever the disk says: nothing is lost in a test.
                    .setServerConfig("max_slot_wal_keep_size", "-1")
                    // Without it decoded changes wait for the WAL writer: some 160 ms instead of 20 a commit.
                    .setServerConfig("synchronous_commit", "on")
                    // The launcher's own default is off; the last word counts.
                    .setServerConfig("fsync", durable ? "on" : "off")
                    .setServerConfig("max_connections", "100")
                    .start();
            ProcessHandle postmaster = postmaster(data.postgres());
            data.children().record(Part.POSTGRES, postmaster);
            create(server, database);
            Files.write(complete, new byte[0]);
            return new LocalPostgres(
                    server,
                    data.children(),
                    postmaster,
                    new PostgresAddress(Ports.HOST, port, "postgres", "postgres", database));
        } catch (IOException | SQLException | IllegalStateException e) {
            if (server != null) {
                close(server);
            }
            throw new LocalStackException(
                    "PostgreSQL could not be started on " + data.postgres() + ": " + e.getMessage() + "\n"
                            + LogTail.of(log),
                    e);
        }
    }

    PostgresAddress database() {
        return database;
    }

    ProcessHandle process() {
        return postmaster;
    }

    @Override
    public String address() {
        return Ports.HOST + ":" + database.port();
    }

    @Override
    public OptionalLong pid() {
        return OptionalLong.of(postmaster.pid());
    }

    @Override
    public void close() {
        close(server);
        // The launcher only logs when it could not stop the server in 5 s.
        children.end(Part.POSTGRES);
    }

    /** What a killed run left behind before it could be written down: a postmaster, or an initdb that still works. */
    static List<ProcessHandle> leftBehind(DataDirectory data) {
        String directory = data.postgres().toString();
        return Children.withArguments(arguments -> {
            int at = arguments.indexOf("-D");
            return at >= 0 && at + 1 < arguments.size() && arguments.get(at + 1).equals(directory);
        });
    }

    /** A database that never came up for the first time may be half of one: it is made anew. */
    private static void deleteUnlessComplete(DataDirectory data, Path complete) throws IOException {
        if (!Files.exists(complete) && Files.exists(data.postgres())) {
            LOG.info("Making the database in {} anew: its first start did not come to an end", data.postgres());
            DataDirectory.delete(data.postgres());
        }
    }

    private static ProcessHandle postmaster(Path directory) throws IOException {
        String pid = Files.readAllLines(directory.resolve("postmaster.pid")).get(0);
        return ProcessHandle.of(Long.parseLong(pid.trim()))
                .orElseThrow(() -> new IOException("the process ended at once"));
    }

    private static void create(EmbeddedPostgres server, String database) throws SQLException {
        try (Connection connection = server.getPostgresDatabase().getConnection();
                PreparedStatement find = connection.prepareStatement("select 1 from pg_database where datname = ?")) {
            find.setString(1, database);
            try (ResultSet found = find.executeQuery()) {
                if (!found.next()) {
                    try (Statement make = connection.createStatement()) {
                        make.execute("create database " + database);
                    }
                }
            }
        }
    }

    private static void close(EmbeddedPostgres server) {
        try {
            server.close();
        } catch (IOException e) {
            LOG.warn("PostgreSQL did not close cleanly: {}", e.toString());
        }
    }

    /**
     * A cleaner of temporary folders deletes what is old: let it find all of the unpacked programs old,
     * or none. The launcher unpacks them when all are gone, and trips when some are.
     */
    private static void makeAllOfOneAge(Path binaries) {
        FileTime now = FileTime.from(Instant.now());
        try (Stream<Path> files = Files.walk(binaries)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                if (!Files.isSymbolicLink(file)) {
                    Files.setLastModifiedTime(file, now);
                }
            }
        } catch (IOException | UncheckedIOException e) {
            LOG.debug("Another start unpacks PostgreSQL into {} right now: {}", binaries, e.toString());
        }
    }

    /** PostgreSQL refuses to run as root; the launcher puts it into a user namespace, where the system allows one. */
    private static void refuseRootWithoutUserNamespace() {
        if (new UnixSystem().getUid() == 0 && !LinuxUtils.isUnshareAvailable()) {
            throw new LocalStackException(
                    "PostgreSQL does not run as root, and this system gives no user namespace to run it in (unshare -U "
                            + "failed): run as another user, install util-linux, or name your own database in "
                            + "odoo.database.hostname.");
        }
    }
}
