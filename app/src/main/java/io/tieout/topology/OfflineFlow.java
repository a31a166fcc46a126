package io.tieout.topology;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.tieout.connect.RawTopics;
import io.tieout.connect.registry.GeneratedRecords;
import io.tieout.intake.EntryIntake;
import io.tieout.matching.AccountId;
import io.tieout.matching.Interval;
import io.tieout.matching.Policy;
import io.tieout.wire.AvroJson;
import io.tieout.wire.Contract;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.test.TestRecord;

/**
 * The flow in this process alone: the very topology, without a broker, a registry or a disk, from raw records of canonical
 * entries to outcomes as JSON. One thread, no wall clock: the same input says the same, byte for byte.
 *
 * <p>Wall-clock punctuations, which only drain what is due, are given as many turns as they need by {@link #settle}.
 */
public final class OfflineFlow implements AutoCloseable {

    /** Longer than any punctuation's interval: each has its turn once a step. */
    private static final Duration STEP = Duration.ofMinutes(1);

    private static final Duration STALE_AFTER = Duration.ofMinutes(15);

    private static final JsonFactory JSON = new JsonFactory();
    private static final Set<String> SPOKEN = spoken();

    private final TopologyTestDriver driver;
    private final TestInputTopic<String, byte[]> raw;
    private final Map<String, TestOutputTopic<String, byte[]>> topics = new HashMap<>();
    private final Map<String, Long> offsets = new HashMap<>();
    private final Consumer<Said> listener;
    private Instant latest = Instant.EPOCH;
    private Instant clock = Instant.EPOCH;
    private Instant now = Instant.EPOCH;
    private boolean closed;

    /**
     * One record of an outcome topic.
     *
     * @param value JSON as {@code tieout read} shows it; the original bytes of a dead letter
     */
    public record Said(
            String topic, String key, long offset, Instant timestamp, Map<String, String> headers, byte[] value) {}

    /**
     * @param expected accounts that are waited for although they may not have spoken yet
     * @param retired accounts that hold back nothing any more
     * @param listener is told everything that is published, in order within each topic
     */
    public OfflineFlow(
            List<Policy> policies, Set<AccountId> expected, Set<AccountId> retired, Consumer<Said> listener) {
        this.listener = listener;
        GeneratedRecords.trust();
        Plan plan = new Plan(
                policies,
                List.of(),
                Map.of(RawTopics.ENTRY_STATEMENT, new EntryIntake()),
                OfflineFlow::serde,
                expected,
                retired,
                1,
                1,
                STALE_AFTER,
                () -> clock);
        Properties properties = new Properties();
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "tieout-offline");
        properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "nowhere.invalid:9092");
        properties.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true);
        properties.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, 0);
        // There is one record at a time: nothing is to be waited for, and looking for it costs a twentieth.
        properties.put(StreamsConfig.MAX_TASK_IDLE_MS_CONFIG, StreamsConfig.MAX_TASK_IDLE_MS_DISABLED);
        var topology = ReconciliationTopology.build(
                plan, new StreamsConfig(properties), ReconciliationTopology.Keeping.IN_MEMORY);
        driver = new TopologyTestDriver(topology, properties, Instant.EPOCH);
        raw = driver.createInputTopic(RawTopics.ENTRY_STATEMENT, new StringSerializer(), new ByteArraySerializer());
    }

    /** Topics that hold outcomes, in order of their names; one to which nothing was published is among them. */
    public static Set<String> topics() {
        return new TreeSet<>(SPOKEN);
    }

    private static Set<String> spoken() {
        Set<String> topics = java.util.Arrays.stream(Contract.values())
                .filter(contract -> contract != Contract.COMMAND && contract != Contract.POLICY)
                .map(Contract::topic)
                .collect(Collectors.toCollection(TreeSet::new));
        topics.add(Topics.DEAD_LETTER);
        return topics;
    }

    /**
     * Feeds one raw record that states an entry.
     *
     * @param json the entry in the JSON form of its contract
     * @param at when it was stated: becomes the record's timestamp, and so that of what follows from it
     */
    public void entry(AccountId account, byte[] json, Instant at) {
        feed(account, RawTopics.KIND_ENTRY, json, at);
    }

    /** Feeds one raw record that states coverage. */
    public void coverage(AccountId account, Interval covered) {
        Instant from = covered.from();
        var statement = JsonNodeFactory.instance
                .objectNode()
                .put("account", account.toString())
                .put("from", from == null ? null : (Long) from.toEpochMilli())
                .put("to", covered.to().toEpochMilli());
        feed(account, RawTopics.KIND_COVERAGE, statement.toString().getBytes(StandardCharsets.UTF_8), covered.to());
    }

    private void feed(AccountId account, String kind, byte[] value, Instant at) {
        Headers headers = new RecordHeaders();
        headers.add(RawTopics.HEADER_KIND, kind.getBytes(StandardCharsets.UTF_8));
        // Kafka knows no time before 1970, and an entry may.
        Instant timestamp = at.isBefore(Instant.EPOCH) ? Instant.EPOCH : at;
        latest = timestamp.isAfter(latest) ? timestamp : latest;
        raw.pipeInput(new TestRecord<>(account.toString(), value, headers, timestamp));
        listen();
    }

    /** Moves the clock, which decides nothing but whether an account is stale; it stands still unless it is moved. */
    public void clock(Instant to) {
        clock = to;
        settle();
    }

    /** Lets everything that is due by the coverage fed be said. */
    public void settle() {
        if (latest.isAfter(now)) {
            driver.advanceWallClockTime(Duration.between(now, latest));
            now = latest;
        }
        boolean busy = true;
        while (busy) {
            long before = kept();
            boolean spoke = listen();
            driver.advanceWallClockTime(STEP);
            now = now.plus(STEP);
            spoke |= listen();
            busy = spoke || kept() != before;
        }
    }

    /** What all stores hold: drains that say nothing still change it. */
    private long kept() {
        long kept = 0;
        for (var store : driver.getAllStateStores().values()) {
            if (store instanceof KeyValueStore<?, ?> keyed) {
                kept += keyed.approximateNumEntries();
            }
        }
        return kept;
    }

    /** True when anything was published since the last call. Internal topics are emptied too: the driver keeps all. */
    private boolean listen() {
        boolean spoke = false;
        for (String topic : driver.producedTopicNames()) {
            var output = topics.computeIfAbsent(
                    topic,
                    name -> driver.createOutputTopic(name, new StringDeserializer(), new ByteArrayDeserializer()));
            while (!output.isEmpty()) {
                TestRecord<String, byte[]> record = output.readRecord();
                spoke = true;
                if (SPOKEN.contains(topic)) {
                    long offset = offsets.merge(topic, 1L, Long::sum) - 1;
                    listener.accept(new Said(
                            topic,
                            record.key(),
                            offset,
                            record.getRecordTime(),
                            texts(record.headers()),
                            record.value()));
                }
            }
        }
        return spoke;
    }

    private static Map<String, String> texts(Headers headers) {
        var texts = new TreeMap<String, String>();
        for (Header header : headers) {
            texts.put(header.key(), new String(header.value(), StandardCharsets.UTF_8));
        }
        return texts;
    }

    /** What is published leaves as JSON at once: nobody reads the bytes but people and their tools. */
    private static Serde<SpecificRecord> serde(Contract contract) {
        Schema schema = contract.schema();
        return Serdes.serdeFrom((topic, value) -> json(schema, value), (topic, bytes) -> {
            throw new IllegalStateException("Nobody reads " + topic + " as Avro offline");
        });
    }

    private static byte[] json(Schema schema, SpecificRecord value) {
        var bytes = new ByteArrayOutputStream(512);
        try (var json = JSON.createGenerator(bytes)) {
            AvroJson.write(json, schema, value);
        } catch (IOException e) {
            throw new UncheckedIOException("An outcome cannot be written as JSON", e);
        }
        return bytes.toByteArray();
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            driver.close();
        }
    }
}
