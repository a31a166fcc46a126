package io.tieout.cli;

import io.tieout.config.NearestName;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;

/** Reads all partitions of one topic, until somebody has enough or nothing more comes. */
final class TopicReader implements AutoCloseable {

    /** Where reading begins. */
    enum Start {
        BEGINNING,
        END
    }

    private final Consumer<byte[], byte[]> consumer;

    private TopicReader(Consumer<byte[], byte[]> consumer) {
        this.consumer = consumer;
    }

    static TopicReader open(KafkaAddress kafka, String topic, Start start) {
        var reader = new TopicReader(kafka.consumer());
        boolean opened = false;
        try {
            reader.goTo(topic, start);
            opened = true;
            return reader;
        } catch (TimeoutException silence) {
            throw kafka.unreachable(silence);
        } finally {
            if (!opened) {
                reader.close();
            }
        }
    }

    private void goTo(String topic, Start start) {
        var partitions = partitions(topic, consumer.listTopics());
        consumer.assign(partitions);
        if (start == Start.BEGINNING) {
            consumer.seekToBeginning(partitions);
        } else {
            consumer.seekToEnd(partitions);
            // The seek is lazy: asking for the position makes "from now on" mean now.
            partitions.forEach(consumer::position);
        }
    }

    private static List<TopicPartition> partitions(String topic, Map<String, List<PartitionInfo>> topics) {
        var partitions = topics.get(topic);
        if (partitions == null) {
            var nearest = NearestName.of(topic, topics.keySet())
                    .map(name -> " Did you mean " + name + "?")
                    .orElse(" topology-docs/topics.md lists Tieout's topics.");
            throw new UsageError("There is no topic " + topic + " in this Kafka." + nearest);
        }
        return partitions.stream()
                .map(partition -> new TopicPartition(topic, partition.partition()))
                .toList();
    }

    /**
     * Hands on record after record, until {@code max} were handed on, {@code wantsMore} says no, or none came
     * for {@code quiet}.
     */
    void read(long max, Duration quiet, Predicate<ConsumerRecord<byte[], byte[]>> wantsMore) {
        long handedOn = 0;
        long lastCame = System.nanoTime();
        while (true) {
            var left = quiet.minusNanos(System.nanoTime() - lastCame);
            if (left.isNegative() || left.isZero()) {
                return;
            }
            for (var record : consumer.poll(left)) {
                lastCame = System.nanoTime();
                handedOn++;
                if (!wantsMore.test(record) || handedOn == max) {
                    return;
                }
            }
        }
    }

    @Override
    public void close() {
        consumer.close();
    }
}
