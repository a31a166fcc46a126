package io.tieout.local;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;

/** A Kafka broker that is its own controller, in this process. */
final class LocalBroker implements LocalPart {

    /** The setting under which the controller's port is remembered; nobody wishes it. */
    static final String CONTROLLER_PORT = "local.kafka.controller.port";

    /** The file by which Kafka says in a log directory that it stopped of its own will. */
    private static final String CLEAN_SHUTDOWN = ".kafka_cleanshutdown";

    private static final int NODE = 1;
    private static final int MESSAGE_BYTES_MAX = 8 * 1024 * 1024;

    private final KafkaRaftServer server;
    private final String address;

    private LocalBroker(KafkaRaftServer server, String address) {
        this.server = server;
        this.address = address;
    }

    static LocalBroker start(DataDirectory data, int port, int controllerPort) {
        Path directory = data.kafka();
        boolean killed =
                Files.exists(directory.resolve("meta.properties")) && !Files.exists(directory.resolve(CLEAN_SHUTDOWN));
        format(directory);
        Map<String, String> settings = settings(directory, port, controllerPort);
        if (killed) {
            KilledBroker.fence(controllerOnly(settings, controllerPort));
        }
        KafkaRaftServer server = new KafkaRaftServer(new KafkaConfig(settings), Time.SYSTEM);
        LocalBroker broker = new LocalBroker(server, Ports.HOST + ":" + port);
        boolean ready = false;
        try {
            server.startup();
            ready = true;
            return broker;
        } finally {
            if (!ready) {
                broker.close();
            }
        }
    }

    @Override
    public String address() {
        return address;
    }

    @Override
    public OptionalLong pid() {
        return OptionalLong.empty();
    }

    @Override
    public void close() {
        server.shutdown();
        server.awaitShutdown();
    }

    /** Without feature levels named, the formatter takes those of the release: transactions of version 2 among them. */
    private static void format(Path directory) {
        if (Files.exists(directory.resolve("meta.properties"))) {
            return;
        }
        try (PrintStream silent = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8)) {
            new Formatter()
                    .setPrintStream(silent)
                    .setClusterId(Uuid.randomUuid().toString())
                    .setNodeId(NODE)
                    .setControllerListenerName("CONTROLLER")
                    .setMetadataLogDirectory(directory.toString())
                    .setDirectories(List.of(directory.toString()))
                    .run();
        } catch (IOException e) {
            throw new LocalStackException("Kafka's directory " + directory + " cannot be written: " + e, e);
        } catch (Exception e) {
            throw new LocalStackException(
                    "Kafka's directory " + directory + " cannot be prepared: " + e.getMessage(), e);
        }
    }

    private static Map<String, String> controllerOnly(Map<String, String> settings, int controllerPort) {
        Map<String, String> controller = new HashMap<>(settings);
        controller.put("process.roles", "controller");
        controller.put("listeners", "CONTROLLER://" + Ports.HOST + ":" + controllerPort);
        controller.remove("advertised.listeners");
        return controller;
    }

    private static Map<String, String> settings(Path directory, int port, int controllerPort) {
        String client = Ports.HOST + ":" + port;
        String controller = Ports.HOST + ":" + controllerPort;
        Map<String, String> settings = new HashMap<>();
        settings.put("process.roles", "broker,controller");
        settings.put("node.id", String.valueOf(NODE));
        settings.put("controller.quorum.voters", NODE + "@" + controller);
        settings.put("controller.listener.names", "CONTROLLER");
        settings.put("inter.broker.listener.name", "CLIENT");
        settings.put("listener.security.protocol.map", "CLIENT:PLAINTEXT,CONTROLLER:PLAINTEXT");
        settings.put("listeners", "CLIENT://" + client + ",CONTROLLER://" + controller);
        settings.put("advertised.listeners", "CLIENT://" + client);
        settings.put("log.dirs", directory.toString());

        // Nothing comes into being by a slip of the pen, and nothing goes by age.
        settings.put("auto.create.topics.enable", "false");
        settings.put("log.retention.ms", "-1");
        settings.put("message.max.bytes", String.valueOf(MESSAGE_BYTES_MAX));
        settings.put("replica.fetch.max.bytes", String.valueOf(MESSAGE_BYTES_MAX));
        // A stack that was switched off over the holidays must find its offsets.
        settings.put("offsets.retention.minutes", String.valueOf(Integer.MAX_VALUE));

        // There is one broker.
        settings.put("default.replication.factor", "1");
        settings.put("min.insync.replicas", "1");
        settings.put("offsets.topic.replication.factor", "1");
        settings.put("transaction.state.log.replication.factor", "1");
        settings.put("transaction.state.log.min.isr", "1");
        settings.put("share.coordinator.state.topic.replication.factor", "1");
        settings.put("share.coordinator.state.topic.min.isr", "1");

        // After a kill the session of the old broker must be over before the new one takes its place: 2 s, not 9.
        settings.put("broker.session.timeout.ms", "2000");
        settings.put("broker.heartbeat.interval.ms", "300");
        settings.put("group.initial.rebalance.delay.ms", "0");

        // Small: it shares the machine with everything else.
        settings.put("offsets.topic.num.partitions", "4");
        settings.put("transaction.state.log.num.partitions", "4");
        settings.put("share.coordinator.state.topic.num.partitions", "1");
        settings.put("num.network.threads", "2");
        settings.put("num.io.threads", "4");
        settings.put("log.cleaner.dedupe.buffer.size", String.valueOf(8 * 1024 * 1024));
        return settings;
    }
}
