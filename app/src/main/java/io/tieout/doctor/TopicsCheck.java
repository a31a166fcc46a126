package io.tieout.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

/** Whether the topics are there, with the partitions, replicas and settings that they must have. */
public final class TopicsCheck implements Check {

    private static final String PART = "topics";

    private final Admin admin;
    private final List<ExpectedTopic> expected;
    private final int replicas;

    /** @param replicas wanted of each topic; -1 leaves it to the brokers */
    public TopicsCheck(Admin admin, List<ExpectedTopic> expected, int replicas) {
        this.admin = admin;
        this.expected = List.copyOf(expected);
        this.replicas = replicas;
    }

    @Override
    public List<Finding> look() {
        try {
            int brokers = KafkaAnswers.of(admin.describeCluster().nodes()).size();
            var findings = new ArrayList<Finding>();
            for (var topic : expected) {
                findings.addAll(look(topic, brokers));
            }
            return findings;
        } catch (KafkaException silence) {
            return List.of(
                    Finding.unreachable(PART, "The topics cannot be looked at: " + silence.getMessage(), "See kafka."));
        }
    }

    private List<Finding> look(ExpectedTopic topic, int brokers) {
        TopicDescription found;
        try {
            found = Objects.requireNonNull(
                    KafkaAnswers.of(admin.describeTopics(List.of(topic.name())).allTopicNames())
                            .get(topic.name()));
        } catch (UnknownTopicOrPartitionException absent) {
            return List.of(Finding.warn(
                    PART,
                    topic.name() + " is not there.",
                    "`tieout up` and `tieout run` make it; where brokers make topics by themselves (auto.create.topics."
                            + "enable) switch that off first."));
        }
        var config = config(topic.name());
        var findings = new ArrayList<Finding>();
        findings.addAll(partitions(topic, found.partitions().size()));
        findings.addAll(replicas(topic, found, config, brokers));
        findings.addAll(settings(topic, config));
        if (findings.isEmpty()) {
            findings.add(Finding.ok(PART, topic.name() + " is as it must be."));
        }
        return findings;
    }

    private static List<Finding> partitions(ExpectedTopic topic, int found) {
        if (found == topic.partitions()) {
            return List.of();
        }
        var differs = topic.name() + " has " + found + " partitions, and " + topic.partitionsSetting() + " is "
                + topic.partitions() + ".";
        if (!topic.keyedByAccount()) {
            return List.of(Finding.warn(
                    PART,
                    differs,
                    "Set " + topic.partitionsSetting() + "=" + found + ", or leave it: it is read all the same."));
        }
        // The reason belongs here: an operator who only reads "set it back" will try the other way round.
        var reason = " A key's partition follows from their number: when it changes, an account moves while its history"
                + " stays, and what was one ordered log is two.";
        return List.of(
                Finding.fail(
                        PART,
                        differs + reason,
                        found < topic.partitions()
                                ? "Do not grow the topic: set " + topic.partitionsSetting() + "=" + found + "."
                                : "If it always had " + found + ": set " + topic.partitionsSetting() + "=" + found
                                        + ". If somebody grew it: stop all makers and the application, delete the topic, and"
                                        + " read everything anew (a fresh application.id, a snapshot of Odoo, stripe.poll.from)."));
    }

    private List<Finding> replicas(ExpectedTopic topic, TopicDescription found, Config config, int brokers) {
        int least = found.partitions().stream()
                .mapToInt(partition -> partition.replicas().size())
                .min()
                .orElse(0);
        if (replicas > 0 && least < replicas) {
            return List.of(Finding.fail(
                    PART,
                    topic.name() + " has " + least + " replicas, and topics.replication.factor is " + replicas + ".",
                    "Add replicas with kafka-reassign-partitions.sh."));
        }
        if (least == 1 && brokers > 1) {
            return List.of(Finding.warn(
                    PART,
                    topic.name() + " has one replica on " + brokers + " brokers: with its disk its records are gone.",
                    "Add replicas with kafka-reassign-partitions.sh, and set topics.replication.factor=3."));
        }
        var inSync = config.get("min.insync.replicas");
        if (least >= 3 && inSync != null && "1".equals(inSync.value())) {
            return List.of(Finding.warn(
                    PART,
                    topic.name() + " acknowledges with one replica in sync (min.insync.replicas=1).",
                    alter(topic.name(), "min.insync.replicas=2")));
        }
        var noLeader = found.partitions().stream()
                .filter(partition ->
                        partition.leader() == null || partition.leader().isEmpty())
                .map(partition -> String.valueOf(partition.partition()))
                .collect(Collectors.joining(", "));
        return noLeader.isEmpty()
                ? List.of()
                : List.of(Finding.fail(
                        PART,
                        topic.name() + " has no leader for partition " + noLeader + ".",
                        "Bring back the brokers that hold it."));
    }

    /** A topic may take larger records than it must. */
    private static boolean suffices(String name, @Nullable String found, String wanted) {
        if (name.equals(TopicConfig.MAX_MESSAGE_BYTES_CONFIG) && found != null) {
            return Long.parseLong(found) >= Long.parseLong(wanted);
        }
        return wanted.equals(found);
    }

    private static List<Finding> settings(ExpectedTopic topic, Config config) {
        var findings = new ArrayList<Finding>();
        new TreeMap<>(topic.settings()).forEach((name, wanted) -> {
            var entry = config.get(name);
            var found = entry == null ? null : entry.value();
            if (!suffices(name, found, wanted)) {
                findings.add(Finding.fail(
                        PART,
                        topic.name() + " has " + name + "=" + found + "; it must be " + wanted + ".",
                        alter(topic.name(), name + "=" + (wanted.contains(",") ? "[" + wanted + "]" : wanted))));
            }
        });
        return findings;
    }

    private Config config(String topic) {
        var resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        return Objects.requireNonNull(
                KafkaAnswers.of(admin.describeConfigs(List.of(resource)).all()).get(resource));
    }

    private static String alter(String topic, String setting) {
        return "kafka-configs.sh --alter --entity-type topics --entity-name " + topic + " --add-config " + setting;
    }
}
