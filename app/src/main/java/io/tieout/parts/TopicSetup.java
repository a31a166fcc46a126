package io.tieout.parts;

import java.util.List;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.TopicExistsException;

/** Makes the topics that are not there; those that are stay as they are, and the doctor judges them. */
public final class TopicSetup {

    private TopicSetup() {}

    /** Returns when every topic is there. */
    public static void create(Admin admin, List<NewTopic> topics) {
        try {
            var there = admin.listTopics().names().get();
            var missing = topics.stream()
                    .filter(topic -> !there.contains(topic.name()))
                    .toList();
            for (var made : admin.createTopics(missing).values().entrySet()) {
                awaitMade(made.getKey(), made.getValue());
            }
        } catch (ExecutionException failed) {
            throw failed.getCause() instanceof KafkaException known ? known : new KafkaException(failed.getCause());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new PartException("Making the topics was interrupted.", interrupted);
        }
    }

    private static void awaitMade(String topic, KafkaFuture<Void> made) throws InterruptedException {
        try {
            made.get();
        } catch (ExecutionException failed) {
            // Two instances that start at the same time both see it missing.
            if (!(failed.getCause() instanceof TopicExistsException)) {
                throw new PartException(
                        "Topic " + topic + " cannot be made: " + failed.getMessage()
                                + "\nCheck topics.replication.factor against the number of brokers, and that this user may"
                                + " create topics.",
                        failed);
            }
        }
    }
}
