package io.tieout.registry;

import static io.tieout.registry.Fixtures.exception;
import static io.tieout.registry.Fixtures.match;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.apicurio.registry.serde.avro.AvroKafkaDeserializer;
import io.tieout.connect.registry.AvroConverter;
import io.tieout.connect.registry.AvroDeserializer;
import io.tieout.connect.registry.AvroSerde;
import io.tieout.connect.registry.Compatibility;
import io.tieout.connect.registry.ContractRegistration;
import io.tieout.connect.registry.RegistryClient;
import io.tieout.connect.registry.RegistryConfig;
import io.tieout.connect.registry.RegistryUnavailableException;
import io.tieout.connect.registry.SchemaRejectedException;
import io.tieout.connect.registry.UnknownSchemaException;
import io.tieout.v1.Entry;
import io.tieout.v1.Match;
import io.tieout.v1.Money;
import io.tieout.v1.ReconciliationException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.data.Struct;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Our side of the wire against a real Apicurio Registry, by its Confluent API and by the bytes. */
final class RealRegistryTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String MATCHES = "recon.match.v1";

    @TempDir
    static Path directory;

    private static RegistryServer server;
    private RegistryClient client;

    @BeforeAll
    static void startRegistry() {
        server = new RegistryServer(directory);
    }

    @AfterAll
    static void stopRegistry() {
        server.close();
    }

    @BeforeEach
    void connect() {
        client = new RegistryClient(RegistryConfig.at(server.url()));
    }

    @AfterEach
    void close() {
        client.close();
    }

    @Test
    void anybodyReadsOurBytesWithTheSchemaOfTheRegistry() throws Exception {
        byte[] bytes = new AvroSerde<>(client, Match.class).serializer().serialize(MATCHES, match("pi_1"));
        var buffer = ByteBuffer.wrap(requireNonNull(bytes));

        assertThat(buffer.get()).isZero();
        int id = buffer.getInt();
        var schema = new Schema.Parser()
                .parse(get("/schemas/ids/" + id).path("schema").asText());
        assertThat(get("/subjects/" + MATCHES + "-value/versions/latest")
                        .path("id")
                        .asInt())
                .isEqualTo(id);
        GenericRecord record = new GenericDatumReader<GenericRecord>(schema)
                .read(null, DecoderFactory.get().binaryDecoder(bytes, 5, bytes.length - 5, null));

        assertThat(schema.toString()).doesNotContain("avro.java.string");
        assertThat(record.get("match_id")).hasToString("card-capture|pi_1");
        assertThat(record.get("matched_at")).isEqualTo(Fixtures.CAPTURED.toEpochMilli());
        assertThat(((GenericRecord) record.get("amount")).get("minor")).isEqualTo(4500L);
    }

    @Test
    void weReadWhatAnotherMakerWroteByHand() throws Exception {
        Schema schema = SchemaBuilder.record("Money")
                .namespace("io.tieout.v1")
                .fields()
                .requiredString("currency")
                .requiredLong("minor")
                .optionalString("note")
                .endRecord();
        int id = post(
                        "/subjects/by-hand-value/versions",
                        JSON.createObjectNode().put("schema", schema.toString()))
                .path("id")
                .asInt();
        var out = new ByteArrayOutputStream();
        out.write(ByteBuffer.allocate(5).put((byte) 0).putInt(id).array());
        var encoder = EncoderFactory.get().binaryEncoder(out, null);
        var record = new GenericData.Record(schema);
        record.put("currency", "JPY");
        record.put("minor", 1200L);
        new GenericDatumWriter<GenericRecord>(schema).write(record, encoder);
        encoder.flush();

        assertThat(AvroDeserializer.of(client, Money.class).deserialize("by-hand", out.toByteArray()))
                .isEqualTo(new Money(1200L, "JPY"));
        assertThat(requireNonNull(AvroDeserializer.generic(client).deserialize("by-hand", out.toByteArray()))
                        .toString())
                .contains("JPY");
    }

    @Test
    void apicuriosOwnSerdeReadsOurs() {
        byte[] bytes = new AvroSerde<>(client, Match.class).serializer().serialize(MATCHES, match("pi_1"));
        try (var theirs = new AvroKafkaDeserializer<GenericRecord>()) {
            theirs.configure(
                    Map.of(
                            "apicurio.registry.url",
                            server.ownUrl(),
                            "apicurio.registry.as-confluent",
                            true,
                            "apicurio.registry.use-id",
                            "contentId",
                            "apicurio.registry.headers.enabled",
                            false),
                    false);

            assertThat(theirs.deserialize(MATCHES, bytes).get("correlation_id")).hasToString("pi_1");
        }
    }

    @Test
    void connectSeesAndWritesOurRecords() {
        var converter = new AvroConverter(client, false);
        var matches = new AvroSerde<>(client, Match.class);
        var exceptions = new AvroSerde<>(client, ReconciliationException.class);

        SchemaAndValue match =
                converter.toConnectData("c.match", matches.serializer().serialize("c.match", match("pi_1")));
        SchemaAndValue exception =
                converter.toConnectData("c.exception", exceptions.serializer().serialize("c.exception", exception()));

        ((Struct) match.value()).validate();
        assertThat(((Struct) match.value()).getInt64("variance_minor")).isEqualTo(-1);
        assertThat(((Struct) exception.value()).getString("severity")).isEqualTo("HIGH");
        assertThat(matches.deserializer()
                        .deserialize("c.match", converter.fromConnectData("c.match", match.schema(), match.value())))
                .isEqualTo(match("pi_1"));
        assertThat(exceptions
                        .deserializer()
                        .deserialize(
                                "c.exception",
                                converter.fromConnectData("c.exception", exception.schema(), exception.value())))
                .isEqualTo(exception());
    }

    @Test
    void refusesAChangeThatOldRecordsCannotFollow() throws Exception {
        new ContractRegistration(client).register(Map.of("guarded-value", Money.getClassSchema()));
        client.register("unguarded-value", Money.getClassSchema());
        Schema mandatory = SchemaBuilder.record("Money")
                .namespace("io.tieout.v1")
                .fields()
                .requiredLong("minor")
                .requiredString("currency")
                .requiredString("country")
                .endRecord();

        assertThat(get("/config/guarded-value").path("compatibilityLevel").asText())
                .isEqualTo("BACKWARD_TRANSITIVE");
        assertThat(client.compatibility("guarded-value")).contains(Compatibility.BACKWARD_TRANSITIVE);
        assertThat(client.compatibility("unguarded-value")).isNotEqualTo(client.compatibility("guarded-value"));
        assertThat(client.incompatibility("guarded-value", mandatory))
                .hasValueSatisfying(reason -> assertThat(reason).contains("country"));
        assertThat(client.incompatibility("guarded-value", Money.getClassSchema()))
                .isEmpty();
        assertThatThrownBy(() -> new ContractRegistration(client).register(Map.of("guarded-value", mandatory)))
                .isInstanceOf(SchemaRejectedException.class)
                .hasMessageContainingAll("guarded-value", "409", "country");
    }

    @Test
    void comparesWithEveryEarlierVersionAndNotOnlyTheLast() {
        Schema first = SchemaBuilder.record("R").fields().optionalString("a").endRecord();
        Schema second = SchemaBuilder.record("R").fields().optionalLong("b").endRecord();
        Schema third = SchemaBuilder.record("R")
                .fields()
                .optionalLong("b")
                .optionalLong("a")
                .endRecord();
        new ContractRegistration(client).register(Map.of("transitive-value", first));
        client.register("transitive-value", second);

        // Fits the second, where "a" was gone, but not the first, where it was a string.
        assertThatThrownBy(() -> client.register("transitive-value", third))
                .isInstanceOf(SchemaRejectedException.class);
    }

    @Test
    void registersOnceHoweverOftenItIsAsked() {
        var contracts = Map.of("again-value", Entry.getClassSchema());

        var ids = new ContractRegistration(client).register(contracts);

        assertThat(new ContractRegistration(new RegistryClient(RegistryConfig.at(server.url()))).register(contracts))
                .isEqualTo(ids);
        assertThat(client.latest("again-value")).hasValueSatisfying(latest -> {
            assertThat(latest.version()).isEqualTo(1);
            assertThat(latest.id()).isEqualTo(ids.get("again-value"));
        });
        assertThat(client.latest("never-heard-of")).isEmpty();
    }

    @Test
    void saysThatAnIdIsUnknown() {
        assertThatThrownBy(() -> client.schemaById(999_999)).isInstanceOf(UnknownSchemaException.class);
    }

    @Test
    void goesOnWithoutTheRegistryAndWaitsWithWhatIsNew() throws Exception {
        var known = new AvroSerde<>(client, Match.class);
        byte[] bytes = known.serializer().serialize("outage", match("pi_1"));
        server.stop();

        assertThat(known.deserializer().deserialize("outage", known.serializer().serialize("outage", match("pi_1"))))
                .isEqualTo(match("pi_1"));
        var impatient = new RegistryClient(RegistryConfig.at(server.url()).withPatience(Duration.ofMillis(200)));
        assertThatThrownBy(() -> AvroDeserializer.of(impatient, Match.class).deserialize("outage", bytes))
                .isInstanceOf(RegistryUnavailableException.class);

        var fresh = new RegistryClient(RegistryConfig.at(server.url()));
        var reading = CompletableFuture.supplyAsync(
                () -> AvroDeserializer.of(fresh, Match.class).deserialize("outage", bytes));
        var writing = CompletableFuture.supplyAsync(() -> known.serializer().serialize("another-topic", match("pi_2")));
        await().during(Duration.ofMillis(500)).until(() -> !reading.isDone() && !writing.isDone());
        server.start();

        assertThat(reading.get()).isEqualTo(match("pi_1"));
        assertThat(known.deserializer().deserialize("another-topic", writing.get()))
                .isEqualTo(match("pi_2"));
    }

    private static JsonNode get(String path) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(URI.create(server.url() + path)).build());
    }

    private static JsonNode post(String path, JsonNode body) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(URI.create(server.url() + path))
                .header("Content-Type", "application/vnd.schemaregistry.v1+json")
                .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
                .build());
    }

    private static JsonNode send(HttpRequest request) throws IOException, InterruptedException {
        var response = HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
        assertThat(response.statusCode()).isEqualTo(200);
        return JSON.readTree(response.body());
    }
}
