package io.tieout.topology;

import io.tieout.connect.RawTopics;
import io.tieout.connect.registry.GeneratedRecords;
import io.tieout.intake.Intake;
import io.tieout.matching.AccountId;
import io.tieout.matching.Policy;
import io.tieout.policy.PolicyFiles;
import io.tieout.wire.Contract;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.avro.message.BinaryMessageDecoder;
import org.apache.avro.message.BinaryMessageEncoder;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.internals.WrappedStateStore;
import org.apache.kafka.streams.test.TestRecord;

/** The real topology on raw records of one Odoo database and one Stripe account, a fresh one for each test. */
final class Flow implements AutoCloseable {

    static final AccountId ODOO = new AccountId("odoo", "shop");
    static final AccountId STRIPE = new AccountId("stripe", "acct_1");
    static final AccountId ADYEN = new AccountId("adyen", "ShopNL");

    private final TopologyTestDriver driver;

    /** Its own, so that flows may stand side by side. */
    private final Path state;

    private final Clock clock;
    private final Map<String, Intake> intakes;
    private final List<Said> said = new ArrayList<>();

    /** One published record. */
    record Said(Contract contract, String key, SpecificRecord value) {}

    Flow() {
        this(PolicyFiles.builtIn(), Application.intakes());
    }

    Flow(List<Policy> policies, Map<String, Intake> intakes) {
        this(policies, List.of(), intakes, new Clock(), fresh());
    }

    private Flow(List<Policy> policies, List<Policy> earlier, Map<String, Intake> intakes, Clock clock, Path state) {
        GeneratedRecords.trust();
        this.intakes = intakes;
        this.clock = clock;
        this.state = state;
        Properties properties = properties();
        properties.put(StreamsConfig.STATE_DIR_CONFIG, state.toString());
        driver = new TopologyTestDriver(
                topology(1, clock, policies, earlier, intakes), properties, Instant.parse("2026-03-01T00:00:00Z"));
    }

    private static Path fresh() {
        try {
            return Files.createTempDirectory("flow");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The flow is stopped and started again on what it kept, with other policies; this one is closed. What was heard
     * is known again by the next coverage, as the driver brings state only after it made the processors.
     */
    Flow restarted(List<Policy> policies, List<Policy> earlier) {
        said();
        Flow again = new Flow(policies, earlier, intakes, clock, fresh());
        again.said.addAll(said);
        for (String name : driver.getAllStateStores().keySet()) {
            KeyValueStore<Object, Object> kept = driver.getKeyValueStore(name);
            KeyValueStore<Object, Object> taken = again.driver.getKeyValueStore(name);
            try (var rows = kept.all()) {
                rows.forEachRemaining(row -> taken.put(row.key, row.value));
            }
        }
        close();
        return again;
    }

    static Topology topology(int matchingPartitions) {
        return topology(matchingPartitions, new Clock(), PolicyFiles.builtIn(), List.of(), Application.intakes());
    }

    private static Topology topology(
            int matchingPartitions,
            Clock clock,
            List<Policy> policies,
            List<Policy> earlier,
            Map<String, Intake> intakes) {
        Plan plan = new Plan(
                policies,
                earlier,
                intakes,
                Flow::serde,
                Set.of(ODOO, STRIPE, ADYEN),
                Set.of(),
                1,
                matchingPartitions,
                Duration.ofMinutes(15),
                clock);
        return ReconciliationTopology.build(plan, new StreamsConfig(properties()));
    }

    private static Properties properties() {
        Properties properties = new Properties();
        properties.putAll(Map.of(
                StreamsConfig.APPLICATION_ID_CONFIG, "flow",
                StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "nowhere:1",
                StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true));
        return properties;
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    static Serde<SpecificRecord> serde(Contract contract) {
        var encoder = new BinaryMessageEncoder<SpecificRecord>(
                SpecificData.getForClass((Class) contract.record()), contract.schema());
        var decoder = new BinaryMessageDecoder<SpecificRecord>(
                SpecificData.getForClass((Class) contract.record()), contract.schema());
        Serializer<SpecificRecord> serializer = (topic, value) -> {
            try {
                var buffer = encoder.encode(value);
                byte[] bytes = new byte[buffer.remaining()];
                buffer.get(bytes);
                return bytes;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        };
        Deserializer<SpecificRecord> deserializer = (topic, bytes) -> {
            try {
                return decoder.decode(bytes);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        };
        return Serdes.serdeFrom(serializer, deserializer);
    }

    Flow stripe(String json) {
        return raw(RawTopics.STRIPE_EVENT, STRIPE.account(), RawTopics.KIND_EVENT, json);
    }

    Flow stripeCovered(String from, String to) {
        return raw(
                RawTopics.STRIPE_EVENT,
                STRIPE.account(),
                RawTopics.KIND_COVERAGE,
                "{\"account\":\"acct_1\",\"from\":" + Instant.parse(from).toEpochMilli() + ",\"to\":"
                        + Instant.parse(to).toEpochMilli() + "}");
    }

    Flow odoo(String kind, String json) {
        return raw(RawTopics.ODOO_CHANGE, ODOO.account(), kind, json);
    }

    Flow raw(String topic, String key, String kind, String json) {
        return raw(topic, key, Map.of(RawTopics.HEADER_KIND, kind), json);
    }

    Flow raw(String topic, String key, Map<String, String> named, String json) {
        var headers = new RecordHeaders();
        named.forEach((name, value) -> headers.add(name, value.getBytes(StandardCharsets.UTF_8)));
        TestInputTopic<String, byte[]> input =
                driver.createInputTopic(topic, new StringSerializer(), new ByteArraySerializer());
        input.pipeInput(new TestRecord<>(
                key, json.getBytes(StandardCharsets.UTF_8), headers, Instant.parse("2026-12-01T00:00:00Z")));
        return this;
    }

    Flow wallClock(Duration step) {
        clock.now = clock.now.plus(step);
        driver.advanceWallClockTime(step);
        return this;
    }

    /** Everything published since the last call, in order within each topic. */
    List<Said> said() {
        List<Said> fresh = new ArrayList<>();
        for (Contract contract : Contract.values()) {
            var output = driver.createOutputTopic(
                    contract.topic(), new StringDeserializer(), serde(contract).deserializer());
            output.readKeyValuesToList().forEach(one -> fresh.add(new Said(contract, one.key, one.value)));
        }
        said.addAll(fresh);
        return fresh;
    }

    /** Everything of one contract published since the last call. */
    <T extends SpecificRecord> List<T> said(Class<T> record) {
        return said().stream()
                .map(Said::value)
                .filter(record::isInstance)
                .map(record::cast)
                .toList();
    }

    /** Everything of one contract that was ever published and read. */
    <T extends SpecificRecord> List<T> all(Class<T> record, Predicate<T> wanted) {
        said();
        return said.stream()
                .map(Said::value)
                .filter(record::isInstance)
                .map(record::cast)
                .filter(wanted)
                .toList();
    }

    List<TestRecord<String, byte[]>> deadLetters() {
        return driver.createOutputTopic(Topics.DEAD_LETTER, new StringDeserializer(), new ByteArrayDeserializer())
                .readRecordsToList();
    }

    /** What a step of the flow keeps, to look into or to damage. */
    <V> KeyValueStore<String, V> store(String name) {
        return driver.getKeyValueStore(name);
    }

    /** What is kept of a case cannot be read back from now on. */
    @SuppressWarnings("unchecked")
    void damageCase(String caseId) {
        var kept = (WrappedStateStore<?, ?, ?>) (Object) driver.getKeyValueStore(Stores.CASES);
        ((KeyValueStore<Bytes, byte[]>) kept.wrapped())
                .put(Bytes.wrap(caseId.getBytes(StandardCharsets.UTF_8)), "garbage".getBytes(StandardCharsets.UTF_8));
    }

    /** How many rows a store of the matching task holds. */
    int rows(String store) {
        int rows = 0;
        try (var all = driver.getKeyValueStore(store).all()) {
            while (all.hasNext()) {
                all.next();
                rows++;
            }
        }
        return rows;
    }

    @Override
    public void close() {
        driver.close();
        try {
            Utils.delete(state.toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A clock that a test moves. */
    private static final class Clock implements java.time.InstantSource {
        private Instant now = Instant.parse("2026-03-01T00:00:00Z");

        @Override
        public Instant instant() {
            return now;
        }
    }
}
