package io.tieout.parts;

import io.tieout.config.Settings;
import io.tieout.connect.WholeTopic;
import io.tieout.connect.registry.GeneratedRecords;
import io.tieout.connect.registry.RegistryClient;
import io.tieout.connect.registry.RegistryConfig;
import io.tieout.matching.Policy;
import io.tieout.parts.PolicyGuard.Admission;
import io.tieout.policy.WrittenPolicy;
import io.tieout.wire.Contract;
import io.tieout.wire.ContractSerdes;
import io.tieout.wire.KeptPolicy;
import io.tieout.wire.KeptPolicy.Kept;
import io.tieout.wire.KeptPolicy.Rest;
import io.tieout.wire.Published;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which policies the application ran with: {@code recon.policy.v1}, where its other outcomes are. Read, compared
 * and written before the flow starts, so that whatever a version decides, the version is known.
 *
 * <p>Two instances that start at once with different files must not both be let pass: who writes does so in a Kafka
 * transaction of one id, which fences whoever read before.
 */
public final class PolicyRegister {

    private static final Logger LOG = LoggerFactory.getLogger(PolicyRegister.class);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Settings settings;
    private final Function<Contract, Serde<SpecificRecord>> contracts;

    PolicyRegister(Settings settings, Function<Contract, Serde<SpecificRecord>> contracts) {
        this.settings = settings;
        this.contracts = contracts;
    }

    /**
     * Lets the application start with these policies, and returns the versions of them that ran before.
     *
     * @throws PolicyChangeRefused when cases that are kept would be left behind
     */
    public static List<Policy> admit(Settings settings, List<WrittenPolicy> policies, InstantSource clock) {
        GeneratedRecords.trust();
        try (var registry = new RegistryClient(RegistryConfig.of(settings.registryProperties()))) {
            return new PolicyRegister(
                            settings,
                            ContractSerdes.named(settings.valueSerdeClass(), settings.registryProperties(), registry))
                    .admit(policies, clock);
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // The commit throws what a send failed with.
    List<Policy> admit(List<WrittenPolicy> policies, InstantSource clock) {
        var guard =
                new PolicyGuard(settings.applicationId(), settings.matchingPartitions(), clock.instant(), this::cases);
        Admission admission = guard.admit(kept(), policies);
        while (!admission.news().isEmpty()) {
            try (var producer = producer()) {
                producer.initTransactions();
                admission = guard.admit(kept(), policies);
                producer.beginTransaction();
                for (KeptPolicy one : admission.news()) {
                    Published published = one.publish();
                    byte[] value = contracts
                            .apply(Contract.POLICY)
                            .serializer()
                            .serialize(Contract.POLICY.topic(), published.value());
                    producer.send(new ProducerRecord<>(Contract.POLICY.topic(), published.key(), value));
                }
                producer.commitTransaction();
                break;
            } catch (KafkaException failed) {
                if (!isFenced(failed)) {
                    throw failed;
                }
                LOG.info("Another instance starts at the same time; the policies are compared with its own again.");
                admission = guard.admit(kept(), policies);
            }
        }
        admission.warnings().forEach(LOG::warn);
        return admission.earlier();
    }

    /** The broker says it in either way, and the second wrapped, by where the one that came before stood. */
    private static boolean isFenced(Throwable failed) {
        for (Throwable cause = failed; cause != null; cause = cause.getCause()) {
            if (cause instanceof ProducerFencedException || cause instanceof InvalidProducerEpochException) {
                return true;
            }
        }
        return false;
    }

    private Collection<KeptPolicy> kept() {
        var kept = new LinkedHashMap<String, KeptPolicy>();
        read(Contract.POLICY, (key, value) -> kept.put(key, KeptPolicy.read(value)));
        return kept.values();
    }

    /** How many cases of each policy are open or excepted, by what was committed of them. */
    private Map<String, Map<Rest, Long>> cases() {
        var open = new HashMap<String, Kept>();
        read(
                Contract.CASE,
                (key, value) -> Kept.read(value)
                        .filter(found -> found.rest() != Rest.CLOSED)
                        .ifPresentOrElse(found -> open.put(key, found), () -> open.remove(key)));
        var counts = new HashMap<String, Map<Rest, Long>>();
        open.values()
                .forEach(one -> counts.computeIfAbsent(one.policy(), policy -> new EnumMap<>(Rest.class))
                        .merge(one.rest(), 1L, Long::sum));
        return counts;
    }

    /** Reads what is committed in a topic, to its end as it is now. */
    private void read(Contract contract, BiConsumer<String, SpecificRecord> each) {
        Map<String, Object> properties = new HashMap<>(settings.consumerProperties());
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        properties.remove(ConsumerConfig.GROUP_ID_CONFIG);
        properties.remove(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG);
        var values = contracts.apply(contract).deserializer();
        try (var consumer = new KafkaConsumer<>(properties, new StringDeserializer(), new ByteArrayDeserializer())) {
            WholeTopic.read(
                    consumer,
                    contract.topic(),
                    PATIENCE,
                    record -> each.accept(record.key(), values.deserialize(contract.topic(), record.value())));
        }
    }

    private KafkaProducer<String, byte[]> producer() {
        Map<String, Object> properties = new HashMap<>(settings.producerProperties());
        properties.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, settings.applicationId() + "-policies");
        return new KafkaProducer<>(properties, new StringSerializer(), new ByteArraySerializer());
    }
}
