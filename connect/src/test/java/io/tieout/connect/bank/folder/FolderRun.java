package io.tieout.connect.bank.folder;

import io.tieout.connect.RawTopics;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.source.SourceTaskContext;
import org.apache.kafka.connect.storage.OffsetStorageReader;
import org.jspecify.annotations.Nullable;

/** The worker's part around a task: polls it, writes to a topic in memory, acknowledges, keeps offsets, and may die. */
final class FolderRun {

    private static final RecordMetadata WRITTEN = new RecordMetadata(new TopicPartition("t", 0), 0, 0, 0, 0, 0);

    final Map<String, String> settings = new HashMap<>();
    final List<SourceRecord> topic = new ArrayList<>();
    final Map<Map<String, ?>, Map<String, ?>> offsets = new HashMap<>();
    private final Path folder;
    private Instant now = Instant.parse("2026-03-01T00:00:00Z");
    private BankFolderSourceTask task = new BankFolderSourceTask(() -> now);

    FolderRun(Path folder) {
        this.folder = folder;
        settings.put(BankFolderConfig.INTERVAL, "1s");
        settings.put(BankFolderConfig.SETTLE, "10s");
    }

    FolderRun start() {
        task = new BankFolderSourceTask(() -> now);
        task.initialize(new Context());
        task.start(settings);
        return this;
    }

    /** The worker dies: what the task knew is gone, what is in the topic and among the offsets stays. */
    FolderRun killed() {
        task.stop();
        return start();
    }

    void stop() {
        task.stop();
    }

    void passes(Duration time) {
        now = now.plus(time);
    }

    List<SourceRecord> pollOnly() {
        try {
            return task.poll();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    void write(SourceRecord record, boolean offsetToo) {
        topic.add(record);
        if (offsetToo) {
            offsets.put(record.sourcePartition(), record.sourceOffset());
        }
        task.commitRecord(record, WRITTEN);
    }

    void drop(SourceRecord record) {
        task.commitRecord(record, null);
    }

    /** Long enough for every file to settle and to be moved. */
    void goOn() {
        for (int i = 0; i < 40; i++) {
            passes(Duration.ofSeconds(1));
            pollOnly().forEach(record -> write(record, true));
        }
    }

    void put(String name, String content) {
        try {
            Files.writeString(folder.resolve(name), content, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<String> files(String below) {
        Path in = folder.resolve(below);
        if (!Files.isDirectory(in)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(in)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> file.getFileName().toString())
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The parts of an account put together again. */
    String received(String account) {
        var bytes = new ByteArrayOutputStream();
        topic.stream()
                .filter(record -> record.key().equals(account))
                .forEach(record -> bytes.writeBytes((byte[]) record.value()));
        return bytes.toString(StandardCharsets.UTF_8);
    }

    static String header(SourceRecord record, String name) {
        return String.valueOf(record.headers().lastWithName(name).value());
    }

    List<String> parts() {
        return topic.stream()
                .map(record -> record.key() + " " + header(record, RawTopics.HEADER_PART))
                .toList();
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
                    return (Map<String, Object>) offsets.get(partition);
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
