package io.tieout.topology;

import io.tieout.config.Settings;
import io.tieout.connect.RawTopics;
import io.tieout.connect.registry.GeneratedRecords;
import io.tieout.connect.registry.RegistryClient;
import io.tieout.connect.registry.RegistryConfig;
import io.tieout.connect.registry.RegistryException;
import io.tieout.intake.AdyenIntake;
import io.tieout.intake.BankIntake;
import io.tieout.intake.Intake;
import io.tieout.intake.MappedIntake;
import io.tieout.intake.OdooIntake;
import io.tieout.intake.PayPalIntake;
import io.tieout.intake.ShopifyIntake;
import io.tieout.intake.StripeIntake;
import io.tieout.mapping.Mapping;
import io.tieout.mapping.MappingFiles;
import io.tieout.matching.AccountId;
import io.tieout.matching.Policy;
import io.tieout.wire.ContractSerdes;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The flow running against a Kafka cluster. Topics and schemas must be there. */
public final class Application implements AutoCloseable {

    private static final Duration TRANSACTION_TIMEOUT = Duration.ofMinutes(2);

    private static final Logger LOG = LoggerFactory.getLogger(Application.class);
    /** The views are given theirs before it, and 20 s are promised for both. */
    private static final Duration STOP_WITHIN = Duration.ofSeconds(13);

    private final KafkaStreams streams;
    private final RegistryClient registry;
    private final InstantSource clock;
    private final RestoreProgress restoring = new RestoreProgress();
    private final CountDownLatch running = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private volatile Instant stateSince;

    private Application(KafkaStreams streams, RegistryClient registry, InstantSource clock) {
        this.streams = streams;
        this.registry = registry;
        this.clock = clock;
        this.stateSince = clock.instant();
    }

    /** Every raw topic and who reads it. */
    public static Map<String, Intake> intakes() {
        return intakes(MappingFiles.shipped());
    }

    private static Map<String, Intake> intakes(Map<String, Mapping> mappings) {
        return Map.of(
                RawTopics.ODOO_CHANGE,
                new OdooIntake(),
                RawTopics.STRIPE_EVENT,
                new StripeIntake(),
                RawTopics.ADYEN_NOTIFICATION,
                new AdyenIntake(),
                RawTopics.SHOPIFY_EVENT,
                new ShopifyIntake(),
                RawTopics.PAYPAL_EVENT,
                new PayPalIntake(),
                RawTopics.BANK_STATEMENT,
                new BankIntake(),
                RawTopics.MAPPED_RECORD,
                new MappedIntake(mappings));
    }

    /**
     * How far the coverage of an account may fall behind the clock.
     *
     * @param usual what the settings ask for
     */
    public static Duration staleAfter(AccountId account, Duration usual) {
        return staleAfter(intakes().values(), account, usual);
    }

    static Duration staleAfter(Collection<Intake> intakes, AccountId account, Duration usual) {
        return reader(intakes, account).map(intake -> intake.staleAfter(usual)).orElse(usual);
    }

    /** Whether nobody states the coverage of this account, because its source only pushes. */
    public static boolean pushedOnly(AccountId account) {
        return pushedOnly(intakes().values(), account);
    }

    static boolean pushedOnly(Collection<Intake> intakes, AccountId account) {
        return reader(intakes, account).filter(Intake::pushedOnly).isPresent();
    }

    private static Optional<Intake> reader(Collection<Intake> intakes, AccountId account) {
        return intakes.stream()
                .filter(intake -> intake.key(account).isPresent())
                .findFirst();
    }

    /** The mappings that come with Tieout, and those of the directory that the settings name. */
    public static Map<String, Mapping> mappings(Settings settings) {
        return settings.mappingsDir()
                .map(directory -> MappingFiles.withDirectory(directory, LOG::warn))
                .orElseGet(MappingFiles::shipped);
    }

    /** The accounts that the settings name: they are waited for before they have spoken. */
    public static Set<AccountId> expected(Settings settings) {
        var expected = new HashSet<AccountId>();
        if (settings.odooEnabled()) {
            expected.add(new AccountId("odoo", settings.odooAccount()));
        }
        settings.bankAccounts().forEach(account -> expected.add(new AccountId("bank", account)));
        settings.stripeAccount().ifPresent(account -> expected.add(new AccountId("stripe", account)));
        settings.adyenAccount().ifPresent(account -> expected.add(new AccountId("adyen", account)));
        settings.paypalAccount().ifPresent(account -> expected.add(new AccountId("paypal", account)));
        settings.shopifyAccount().ifPresent(account -> expected.add(new AccountId("shopify", account)));
        return expected;
    }

    /**
     * Starts it; {@link #awaitRunning} tells when it works.
     *
     * @param earlier versions of the policies that ran before
     */
    public static Application start(
            Settings settings, List<Policy> policies, List<Policy> earlier, InstantSource clock) {
        GeneratedRecords.trust();
        RegistryClient registry = new RegistryClient(RegistryConfig.of(settings.registryProperties()));
        Plan plan = new Plan(
                policies,
                earlier,
                intakes(mappings(settings)),
                ContractSerdes.named(settings.valueSerdeClass(), settings.registryProperties(), registry),
                expected(settings),
                settings.accountsRetired().stream().map(AccountId::parse).collect(Collectors.toSet()),
                settings.rawPartitions(),
                settings.matchingPartitions(),
                settings.staleAfter(),
                clock);
        Properties properties = properties(settings);
        var topology = ReconciliationTopology.build(plan, new StreamsConfig(properties));
        Application application = new Application(new KafkaStreams(topology, properties), registry, clock);
        application.begin();
        return application;
    }

    /** What Kafka Streams is given; the settings under {@code kafka.} come last, so that a user has the last word. */
    public static Properties properties(Settings settings) {
        Map<String, Object> own = new HashMap<>();
        own.put(StreamsConfig.APPLICATION_ID_CONFIG, settings.applicationId());
        own.put(
                StreamsConfig.STATE_DIR_CONFIG,
                settings.dataDir().resolve("state").toString());
        own.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        own.put(
                StreamsConfig.COMMIT_INTERVAL_MS_CONFIG,
                settings.commitInterval().toMillis());
        // A transaction of an Odoo that imports hundreds of thousands of lines is worked off at its END in one of ours.
        // With
        // the usual ten seconds the broker would cut that off, again at every start. The price: of an instance that
        // dies
        // for good, others take over what it had open only when this has passed.
        own.put(StreamsConfig.producerPrefix(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG), (int)
                TRANSACTION_TIMEOUT.toMillis());
        // Each account is a log of its own: there is no order between two raw topics to wait for.
        own.put(StreamsConfig.MAX_TASK_IDLE_MS_CONFIG, StreamsConfig.MAX_TASK_IDLE_MS_DISABLED);
        // For the totals alone, a few rows a task: all other stores are without a cache.
        own.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, 1024 * 1024);
        own.put(StreamsConfig.ACCEPTABLE_RECOVERY_LAG_CONFIG, 0);
        own.put(StreamsConfig.NUM_STANDBY_REPLICAS_CONFIG, settings.standbyReplicas());
        // With the usual ten minutes an instance that is added to help would stand idle for as long.
        own.put(StreamsConfig.PROBING_REBALANCE_INTERVAL_MS_CONFIG, Settings.TAKES_OVER_WITHIN.toMillis());
        own.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true);
        own.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, 2);
        own.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, (int) settings.topicsReplicationFactor());
        // A static member that was killed takes up its tasks when it is back, instead of after the session timeout.
        own.put(
                StreamsConfig.consumerPrefix(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG),
                settings.applicationId() + "-" + settings.applicationInstanceId());
        own.put(StreamsConfig.consumerPrefix(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG), "earliest");
        own.put(StreamsConfig.producerPrefix(ProducerConfig.COMPRESSION_TYPE_CONFIG), "lz4");
        own.put(StreamsConfig.producerPrefix(ProducerConfig.BATCH_SIZE_CONFIG), 128 * 1024);
        Properties properties = new Properties();
        properties.putAll(own);
        properties.putAll(settings.streamsProperties());
        return properties;
    }

    private void begin() {
        streams.setStateListener((now, before) -> {
            LOG.debug("The application was {} and is {} now", before, now);
            stateSince = clock.instant();
            if (now == KafkaStreams.State.RUNNING) {
                running.countDown();
            }
            if (now == KafkaStreams.State.ERROR || now == KafkaStreams.State.NOT_RUNNING) {
                ended.countDown();
                running.countDown();
            }
        });
        streams.setGlobalStateRestoreListener(restoring);
        streams.setUncaughtExceptionHandler(thrown -> {
            Throwable cause = rootOf(thrown);
            if (cause instanceof RegistryException) {
                // The member of the group is a static one: Kafka hands its work on when its session has timed out.
                LOG.warn(
                        "{} Another thread does the work since the last commit again when the session of this one has"
                                + " timed out (kafka.session.timeout.ms); nothing is lost.",
                        cause.getMessage());
                return StreamThreadExceptionResponse.REPLACE_THREAD;
            }
            failure.compareAndSet(null, thrown);
            LOG.error("The application stops: {}", cause.toString(), thrown);
            return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        });
        streams.start();
    }

    private static Throwable rootOf(Throwable thrown) {
        Throwable cause = thrown;
        while (cause.getCause() != null && !(cause instanceof RegistryException)) {
            cause = cause.getCause();
        }
        return cause;
    }

    /** Waits until every task works; false when that takes longer, or when it failed. */
    public boolean awaitRunning(Duration patience) throws InterruptedException {
        return running.await(patience.toMillis(), TimeUnit.MILLISECONDS) && state() == KafkaStreams.State.RUNNING;
    }

    /** Waits until it has ended, by {@link #close} or by a failure; false when that takes longer. */
    public boolean awaitEnd(Duration patience) throws InterruptedException {
        return ended.await(patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    public KafkaStreams.State state() {
        return streams.state();
    }

    /** Where it stands, for whoever watches it. */
    public Standing standing() {
        return Standing.of(state(), stateSince, restoring);
    }

    /** What Kafka Streams and its clients measure. */
    public Map<MetricName, ? extends Metric> metrics() {
        return streams.metrics();
    }

    /** Whether a topic is one that the flow reads: a raw one, or one between two steps of it. */
    public static boolean isInput(String topic) {
        return intakes().containsKey(topic) || topic.endsWith("-repartition");
    }

    /** What stopped it; empty while it works, and after a clean stop. */
    public Optional<Throwable> failure() {
        return Optional.ofNullable(failure.get());
    }

    /** Finishes what is under way and stops. */
    @Override
    public void close() {
        boolean stopped = streams.close(STOP_WITHIN);
        if (!stopped) {
            LOG.warn(
                    "The application did not stop within {}; what was not committed is done again at the next start.",
                    STOP_WITHIN);
        }
        registry.close();
    }
}
