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
     * Hands on every record; with a consumer that reads what is committed, up to the end of that.
     *
     * @param consumer without a group; it is assigned to the topic's partitions, and stays so
     * @param silence how long no record may come before the end
     * @throws TimeoutException when none came for so long
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
        while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            var records = consumer.poll(POLL);
            records.forEach(each);
            if (!records.isEmpty()) {
                lastCame = System.nanoTime();
            } else if (System.nanoTime() - lastCame > silence.toNanos()) {
                throw new TimeoutException("Topic " + topic + " could not be read to its end: no record came for "
                        + silence.toSeconds() + " s.");
            }
        }
    }
}
