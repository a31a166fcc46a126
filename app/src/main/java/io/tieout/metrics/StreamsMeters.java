package io.tieout.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.function.DoubleBinaryOperator;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;

/**
 * Of the thousands of figures that Kafka Streams keeps, the few that a person on call looks at: over all threads, tasks
 * and clients of this instance, without their ids.
 */
public final class StreamsMeters {

    private static final String THREADS = "stream-thread-metrics";
    private static final String CLIENT = "stream-metrics";
    private static final String TASKS = "stream-task-metrics";
    private static final String MEMBERSHIP = "consumer-coordinator-metrics";
    private static final String PRODUCERS = "producer-metrics";
    private static final String STORES = "stream-state-metrics";
    private static final String FETCHES = "consumer-fetch-manager-metrics";

    private final Supplier<Map<MetricName, ? extends Metric>> streams;
    private final Predicate<String> isInput;
    private final MultiGauge lag;

    /**
     * Adds them.
     *
     * @param streams what Kafka Streams measures
     * @param isInput whether a topic is one that the flow reads: a raw one, or one between two steps of it
     */
    public static void add(
            Meters meters, Supplier<Map<MetricName, ? extends Metric>> streams, Predicate<String> isInput) {
        meters.keep(new StreamsMeters(meters, streams, isInput));
    }

    private StreamsMeters(
            Meters meters, Supplier<Map<MetricName, ? extends Metric>> streams, Predicate<String> isInput) {
        this.streams = streams;
        this.isInput = isInput;
        MeterRegistry registry = meters.registry();
        gauge(registry, "threads.alive", CLIENT, "alive-stream-threads", Double::sum, "Threads that work.");
        gauge(registry, "process.rate", THREADS, "process-rate", Double::sum, "Records processed in a second.");
        gauge(registry, "commit.rate", THREADS, "commit-rate", Double::sum, "Commits in a second.");
        gauge(
                registry,
                "commit.latency.max.seconds",
                THREADS,
                "commit-latency-max",
                StreamsMeters::longest,
                "The longest commit of the last half minute.");
        gauge(
                registry,
                "poll.latency.max.seconds",
                THREADS,
                "poll-latency-max",
                StreamsMeters::longest,
                "The longest wait for records of the last half minute.");
        gauge(
                registry,
                "punctuate.latency.max.seconds",
                THREADS,
                "punctuate-latency-max",
                StreamsMeters::longest,
                "The longest punctuation of the last half minute.");
        gauge(
                registry,
                "state.bytes",
                STORES,
                "total-sst-files-size",
                Double::sum,
                "What the state stores have on disk.");
        counter(
                registry,
                "dropped.records",
                TASKS,
                "dropped-records-total",
                "Records dropped by Kafka Streams itself.");
        counter(registry, "rebalances", MEMBERSHIP, "rebalance-total", "Rebalances of the group.");
        counter(registry, "rebalances.failed", MEMBERSHIP, "failed-rebalance-total", "Rebalances that failed.");
        counter(registry, "send.errors", PRODUCERS, "record-error-total", "Records that could not be written.");
        counter(registry, "send.retries", PRODUCERS, "record-retry-total", "Writes that had to be tried again.");
        this.lag = MultiGauge.builder("tieout.streams.records.lag")
                .description("Records that are still to be read, by topic.")
                .register(registry);
        meters.workOut(this::workOut);
    }

    private void gauge(
            MeterRegistry registry,
            String name,
            String group,
            String metric,
            DoubleBinaryOperator together,
            String description) {
        Gauge.builder("tieout.streams." + name, this, it -> it.figure(group, metric, together))
                .description(description)
                .register(registry);
    }

    private void counter(MeterRegistry registry, String name, String group, String metric, String description) {
        FunctionCounter.builder("tieout.streams." + name, this, it -> it.figure(group, metric, Double::sum))
                .description(description)
                .register(registry);
    }

    /** Kafka counts these in milliseconds, and Prometheus in seconds. */
    private static double longest(double secondsBefore, double milliseconds) {
        return Math.max(secondsBefore, milliseconds / 1000);
    }

    /** What was not measured yet counts as nothing. */
    private double figure(String group, String metric, DoubleBinaryOperator together) {
        return streams.get().entrySet().stream()
                .filter(one -> one.getKey().name().equals(metric)
                        && one.getKey().group().equals(group))
                .mapToDouble(one -> value(one.getValue()))
                .reduce(0, together);
    }

    private void workOut() {
        var byTopic = new HashMap<String, Double>();
        streams.get().forEach((name, metric) -> {
            var topic = name.tags().get("topic");
            // One for each partition; other figures of the same name have no partition, or are of other clients.
            if (name.name().equals("records-lag")
                    && name.group().equals(FETCHES)
                    && topic != null
                    && name.tags().containsKey("partition")
                    && isInput.test(topic)) {
                byTopic.merge(topic, value(metric), Double::sum);
            }
        });
        var rows = new ArrayList<Row<?>>();
        byTopic.forEach((topic, records) -> rows.add(Row.of(Tags.of("topic", topic), records)));
        lag.register(rows, true);
    }

    private static double value(Metric metric) {
        return metric.metricValue() instanceof Number number && Double.isFinite(number.doubleValue())
                ? number.doubleValue()
                : 0;
    }
}
