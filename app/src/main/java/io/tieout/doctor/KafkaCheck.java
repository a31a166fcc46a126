package io.tieout.doctor;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.FinalizedVersionRange;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigResource;

/**
 * Whether the brokers are new enough for exactly-once as we promise it.
 *
 * <p>Before transaction version 2 (Kafka 4.0, KIP-890) a delayed commit could hit a later transaction: lost writes
 * and aborted reads were shown in the protocol itself (KAFKA-17754).
 */
public final class KafkaCheck implements Check {

    private static final String PART = "kafka";
    private static final short TRANSACTION_VERSION = 2;

    private final Admin admin;
    private final String servers;

    public KafkaCheck(Admin admin, String servers) {
        this.admin = admin;
        this.servers = servers;
    }

    @Override
    public List<Finding> look() {
        var findings = new ArrayList<Finding>();
        try {
            var nodes = KafkaAnswers.of(admin.describeCluster().nodes());
            findings.add(Finding.ok(
                    PART, nodes.size() + (nodes.size() == 1 ? " broker" : " brokers") + " at " + servers + "."));
            findings.add(transactions());
            findings.addAll(brokerSettings(nodes.iterator().next().idString()));
        } catch (KafkaException silence) {
            findings.add(Finding.unreachable(
                    PART,
                    "The brokers do not answer at " + servers + ": " + silence.getMessage(),
                    "Check that they run, kafka.bootstrap.servers, and kafka.security.protocol."));
        }
        return findings;
    }

    private Finding transactions() {
        var features =
                KafkaAnswers.of(admin.describeFeatures().featureMetadata()).finalizedFeatures();
        var range = features.get("transaction.version");
        int version = range == null ? 0 : versionOf(range);
        return version >= TRANSACTION_VERSION
                ? Finding.ok(PART, "transaction.version is " + version + ".")
                : Finding.fail(
                        PART,
                        "transaction.version is " + version + "; exactly-once needs " + TRANSACTION_VERSION + ".",
                        "Upgrade the brokers to Kafka 4.0 or later, then run: kafka-features.sh --bootstrap-server "
                                + servers + " upgrade --feature transaction.version=" + TRANSACTION_VERSION);
    }

    private static int versionOf(FinalizedVersionRange range) {
        return range.maxVersionLevel();
    }

    private List<Finding> brokerSettings(String broker) {
        var resource = new ConfigResource(ConfigResource.Type.BROKER, broker);
        var config =
                KafkaAnswers.of(admin.describeConfigs(List.of(resource)).all()).get(resource);
        if (config == null) {
            return List.of();
        }
        var findings = new ArrayList<Finding>();
        var unclean = config.get("unclean.leader.election.enable");
        if (unclean != null && Boolean.parseBoolean(unclean.value())) {
            findings.add(Finding.fail(
                    PART,
                    "unclean.leader.election.enable is true: a replica that missed records may become leader.",
                    "Set it to false on every broker."));
        }
        var offsets = config.get("offsets.retention.minutes");
        if (offsets != null && offsets.value() != null && Long.parseLong(offsets.value()) < 7 * 24 * 60) {
            findings.add(Finding.warn(
                    PART,
                    "offsets.retention.minutes is " + offsets.value()
                            + ": an application that stands still for longer begins anew.",
                    "Set it to 10080 (a week) or more on every broker."));
        }
        return findings;
    }
}
