package io.tieout.capture;

import static org.awaitility.Awaitility.await;

import io.tieout.FreePort;
import io.tieout.connect.odoo.OdooCaptureSettings;
import io.tieout.connect.odoo.OdooDatabase;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;

/** A PostgreSQL and a broker for one test class; every test takes a database and topics of its own. */
public final class Servers implements AutoCloseable {

    public final String bootstrap;
    private final EmbeddedPostgres postgres;
    private final Path data;
    private final KafkaRaftServer broker;

    public Servers(Path directory) throws Exception {
        data = directory.resolve("postgres");
        postgres = EmbeddedPostgres.builder()
                .setDataDirectory(data)
                .setServerConfig("wal_level", "logical")
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("max_replication_slots", "20")
                .setServerConfig("max_wal_senders", "20")
                .start();
        int port = FreePort.take();
        int controller = FreePort.take();
        String log = directory.resolve("kafka").toString();
        Map<String, String> config = new HashMap<>();
        config.put("node.id", "1");
        config.put("process.roles", "broker,controller");
        config.put("controller.quorum.voters", "1@127.0.0.1:" + controller);
        config.put("listeners", "PLAINTEXT://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:" + controller);
        config.put("controller.listener.names", "CONTROLLER");
        config.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
        config.put("log.dirs", log);
        config.put("offsets.topic.replication.factor", "1");
        config.put("offsets.topic.num.partitions", "1");
        config.put("transaction.state.log.replication.factor", "1");
        config.put("transaction.state.log.min.isr", "1");
        config.put("transaction.state.log.num.partitions", "1");
        config.put("auto.create.topics.enable", "false");
        new Formatter()
                .setClusterId(Uuid.randomUuid().toString())
                .setNodeId(1)
                .setControllerListenerName("CONTROLLER")
                .setMetadataLogDirectory(log)
                .setDirectories(List.of(log))
                .run();
        broker = new KafkaRaftServer(new KafkaConfig(config), Time.SYSTEM);
        broker.startup();
        bootstrap = "127.0.0.1:" + port;
    }

    /** PostgreSQL stops at once, as {@code pg_ctl stop -m immediate}: no checkpoint, no word to those who read. */
    public void crashPostgres() throws IOException, InterruptedException {
        Path pid = data.resolve("postmaster.pid");
        String postmaster = Files.readAllLines(pid).get(0).trim();
        new ProcessBuilder("kill", "-QUIT", postmaster).inheritIO().start().waitFor();
        await("PostgreSQL is gone").atMost(Duration.ofSeconds(30)).until(() -> Files.notExists(pid));
    }

    /** PostgreSQL comes back as it was started before, and recovers from its write-ahead log. */
    public void startPostgres() throws IOException {
        var words = new ArrayList<String>();
        if (System.getProperty("user.name").equals("root")) {
            // As the launcher does: PostgreSQL refuses to run as root.
            words.addAll(List.of("unshare", "-U"));
        }
        for (String word :
                Files.readString(data.resolve("postmaster.opts")).trim().split(" (?=\")")) {
            words.add(word.replace("\"", ""));
        }
        new ProcessBuilder(words)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        await("PostgreSQL answers").atMost(Duration.ofSeconds(60)).until(this::answers);
    }

    private boolean answers() {
        try (Connection connection = DriverManager.getConnection(postgres.getJdbcUrl("postgres", "postgres"))) {
            return connection.isValid(1);
        } catch (SQLException recovering) {
            return false;
        }
    }

    /** A new, empty database; the user is the superuser. */
    public OdooDatabase database(String name) throws SQLException {
        try (Connection connection = DriverManager.getConnection(postgres.getJdbcUrl("postgres", "postgres"));
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + name);
        }
        return new OdooDatabase("127.0.0.1", postgres.getPort(), name, "postgres", "not-asked-for");
    }

    /** A capture of this database under its own name as account, so that tests do not meet. */
    public OdooCaptureSettings settings(OdooDatabase database, Duration heartbeat) {
        return new OdooCaptureSettings(
                database.dbname(),
                database,
                "slot_" + database.dbname(),
                "tieout",
                heartbeat,
                OdooCaptureSettings.OFFSET_TOPIC,
                Map.of("bootstrap.servers", bootstrap));
    }

    public void createTopic(String name, Map<String, String> config) throws Exception {
        try (Admin admin = admin()) {
            admin.createTopics(Set.of(new NewTopic(name, 1, (short) 1).configs(config)))
                    .all()
                    .get();
        }
    }

    Admin admin() {
        return Admin.create(Map.of("bootstrap.servers", bootstrap));
    }

    @Override
    public void close() throws IOException {
        broker.shutdown();
        broker.awaitShutdown();
        postgres.close();
    }
}
