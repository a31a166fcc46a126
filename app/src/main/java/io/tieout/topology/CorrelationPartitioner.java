package io.tieout.topology;

import io.tieout.wire.Routed;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.streams.processor.StreamPartitioner;

/**
 * Sends arrivals by correlation id, and coverage to the partition that it was made for.
 *
 * <p>It always names exactly one partition: null kills the client, and an empty set drops the record without
 * a word (CorrelationPartitionerTest).
 */
final class CorrelationPartitioner implements StreamPartitioner<String, Routed> {

    /** The matching partition of a case. */
    static int partitionOf(String caseId, int partitions) {
        return Utils.toPositive(Utils.murmur2(caseId.getBytes(StandardCharsets.UTF_8))) % partitions;
    }

    @Override
    public Optional<Set<Integer>> partitions(String topic, String key, Routed value, int numPartitions) {
        int partition = value instanceof Routed.Mark mark ? mark.partition() : partitionOf(key, numPartitions);
        if (partition >= numPartitions) {
            throw new IllegalStateException("Coverage for matching partition " + partition + ", but " + topic + " has "
                    + numPartitions + ": the number of matching partitions must not change under a running state.");
        }
        return Optional.of(Set.of(partition));
    }
}
