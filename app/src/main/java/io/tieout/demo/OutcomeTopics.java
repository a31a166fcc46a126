package io.tieout.demo;

import io.tieout.connect.WholeTopic;
import io.tieout.connect.registry.AvroDeserializer;
import io.tieout.demo.Outcomes.CoverageSeen;
import io.tieout.demo.Outcomes.EntrySeen;
import io.tieout.demo.Outcomes.ExceptionSeen;
import io.tieout.demo.Outcomes.LateSeen;
import io.tieout.demo.Outcomes.MatchSeen;
import io.tieout.parts.Contracts;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads the outcome topics from their beginning to their committed end. */
final class OutcomeTopics {

    static final String ENTRIES = "recon.entry.v1";
    static final String MATCHES = "recon.match.v1";
    static final String LATE_ARRIVALS = "recon.late-arrival.v1";
    static final String EXCEPTIONS = "recon.exception.v1";
    static final String COVERAGE = "recon.coverage.v1";
    static final String DEAD_LETTERS = "recon.dead-letter.v1";

    /** No record comes for so long only when the broker does not answer. */
    private static final Duration SILENCE_LIMIT = Duration.ofSeconds(30);

    private static final byte[] CANARY = OdooShop.CANARY.getBytes(StandardCharsets.UTF_8);

    private final Map<String, Object> clientProperties;
    private final AvroDeserializer<GenericRecord> values;

    OutcomeTopics(Map<String, Object> clientProperties, AvroDeserializer<GenericRecord> values) {
        this.clientProperties = Map.copyOf(clientProperties);
        this.values = values;
    }

    /** A consumer that belongs to no group, and sees what is committed. */
    KafkaConsumer<byte[], byte[]> consumer() {
        Map<String, Object> properties = new HashMap<>(clientProperties);
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        return new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /** The record's value by its schema. */
    GenericRecord decoded(ConsumerRecord<byte[], byte[]> record) {
        return Objects.requireNonNull(values.deserialize(record.topic(), record.value()), "a tombstone has no value");
    }

    Outcomes read() {
        List<MatchSeen> matches = new ArrayList<>();
        List<ExceptionSeen> exceptions = new ArrayList<>();
        List<LateSeen> late = new ArrayList<>();
        List<CoverageSeen> coverage = new ArrayList<>();
        List<EntrySeen> entries = new ArrayList<>();
        List<String> deadLetters = new ArrayList<>();
        List<String> leaks = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
            readAll(consumer, MATCHES, record -> matches.add(OutcomeDecoder.match(decoded(record))));
            readAll(consumer, EXCEPTIONS, record -> exceptions.add(OutcomeDecoder.exception(decoded(record))));
            readAll(consumer, LATE_ARRIVALS, record -> late.add(OutcomeDecoder.late(decoded(record))));
            readAll(consumer, COVERAGE, record -> coverage.add(OutcomeDecoder.coverage(decoded(record))));
            readAll(consumer, ENTRIES, record -> entries.add(OutcomeDecoder.entry(decoded(record))));
            readAll(consumer, DEAD_LETTERS, record -> deadLetters.add(place(record)));
            for (String raw : Contracts.rawTopics()) {
                readAll(consumer, raw, record -> {
                    if (contains(record.value(), CANARY)) {
                        leaks.add(place(record));
                    }
                });
            }
        }
        return new Outcomes(matches, exceptions, late, coverage, entries, deadLetters, leaks);
    }

    private static void readAll(
            KafkaConsumer<byte[], byte[]> consumer, String topic, Consumer<ConsumerRecord<byte[], byte[]>> each) {
        if (consumer.partitionsFor(topic).isEmpty()) {
            throw new TrialException("There is no topic " + topic + ", so there is nothing to judge.");
        }
        try {
            WholeTopic.read(consumer, topic, SILENCE_LIMIT, record -> {
                if (record.value() != null) {
                    each.accept(record);
                }
            });
        } catch (TimeoutException silence) {
            throw new TrialException(String.valueOf(silence.getMessage()), silence);
        }
    }

    private static String place(ConsumerRecord<byte[], byte[]> record) {
        return record.topic() + " partition " + record.partition() + " offset " + record.offset();
    }

    private static boolean contains(byte[] haystack, byte[] needle) {
        for (int at = 0; at <= haystack.length - needle.length; at++) {
            int matched = 0;
            while (matched < needle.length && haystack[at + matched] == needle[matched]) {
                matched++;
            }
            if (matched == needle.length) {
                return true;
            }
        }
        return false;
    }
}
