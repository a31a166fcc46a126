package io.tieout.bench;

import io.tieout.connect.registry.AvroDeserializer;
import io.tieout.connect.registry.SchemaIds;
import io.tieout.v1.Entry;
import io.tieout.v1.Match;
import io.tieout.v1.MatchStatus;
import io.tieout.v1.ReconciliationException;
import io.tieout.v1.SideTotal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads what a run published, committed records alone, and counts it. */
final class Outcomes implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(200);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final AvroDeserializer<SpecificRecord> values;
    private long[] matched = new long[1024];
    private int matches;
    private long minor;
    private int missing;
    private int passed;
    private String other = "";

    /**
     * @param matches different keys of which a match was published
     * @param records how many matches were published
     * @param minor what they add up to
     * @param missing how often a side was said to be missing
     * @param passed entries that were passed through
     * @param other an outcome that nobody expected; empty for none
     */
    record Count(int matches, int records, long minor, int missing, int passed, String other) {}

    Outcomes(String bootstrapServers, SchemaIds ids, List<String> topics) {
        this.values = AvroDeserializer.specific(ids);
        this.consumer = new KafkaConsumer<>(
                Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        bootstrapServers,
                        ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                        "read_committed",
                        ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                        10_000,
                        ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                        "earliest"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        var partitions = new ArrayList<TopicPartition>();
        for (String topic : topics) {
            consumer.partitionsFor(topic)
                    .forEach(info -> partitions.add(new TopicPartition(info.topic(), info.partition())));
        }
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
    }

    /** Reads until everything that is expected was said, or for this long nothing more; then what there is at once. */
    Count read(int expectedMatches, int expectedMissing, int expectedPassed, Duration silence) {
        long heard = System.nanoTime();
        while (records() < expectedMatches || missing < expectedMissing || passed < expectedPassed) {
            if (take()) {
                heard = System.nanoTime();
            } else if (System.nanoTime() - heard > silence.toNanos()) {
                break;
            }
        }
        boolean more = true;
        while (more) {
            more = take();
        }
        long[] keys = Arrays.copyOf(matched, matches);
        Arrays.sort(keys);
        int different = 0;
        for (int i = 0; i < keys.length; i++) {
            different += i == 0 || keys[i] != keys[i - 1] ? 1 : 0;
        }
        return new Count(different, matches, minor, missing, passed, other);
    }

    private int records() {
        return matches;
    }

    private boolean take() {
        var records = consumer.poll(POLL);
        for (ConsumerRecord<byte[], byte[]> record : records) {
            count(record.key(), values.deserialize(record.topic(), record.value()));
        }
        return !records.isEmpty();
    }

    private void count(byte[] key, @org.jspecify.annotations.Nullable SpecificRecord value) {
        if (value instanceof Match match && match.getStatus() == MatchStatus.MATCHED) {
            match(key, match.getAmount().getMinor());
        } else if (value instanceof SideTotal said) {
            if (said.getSide().equals(Yardsticks.MATCHED)) {
                match(key, said.getSumMinor());
            } else {
                missing++;
            }
        } else if (value instanceof ReconciliationException exception
                && !exception.getSidesMissing().isEmpty()
                && exception.getResolution() == null) {
            missing++;
        } else if (value instanceof Entry) {
            passed++;
        } else {
            other = String.valueOf(value);
        }
    }

    private void match(byte[] key, long amount) {
        if (matches == matched.length) {
            matched = Arrays.copyOf(matched, 2 * matches);
        }
        matched[matches++] = hash(key);
        minor += amount;
    }

    private static long hash(byte[] key) {
        long hash = 0xCBF29CE484222325L;
        for (byte one : key) {
            hash = (hash ^ one) * 0x100000001B3L;
        }
        return hash;
    }

    @Override
    public void close() {
        consumer.close();
        values.close();
    }
}
