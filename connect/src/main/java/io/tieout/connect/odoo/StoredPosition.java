package io.tieout.connect.odoo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.LongStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * How far the capture has come, as the offset topic has it.
 *
 * @param snapshotCompleted false if the capture stopped amid its first snapshot
 * @param lsn everything committed up to here is in the change topic
 */
public record StoredPosition(boolean snapshotCompleted, long lsn) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** The newest position of this account, or null if there is none. */
    static @Nullable StoredPosition read(OdooCaptureSettings settings) {
        Map<String, Object> properties = new HashMap<>(settings.kafka());
        properties.put("enable.auto.commit", "false");
        properties.put("auto.offset.reset", "earliest");
        properties.put("allow.auto.create.topics", "false");
        properties.remove("group.id");
        if (!exists(settings)) {
            return null;
        }
        try (var consumer = new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(settings.offsetTopic()).stream()
                    .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            StoredPosition newest = null;
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofSeconds(1))) {
                    if (isOf(settings, record.key())) {
                        newest = record.value() == null ? null : parse(record.value());
                    }
                }
            }
            return newest;
        }
    }

    /**
     * Forgets the position, so that the next start takes a fresh snapshot: needed when the slot was lost, and when
     * tables or columns were added. The account's capture must be stopped.
     */
    public static void forget(OdooCaptureSettings settings) {
        Map<String, Object> properties = new HashMap<>(settings.kafka());
        properties.put("acks", "all");
        try (var producer = new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(settings.offsetTopic(), key(settings), null))
                    .get();
        } catch (ExecutionException e) {
            throw new OdooCaptureException(
                    "The position of account " + settings.account() + " could not be forgotten: Kafka did not take"
                            + " the record for topic " + settings.offsetTopic() + ". Try again when Kafka is up.",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new OdooCaptureException("Interrupted before the position was forgotten; try again.", e);
        }
    }

    private static boolean exists(OdooCaptureSettings settings) {
        Map<String, Object> properties = new HashMap<>(settings.kafka());
        properties.put("default.api.timeout.ms", "15000");
        properties.put("request.timeout.ms", "10000");
        try (Admin admin = Admin.create(properties)) {
            return admin.listTopics().names().get().contains(settings.offsetTopic());
        } catch (ExecutionException e) {
            throw KafkaTrouble.of(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new OdooCaptureException("Interrupted while reading the capture's position.", e);
        }
    }

    /** As Connect's offset writer makes it: {@code ["odoo",{"server":"odoo"}]}. */
    private static byte[] key(OdooCaptureSettings settings) {
        try {
            return JSON.writeValueAsBytes(List.of(settings.account(), Map.of("server", settings.prefix())));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Two strings could not be written as JSON", e);
        }
    }

    private static boolean isOf(OdooCaptureSettings settings, byte[] key) {
        try {
            return JSON.readTree(key).equals(JSON.readTree(key(settings)));
        } catch (IOException e) {
            throw unreadable(settings.offsetTopic(), e);
        }
    }

    static StoredPosition parse(byte[] value) {
        try {
            JsonNode json = JSON.readTree(value);
            boolean completed = !json.has("snapshot")
                    || json.path("snapshot_completed").asBoolean()
                    || json.path("last_snapshot_record").asBoolean();
            long lsn = LongStream.of(
                            json.path("lsn").asLong(),
                            json.path("lsn_proc").asLong(),
                            json.path("lsn_commit").asLong())
                    .max()
                    .orElseThrow();
            return new StoredPosition(completed, lsn);
        } catch (IOException e) {
            throw unreadable(OdooCaptureSettings.OFFSET_TOPIC, e);
        }
    }

    private static OdooCaptureException unreadable(String topic, IOException cause) {
        return new OdooCaptureException(
                "Topic " + topic + " holds a record that is no position of a capture. It must be the capture's own"
                        + " topic: name another offset topic, or remove what was written there by others.",
                cause);
    }
}
