package io.tieout.connect.registry;

import static io.tieout.connect.registry.Fixtures.entry;
import static io.tieout.connect.registry.Fixtures.match;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tieout.v1.Entry;
import io.tieout.v1.Match;
import java.time.Instant;
import java.util.Date;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.stream.StreamSupport;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.errors.RetriableException;
import org.apache.kafka.connect.storage.Converter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class AvroConverterTest {

    private static final String TOPIC = "recon.match.v1";

    private final RegistryStandIn registry = new RegistryStandIn();
    private final RegistryClient client = registry.client();
    private final AvroSerde<Match> matches = new AvroSerde<>(client, Match.class);
    private final AvroConverter converter = new AvroConverter(client, false);

    @AfterEach
    void close() {
        client.close();
        registry.close();
    }

    @Test
    void showsAMatchToASink() {
        byte[] bytes = matches.serializer().serialize(TOPIC, match("pi_1"));

        SchemaAndValue seen = converter.toConnectData(TOPIC, bytes);

        assertThat(seen.schema().name()).isEqualTo("io.tieout.v1.Match");
        var struct = (Struct) seen.value();
        struct.validate();
        assertThat(struct.getString("match_id")).isEqualTo("card-capture|pi_1");
        assertThat(struct.get("timing")).isEqualTo("LATE");
        assertThat(struct.get("matched_at")).isEqualTo(Date.from(Instant.parse("2026-03-02T09:15:30.123Z")));
        assertThat(struct.getStruct("amount").getInt64("minor")).isEqualTo(4500);
        assertThat(struct.<Struct>getArray("entries").get(1).getString("side")).isEqualTo("provider");
    }

    @Test
    void writesWhatItReadSoThatTheContractStillReadsIt() {
        var entries = new AvroSerde<>(client, Entry.class);

        byte[] matchBytes = again(TOPIC, matches.serializer().serialize(TOPIC, match("pi_1")));
        byte[] entryBytes = again("recon.entry.v1", entries.serializer().serialize("recon.entry.v1", entry()));

        assertThat(matches.deserializer().deserialize(TOPIC, matchBytes)).isEqualTo(match("pi_1"));
        assertThat(entries.deserializer().deserialize("recon.entry.v1", entryBytes))
                .isEqualTo(entry());
    }

    private byte[] again(String topic, byte[] bytes) {
        SchemaAndValue seen = converter.toConnectData(topic, bytes);
        return requireNonNull(converter.fromConnectData(topic, seen.schema(), seen.value()));
    }

    @Test
    void keepsATombstone() {
        assertThat(converter.toConnectData(TOPIC, null)).isEqualTo(SchemaAndValue.NULL);
        assertThat(converter.fromConnectData(TOPIC, null, null)).isNull();
    }

    @Test
    void registersKeysUnderTheirOwnSubject() {
        var keys = new AvroConverter(client, true);

        keys.fromConnectData("t", Schema.STRING_SCHEMA, "k");

        assertThat(registry.requests()).containsExactly("POST /subjects/t-key/versions");
    }

    @Test
    void needsASchemaToWrite() {
        assertThatThrownBy(() -> converter.fromConnectData("t", null, Map.of("a", 1)))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("has no schema");
    }

    @Test
    void callsUnreadableBytesBadData() {
        assertThatThrownBy(() -> converter.toConnectData(TOPIC, new byte[] {1, 2, 3, 4, 5, 6}))
                .isInstanceOf(DataException.class)
                .hasMessageContainingAll(TOPIC, "0x01");
    }

    @Test
    void asksConnectToTryAgainWhileTheRegistryIsAway() {
        byte[] bytes = matches.serializer().serialize(TOPIC, match("pi_1"));
        String url = registry.url();
        registry.close();
        try (var other = new AvroConverter()) {
            other.configure(Map.of("schema.registry.url", url, "schema.registry.wait", "100ms"), false);

            assertThatThrownBy(() -> other.toConnectData(TOPIC, bytes))
                    .isInstanceOf(RetriableException.class)
                    .hasMessageContaining(url);
        }
        assertThat(converter.toConnectData(TOPIC, bytes).schema().name()).isEqualTo("io.tieout.v1.Match");
    }

    @Test
    void stopsWhenTheRegistryRejectsTheSchema() {
        registry.failOnce("POST", 409, "{\"error_code\":409,\"message\":\"no\"}");

        assertThatThrownBy(() -> converter.fromConnectData("t", Schema.STRING_SCHEMA, "x"))
                .isInstanceOf(ConnectException.class)
                .isNotInstanceOf(RetriableException.class)
                .hasMessageContaining("t-value");
    }

    @Test
    void isFoundByConnectWorkers() {
        assertThat(StreamSupport.stream(ServiceLoader.load(Converter.class).spliterator(), false)
                        .map(Object::getClass))
                .contains(AvroConverter.class);
    }
}
