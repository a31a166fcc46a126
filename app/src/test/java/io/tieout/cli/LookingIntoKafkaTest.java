package io.tieout.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import io.tieout.config.Settings;
import io.tieout.connect.registry.WireFormat;
import io.tieout.doctor.Finding;
import io.tieout.local.LocalOptions;
import io.tieout.local.LocalStack;
import io.tieout.local.Part;
import io.tieout.parts.Contracts;
import io.tieout.parts.TopicSetup;
import io.tieout.v1.Money;
import io.tieout.wire.Contract;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.avro.io.EncoderFactory;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code read} and {@code doctor} against a real broker, and a registry that knows one schema. */
class LookingIntoKafkaTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final Schema SCHEMA = new Schema.Parser().parse("""
            {"type": "record", "name": "Seen", "fields": [
              {"name": "id", "type": "string"},
              {"name": "amount_minor", "type": "long"},
              {"name": "seen_at", "type": {"type": "long", "logicalType": "timestamp-millis"}},
              {"name": "note", "type": ["null", "string"]},
              {"name": "tags", "type": {"type": "array", "items": "string"}},
              {"name": "counts", "type": {"type": "map", "values": "int"}},
              {"name": "level", "type": {"type": "enum", "name": "Level", "symbols": ["LOW", "HIGH"]}}
            ]}""");

    @TempDir
    private static Path directory;

    private static LocalStack stack;
    private static HttpServer registry;

    private final Terminal terminal = new Terminal(Map.of());

    @BeforeAll
    static void start() throws IOException {
        stack = LocalStack.start(LocalOptions.throwAway(directory)
                .without(Part.POSTGRES)
                .without(Part.REGISTRY)
                .without(Part.CONNECT));
        registry = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        registry.createContext("/", exchange -> {
            var schema = Map.of(
                            "/schemas/ids/1", SCHEMA,
                            "/schemas/ids/2", Contract.COVERAGE.schema(),
                            "/schemas/ids/3", Contract.LATE_ARRIVAL.schema(),
                            "/schemas/ids/4", Contract.MATCH_LINE.schema())
                    .get(exchange.getRequestURI().getPath());
            boolean known = schema != null;
            var body = known
                    ? JSON.createObjectNode().put("schema", schema.toString()).toString()
                    : "{\"error_code\": 40403, \"message\": \"not found\"}";
            var bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(known ? 200 : 404, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        registry.start();
    }

    @AfterAll
    static void stop() {
        registry.stop(0);
        stack.close();
    }

    @Test
    void rawRecordsAreShownAsTheirMakerWroteThem() throws Exception {
        topic("raw");
        send("raw", "acct_1", "{\n \"amount\": 12.50, \"big\": 12345678901234567890}".getBytes(StandardCharsets.UTF_8));
        send("raw", "acct_1", "plain ä".getBytes(StandardCharsets.UTF_8));
        send("raw", "acct_1", new byte[] {(byte) 0xff, 0, 1});
        send("raw", "acct_1", null);

        terminal.type("read", "raw", "--timeout", "2s", "--set", kafka());

        assertThat(terminal.err()).isEmpty();
        var lines = lines(terminal);
        assertThat(terminal.exitCode()).isEqualTo(ExitCode.OK);
        assertThat(terminal.out()).contains("\"value\":{\"amount\":12.50,\"big\":12345678901234567890}");
        assertThat(lines).extracting(line -> line.path("offset").asLong()).containsExactly(0L, 1L, 2L, 3L);
        assertThat(lines).extracting(line -> line.path("key").asText()).containsOnly("acct_1");
        assertThat(lines.get(1).path("value").asText()).isEqualTo("plain ä");
        assertThat(lines.get(2).path("value").path("base64").asText()).isEqualTo("/wAB");
        assertThat(lines.get(3).path("value").isNull()).isTrue();
        assertThat(lines.get(0).path("headers").path("tieout-kind").asText()).isEqualTo("event");
        assertThat(lines.get(0).path("timestamp").asText()).endsWith("Z");
    }

    @Test
    void avroIsDecodedBySchemaOfTheRegistry() throws Exception {
        topic("recon.seen.v1");
        send("recon.seen.v1", "k", avro(1));

        terminal.type("read", "recon.seen.v1", "--max", "1", "--set", kafka(), "--set", registry());

        assertThat(lines(terminal).get(0).path("value")).isEqualTo(JSON.readTree("""
                        {"id": "e1", "amount_minor": 1250, "seen_at": "2026-03-02T10:00:00Z", "note": null,
                         "tags": ["a"], "counts": {"x": 2}, "level": "HIGH"}"""));
    }

    @Test
    void avroThatTheRegistryDoesNotKnowIsShownAsBytes() throws Exception {
        topic("recon.unknown.v1");
        send("recon.unknown.v1", "k", avro(7));

        terminal.type("read", "recon.unknown.v1", "--max", "1", "--set", kafka(), "--set", registry());

        assertThat(lines(terminal).get(0).path("value").path("base64").asText()).isNotEmpty();
    }

    @Test
    void avroWithoutARegistrySaysWhatIsMissing() throws Exception {
        topic("recon.lonely.v1");
        send("recon.lonely.v1", "k", avro(1));

        terminal.type("read", "recon.lonely.v1", "--max", "1", "--set", kafka());

        assertThat(terminal.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(terminal.err()).contains("set schema.registry.url");
    }

    @Test
    void anOutcomeTopicIsExportedAsItStandsForASpreadsheet() throws Exception {
        outcomeTopics();
        send("recon.late-arrival.v1", "odoo/a/b/1", framed(3, late("=cmd()", -1234, "EUR")));
        send("recon.late-arrival.v1", "odoo/a/b/2", framed(3, late("-5", 7, "JPY")));
        send("recon.late-arrival.v1", "odoo/a/b/3", framed(3, late("says \"hi\", twice", 1, "KWD")));
        send("recon.late-arrival.v1", "odoo/a/b/2", null);
        send("recon.late-arrival.v1", "odoo/a/b/1", framed(3, late("=cmd()", -1235, "EUR")));
        send("recon.late-arrival.v1", "odoo/a/b/3", framed(3, late("another case", 2, "KWD")));
        abort("recon.late-arrival.v1", framed(3, late("never", 1, "EUR")));

        terminal.type("export", "recon.late-arrival.v1", "--csv", "--set", kafka(), "--set", registry());

        assertThat(terminal.err()).isEmpty();
        assertThat(terminal.exitCode()).isEqualTo(ExitCode.OK);
        List<String> rows = List.of(terminal.out().split("\r\n"));
        assertThat(rows.get(0))
                .isEqualTo("key,entry_id,policy,policy_version,correlation_id,company,side,kind,amount,amount_minor,"
                        + "amount_currency,business_at,stated_at,deadline_at,late_by_ms,resolved,completed,lineage");
        assertThat(rows.stream().skip(1))
                .as("in any order of keys")
                .satisfiesExactlyInAnyOrder(
                        first -> assertThat(first)
                                .isEqualTo("odoo/a/b/1,e,p,1,'=cmd(),,bank,LATE_STATED,-12.34,-1234,EUR,"
                                        + "2026-03-02T10:00:00Z,2026-03-02T10:00:00Z,2026-03-02T10:00:00Z,-60000,"
                                        + "\"[\"\"x\"\"]\",true,"),
                        again -> assertThat(again)
                                .startsWith("odoo/a/b/1,e,p,1,'=cmd(),,bank,LATE_STATED,-12.35,-1235,EUR,"),
                        second -> assertThat(second).startsWith("odoo/a/b/2,e,p,1,'-5,,bank,LATE_STATED,7,7,JPY,"),
                        deleted -> assertThat(deleted).isEqualTo("odoo/a/b/2" + ",".repeat(17)),
                        third -> assertThat(third)
                                .startsWith(
                                        "odoo/a/b/3,e,p,1,\"says \"\"hi\"\", twice\",,bank,LATE_STATED,0.001,1,KWD,"),
                        fourth -> assertThat(fourth)
                                .startsWith("odoo/a/b/3,e,p,1,another case,,bank,LATE_STATED,0.002,2,KWD,"));

        var newest = new Terminal(Map.of());
        newest.type("export", "recon.late-arrival.v1", "--csv", "--latest", "--set", kafka(), "--set", registry());

        assertThat(newest.out().split("\r\n"))
                .satisfiesExactlyInAnyOrder(
                        header -> assertThat(header).startsWith("key,"),
                        third -> assertThat(third).startsWith("odoo/a/b/3,e,p,1,\"says"),
                        inAnotherCase -> assertThat(inAnotherCase).startsWith("odoo/a/b/3,e,p,1,another case,"),
                        first -> assertThat(first)
                                .startsWith("odoo/a/b/1,e,p,1,'=cmd(),,bank,LATE_STATED,-12.35,-1235,EUR,"));
    }

    @Test
    void anEmptyTopicIsExportedAsItsColumnsAndARawOneIsNot() {
        outcomeTopics();

        terminal.type("export", Contract.COMMAND.topic(), "--csv", "--set", kafka(), "--set", registry());
        assertThat(terminal.exitCode()).isEqualTo(ExitCode.OK);
        assertThat(terminal.out()).startsWith("key,").endsWith("\r\n").hasLineCount(1);

        var raw = new Terminal(Map.of());
        raw.type("export", "odoo.change", "--csv", "--set", kafka(), "--set", registry());
        assertThat(raw.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(raw.err()).contains("only outcomes have columns").contains("tieout read odoo.change");
    }

    @Test
    void anExportThatIsNotTakenToItsEndStopsAndFails() throws Exception {
        outcomeTopics();
        try (var producer = producer(Map.of())) {
            for (int i = 0; i < 120; i++) {
                byte[] account = ("full/" + i).getBytes(StandardCharsets.UTF_8);
                producer.send(new ProducerRecord<>(
                        "recon.coverage.v1", account, coverage("full", String.valueOf(i), Terminal.NOW)));
            }
        }
        terminal.withRoomFor(500);

        terminal.type("export", "recon.coverage.v1", "--csv", "--latest", "--set", kafka(), "--set", registry());

        assertThat(terminal.out()).startsWith("key,").hasSize(500);
        assertThat(terminal.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(terminal.err())
                .startsWith("The output was not taken to its end")
                .hasLineCount(2);
    }

    @Test
    void readingForNobodyStopsAndFails() throws Exception {
        topic("unread");
        send("unread", "k", "x".repeat(100).getBytes(StandardCharsets.UTF_8));
        terminal.withRoomFor(50);

        terminal.type("read", "unread", "--timeout", "5m", "--set", kafka());

        assertThat(terminal.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(terminal.err())
                .startsWith("The output was not taken to its end")
                .hasLineCount(2);
    }

    @Test
    void whatHasNoKeyIsReplacedByNothing() throws Exception {
        outcomeTopics();
        String topic = Contract.MATCH_LINE.topic();
        send(topic, null, framed(4, line("none-1")));
        send(topic, "", framed(4, line("empty-1")));
        send(topic, null, framed(4, line("none-2")));
        send(topic, "", framed(4, line("empty-2")));

        terminal.type("export", topic, "--csv", "--latest", "--set", kafka(), "--set", registry());

        assertThat(terminal.err()).isEmpty();
        assertThat(terminal.out()).contains("none-1", "none-2", "empty-2").doesNotContain("empty-1");
    }

    private static GenericRecord line(String id) {
        long now = Terminal.NOW.toEpochMilli();
        return new GenericRecordBuilder(Contract.MATCH_LINE.schema())
                .set("line_id", id)
                .set("version", 1)
                .set("policy", "p")
                .set("policy_version", 1)
                .set("correlation_id", "c")
                .set("entry_id", "e")
                .set("side", "bank")
                .set("joined", true)
                .set("amount", money(1, "EUR"))
                .set("business_at", now)
                .set("stated_at", now)
                .build();
    }

    private static GenericRecord late(String correlationId, long minor, String currency) {
        Schema schema = Contract.LATE_ARRIVAL.schema();
        long now = Terminal.NOW.toEpochMilli();
        return new GenericRecordBuilder(schema)
                .set("entry_id", "e")
                .set("policy", "p")
                .set("policy_version", 1)
                .set("correlation_id", correlationId)
                .set("side", "bank")
                .set("kind", new GenericData.EnumSymbol(schema.getField("kind").schema(), "LATE_STATED"))
                .set("amount", money(minor, currency))
                .set("business_at", now)
                .set("stated_at", now)
                .set("deadline_at", now)
                .set("late_by_ms", -60_000L)
                .set("resolved", List.of("x"))
                .set("completed", true)
                .build();
    }

    private static GenericRecord money(long minor, String currency) {
        return new GenericRecordBuilder(Money.getClassSchema())
                .set("minor", minor)
                .set("currency", currency)
                .build();
    }

    /** A record of a transaction that is given up: after it the topic ends with what nobody may read. */
    private static void abort(String topic, byte[] value) throws Exception {
        try (var producer = producer(Map.of("transactional.id", "given-up"))) {
            producer.initTransactions();
            producer.beginTransaction();
            producer.send(new ProducerRecord<>(topic, new byte[] {'k'}, value)).get();
            producer.abortTransaction();
        }
    }

    @Test
    void readingStopsAfterSoManyRecords() throws Exception {
        topic("many");
        for (int i = 0; i < 5; i++) {
            send("many", "k", new byte[] {'x'});
        }

        terminal.type("read", "many", "--max", "3", "--timeout", "5m", "--set", kafka());

        assertThat(lines(terminal)).hasSize(3);
    }

    @Test
    void whatCameBeforeIsLeftOutWhenAskedTo() throws Exception {
        topic("past");
        send("past", "k", new byte[] {'x'});

        terminal.type("read", "past", "--no-from-beginning", "--timeout", "1s", "--set", kafka());

        assertThat(terminal.exitCode()).isEqualTo(ExitCode.OK);
        assertThat(terminal.out()).isEmpty();
    }

    @Test
    void aMistypedTopicIsAnsweredWithTheNearest() throws Exception {
        topic("recon.nearby.v1");

        terminal.type("read", "recon.nearbi.v1", "--set", kafka());

        assertThat(terminal.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(terminal.err())
                .isEqualTo("There is no topic recon.nearbi.v1 in this Kafka. Did you mean recon.nearby.v1?\n");
    }

    @Test
    void aRunningStackIsFoundByItsDataDirectory(@TempDir Path dataDir) throws Exception {
        topic("found");
        send("found", "k", new byte[] {'x'});
        try (var written = RunningStack.write(dataDir, Map.of("kafka.bootstrap.servers", stack.bootstrapServers()))) {
            assertThat(written).isNotNull();
            terminal.type("read", "found", "--max", "1", "--set", "data.dir=" + dataDir);
        }

        assertThat(lines(terminal)).hasSize(1);
        assertThat(dataDir).isEmptyDirectory();
    }

    @Test
    void theDoctorFindsWhatIsNotAsItMustBe() throws Exception {
        var settings = Settings.defaults().with(Map.of("kafka.bootstrap.servers", stack.bootstrapServers()), "test");
        try (var admin = admin()) {
            TopicSetup.create(admin, Contracts.topics(settings));
            TopicSetup.create(admin, Contracts.topics(settings)); // once more changes nothing
            var healthy = diagnose();
            assertThat(healthy)
                    .filteredOn(finding -> finding.part().equals("topics"))
                    .allSatisfy(finding ->
                            assertThat(finding.level()).as(finding.what()).isEqualTo(Finding.Level.OK));
            assertThat(healthy)
                    .extracting(Finding::part, Finding::level)
                    .contains(tuple("kafka", Finding.Level.OK))
                    .contains(tuple("registry", Finding.Level.WARN));

            admin.createPartitions(Map.of("odoo.change", NewPartitions.increaseTo(3)))
                    .all()
                    .get();
            var match = new ConfigResource(ConfigResource.Type.TOPIC, "recon.match.v1");
            var retention = new AlterConfigOp(new ConfigEntry("retention.ms", "1000"), AlterConfigOp.OpType.SET);
            admin.incrementalAlterConfigs(Map.of(match, List.of(retention)))
                    .all()
                    .get();
            admin.deleteTopics(List.of("recon.audit.v1")).all().get();
        }

        // A broker learns of changes in their order: with the last it knows all.
        var ill = await().atMost(Duration.ofSeconds(30))
                .until(
                        this::diagnose,
                        findings -> findings.stream()
                                .anyMatch(finding -> finding.what().equals("recon.audit.v1 is not there.")));

        assertThat(ill)
                .filteredOn(finding -> finding.what().startsWith("odoo.change has 3 partitions"))
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.level()).isEqualTo(Finding.Level.FAIL);
                    assertThat(finding.what()).contains("an account moves while its history stays");
                    assertThat(finding.mend()).contains("raw.partitions=3").contains("If somebody grew it");
                });
        assertThat(ill)
                .filteredOn(finding -> finding.what().contains("retention.ms=1000"))
                .singleElement()
                .satisfies(finding -> assertThat(finding.mend()).contains("--add-config retention.ms=-1"));
    }

    @Test
    void growingARawTopicBySettingIsRefusedWithTheReason() throws Exception {
        topic("stripe.event");

        terminal.type("doctor", "--json", "--set", kafka(), "--set", "raw.partitions=2", "--set", "odoo.enabled=false");

        assertThat(terminal.exitCode()).isEqualTo(ExitCode.FINDING);
        assertThat(findings(terminal))
                .filteredOn(finding -> finding.what().startsWith("stripe.event has 1 partitions"))
                .singleElement()
                .satisfies(finding ->
                        assertThat(finding.mend()).isEqualTo("Do not grow the topic: set raw.partitions=1."));
    }

    @Test
    void whatDoesNotAnswerIsUnreachable() {
        terminal.type(
                "doctor",
                "--set",
                kafka(),
                "--set",
                "schema.registry.url=http://127.0.0.1:1",
                "--set",
                "odoo.enabled=false");

        assertThat(terminal.exitCode()).isEqualTo(ExitCode.UNREACHABLE);
        assertThat(terminal.out()).contains("AWAY  registry");
    }

    /** The clock of the terminal stands still, far from the broker's. */
    @Test
    void aClockThatIsOffIsFound() {
        terminal.type("doctor", "--set", kafka(), "--set", "odoo.enabled=false");

        assertThat(terminal.out()).containsPattern("FAIL  clock +The clock of kafka is .* (ahead of|behind) ours");
    }

    @Test
    void theDoctorSaysUpToWhenEachAccountIsHeard() throws Exception {
        try (var admin = admin()) {
            TopicSetup.create(admin, Contracts.topics(Settings.defaults()));
        }
        send("recon.coverage.v1", "odoo/now", coverage("odoo", "now", Terminal.NOW.minusSeconds(12)));
        send("recon.coverage.v1", "odoo/then", coverage("odoo", "then", Terminal.NOW.minusSeconds(3600)));

        assertThat(coverageOf("now", "acct_1"))
                .satisfiesExactlyInAnyOrder(
                        now -> {
                            assertThat(now.level()).isEqualTo(Finding.Level.OK);
                            assertThat(now.what())
                                    .isEqualTo("odoo/now is heard up to 2026-03-02T09:59:48Z (12 s ago).");
                        },
                        never -> {
                            assertThat(never.level()).isEqualTo(Finding.Level.WARN);
                            assertThat(never.what()).startsWith("stripe/acct_1 was never heard");
                            assertThat(never.mend())
                                    .contains("connect/config/sources/stripe.json")
                                    .contains("tieout run");
                        });
        assertThat(coverageOf("then", "acct_1")).anySatisfy(then -> {
            assertThat(then.level()).isEqualTo(Finding.Level.FAIL);
            assertThat(then.what()).contains("(60 min ago)").contains("more than 15m ago (stale.after)");
            assertThat(then.mend()).contains("`tieout capture` must run with odoo.account=then");
        });
    }

    private static List<Finding> coverageOf(String odoo, String stripe) throws IOException {
        var asked = new Terminal(Map.of())
                .type(
                        "doctor",
                        "--json",
                        "--set",
                        kafka(),
                        "--set",
                        registry(),
                        "--set",
                        "odoo.account=" + odoo,
                        "--set",
                        "stripe.account=" + stripe);
        return findings(asked).stream()
                .filter(finding -> finding.part().equals("coverage"))
                .toList();
    }

    private List<Finding> diagnose() throws IOException {
        var asked = new Terminal(Map.of()).type("doctor", "--json", "--set", kafka(), "--set", "odoo.enabled=false");
        return findings(asked);
    }

    private static List<Finding> findings(Terminal terminal) throws IOException {
        return StreamSupport.stream(
                        JSON.readTree(terminal.out()).path("findings").spliterator(), false)
                .map(finding -> new Finding(
                        Finding.Level.valueOf(finding.path("level").asText().toUpperCase(Locale.ROOT)),
                        finding.path("part").asText(),
                        finding.path("what").asText(),
                        finding.path("mend").asText()))
                .toList();
    }

    private static List<JsonNode> lines(Terminal terminal) throws IOException {
        var lines = new ArrayList<JsonNode>();
        for (var line : terminal.out().lines().toList()) {
            lines.add(JSON.readTree(line));
        }
        return lines;
    }

    private static String kafka() {
        return "kafka.bootstrap.servers=" + stack.bootstrapServers();
    }

    private static String registry() {
        return "schema.registry.url=http://127.0.0.1:" + registry.getAddress().getPort();
    }

    private static Admin admin() {
        return Admin.create(Map.of("bootstrap.servers", stack.bootstrapServers()));
    }

    private static void outcomeTopics() {
        try (var admin = admin()) {
            TopicSetup.create(admin, Contracts.topics(Settings.defaults()));
        }
    }

    private static void topic(String name) {
        try (var admin = admin()) {
            TopicSetup.create(admin, List.of(new NewTopic(name, 1, (short) 1)));
        }
    }

    private static void send(String topic, @Nullable String key, byte @Nullable [] value) throws Exception {
        try (var producer = producer(Map.of())) {
            var record = new ProducerRecord<>(topic, key == null ? null : key.getBytes(StandardCharsets.UTF_8), value);
            record.headers().add("tieout-kind", "event".getBytes(StandardCharsets.UTF_8));
            producer.send(record).get();
        }
    }

    private static KafkaProducer<byte[], byte[]> producer(Map<String, Object> more) {
        var properties = new HashMap<String, Object>(more);
        properties.put("bootstrap.servers", stack.bootstrapServers());
        return new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
    }

    private static byte[] coverage(String source, String account, Instant to) throws IOException {
        var record = new GenericRecordBuilder(Contract.COVERAGE.schema())
                .set("source", source)
                .set("account", account)
                .set("covered_to", to.toEpochMilli())
                .build();
        return framed(2, record);
    }

    private static byte[] avro(int id) throws IOException {
        var record = new GenericRecordBuilder(SCHEMA)
                .set("id", "e1")
                .set("amount_minor", 1250L)
                .set("seen_at", Terminal.NOW.toEpochMilli())
                .set("note", null)
                .set("tags", List.of("a"))
                .set("counts", Map.of("x", 2))
                .set(
                        "level",
                        new GenericData.EnumSymbol(SCHEMA.getField("level").schema(), "HIGH"))
                .build();
        return framed(id, record);
    }

    private static byte[] framed(int id, GenericRecord record) throws IOException {
        var out = new ByteArrayOutputStream();
        out.write(WireFormat.MAGIC);
        out.write(new byte[] {0, 0, 0, (byte) id});
        var encoder = EncoderFactory.get().binaryEncoder(out, null);
        new GenericDatumWriter<GenericRecord>(record.getSchema()).write(record, encoder);
        encoder.flush();
        return out.toByteArray();
    }
}
