package io.tieout.capture;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tieout.connect.RawTopics;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** What an account's change topic holds, as a reader of committed records sees it. */
public final class ChangeLog implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final String account;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final List<Change> changes = new ArrayList<>();
    private final List<Change> notices = new ArrayList<>();

    public ChangeLog(String bootstrap, String account) {
        this.account = account;
        consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrap, "isolation.level", "read_committed"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        List<TopicPartition> partition = List.of(new TopicPartition(RawTopics.ODOO_CHANGE, 0));
        consumer.assign(partition);
        consumer.seekToBeginning(partition);
    }

    /** Everything so far, after waiting for what is committed already. */
    public List<Change> read() {
        long end =
                consumer.endOffsets(consumer.assignment()).values().iterator().next();
        while (consumer.position(consumer.assignment().iterator().next()) < end) {
            poll();
        }
        return List.copyOf(changes);
    }

    /** Reads until a record is such; fails after three minutes. */
    public Change await(Predicate<Change> wanted) {
        long deadline = System.nanoTime() + Duration.ofMinutes(3).toNanos();
        int seen = 0;
        while (true) {
            for (; seen < changes.size(); seen++) {
                if (wanted.test(changes.get(seen))) {
                    return changes.get(seen);
                }
            }
            if (System.nanoTime() > deadline) {
                throw new AssertionError("Not in the change topic after three minutes; it holds " + changes.size()
                        + " records, the last " + (changes.isEmpty() ? "none" : changes.get(changes.size() - 1)));
            }
            poll();
        }
    }

    /** Reads until so many transactions have ended; fails after three minutes. */
    void awaitEnds(int wanted) {
        AtomicInteger ends = new AtomicInteger();
        await(change -> change.marker("END") && ends.incrementAndGet() >= wanted);
    }

    private void poll() {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(300))) {
            if (new String(record.key(), StandardCharsets.UTF_8).equals(account)) {
                var change = Change.of(record);
                (change.kind().equals(RawTopics.KIND_NOTICE) ? notices : changes).add(change);
            }
        }
    }

    /** Reads until the capture says so of its slot; fails after a minute. Notices are left out of the changes. */
    void awaitNotice(boolean open) {
        awaitNotice("slot-wal", notice -> notice.path("open").asBoolean() == open);
    }

    /** Reads until the last that the capture said of this finding is such; fails after a minute. */
    JsonNode awaitNotice(String finding, Predicate<JsonNode> wanted) {
        long deadline = System.nanoTime() + Duration.ofMinutes(1).toNanos();
        while (true) {
            List<Change> said = notices(finding);
            if (!said.isEmpty() && wanted.test(said.get(said.size() - 1).json())) {
                return said.get(said.size() - 1).json();
            }
            if (System.nanoTime() > deadline) {
                throw new AssertionError("Not said within a minute of " + finding + "; said was " + said);
            }
            poll();
        }
    }

    /** What the capture said of this finding about itself, in order. */
    List<Change> notices(String finding) {
        return notices.stream()
                .filter(notice -> notice.json().path("finding").asText().equals(finding))
                .toList();
    }

    @Override
    public void close() {
        consumer.close();
    }

    public record Change(String kind, String via, JsonNode json, String text) {

        static Change of(ConsumerRecord<byte[], byte[]> record) {
            try {
                return new Change(
                        header(record, RawTopics.HEADER_KIND),
                        header(record, RawTopics.HEADER_VIA),
                        JSON.readTree(record.value()),
                        new String(record.value(), StandardCharsets.UTF_8));
            } catch (IOException e) {
                throw new AssertionError("No JSON", e);
            }
        }

        public boolean row(String table, String op) {
            return kind.equals(RawTopics.KIND_CHANGE)
                    && table().equals(table)
                    && json.path("op").asText().equals(op);
        }

        public boolean marker(String status) {
            return kind.equals(RawTopics.KIND_MARKER)
                    && json.path("status").asText().equals(status);
        }

        public String table() {
            return json.path("source").path("table").asText();
        }

        /** Of rows and markers alike. */
        public long transaction() {
            String id = kind.equals(RawTopics.KIND_MARKER)
                    ? json.path("id").asText()
                    : json.path("transaction").path("id").asText("-1:");
            return Long.parseLong(id.substring(0, id.indexOf(':')));
        }

        private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
            return new String(
                    Objects.requireNonNull(record.headers().lastHeader(name), name)
                            .value(),
                    StandardCharsets.UTF_8);
        }
    }
}
