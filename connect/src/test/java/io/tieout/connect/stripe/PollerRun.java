package io.tieout.connect.stripe;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tieout.connect.RawTopics;
import io.tieout.connect.stripe.standin.StripeStandIn;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.source.SourceTaskContext;
import org.apache.kafka.connect.storage.OffsetStorageReader;
import org.jspecify.annotations.Nullable;

/**
 * The worker's part around a task: it starts it with the stored offset, polls it, writes what it gives to a topic in
 * memory and acknowledges that, and may die at any record.
 */
final class PollerRun implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final RecordMetadata WRITTEN = new RecordMetadata(new TopicPartition("t", 0), 0, 0, 0, 0, 0);
    private static final int MOST_POLLS = 20_000;

    final Map<String, String> settings = new HashMap<>();
    final List<SourceRecord> topic = new ArrayList<>();

    @Nullable
    Map<String, ?> storedOffset;

    private StripeEventSourceTask task = new StripeEventSourceTask();

    PollerRun(StripeStandIn stripe, Instant from) {
        settings.put("stripe.account", "acct_1");
        settings.put("stripe.api.key", stripe.apiKey());
        settings.put("stripe.api.url", stripe.url());
        settings.put("stripe.poll.from", from.toString());
        settings.put("stripe.poll.interval", "1ms");
        settings.put("stripe.retry.backoff", "1ms");
        settings.put("stripe.retry.backoff.max", "4ms");
    }

    PollerRun with(String name, String value) {
        settings.put(name, value);
        return this;
    }

    PollerRun start() {
        task = new StripeEventSourceTask();
        task.initialize(new Context());
        task.start(settings);
        return this;
    }

    /** Polls once; what comes is written and acknowledged. */
    List<SourceRecord> poll() {
        var batch = pollOnly();
        batch.forEach(this::write);
        return batch;
    }

    List<SourceRecord> pollOnly() {
        try {
            return task.poll();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    void write(SourceRecord record) {
        topic.add(record);
        storedOffset = record.sourceOffset();
        task.commitRecord(record, WRITTEN);
    }

    void drop(SourceRecord record) {
        task.commitRecord(record, null);
    }

    void pollUntil(BooleanSupplier done) {
        for (int i = 0; !done.getAsBoolean(); i++) {
            if (i > MOST_POLLS) {
                throw new AssertionError(
                        "not reached in " + MOST_POLLS + " polls; the topic has " + topic.size() + " records");
            }
            poll();
        }
    }

    /** Until coverage reaches this far. */
    void pollUntilCovered(Instant to) {
        pollUntil(() -> !coverages().isEmpty() && !lastCoverage().to().isBefore(to));
    }

    void stop() {
        task.stop();
    }

    @Override
    public void close() {
        stop();
    }

    List<String> eventIds() {
        return topic.stream()
                .filter(record -> !isCoverage(record))
                .map(record -> json(record).path("id").asText())
                .toList();
    }

    List<Cursor> coverages() {
        return topic.stream()
                .filter(PollerRun::isCoverage)
                .map(PollerRun::coverage)
                .toList();
    }

    Cursor lastCoverage() {
        var all = coverages();
        return all.get(all.size() - 1);
    }

    static Cursor coverage(SourceRecord record) {
        var json = json(record);
        return new Cursor(
                Instant.ofEpochMilli(json.path("from").asLong()),
                Instant.ofEpochMilli(json.path("to").asLong()));
    }

    static boolean isCoverage(SourceRecord record) {
        return RawTopics.KIND_COVERAGE.equals(
                record.headers().lastWithName(RawTopics.HEADER_KIND).value());
    }

    static String text(SourceRecord record) {
        return new String((byte[]) record.value(), UTF_8);
    }

    private static JsonNode json(SourceRecord record) {
        try {
            return JSON.readTree((byte[]) record.value());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private final class Context implements SourceTaskContext {

        @Override
        public Map<String, String> configs() {
            return settings;
        }

        @Override
        public OffsetStorageReader offsetStorageReader() {
            return new OffsetStorageReader() {
                @Override
                @SuppressWarnings("unchecked")
                public <T> @Nullable Map<String, Object> offset(Map<String, T> partition) {
                    return partition.equals(Cursor.partition("acct_1")) ? (Map<String, Object>) storedOffset : null;
                }

                @Override
                public <T> Map<Map<String, T>, Map<String, Object>> offsets(Collection<Map<String, T>> partitions) {
                    throw new UnsupportedOperationException("the task asks for one");
                }
            };
        }

        @Override
        public org.apache.kafka.common.metrics.@Nullable PluginMetrics pluginMetrics() {
            return null;
        }
    }
}
