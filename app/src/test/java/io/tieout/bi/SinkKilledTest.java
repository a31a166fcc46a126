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
import io.tieout.local.WorkerElsewhere;
import io.tieout.parts.BiPart;
import io.tieout.parts.BiSink;
import io.tieout.parts.Contracts;
import io.tieout.parts.LocalParts;
import java.io.File;
import java.io.IOException;
import java.net.URI;
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
        try (var database = connect("killed", "killed");
                var flow = new OutcomeFlow(stack.bootstrapServers(), registry)) {
            try (var statement = database.createStatement()) {
                statement.execute(BiSql.script());
                // Once more changes nothing.
                statement.execute(BiSql.script());
            }
            try (var worker = worker()) {
                worker.awaitUp(PATIENCE);
                // Not the name of the other test's: a name is a consumer group, also from another Connect cluster.
                new ConnectRest(URI.create(worker.url())).put("killed-bi", file());
                flow.begin();
                for (int kill = 1; kill <= KILLS; kill++) {
                    awaitWriting(database, worker);
                    worker.kill();
                    worker.startAgain();
                }
                awaitWriting(database, worker);
                flow.end();
                await("tables equal topics")
                        .atMost(PATIENCE)
                        .pollInterval(Duration.ofMillis(500))
                        .untilAsserted(() -> tablesEqualTopics(database));
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
    private static void awaitWriting(Connection database, WorkerElsewhere worker) throws SQLException {
        long before = written(database);
        await("the sink writes")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(100))
                .until(() -> {
                    worker.mustLive();
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

    /** A worker with all libraries on its class path. */
    private static WorkerElsewhere worker() throws IOException {
        return WorkerElsewhere.start(
                directory,
                stack.bootstrapServers(),
                Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                        .filter(entry -> !entry.endsWith("test-classes"))
                        .collect(Collectors.joining(File.pathSeparator)),
                List.of(
                        "plugin.discovery=service_load",
                        "connector.client.config.override.policy=All",
                        "offset.flush.interval.ms=1000",
                        "scheduled.rebalance.max.delay.ms=0",
                        "session.timeout.ms=6000",
                        "heartbeat.interval.ms=1000"),
                Map.of(
                        "BI_DATABASE_URL",
                        "jdbc:postgresql://127.0.0.1:" + stack.postgres().port() + "/killed",
                        "BI_DATABASE_USER",
                        "killed",
                        "BI_DATABASE_PASSWORD",
                        "any",
                        "SCHEMA_REGISTRY_URL",
                        stack.registryUrl()));
    }

    private static Connection connect(String database, String user) throws SQLException {
        return DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:" + stack.postgres().port() + "/" + database, user, "any");
    }
}
