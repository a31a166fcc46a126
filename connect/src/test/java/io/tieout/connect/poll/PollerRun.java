package io.tieout.connect.poll;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tieout.connect.RawTopics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
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
public final class PollerRun implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final RecordMetadata WRITTEN = new RecordMetadata(new TopicPartition("t", 0), 0, 0, 0, 0, 0);
    private static final int MOST_POLLS = 20_000;

    public final Map<String, String> settings = new HashMap<>();
    public final List<SourceRecord> topic = new ArrayList<>();

    public @Nullable Map<String, ?> storedOffset;

    private final Supplier<? extends PollTask> tasks;
    private final String account;
    private PollTask task;

    public PollerRun(Supplier<? extends PollTask> tasks, String account) {
        this.tasks = tasks;
        this.account = account;
        this.task = tasks.get();
    }

    public PollerRun with(String name, String value) {
        settings.put(name, value);
        return this;
    }

    public PollerRun start() {
        task = tasks.get();
        task.initialize(new Context());
        task.start(settings);
        return this;
    }

    /** Polls once; what comes is written and acknowledged. */
    public List<SourceRecord> poll() {
        var batch = pollOnly();
        batch.forEach(this::write);
        return batch;
    }

    public List<SourceRecord> pollOnly() {
        try {
            return task.poll();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    public void write(SourceRecord record) {
        topic.add(record);
        storedOffset = record.sourceOffset();
        task.commitRecord(record, WRITTEN);
    }

    public void drop(SourceRecord record) {
        task.commitRecord(record, null);
    }

    public void pollUntil(BooleanSupplier done) {
        for (int i = 0; !done.getAsBoolean(); i++) {
            if (i > MOST_POLLS) {
                throw new AssertionError(
                        "not reached in " + MOST_POLLS + " polls; the topic has " + topic.size() + " records");
            }
            poll();
        }
    }

    /** Until coverage reaches this far. */
    public void pollUntilCovered(Instant to) {
        pollUntil(() -> !coverages().isEmpty() && !lastCoverage().to().isBefore(to));
    }

    public void stop() {
        task.stop();
    }

    @Override
    public void close() {
        stop();
    }

    public List<String> eventIds() {
        return topic.stream()
                .filter(record -> !isCoverage(record))
                .map(record -> json(record).path("id").asText())
                .toList();
    }

    public List<Cursor> coverages() {
        return topic.stream()
                .filter(PollerRun::isCoverage)
                .map(PollerRun::coverage)
                .toList();
    }

    public Cursor lastCoverage() {
        var all = coverages();
        return all.get(all.size() - 1);
    }

    public static Cursor coverage(SourceRecord record) {
        var json = json(record);
        return new Cursor(
                Instant.ofEpochMilli(json.path("from").asLong()),
                Instant.ofEpochMilli(json.path("to").asLong()));
    }

    public static boolean isCoverage(SourceRecord record) {
        return RawTopics.KIND_COVERAGE.equals(
                record.headers().lastWithName(RawTopics.HEADER_KIND).value());
    }

    public static String text(SourceRecord record) {
        return new String((byte[]) record.value(), UTF_8);
    }

    public static JsonNode json(SourceRecord record) {
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
                    return partition.equals(Cursor.partition(account)) ? (Map<String, Object>) storedOffset : null;
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
