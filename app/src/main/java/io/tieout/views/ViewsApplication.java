package io.tieout.views;

import io.tieout.config.Settings;
import io.tieout.connect.registry.GeneratedRecords;
import io.tieout.wire.Contract;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KeyQueryMetadata;
import org.apache.kafka.streams.LagInfo;
import org.apache.kafka.streams.StoreQueryParameters;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.StreamsMetadata;
import org.apache.kafka.streams.errors.StreamsException;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.apache.kafka.streams.state.HostInfo;
import org.apache.kafka.streams.state.QueryableStoreTypes;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The views running against a Kafka cluster, beside matching and apart from it. Topics must be there. */
public final class ViewsApplication implements Instances, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ViewsApplication.class);
    private static final Duration STOP_WITHIN = Duration.ofSeconds(4);
    private static final Duration TOPICS_WITHIN = Duration.ofSeconds(30);

    private final KafkaStreams streams;
    private final Admin admin;
    private final ProgressWatch watch;
    private final String self;
    private final Map<String, String> topicOf;
    private final Map<String, Integer> partitions;
    private final CountDownLatch running = new CountDownLatch(1);

    private ViewsApplication(
            KafkaStreams streams,
            Admin admin,
            ProgressWatch watch,
            String self,
            Map<String, String> topicOf,
            Map<String, Integer> partitions) {
        this.streams = streams;
        this.admin = admin;
        this.watch = watch;
        this.self = self;
        this.topicOf = topicOf;
        this.partitions = partitions;
    }

    /**
     * Starts it; queries are refused as moving until it works.
     *
     * @param contracts serde of each published record
     * @param self host and port at which other instances reach the queries of this one
     */
    public static ViewsApplication start(
            Settings settings, Function<Contract, Serde<SpecificRecord>> contracts, String self) {
        GeneratedRecords.trust();
        Properties properties = properties(settings, self);
        String group = properties.getProperty(StreamsConfig.APPLICATION_ID_CONFIG);
        Map<String, String> topicOf = topics(group);
        Admin admin = Admin.create(new HashMap<>(settings.adminProperties()));
        boolean started = false;
        try {
            Map<String, Integer> partitions = partitions(admin, settings.matchingPartitions(), group);
            var streams = new KafkaStreams(
                    ViewsTopology.build(new StreamsConfig(properties), contracts, settings.matchingPartitions()),
                    properties);
            var application = new ViewsApplication(
                    streams,
                    admin,
                    new ProgressWatch(admin, group, partitions, staleAfter(settings)),
                    self,
                    topicOf,
                    partitions);
            application.begin();
            started = true;
            return application;
        } finally {
            if (!started) {
                admin.close(Duration.ZERO);
            }
        }
    }

    /** A record passes two steps, one behind the other: each has half of the time. */
    private static Duration staleAfter(Settings settings) {
        return settings.queryStaleAfter().dividedBy(2);
    }

    private static Map<String, String> topics(String group) {
        String byCase = group + "-" + ViewsTopology.BY_CASE + "-repartition";
        return Map.of(
                ViewsTopology.CASES,
                byCase,
                ViewsTopology.LISTS,
                byCase,
                ViewsTopology.REFERENCES,
                group + "-" + ViewsTopology.BY_REFERENCE + "-repartition",
                ViewsTopology.ENTRIES,
                Contract.ENTRY.topic(),
                ViewsTopology.COVERAGE,
                Contract.COVERAGE.topic(),
                ViewsTopology.POLICIES,
                Contract.POLICY.topic());
    }

    private static Map<String, Integer> partitions(Admin admin, int divided, String group) {
        var published = new TreeSet<String>();
        for (Kind kind : Kind.values()) {
            published.add(kind.contract().topic());
        }
        try {
            var counts = new TreeMap<String, Integer>();
            Map<String, TopicDescription> described = admin.describeTopics(published)
                    .allTopicNames()
                    .get(TOPICS_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
            described.forEach((topic, description) ->
                    counts.put(topic, description.partitions().size()));
            counts.put(group + "-" + ViewsTopology.BY_CASE + "-repartition", divided);
            counts.put(group + "-" + ViewsTopology.BY_REFERENCE + "-repartition", divided);
            return Map.copyOf(counts);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new MovingException("The start of the views was interrupted.", stopped);
        } catch (ExecutionException | TimeoutException unknown) {
            throw new MovingException(
                    "The views do not start: the outcome topics could not be looked up (" + unknown.getMessage()
                            + "). Start the application first, which makes them.",
                    unknown);
        }
    }

    /** What Kafka Streams is given; the settings under {@code kafka.} come last, so that a user has the last word. */
    static Properties properties(Settings settings, String self) {
        String id = settings.applicationId() + "-views";
        Properties properties = new Properties();
        properties.putAll(Map.of(
                StreamsConfig.APPLICATION_ID_CONFIG,
                id,
                StreamsConfig.APPLICATION_SERVER_CONFIG,
                self,
                StreamsConfig.STATE_DIR_CONFIG,
                settings.dataDir().resolve("state").toString(),
                StreamsConfig.COMMIT_INTERVAL_MS_CONFIG,
                500,
                StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG,
                0,
                StreamsConfig.ACCEPTABLE_RECOVERY_LAG_CONFIG,
                0,
                StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG,
                true,
                StreamsConfig.NUM_STREAM_THREADS_CONFIG,
                1,
                StreamsConfig.REPLICATION_FACTOR_CONFIG,
                (int) settings.topicsReplicationFactor(),
                // An answer is never of a match that is not committed.
                StreamsConfig.consumerPrefix(ConsumerConfig.ISOLATION_LEVEL_CONFIG),
                "read_committed"));
        properties.put(
                StreamsConfig.consumerPrefix(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG),
                id + "-" + settings.applicationInstanceId());
        properties.put(StreamsConfig.NUM_STANDBY_REPLICAS_CONFIG, settings.standbyReplicas());
        properties.put(StreamsConfig.PROBING_REBALANCE_INTERVAL_MS_CONFIG, Settings.TAKES_OVER_WITHIN.toMillis());
        properties.put(StreamsConfig.consumerPrefix(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG), "earliest");
        properties.put(StreamsConfig.producerPrefix(ProducerConfig.COMPRESSION_TYPE_CONFIG), "lz4");
        properties.putAll(settings.streamsProperties());
        return properties;
    }

    private void begin() {
        streams.setStateListener((now, before) -> {
            LOG.debug("The views were {} and are {} now", before, now);
            if (now == KafkaStreams.State.RUNNING
                    || now == KafkaStreams.State.ERROR
                    || now == KafkaStreams.State.NOT_RUNNING) {
                running.countDown();
            }
        });
        streams.setUncaughtExceptionHandler(thrown -> {
            // Matching goes on: reporting never stops it. /health says that the views are dead.
            LOG.error("The views stop; matching goes on. Start again after mending: {}", thrown.toString(), thrown);
            return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        });
        streams.start();
    }

    /** Waits until it works; false when that takes longer, or when it failed. */
    public boolean awaitRunning(Duration patience) throws InterruptedException {
        return running.await(patience.toMillis(), TimeUnit.MILLISECONDS)
                && streams.state() == KafkaStreams.State.RUNNING;
    }

    @Override
    public String self() {
        return self;
    }

    @Override
    public String state() {
        return streams.state().name();
    }

    @Override
    public Place owner(String store, String key) {
        return moving(() -> {
            KeyQueryMetadata metadata = streams.queryMetadataForKey(store, key, new StringSerializer());
            if (metadata == null || metadata.equals(KeyQueryMetadata.NOT_AVAILABLE)) {
                throw new MovingException("Nobody holds this part of the views at the moment.");
            }
            return new Place(
                    address(metadata.activeHost()),
                    metadata.partition(),
                    metadata.standbyHosts().stream()
                            .map(ViewsApplication::address)
                            .sorted()
                            .toList());
        });
    }

    @Override
    public Map<String, Set<Integer>> holders(String store) {
        String topic = Objects.requireNonNull(topicOf.get(store));
        return moving(() -> {
            var holders = new TreeMap<String, Set<Integer>>();
            int held = 0;
            var all = new TreeSet<Integer>();
            for (StreamsMetadata instance : streams.metadataForAllStreamsClients()) {
                for (TopicPartition partition : instance.topicPartitions()) {
                    if (partition.topic().equals(topic)) {
                        holders.computeIfAbsent(address(instance.hostInfo()), address -> new TreeSet<>())
                                .add(partition.partition());
                        all.add(partition.partition());
                        held++;
                    }
                }
            }
            int wanted = Objects.requireNonNull(partitions.get(topic));
            if (held != wanted || all.size() != wanted) {
                throw new MovingException(
                        "Of " + wanted + " parts of the views " + all.size() + " are at an instance at the moment.");
            }
            return holders;
        });
    }

    @Override
    public Views views(String store, int partition) {
        return new Views(name -> moving(() -> streams.store(parameters(name, partition))));
    }

    @Override
    public Views copy(String store, int partition) {
        return new Views(
                name -> moving(() -> streams.store(parameters(name, partition).enableStaleStores())));
    }

    private static StoreQueryParameters<ReadOnlyKeyValueStore<String, byte[]>> parameters(String name, int partition) {
        return StoreQueryParameters.fromNameAndType(name, QueryableStoreTypes.<String, byte[]>keyValueStore())
                .withPartition(partition);
    }

    @Override
    public Progress progressOfCopy(String store, int partition) {
        LagInfo lag = moving(streams::allLocalStorePartitionLags)
                .getOrDefault(store, Map.of())
                .get(partition);
        if (lag == null) {
            throw new MovingException("This instance has no copy of this part of the views.");
        }
        return new Progress(watch.progress().position(), lag.offsetLag(), null, true);
    }

    @Override
    public Progress progress() {
        Progress seen = watch.progress();
        return streams.state() == KafkaStreams.State.RUNNING ? seen : seen.uncertain();
    }

    private interface Asked<T> {
        T answer();
    }

    private static <T> T moving(Asked<T> asked) {
        try {
            return asked.answer();
        } catch (StreamsException | IllegalStateException moving) {
            throw new MovingException("This part of the views moves or is read back at the moment.", moving);
        }
    }

    private static String address(HostInfo host) {
        return host.host() + ":" + host.port();
    }

    @Override
    public void close() {
        watch.close();
        if (!streams.close(STOP_WITHIN)) {
            LOG.warn("The views did not stop within {}; at the next start they go on.", STOP_WITHIN);
        }
        admin.close(Duration.ZERO);
    }
}
