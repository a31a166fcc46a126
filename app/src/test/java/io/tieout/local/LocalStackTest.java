package io.tieout.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

class LocalStackTest {

    private static final Logger LOG = LoggerFactory.getLogger(LocalStackTest.class);
    private static final ObjectMapper JSON = new ObjectMapper();

    @Nested
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    @SuppressWarnings("NullAway.Init")
    class AStackThatIsUp {

        private Path directory;
        private LocalStack stack;

        @BeforeAll
        void start(@TempDir Path temporary) throws IOException {
            directory = temporary;
            Path data = directory.resolve("data");
            long begin = System.nanoTime();
            stack = LocalStack.start(LocalOptions.persistent(data));
            LOG.info(
                    "All parts up after {} ms",
                    Duration.ofNanos(System.nanoTime() - begin).toMillis());
            for (Endpoint endpoint : stack.endpoints()) {
                LOG.info(
                        "{} at {} in {} ms, {}",
                        endpoint.part(),
                        endpoint.address(),
                        endpoint.startedIn().toMillis(),
                        endpoint.pid().isPresent() ? rss(endpoint.pid().getAsLong()) : "in this process");
            }
            LOG.info("This process: {}", rss(ProcessHandle.current().pid()));
        }

        @AfterAll
        void stop() {
            long begin = System.nanoTime();
            stack.close();
            Duration took = Duration.ofNanos(System.nanoTime() - begin);
            LOG.info("All parts stopped after {} ms", took.toMillis());
            assertThat(took).isLessThan(Duration.ofSeconds(20));
            assertThat(StackInAnotherProcess.processesOf(directory)).isEmpty();
        }

        @Test
        void tellsWhereEveryPartAnswers() {
            assertThat(stack.endpoints()).extracting(Endpoint::part).containsExactly(Part.values());
            assertThat(stack.endpoints())
                    .allMatch(endpoint -> endpoint.startedIn().compareTo(Duration.ZERO) > 0);
        }

        @Test
        void theBrokerRunsTransactionsOfVersionTwo() throws Exception {
            try (Admin admin = admin(stack)) {
                assertThat(admin.describeFeatures().featureMetadata().get().finalizedFeatures())
                        .hasEntrySatisfying(
                                "transaction.version",
                                range -> assertThat(range.maxVersionLevel()).isEqualTo((short) 2));
            }
        }

        @Test
        void theBrokerMakesNoTopicByItselfAndForgetsNothing() throws Exception {
            ConfigResource broker = new ConfigResource(ConfigResource.Type.BROKER, "1");
            try (Admin admin = admin(stack)) {
                Map<String, String> settings = new HashMap<>();
                admin.describeConfigs(List.of(broker))
                        .values()
                        .values()
                        .iterator()
                        .next()
                        .get()
                        .entries()
                        .forEach(entry -> settings.put(entry.name(), String.valueOf(entry.value())));
                assertThat(settings)
                        .containsEntry("auto.create.topics.enable", "false")
                        .containsEntry("log.retention.ms", "-1");
            }
        }

        @Test
        void theDatabaseIsReadyForLogicalDecoding() throws Exception {
            assertThat(setting("wal_level")).isEqualTo("logical");
            assertThat(setting("synchronous_commit")).isEqualTo("on");
            assertThat(setting("fsync")).isEqualTo("on");
            assertThat(setting("listen_addresses")).isEqualTo("127.0.0.1");
            assertThat(setting("unix_socket_directories")).isEmpty();
            assertThat(setting("max_slot_wal_keep_size")).isEqualTo("-1");
            assertThat(setting("server_encoding")).isEqualTo("UTF8");
            assertThat(Integer.parseInt(setting("max_replication_slots"))).isGreaterThanOrEqualTo(10);
            assertThat(Integer.parseInt(setting("max_wal_senders"))).isGreaterThanOrEqualTo(10);
            assertThat(setting("server_version")).startsWith("17.");
        }

        @Test
        void theRegistrySpeaksConfluentsApi() throws Exception {
            int id = register(stack, "spoken-value", "{\"type\":\"string\"}");

            JsonNode schema = JSON.readTree(get(stack.registryUrl() + "/schemas/ids/" + id));

            assertThat(schema.path("schema").asText()).isEqualTo("{\"type\":\"string\"}");
        }

        @Test
        void theConnectWorkerReadsSecretsFromFilesAndShowsOnlyTheirNames() throws Exception {
            try (Admin admin = admin(stack)) {
                admin.createTopics(List.of(new NewTopic("copied", 1, (short) 1)))
                        .all()
                        .get();
            }
            Path lines = Files.writeString(directory.resolve("lines.txt"), "first\nsecond\n");
            String reference = stack.secrets().write("file.name", lines.toString());
            ConnectRest connect = new ConnectRest(URI.create(stack.connectUrl()));
            Map<String, String> configuration = Map.of(
                    "connector.class", "org.apache.kafka.connect.file.FileStreamSourceConnector",
                    "tasks.max", "1",
                    "topic", "copied",
                    "file", reference,
                    "key.converter", "org.apache.kafka.connect.storage.StringConverter",
                    "value.converter", "org.apache.kafka.connect.storage.StringConverter");

            connect.put("lines", configuration);
            connect.awaitRunning("lines", Duration.ofSeconds(30));

            assertThat(values(stack, "copied", 2)).containsExactly("first", "second");
            assertThat(connect.configuration("lines").orElseThrow()).containsEntry("file", reference);
            assertThat(PosixFilePermissions.toString(
                            Files.getPosixFilePermissions(stack.dataDirectory().resolve("secrets/file.name"))))
                    .isEqualTo("rw-------");
            assertThat(connect.delete("lines")).isTrue();
            assertThat(connect.configuration("lines")).isEmpty();
            assertThat(connect.delete("lines")).isFalse();
        }

        @Test
        void aSecondStartOnItsDirectoryIsRefusedAndNamesTheProcess() {
            assertThatThrownBy(() -> LocalStack.start(LocalOptions.persistent(stack.dataDirectory())))
                    .isInstanceOf(LocalStackException.class)
                    .hasMessageContaining(stack.dataDirectory().toString())
                    .hasMessageContaining("process " + ProcessHandle.current().pid());
        }

        @Test
        void reapingItsDirectoryTouchesNothingWhileItIsUp() throws Exception {
            assertThat(LocalStack.reap(stack.dataDirectory()).nothing()).isTrue();
            assertThat(setting("wal_level")).isEqualTo("logical");
        }

        private String setting(String name) throws SQLException {
            PostgresAddress address = stack.postgres();
            try (Connection connection =
                            DriverManager.getConnection(address.jdbcUrl(), address.user(), address.password());
                    Statement statement = connection.createStatement();
                    ResultSet result = statement.executeQuery("show " + name)) {
                result.next();
                return result.getString(1);
            }
        }
    }

    @Test
    void aTakenPortIsRefusedByItsNumberAndItsSetting(@TempDir Path directory) throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> LocalStack.start(
                            LocalOptions.persistent(directory).port(Part.BROKER, taken.getLocalPort())))
                    .isInstanceOf(LocalStackException.class)
                    .hasMessageContaining("Port " + taken.getLocalPort() + " (local.kafka.port) is taken");
        }
        assertThat(StackInAnotherProcess.processesOf(directory)).isEmpty();
    }

    @Test
    void aPartThatCannotStartLeavesNoOtherRunning(@TempDir Path directory) {
        assertThatThrownBy(() -> LocalStack.start(LocalOptions.persistent(directory)
                        .without(Part.CONNECT)
                        .without(Part.BROKER)
                        .registryHome(directory.resolve("nowhere"))))
                .isInstanceOf(LocalStackException.class)
                .hasMessageContaining("There is no schema registry in")
                .hasMessageContaining("schema.registry.url");
        assertThat(StackInAnotherProcess.processesOf(directory)).isEmpty();
    }

    @Test
    void anExternalPartIsNotStartedButAnswered(@TempDir Path directory) {
        LocalOptions options = LocalOptions.throwAway(directory)
                .external(Part.BROKER, "kafka:9092")
                .external(Part.REGISTRY, "http://registry:8081")
                .external(Part.CONNECT, "http://connect:8083")
                .without(Part.POSTGRES);
        Path data;
        try (LocalStack stack = LocalStack.start(options)) {
            data = stack.dataDirectory();
            assertThat(stack.endpoints()).isEmpty();
            assertThat(stack.bootstrapServers()).isEqualTo("kafka:9092");
            assertThat(stack.registryUrl()).isEqualTo("http://registry:8081");
            assertThat(stack.connectUrl()).isEqualTo("http://connect:8083");
            assertThatThrownBy(stack::postgres).isInstanceOf(LocalStackException.class);
        }
        assertThat(data).doesNotExist();
    }

    @Test
    void aBrokerWithAFatalFaultEndsTheStartAndNotTheProcess(@TempDir Path directory) throws Exception {
        List<String> told = new CopyOnWriteArrayList<>();
        Consumer<String> listener = told::add;
        KafkaExit.listen(listener);
        // The controller's port is taken after it was probed.
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                DataDirectory data = DataDirectory.take(directory)) {
            int port = Ports.choose(Map.of("port", 0), data.ports()).getOrDefault("port", 0);
            assertThatThrownBy(() -> LocalBroker.start(data, port, taken.getLocalPort()))
                    .isInstanceOf(LocalStackException.class)
                    .hasMessageContaining("fatal fault");
            assertThat(told).hasSize(1);
        } finally {
            KafkaExit.ignore(listener);
        }
    }

    @Test
    void whatWasKeptSurvivesAKillAndNoProcessDoes(@TempDir Path directory) throws Exception {
        Path data = directory.resolve("data");
        LocalOptions options = LocalOptions.persistent(data).without(Part.CONNECT);
        Set<Long> orphans;
        int id;
        List<Endpoint> before;
        try (LocalStack stack = LocalStack.start(options)) {
            before = stack.endpoints();
            try (Admin admin = admin(stack)) {
                admin.createTopics(List.of(new NewTopic("kept", 1, (short) 1)))
                        .all()
                        .get();
            }
            send(stack, "kept", "one");
        }
        try (StackInAnotherProcess other =
                StackInAnotherProcess.start("persistent", data, Part.POSTGRES, Part.BROKER, Part.REGISTRY)) {
            id = registerAt(registryAt(data), "kept-value", "{\"type\":\"long\"}");
            other.kill();
            orphans = pids(StackInAnotherProcess.processesOf(data));
            assertThat(orphans)
                    .as("registry and postmaster outlive a killed parent")
                    .hasSizeGreaterThanOrEqualTo(2);
        }

        long begin = System.nanoTime();
        try (LocalStack stack = LocalStack.start(options)) {
            LOG.info(
                    "Up again {} ms after a kill",
                    Duration.ofNanos(System.nanoTime() - begin).toMillis());
            assertThat(pids(StackInAnotherProcess.processesOf(data))).doesNotContainAnyElementsOf(orphans);
            assertThat(stack.endpoints())
                    .extracting(Endpoint::address)
                    .containsExactlyElementsOf(
                            before.stream().map(Endpoint::address).toList());
            send(stack, "kept", "two");
            assertThat(values(stack, "kept", 2)).containsExactly("one", "two");
            assertThat(JSON.readTree(get(stack.registryUrl() + "/schemas/ids/" + id))
                            .path("schema")
                            .asText())
                    .isEqualTo("{\"type\":\"long\"}");
            assertThat(register(stack, "kept-value", "{\"type\":\"long\"}")).isEqualTo(id);
        }
        assertThat(StackInAnotherProcess.processesOf(data)).isEmpty();
    }

    @Test
    void downStopsAParentInOrderAndItsDirectoryIsFreeAgain(@TempDir Path directory) throws Exception {
        Path data = directory.resolve("data");
        try (StackInAnotherProcess other = StackInAnotherProcess.start("persistent", data, Part.POSTGRES)) {
            assertThatThrownBy(() -> LocalStack.start(LocalOptions.persistent(data)))
                    .isInstanceOf(LocalStackException.class)
                    .hasMessageContaining("process " + other.handle().pid());

            Reaped reaped = LocalStack.down(data);

            assertThat(reaped.parent()).hasValue(other.handle().pid());
            assertThat(reaped.parentKilled()).isFalse();
            assertThat(reaped.children()).isEmpty();
            assertThat(StackInAnotherProcess.processesOf(data)).isEmpty();
            assertThat(LocalStack.down(data).nothing()).isTrue();
        }
    }

    @Test
    void aThrowAwayDirectoryOfAKilledRunIsDeletedByTheNext(@TempDir Path root) throws Exception {
        LocalOptions options = LocalOptions.throwAway(root)
                .without(Part.POSTGRES)
                .without(Part.CONNECT)
                .without(Part.BROKER)
                .without(Part.REGISTRY);
        Path killed;
        try (LocalStack alive = LocalStack.start(options);
                StackInAnotherProcess other = StackInAnotherProcess.start("throw-away", root, Part.POSTGRES)) {
            killed = runsBelow(root).stream()
                    .filter(run -> !run.equals(alive.dataDirectory()))
                    .findFirst()
                    .orElseThrow();
            other.kill();
            try (LocalStack next = LocalStack.start(options)) {
                assertThat(StackInAnotherProcess.processesOf(killed)).isEmpty();
                assertThat(runsBelow(root)).containsExactlyInAnyOrder(alive.dataDirectory(), next.dataDirectory());
            }
        }
        assertThat(runsBelow(root)).isEmpty();
        assertThat(StackInAnotherProcess.processesOf(root)).isEmpty();
    }

    @Test
    void aProcessThatNobodyWroteDownIsEndedAsWell(@TempDir Path directory) throws Exception {
        Path data = directory.resolve("data");
        try (StackInAnotherProcess other = StackInAnotherProcess.start("persistent", data, Part.POSTGRES)) {
            other.kill();
            Set<Long> orphans = pids(StackInAnotherProcess.processesOf(data));
            assertThat(orphans).isNotEmpty();
            Files.delete(data.resolve("children.json"));

            Reaped reaped = LocalStack.down(data);

            assertThat(orphans).containsAll(reaped.children());
            assertThat(reaped.nothing()).isFalse();
            assertThat(StackInAnotherProcess.processesOf(data)).isEmpty();
        }
    }

    @Test
    void aPartThatEndsByItselfIsAFault(@TempDir Path directory) throws Exception {
        try (LocalStack stack = LocalStack.start(LocalOptions.throwAway(directory)
                .without(Part.CONNECT)
                .without(Part.BROKER)
                .without(Part.REGISTRY))) {
            assertThat(stack.fault()).isNotDone();

            ProcessHandle.of(stack.endpoints().get(0).pid().orElseThrow())
                    .orElseThrow()
                    .destroyForcibly();

            assertThat(stack.fault().get(20, TimeUnit.SECONDS)).hasMessageContaining("PostgreSQL (process");
        }
    }

    private static List<Path> runsBelow(Path root) throws IOException {
        try (Stream<Path> entries = Files.list(root.toRealPath())) {
            return entries.filter(path -> path.getFileName().toString().startsWith("run-"))
                    .toList();
        }
    }

    private static Set<Long> pids(List<ProcessHandle> processes) {
        return processes.stream().map(ProcessHandle::pid).collect(Collectors.toSet());
    }

    private static Admin admin(LocalStack stack) {
        return Admin.create(Map.of("bootstrap.servers", stack.bootstrapServers()));
    }

    private static void send(LocalStack stack, String topic, String value) throws Exception {
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", stack.bootstrapServers()),
                new StringSerializer(),
                new StringSerializer())) {
            producer.send(new ProducerRecord<>(topic, value)).get();
        }
    }

    private static List<String> values(LocalStack stack, String topic, int count) {
        TopicPartition partition = new TopicPartition(topic, 0);
        List<String> values = new ArrayList<>();
        try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", stack.bootstrapServers()),
                new StringDeserializer(),
                new StringDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            Awaitility.await().atMost(30, TimeUnit.SECONDS).until(() -> {
                consumer.poll(Duration.ofMillis(200)).forEach(record -> values.add(record.value()));
                return values.size() >= count;
            });
        }
        return values;
    }

    private static int register(LocalStack stack, String subject, String schema) throws Exception {
        return registerAt(stack.registryUrl(), subject, schema);
    }

    private static int registerAt(String registry, String subject, String schema) throws Exception {
        String body = JSON.createObjectNode().put("schema", schema).toString();
        return JSON.readTree(
                        Http.send(HttpRequest.newBuilder(URI.create(registry + "/subjects/" + subject + "/versions"))
                                        .POST(HttpRequest.BodyPublishers.ofString(body)))
                                .body())
                .path("id")
                .asInt();
    }

    private static String registryAt(Path data) throws IOException {
        int port = JSON.readTree(data.resolve("ports.json").toFile())
                .path("local.registry.port")
                .asInt();
        return "http://127.0.0.1:" + port + "/apis/ccompat/v7";
    }

    private static String get(String address) throws Exception {
        return Http.send(HttpRequest.newBuilder(URI.create(address)).GET()).body();
    }

    /** The resident memory of a process, where the system tells it. */
    private static String rss(long pid) throws IOException {
        Path status = Path.of("/proc", String.valueOf(pid), "status");
        if (!Files.exists(status)) {
            return "memory not known";
        }
        return Files.readAllLines(status, StandardCharsets.UTF_8).stream()
                .filter(line -> line.startsWith("VmRSS"))
                .findFirst()
                .orElse("memory not known");
    }
}
