package io.tieout.parts;

import io.tieout.config.Settings;
import io.tieout.connect.registry.ContractRegistration;
import io.tieout.connect.registry.RegistryClient;
import io.tieout.connect.registry.RegistryConfig;
import io.tieout.connect.registry.WireFormat;
import io.tieout.topology.Application;
import io.tieout.topology.Topics;
import io.tieout.wire.Contract;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.avro.Schema;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;

/** The topics and schemas that makers and readers agree on, as the settings want them. */
public final class Contracts {

    private Contracts() {}

    /** Names of the raw topics. */
    public static List<String> rawTopics() {
        return Application.intakes().keySet().stream().sorted().toList();
    }

    /** Every topic as it is to be made. */
    public static List<NewTopic> topics(Settings settings) {
        short replicas = settings.topicsReplicationFactor();
        return Topics.toCreate(
                rawTopics(),
                settings.rawPartitions(),
                settings.matchingPartitions(),
                replicas > 0 ? Optional.of(replicas) : Optional.empty());
    }

    /** Every schema by its subject. */
    public static Map<String, Schema> schemas() {
        var schemas = new TreeMap<String, Schema>();
        Arrays.stream(Contract.values())
                .forEach(contract -> schemas.put(WireFormat.subject(contract.topic(), false), contract.schema()));
        return schemas;
    }

    /** Makes the topics and registers the schemas that are not there yet; once more changes nothing. */
    public static void establish(Settings settings) {
        try (var admin = Admin.create(new HashMap<>(settings.adminProperties()))) {
            TopicSetup.create(admin, topics(settings));
        }
        try (var registry = new RegistryClient(RegistryConfig.of(settings.registryProperties()))) {
            new ContractRegistration(registry).register(schemas());
        }
    }
}
