package io.tieout.connect;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;

/** A topic as it stands: from its beginning to where it ends when one begins to read. */
public final class WholeTopic {

    private static final Duration POLL = Duration.ofMillis(500);

    private WholeTopic() {}

    /**
     * Hands on every record that was there when it began and no later one; with a consumer that reads what is committed,
     * those up to the end of that.
     *
     * @param consumer without a group; it is assigned to the topic's partitions, and stays so
     * @param silence how long nothing may come before the end. What may not be read, as of transactions that were given
     *     up, is passed over and is no silence.
     * @throws TimeoutException when nothing came for so long
     */
    public static <K, V> void read(
            Consumer<K, V> consumer,
            String topic,
            Duration silence,
            java.util.function.Consumer<ConsumerRecord<K, V>> each) {
        List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                .map(partition -> new TopicPartition(topic, partition.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        long lastCame = System.nanoTime();
        long before = Long.MAX_VALUE;
        for (long left = left(consumer, ends); left > 0; left = left(consumer, ends)) {
            if (left < before) {
                lastCame = System.nanoTime();
            } else if (System.nanoTime() - lastCame > silence.toNanos()) {
                throw new TimeoutException("Topic " + topic + " could not be read to its end: nothing came for "
                        + silence.toSeconds() + " s, " + left + " offsets before it.");
            }
            before = left;
            var records = consumer.poll(POLL);
            ends.forEach((partition, end) -> records.records(partition).stream()
                    .takeWhile(record -> record.offset() < end)
                    .forEach(each));
        }
    }

    /** How many offsets lie before the ends, whether or not a record stands there. */
    private static long left(Consumer<?, ?> consumer, Map<TopicPartition, Long> ends) {
        return ends.entrySet().stream()
                .mapToLong(end -> Math.max(0, end.getValue() - consumer.position(end.getKey())))
                .sum();
    }
}
