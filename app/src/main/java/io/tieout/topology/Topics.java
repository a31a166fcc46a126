package io.tieout.topology;

import io.tieout.wire.Contract;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.TopicConfig;

/** Every topic that the application reads or writes, with its settings. */
public final class Topics {

    /** Original bytes of what could not be read; headers say where it came from and why. */
    public static final String DEAD_LETTER = "recon.dead-letter.v1";

    /** Headers of a dead letter: why it could not be read, and where the record stands. */
    static final String DEAD_LETTER_ERROR = "tieout-error";

    static final String DEAD_LETTER_TOPIC = "tieout-topic";
    static final String DEAD_LETTER_PARTITION = "tieout-partition";
    static final String DEAD_LETTER_OFFSET = "tieout-offset";

    /** A webhook body may have 1 MiB, and a row change more than Kafka's default allows. */
    private static final String RAW_RECORD_BYTES = Integer.toString(2 * 1024 * 1024);

    private Topics() {}

    /** The raw topics, in order of their names. */
    static Collection<String> raw(Plan plan) {
        return new TreeSet<>(plan.intakes().keySet());
    }

    /** {@code late-arrival} of {@code recon.late-arrival.v1}. */
    static String noun(String topic) {
        return topic.split("\\.", -1)[1];
    }

    /**
     * The topics as they are to be created. Money topics are kept for ever unless their owner says otherwise:
     * an audit needs them, and state can be built anew from the raw ones.
     *
     * @param raw names of the raw topics
     * @param replication replication factor; empty for the cluster's default
     */
    public static List<NewTopic> toCreate(
            Collection<String> raw, int rawPartitions, int outcomePartitions, Optional<Short> replication) {
        var topics = new ArrayList<NewTopic>();
        for (String name : new TreeSet<>(raw)) {
            NewTopic topic = topic(name, rawPartitions, replication, false);
            topic.configs().put(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, RAW_RECORD_BYTES);
            topics.add(topic);
        }
        for (Contract contract : Contract.values()) {
            topics.add(topic(contract.topic(), outcomePartitions, replication, contract.compacted()));
        }
        topics.add(topic(DEAD_LETTER, outcomePartitions, replication, false));
        return topics;
    }

    private static NewTopic topic(String name, int partitions, Optional<Short> replication, boolean compacted) {
        Map<String, String> settings = new HashMap<>();
        settings.put(
                TopicConfig.CLEANUP_POLICY_CONFIG,
                compacted ? TopicConfig.CLEANUP_POLICY_COMPACT : TopicConfig.CLEANUP_POLICY_DELETE);
        settings.put(TopicConfig.RETENTION_MS_CONFIG, "-1");
        settings.put(TopicConfig.RETENTION_BYTES_CONFIG, "-1");
        return new NewTopic(name, Optional.of(partitions), replication).configs(settings);
    }
}
