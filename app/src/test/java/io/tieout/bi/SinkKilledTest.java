package io.tieout.bi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tieout.GoldenFile;
import io.tieout.config.GivenSetting;
import io.tieout.config.Settings;
import io.tieout.connect.bi.BiSql;
import io.tieout.connect.bi.BiTable;
import io.tieout.connect.registry.RegistryClient;
import io.tieout.connect.registry.RegistryConfig;
import io.tieout.local.ConnectRest;
import io.tieout.local.LocalOptions;
import io.tieout.local.LocalStack;
import io.tieout.parts.BiPart;
import io.tieout.parts.BiSink;
import io.tieout.parts.Contracts;
import io.tieout.parts.LocalParts;
import java.io.File;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The sink killed, and its database away, while outcomes flow: in the end the tables are the topics, by key and field
 * by field.
 *
 * <p>Once by default. Twenty times: {@code mvn -pl app -am test -Dtest=SinkKilledTest -Dtieout.sink.kills=20
 * -Dsurefire.failIfNoSpecifiedTests=false}.
 */
@SuppressWarnings("NullAway.Init")
class SinkKilledTest {

    private static final int KILLS = Integer.getInteger("tieout.sink.kills", 1);
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    @TempDir
    static Path directory;

    private static LocalStack stack;
    private static Settings settings;
    private static RegistryClient registry;

    @BeforeAll
    static void start() {
        stack = LocalStack.start(LocalOptions.throwAway(directory));
        var given = Settings.of(List.of(
                new GivenSetting("data.dir", stack.dataDirectory().toString(), "test"),
                new GivenSetting("bi.enabled", "true", "test")));
        settings = given.with(LocalParts.addresses(stack, given), "the local stack");
        Contracts.establish(settings);
        registry = new RegistryClient(RegistryConfig.of(settings.registryProperties()));
    }

    @AfterAll
    static void stop() {
        registry.close();
        stack.close();
    }

    @Test
    void tablesAreTheTopicsThoughTheWorkerIsKilled() throws Exception {
        try (var admin = connect("postgres", "postgres");
                var statement = admin.createStatement()) {
            statement.execute("create role killed login");
            statement.execute("create database killed owner killed");
        }
        int port = freePort();
        var connector = new ConnectRest(URI.create("http://127.0.0.1:" + port));
        var log = directory.resolve("worker.log");
        try (var database = connect("killed", "killed");
                var flow = new OutcomeFlow(stack.bootstrapServers(), registry)) {
            try (var statement = database.createStatement()) {
                statement.execute(BiSql.script());
                // Once more changes nothing.
                statement.execute(BiSql.script());
            }
            var worker = worker(port, log);
            try {
                awaitUp(worker, port, log);
                // Not the name of the other test's: a name is a consumer group, also from another Connect cluster.
                connector.put("killed-bi", file());
                flow.begin();
                for (int kill = 1; kill <= KILLS; kill++) {
                    awaitWriting(database, worker, log);
                    worker.destroyForcibly().waitFor();
                    worker = worker(port, log);
                }
                awaitWriting(database, worker, log);
                flow.end();
                await("tables equal topics")
                        .atMost(PATIENCE)
                        .pollInterval(Duration.ofMillis(500))
                        .untilAsserted(() -> tablesEqualTopics(database));
            } finally {
                worker.destroyForcibly().waitFor();
            }
        }
    }

    @Test
    void aDatabaseThatWasAwayIsCaughtUpWith() throws Exception {
        try (var part = BiPart.start(settings, stack);
                var flow = new OutcomeFlow(stack.bootstrapServers(), registry);
                var admin = connect("postgres", "postgres");
                var statement = admin.createStatement()) {
            assertThat(part.describe()).contains("tieout_bi");
            flow.transaction();
            caughtUp();

            statement.execute("alter database tieout_bi with allow_connections false");
            statement.execute("select pg_terminate_backend(pid) from pg_stat_activity where datname = 'tieout_bi'");
            flow.begin();
            var connector = new ConnectRest(URI.create(stack.connectUrl()));
            await("the sink gave up")
                    .atMost(PATIENCE)
                    .until(() -> connector.failure(BiSink.CONNECTOR).isPresent());
            flow.end();

            statement.execute("alter database tieout_bi with allow_connections true");
            caughtUp();
            assertThat(connector.configuration(BiSink.CONNECTOR).orElseThrow().get("connection.password"))
                    .startsWith("${directory:");
        }
    }

    private static void caughtUp() {
        await("tables equal topics")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(500))
                .untilAsserted(() -> {
                    try (var database = connect("tieout_bi", "tieout_bi")) {
                        tablesEqualTopics(database);
                    }
                });
    }

    private static void tablesEqualTopics(Connection database) throws SQLException {
        for (var table : BiTable.ALL) {
            assertThat(TopicRows.mustEqual(database, stack.bootstrapServers(), registry, table))
                    .as(table.table())
                    .isPositive();
        }
    }

    /** The worker writes: not only what it wrote before the last kill is there. */
    private static void awaitWriting(Connection database, Process worker, Path log) throws SQLException {
        long before = written(database);
        await("the sink writes")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(100))
                .until(() -> {
                    assertThat(worker.isAlive()).as(() -> read(log)).isTrue();
                    return written(database) > before;
                });
    }

    /** Rows that were inserted, updated or deleted so far, by the server's own count of transactions of the role. */
    private static long written(Connection database) throws SQLException {
        try (var statement = database.createStatement();
                var found = statement.executeQuery("select coalesce(max(xmin::text::bigint), 0) from entries")) {
            found.next();
            return found.getLong(1);
        }
    }

    /** The file that the product ships, as it is, but for a shorter wait for a consumer that was killed. */
    private static Map<String, String> file() throws IOException {
        var file = new ObjectMapper()
                .readTree(GoldenFile.root()
                        .resolve("connect/config/sinks/bi.json")
                        .toFile());
        var config = new HashMap<String, String>(
                new ObjectMapper().convertValue(file.get("config"), new TypeReference<Map<String, String>>() {}));
        config.put("consumer.override.session.timeout.ms", "6000");
        return config;
    }

    /** A worker in a process of its own, as on a cluster elsewhere. */
    private static Process worker(int port, Path log) throws IOException {
        var properties = directory.resolve("worker.properties");
        Files.writeString(properties, """
                bootstrap.servers=%s
                group.id=elsewhere
                listeners=http://127.0.0.1:%d
                config.storage.topic=elsewhere-configs
                offset.storage.topic=elsewhere-offsets
                status.storage.topic=elsewhere-status
                config.storage.replication.factor=1
                offset.storage.replication.factor=1
                offset.storage.partitions=1
                status.storage.replication.factor=1
                status.storage.partitions=1
                key.converter=org.apache.kafka.connect.json.JsonConverter
                value.converter=org.apache.kafka.connect.json.JsonConverter
                plugin.discovery=service_load
                connector.client.config.override.policy=All
                config.providers=env
                config.providers.env.class=org.apache.kafka.common.config.provider.EnvVarConfigProvider
                offset.flush.interval.ms=1000
                scheduled.rebalance.max.delay.ms=0
                session.timeout.ms=6000
                heartbeat.interval.ms=1000
                """.formatted(stack.bootstrapServers(), port));
        var process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx384m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                                .filter(entry -> !entry.endsWith("test-classes"))
                                .collect(Collectors.joining(File.pathSeparator)),
                        "org.apache.kafka.connect.cli.ConnectDistributed",
                        properties.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        process.environment()
                .put(
                        "BI_DATABASE_URL",
                        "jdbc:postgresql://127.0.0.1:" + stack.postgres().port() + "/killed");
        process.environment().put("BI_DATABASE_USER", "killed");
        process.environment().put("BI_DATABASE_PASSWORD", "any");
        process.environment().put("SCHEMA_REGISTRY_URL", stack.registryUrl());
        return process.start();
    }

    private static void awaitUp(Process worker, int port, Path log) {
        await("the worker answers").atMost(PATIENCE).until(() -> {
            assertThat(worker.isAlive()).as(() -> read(log)).isTrue();
            try {
                // The port is open before the resources are there.
                return ((HttpURLConnection) URI.create("http://127.0.0.1:" + port + "/connectors")
                                        .toURL()
                                        .openConnection())
                                .getResponseCode()
                        == 200;
            } catch (IOException notYet) {
                return false;
            }
        });
    }

    private static Connection connect(String database, String user) throws SQLException {
        return DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:" + stack.postgres().port() + "/" + database, user, "any");
    }

    private static String read(Path log) {
        try {
            return Files.readString(log);
        } catch (IOException unread) {
            return unread.toString();
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
