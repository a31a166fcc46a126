package io.tieout.metrics;

import java.time.Instant;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * A committed record of an outcome topic.
 *
 * @param value null where it was withdrawn, and for a dead letter, whose bytes are nobody's business here
 * @param ingestedAt when the raw record that led to it was written to Kafka
 * @param live whether it was said after this process had taken the partition over; what was said before is history
 */
record Outcome(
        TopicPartition partition,
        String key,
        @Nullable GenericRecord value,
        Headers headers,
        Instant ingestedAt,
        boolean live) {}
