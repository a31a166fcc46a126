package io.tieout.bench;

import io.tieout.config.Settings;
import io.tieout.connect.registry.AvroDeserializer;
import io.tieout.connect.registry.SchemaIds;
import io.tieout.topology.Application;
import io.tieout.topology.Plan;
import io.tieout.topology.ReconciliationTopology;
import io.tieout.topology.Topics;
import io.tieout.wire.Contract;
import io.tieout.wire.ContractSerdes;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.jspecify.annotations.Nullable;

/** One run: a topology that drains a preloaded topic, measured, and its outcomes counted. */
final class Drain {

    private static final Duration START_WITHIN = Duration.ofMinutes(1);
    private static final Duration STOP_WITHIN = Duration.ofSeconds(30);
    private static final Duration RESTORE_WITHIN = Duration.ofMinutes(10);
    private static final Duration SILENCE = Duration.ofSeconds(30);
    private static final Duration STALE_AFTER = Duration.ofDays(36_500);

    /**
     * How.
     *
     * @param exactlyOnce else at least once
     * @param warmUp part of the input that is not measured
     */
    record Setting(Engine engine, boolean exactlyOnce, int threads, double warmUp) {

        String guarantee() {
            return exactlyOnce ? "exactly once" : "at least once";
        }
    }

    /** @param unsaid sides that are missing and of which nothing was said (the DSL's join only) */
    record Result(Meter.Figures figures, int unsaid) {}

    private final Broker broker;
    private final SchemaIds ids;
    private final Workload workload;
    private final Workload.Expected expected;
    private final String topic;
    private final long records;
    private final InstantSource clock;

    Drain(Broker broker, SchemaIds ids, Workload workload, String topic, long records, InstantSource clock) {
        this.broker = broker;
        this.ids = ids;
        this.workload = workload;
        this.expected = workload.expected();
        this.topic = topic;
        this.records = records;
        this.clock = clock;
    }

    Result run(Setting setting, int number) throws InterruptedException {
        String id = "bench-" + number;
        Path state = broker.directory().resolve(id);
        List<NewTopic> topics = topics(setting.engine());
        broker.create(topics);
        var meter =
                new Meter(AvroDeserializer.<SpecificRecord>specific(ids), (long) (records * setting.warmUp()), records);
        Properties properties = properties(id, state, setting);
        Topology topology = topology(setting.engine(), meter, new StreamsConfig(properties));
        try (var streams = new KafkaStreams(topology, properties)) {
            meter.producedRecords(() -> streams.metrics().entrySet().stream()
                    .filter(metric -> metric.getKey().name().equals("record-send-total")
                            && metric.getKey().group().equals("producer-metrics"))
                    .mapToDouble(metric -> (Double) metric.getValue().metricValue())
                    .sum());
            drain(streams, meter);
            Outcomes.Count count = count(setting.engine());
            streams.close(STOP_WITHIN);
            check(setting.engine(), count);
            return new Result(meter.figures(), expected.missing() - count.missing());
        } finally {
            broker.deleteAllBut(topic);
            broker.deleteDirectory(state);
        }
    }

    /**
     * @param restored from the start with no local state until every task works
     * @param due from then until the last exception is committed
     */
    record Restarted(Duration restored, Duration due) {}

    /**
     * Opens a case for each entry, loses the local state, and starts again when all of them are due.
     *
     * @param whileDown states the coverage that makes them due
     */
    Restarted restart(int number, Runnable whileDown) throws InterruptedException {
        String id = "bench-restart-" + number;
        Path state = broker.directory().resolve(id);
        broker.create(topics(Engine.TIEOUT));
        var setting = new Setting(Engine.TIEOUT, true, 1, 0);
        Properties properties = properties(id, state, setting);
        var meter = new Meter(AvroDeserializer.<SpecificRecord>specific(ids), 1, records);
        try (var streams =
                new KafkaStreams(topology(Engine.TIEOUT, meter, new StreamsConfig(properties)), properties)) {
            drain(streams, meter);
            broker.awaitCommitted(id, topic);
            streams.close(STOP_WITHIN);
        }
        broker.deleteDirectory(state);
        whileDown.run();
        var again = new Meter(AvroDeserializer.<SpecificRecord>specific(ids), 1, 2);
        var running = new CountDownLatch(1);
        var rebalances = new AtomicInteger();
        long start = System.nanoTime();
        try (var streams = new KafkaStreams(topology(Engine.TIEOUT, again, new StreamsConfig(properties)), properties);
                var outcomes = new Outcomes(broker.bootstrapServers(), ids, List.of(Contract.EXCEPTION.topic()))) {
            streams.setStateListener((now, before) -> {
                if (now == KafkaStreams.State.RUNNING) {
                    running.countDown();
                } else if (now == KafkaStreams.State.REBALANCING) {
                    rebalances.incrementAndGet();
                }
            });
            streams.start();
            if (!running.await(RESTORE_WITHIN.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new BenchFailure("State was not restored within " + RESTORE_WITHIN.toMinutes() + " minutes");
            }
            long restored = System.nanoTime();
            Outcomes.Count count = outcomes.read(0, workload.pairs(), 0, SILENCE);
            long said = System.nanoTime();
            int rebalancesAfter = rebalances.get();
            streams.close(STOP_WITHIN);
            if (count.missing() != workload.pairs() || rebalancesAfter > 1) {
                throw new BenchFailure(count.missing() + " of " + workload.pairs() + " due cases were said, with "
                        + (rebalancesAfter - 1) + " rebalances meanwhile; other: " + count.other());
            }
            return new Restarted(Duration.ofNanos(restored - start), Duration.ofNanos(said - restored));
        }
    }

    private static void drain(KafkaStreams streams, Meter meter) throws InterruptedException {
        var ended = new CountDownLatch(1);
        var failure = new AtomicReference<@Nullable Throwable>();
        streams.setUncaughtExceptionHandler(thrown -> {
            failure.set(thrown);
            return org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse
                    .SHUTDOWN_CLIENT;
        });
        streams.setStateListener((now, before) -> {
            if (now == KafkaStreams.State.ERROR || now == KafkaStreams.State.NOT_RUNNING) {
                ended.countDown();
            }
        });
        streams.start();
        long before = -1;
        while (!meter.awaitEnd(START_WITHIN)) {
            long read = meter.count();
            if (ended.await(0, TimeUnit.MILLISECONDS) || read == before) {
                throw new BenchFailure("The application stopped reading after " + read + " records: " + failure.get());
            }
            before = read;
        }
    }

    private Outcomes.Count count(Engine engine) {
        List<String> read = engine == Engine.TIEOUT
                ? List.of(Contract.MATCH.topic(), Contract.EXCEPTION.topic(), Contract.LATE_ARRIVAL.topic())
                : List.of(Yardsticks.OUTCOMES);
        try (var outcomes = new Outcomes(broker.bootstrapServers(), ids, read)) {
            boolean passes = engine == Engine.PASS_THROUGH;
            boolean saysAll = engine == Engine.TIEOUT || engine == Engine.BARE_MATCHER;
            return outcomes.read(
                    passes ? 0 : expected.matches(), saysAll ? expected.missing() : 0, passes ? passed() : 0, SILENCE);
        }
    }

    private int passed() {
        int passed = expected.matches();
        for (int pair = 0; pair < workload.pairs(); pair++) {
            passed += workload.kind(pair) == Workload.Kind.PROVIDER_ALONE ? 1 : 0;
        }
        return passed;
    }

    private void check(Engine engine, Outcomes.Count count) {
        var wrong = new ArrayList<String>();
        if (engine == Engine.PASS_THROUGH) {
            differ(wrong, "entries", passed(), count.passed());
        } else {
            differ(wrong, "matches", expected.matches(), count.matches());
            differ(wrong, "records of matches", expected.matches(), count.records());
            differ(wrong, "minor units matched", expected.matchedMinor(), count.minor());
        }
        // The DSL's outer join keeps the last ones to itself, which is a known defect of it and no loss of ours.
        if (engine == Engine.TIEOUT || engine == Engine.BARE_MATCHER) {
            differ(wrong, "missing sides", expected.missing(), count.missing());
        }
        if (!count.other().isEmpty()) {
            wrong.add("nobody expected " + count.other());
        }
        if (!wrong.isEmpty()) {
            throw new BenchFailure(engine.title() + " on " + workload + ": " + String.join("; ", wrong)
                    + ". Its figures mean nothing.");
        }
    }

    private static void differ(List<String> wrong, String what, long expected, long is) {
        if (expected != is) {
            wrong.add(is + " " + what + " instead of " + expected);
        }
    }

    private List<NewTopic> topics(Engine engine) {
        return engine == Engine.TIEOUT
                ? Topics.toCreate(Set.of(), 1, Broker.PARTITIONS, Optional.of((short) 1))
                : List.of(new NewTopic(Yardsticks.OUTCOMES, Broker.PARTITIONS, (short) 1));
    }

    /** What the product ships, but for what is to be compared. */
    private Properties properties(String id, Path state, Setting setting) {
        Properties properties = Application.properties(Settings.defaults()
                .with(
                        Map.of(
                                "application.id", id,
                                "data.dir", state.toString(),
                                "kafka.bootstrap.servers", broker.bootstrapServers()),
                        "the benchmark"));
        properties.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, setting.threads());
        properties.put(
                StreamsConfig.PROCESSING_GUARANTEE_CONFIG,
                setting.exactlyOnce() ? StreamsConfig.EXACTLY_ONCE_V2 : StreamsConfig.AT_LEAST_ONCE);
        return properties;
    }

    private Topology topology(Engine engine, Meter meter, StreamsConfig config) {
        var yardsticks = new Yardsticks(ids, topic, Duration.ofMillis(workload.windowMillis()), meter);
        return switch (engine) {
            case PASS_THROUGH -> yardsticks.passThrough(config);
            case OUTER_JOIN -> yardsticks.outerJoin(config);
            case BARE_MATCHER -> yardsticks.bareMatcher(config);
            case TIEOUT -> ReconciliationTopology.fromEntries(plan(), config, topic, meter);
        };
    }

    private Plan plan() {
        return new Plan(
                List.of(workload.policy()),
                List.of(),
                Map.of(),
                ContractSerdes.ours(ids),
                Workload.accounts(),
                Set.of(),
                1,
                Broker.PARTITIONS,
                STALE_AFTER,
                clock);
    }
}
