package io.tieout.connect.registry;

import static io.tieout.connect.registry.Fixtures.entry;
import static io.tieout.connect.registry.Fixtures.euro;
import static io.tieout.connect.registry.Fixtures.match;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tieout.v1.Category;
import io.tieout.v1.Entry;
import io.tieout.v1.Match;
import io.tieout.v1.Money;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class AvroSerdeTest {

    private static final String TOPIC = "recon.match.v1";

    private final RegistryStandIn registry = new RegistryStandIn();
    private final RegistryClient client = registry.client();
    private final AvroSerde<Match> matches = new AvroSerde<>(client, Match.class);
    private final AvroSerde<Money> money = new AvroSerde<>(client, Money.class);

    @AfterEach
    void close() {
        client.close();
        registry.close();
    }

    @Test
    void writesZeroThenTheIdThenAvro() {
        registry.hold("\"string\"");
        byte[] bytes = money.serializer().serialize("money", euro(-3));

        // magic 0, id 2, zig-zag of -3 is 5, length 3 as zig-zag 6, "EUR"
        assertThat(bytes).containsExactly(0, 0, 0, 0, 2, 5, 6, 'E', 'U', 'R');
        assertThat(registry.requests()).containsExactly("POST /subjects/money-value/versions");
    }

    @Test
    void givesBackWhatWasWritten() {
        var entries = new AvroSerde<>(client, Entry.class);
        Match match = match("pi_1");
        Entry entry = entry();

        byte[] bytes = matches.serializer().serialize(TOPIC, match);

        assertThat(matches.deserializer().deserialize(TOPIC, bytes)).isEqualTo(match);
        assertThat(entries.deserializer()
                        .deserialize("recon.entry.v1", entries.serializer().serialize("recon.entry.v1", entry)))
                .isEqualTo(entry);
    }

    @Test
    void keepsATombstone() {
        assertThat(matches.serializer().serialize(TOPIC, null)).isNull();
        assertThat(matches.deserializer().deserialize(TOPIC, null)).isNull();
    }

    @Test
    void registersKeysUnderTheirOwnSubject() {
        new AvroSerializer<Money>(client, true).serialize("money", euro(1));

        assertThat(registry.requests()).containsExactly("POST /subjects/money-key/versions");
    }

    @Test
    void readsWhatAnotherVersionWrote() {
        // A later writer: a field that we do not know, and none of ours that has a default.
        Schema later = SchemaBuilder.record("Money")
                .namespace("io.tieout.v1")
                .fields()
                .requiredString("currency")
                .requiredString("colour")
                .requiredLong("minor")
                .endRecord();
        int id = registry.hold(later.toString());
        byte[] bytes = {0, 0, 0, 0, (byte) id, 6, 'E', 'U', 'R', 6, 'r', 'e', 'd', 8};

        assertThat(money.deserializer().deserialize("money", bytes)).isEqualTo(euro(4));
    }

    @Test
    void readsAnEnumSymbolOfALaterVersionAsUnknown() {
        Schema later = new Schema.Parser()
                .parse(Match.getClassSchema().toString().replace("\"OUTSIDE_WINDOW\"", "\"OUTSIDE_WINDOW\",\"EARLY\""));
        var generic = new GenericDatumWriter<GenericRecord>(later);
        Match match = match("pi_1");
        GenericRecord record = requireNonNull(AvroDeserializer.generic(client)
                .deserialize(TOPIC, matches.serializer().serialize(TOPIC, match)));
        record.put("timing", new GenericData.EnumSymbol(later.getField("timing").schema(), "EARLY"));
        int id = registry.hold(later.toString());

        byte[] bytes = AvroBytes.encode(TOPIC, id, later, generic, record);

        assertThat(requireNonNull(matches.deserializer().deserialize(TOPIC, bytes))
                        .getTiming())
                .hasToString("UNKNOWN");
        assertThat(Category.getClassSchema().getEnumDefault()).isEqualTo("UNKNOWN");
    }

    @Test
    void refusesARecordOfAnotherKind() {
        byte[] bytes = money.serializer().serialize(TOPIC, euro(1));

        assertThatThrownBy(() -> matches.deserializer().deserialize(TOPIC, bytes))
                .isInstanceOf(SerializationException.class)
                .hasMessageContainingAll(TOPIC, "io.tieout.v1.Money", "io.tieout.v1.Match");
    }

    @Test
    void refusesWhatIsNotInTheWireFormat() {
        Deserializer<Match> reader = matches.deserializer();

        assertThatThrownBy(() -> reader.deserialize(TOPIC, "{\"id\":1}".getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(SerializationException.class)
                .hasMessageContainingAll(TOPIC, "0x7b");
        assertThatThrownBy(() -> reader.deserialize(TOPIC, new byte[0]))
                .isInstanceOf(SerializationException.class)
                .hasMessageContainingAll(TOPIC, "0 bytes");
    }

    @Test
    void refusesTooFewAndTooManyBytes() {
        byte[] bytes = money.serializer().serialize("money", euro(1));
        byte[] cut = ByteBuffer.allocate(bytes.length - 1)
                .put(bytes, 0, bytes.length - 1)
                .array();
        byte[] more = ByteBuffer.allocate(bytes.length + 1).put(bytes).array();

        assertThatThrownBy(() -> money.deserializer().deserialize("money", cut))
                .isInstanceOf(SerializationException.class);
        assertThatThrownBy(() -> money.deserializer().deserialize("money", more))
                .isInstanceOf(SerializationException.class)
                .hasMessageContaining("left over");
    }

    @Test
    void aRecordThatFailsHalfWayLeavesNothingBehind() {
        byte[] before = money.serializer().serialize("money", euro(1));
        var broken = new Match();

        assertThatThrownBy(() -> matches.serializer().serialize(TOPIC, broken))
                .isInstanceOf(SerializationException.class)
                .hasMessageContainingAll("io.tieout.v1.Match", TOPIC);

        assertThat(money.serializer().serialize("money", euro(1))).isEqualTo(before);
    }

    @Test
    void isSafeForManyThreads() {
        var records = IntStream.range(0, 400).mapToObj(i -> match("pi_" + i)).toList();

        var read = records.parallelStream()
                .map(record -> matches.serializer().serialize(TOPIC, record))
                .map(bytes -> matches.deserializer().deserialize(TOPIC, bytes))
                .toList();

        assertThat(read).isEqualTo(records);
    }

    @Test
    void stopsAndSkipsNothingWhenTheRegistryStaysAway() {
        byte[] bytes = matches.serializer().serialize(TOPIC, match("pi_1"));
        String url = registry.url();
        registry.close();
        var impatient = new RegistryClient(RegistryConfig.at(url).withPatience(Duration.ofMillis(150)));
        var serde = new AvroSerde<>(impatient, Match.class);

        assertThatThrownBy(() -> serde.serializer().serialize(TOPIC, match("pi_1")))
                .isInstanceOf(RegistryUnavailableException.class);
        assertThatThrownBy(() -> serde.deserializer().deserialize(TOPIC, bytes))
                .isInstanceOf(RegistryUnavailableException.class)
                .isNotInstanceOf(SerializationException.class);
        assertThat(matches.deserializer().deserialize(TOPIC, bytes)).isEqualTo(match("pi_1"));
    }

    @Test
    void isConfiguredByClassNameLikeConfluents() {
        Map<String, ?> config = Map.of("schema.registry.url", registry.url());
        try (Serde<Match> named = AvroSerdes.of("io.tieout.connect.registry.AvroSerde", config, Match.class);
                Serde<Match> shared =
                        AvroSerdes.of("io.tieout.connect.registry.AvroSerde", config, Match.class, client)) {
            byte[] bytes = named.serializer().serialize(TOPIC, match("pi_1"));

            assertThat(named.deserializer().deserialize(TOPIC, bytes)).isEqualTo(match("pi_1"));
            assertThat(shared.deserializer().deserialize(TOPIC, bytes)).isEqualTo(match("pi_1"));
        }
    }

    @Test
    void readsByWriterNameByNamedTypeOrGenerically() {
        byte[] bytes = money.serializer().serialize("money", euro(1));

        assertThat(configured(Map.of()).deserialize("money", bytes))
                .isInstanceOfSatisfying(
                        GenericRecord.class,
                        record -> assertThat(record.get("minor")).isEqualTo(1L));
        assertThat(configured(Map.of("specific.avro.reader", "true")).deserialize("money", bytes))
                .isEqualTo(euro(1));
        assertThat(configured(Map.of("specific.avro.value.type", Money.class.getName()))
                        .deserialize("money", bytes))
                .isEqualTo(euro(1));
    }

    @Test
    void saysThatAClassOfTheWritersNameIsMissing() {
        int id = registry.hold("{\"type\":\"record\",\"name\":\"Nobody\",\"namespace\":\"x\",\"fields\":[]}");

        assertThatThrownBy(() -> configured(Map.of("specific.avro.reader", true))
                        .deserialize("t", new byte[] {0, 0, 0, 0, (byte) id}))
                .isInstanceOf(SerializationException.class)
                .hasMessageContaining("x.Nobody");
    }

    @Test
    void saysWhatIsWrongWithASerdeClass() {
        Map<String, ?> config = Map.of("schema.registry.url", registry.url());

        assertThatThrownBy(() ->
                        AvroSerdes.of("io.confluent.kafka.streams.serdes.avro.SpecificAvroSerde", config, Match.class))
                .isInstanceOf(ConfigException.class)
                .hasMessageContainingAll("value.serde.class", "put the jar that holds it");
        assertThatThrownBy(() -> AvroSerdes.of("java.lang.String", config, Match.class))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("not a serde");
    }

    @Test
    void takesAnotherSerdeByItsClassName() {
        Serde<Match> other = AvroSerdes.of(Serdes.StringSerde.class.getName(), Map.of(), Match.class);

        assertThat(other).isInstanceOf(Serdes.StringSerde.class);
    }

    @Test
    void saysThatItWasNotConfigured() {
        assertThatThrownBy(() -> new AvroSerializer<Match>().serialize(TOPIC, match("pi_1")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("schema.registry.url");
    }

    private Deserializer<Object> configured(Map<String, ?> settings) {
        var config = new HashMap<String, Object>(settings);
        config.put("schema.registry.url", registry.url());
        var deserializer = new AvroDeserializer<Object>();
        deserializer.configure(config, false);
        return deserializer;
    }
}
