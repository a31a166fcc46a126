package io.tieout.parts;

import io.tieout.config.Settings;
import io.tieout.connect.odoo.CaptureState;
import io.tieout.connect.odoo.OdooCapture;
import io.tieout.connect.registry.AvroDeserializer;
import io.tieout.connect.registry.RegistryClient;
import io.tieout.connect.registry.RegistryConfig;
import io.tieout.connect.webhook.KafkaRawSink;
import io.tieout.connect.webhook.Outcome;
import io.tieout.connect.webhook.RawSink;
import io.tieout.connect.webhook.WebhookReceiver;
import io.tieout.matching.Policy;
import io.tieout.metrics.Figures;
import io.tieout.metrics.Health;
import io.tieout.metrics.Meters;
import io.tieout.metrics.MetricsEndpoint;
import io.tieout.metrics.OutcomeReader;
import io.tieout.metrics.OutcomeTally;
import io.tieout.metrics.StateMeter;
import io.tieout.metrics.StreamsMeters;
import io.tieout.metrics.TimedSink;
import io.tieout.metrics.Vital;
import io.tieout.metrics.Vital.Condition;
import io.tieout.topology.Application;
import io.tieout.topology.Standing;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** What this process says of itself over HTTP; each other part that it runs is made known to it. */
public final class MetricsPart implements AutoCloseable {

    private static final Set<Standing.Phase> ENDED =
            EnumSet.of(Standing.Phase.STOPPING, Standing.Phase.STOPPED, Standing.Phase.FAILED);
    private static final Set<CaptureState.Phase> CAPTURES =
            EnumSet.of(CaptureState.Phase.STREAMING, CaptureState.Phase.SNAPSHOT, CaptureState.Phase.STANDBY);

    private final Settings settings;
    private final InstantSource clock;
    private final Meters meters;
    private final Health health;
    private final MetricsEndpoint endpoint;
    private final Deque<AutoCloseable> opened = new ArrayDeque<>();

    private MetricsPart(
            Settings settings, InstantSource clock, Meters meters, Health health, MetricsEndpoint endpoint) {
        this.settings = settings;
        this.clock = clock;
        this.meters = meters;
        this.health = health;
        this.endpoint = endpoint;
    }

    /** Answers from now on. */
    public static MetricsPart start(Settings settings, InstantSource clock) {
        var meters = new Meters();
        var health = new Health();
        boolean answers = false;
        try {
            var endpoint = MetricsEndpoint.start(settings.metricsHost(), settings.metricsPort(), meters, health);
            answers = true;
            return new MetricsPart(settings, clock, meters, health, endpoint);
        } finally {
            if (!answers) {
                meters.close();
            }
        }
    }

    /** Base of {@code /metrics}, {@code /health} and {@code /ready}. */
    public String url() {
        return endpoint.url();
    }

    /** The application, and from the outcome topics what it finds. */
    void watch(Application application, List<Policy> policies) {
        health.watch(() -> vital(application.standing()));
        StateMeter.add(
                meters,
                "tieout.application.state",
                "What the application does.",
                Standing.Phase.values(),
                () -> application.standing().phase());
        Figures.gauge(
                meters,
                "tieout.restore.stores",
                "State stores that are being read back from Kafka.",
                () -> application.standing().storesToRestore());
        Figures.gauge(
                meters,
                "tieout.restore.records.left",
                "Records that they still lack, at most.",
                () -> application.standing().recordsToRestore());
        Figures.counter(
                meters,
                "tieout.restore.records",
                "Records of state read back from Kafka.",
                () -> application.standing().recordsRestored());
        StreamsMeters.add(meters, application::metrics, Application::isInput);
        var registry = new RegistryClient(RegistryConfig.of(settings.registryProperties()));
        opened.push(registry);
        var tally =
                new OutcomeTally(meters, policies.stream().map(Policy::name).toList(), Contracts.rawTopics(), clock);
        var reader = new OutcomeReader(this::consumer, AvroDeserializer.generic(registry), tally);
        opened.push(reader);
        reader.start();
    }

    /** A capture; empty while it waits for Odoo's tables. */
    public void watch(Supplier<Optional<OdooCapture>> capture) {
        health.watch(() -> capture.get()
                .map(running -> vital(running.state()))
                .orElseGet(() -> new Vital("capture", Condition.BUSY, "waiting", "for Odoo's tables")));
        StateMeter.add(
                meters,
                "tieout.capture.state",
                "What the capture of Odoo does.",
                CaptureState.Phase.values(),
                () -> capture.get().map(running -> running.state().phase()).orElse(CaptureState.Phase.STARTING));
        Figures.gauge(
                meters,
                "tieout.slot.wal.retained.bytes",
                "Write-ahead log that the replication slot holds back on the database's disk; NaN while that is not known.",
                () -> capture.get()
                        .map(OdooCapture::retainedWal)
                        .filter(OptionalLong::isPresent)
                        .map(bytes -> (double) bytes.getAsLong())
                        .orElse(Double.NaN));
        Figures.gauge(
                meters,
                "tieout.slot.wal.limit.bytes",
                "How much it may hold back: odoo.wal.limit.",
                settings::odooWalLimit);
    }

    /** The capture of an Odoo database. */
    public void watch(OdooPart odoo) {
        watch(odoo::capture);
    }

    /** The sink of a receiver, timed. */
    RawSink timed(RawSink sink) {
        return new TimedSink(sink, meters);
    }

    void watch(WebhookReceiver receiver, KafkaRawSink log) {
        health.watch(() -> reachable(log)
                ? new Vital("receiver", Condition.READY, "receiving", "")
                : new Vital(
                        "receiver", Condition.BUSY, "refusing", "Kafka cannot be reached, and providers send again"));
        for (Outcome outcome : Outcome.values()) {
            Figures.counter(
                    meters,
                    "tieout.webhook.deliveries",
                    "Deliveries of webhooks, by how they ended.",
                    () -> receiver.counts().getOrDefault(outcome, 0L),
                    "outcome",
                    StateMeter.word(outcome));
        }
    }

    private static boolean reachable(KafkaRawSink log) {
        return log.reachable()
                .completeOnTimeout(false, 3, TimeUnit.SECONDS)
                .exceptionallyCompose(unreached -> CompletableFuture.completedFuture(false))
                .join();
    }

    private Vital vital(Standing standing) {
        var condition = standing.phase() == Standing.Phase.RUNNING
                ? Condition.READY
                : ENDED.contains(standing.phase()) ? Condition.DEAD : Condition.BUSY;
        var detail = standing.phase() == Standing.Phase.RESTORING
                ? standing.storesToRestore() + " stores are read back from Kafka, at most "
                        + standing.recordsToRestore() + " records are left"
                : "since " + standing.since();
        return new Vital("application", condition, StateMeter.word(standing.phase()), detail);
    }

    private static Vital vital(CaptureState state) {
        var condition =
                CAPTURES.contains(state.phase()) ? Condition.READY : state.ended() ? Condition.DEAD : Condition.BUSY;
        return new Vital("capture", condition, StateMeter.word(state.phase()), state.detail());
    }

    private Consumer<byte[], byte[]> consumer() {
        var properties = new HashMap<>(settings.consumerProperties());
        var group = settings.applicationId() + "-metrics";
        properties.put(ConsumerConfig.GROUP_ID_CONFIG, group);
        properties.put(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, group + "-" + settings.applicationInstanceId());
        properties.put(ConsumerConfig.CLIENT_ID_CONFIG, group + "-" + settings.applicationInstanceId());
        // One that is handed on is not read from its beginning by those who keep theirs.
        properties.put(ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG, CooperativeStickyAssignor.class.getName());
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        return new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    @Override
    public void close() {
        try {
            while (!opened.isEmpty()) {
                opened.pop().close();
            }
        } catch (Exception failed) {
            throw new PartException("The metrics did not stop cleanly: " + failed.getMessage(), failed);
        } finally {
            endpoint.close();
            meters.close();
        }
    }
}
