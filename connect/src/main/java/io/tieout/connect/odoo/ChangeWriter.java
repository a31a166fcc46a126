package io.tieout.connect.odoo;

import io.tieout.connect.RawTopics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Writes batches of one account to the change topic, each whole or not at all.
 *
 * <p>An idempotent producer alone is not enough: when one record expires and the next is still accepted, the log has a
 * gap until the batch is sent again, and a heartbeat row behind the gap states coverage of what is not there. So a
 * batch is a Kafka transaction. Its id is the account's, which also fences a capture that was frozen (a paused machine)
 * and wakes up after another has taken over.
 */
final class ChangeWriter implements AutoCloseable {

    private static final Header CHANGE = header(RawTopics.HEADER_KIND, RawTopics.KIND_CHANGE);
    private static final Header MARKER = header(RawTopics.HEADER_KIND, RawTopics.KIND_MARKER);
    private static final Header NOTICE = header(RawTopics.HEADER_KIND, RawTopics.KIND_NOTICE);
    private static final Header CAPTURE = header(RawTopics.HEADER_VIA, RawTopics.VIA_CAPTURE);

    private final KafkaProducer<byte[], byte[]> producer;
    private final String topic;
    private final byte[] key;

    ChangeWriter(OdooCaptureSettings settings) {
        this.topic = settings.changeTopic();
        this.key = settings.account().getBytes(StandardCharsets.UTF_8);
        requireTopic(settings);
        Map<String, Object> properties = new HashMap<>();
        properties.put("compression.type", "lz4");
        properties.put("client.id", "tieout-capture-" + settings.account());
        properties.put("delivery.timeout.ms", "30000");
        properties.put("request.timeout.ms", "15000");
        properties.put("max.block.ms", "15000");
        properties.put("transaction.timeout.ms", "60000");
        properties.putAll(settings.kafka());
        properties.put("acks", "all");
        properties.put("enable.idempotence", "true");
        properties.put("transactional.id", "tieout-capture-" + topic + "-" + settings.account());
        producer = new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
        try {
            producer.initTransactions();
        } catch (RuntimeException e) {
            producer.close(Duration.ZERO);
            throw e;
        }
    }

    /** Returns when every message is acknowledged and visible; throws if any is not, and then none is. */
    synchronized void write(List<ProducerRecord<byte[], byte[]>> batch) {
        if (batch.isEmpty()) {
            return;
        }
        producer.beginTransaction();
        for (ProducerRecord<byte[], byte[]> message : batch) {
            // A send that fails makes the commit fail: its own future need not be asked.
            var unused = producer.send(message);
        }
        producer.commitTransaction();
    }

    /** One record of the change topic: a row change or a transaction marker, as Debezium's JSON. */
    ProducerRecord<byte[], byte[]> message(boolean marker, byte[] value) {
        return new ProducerRecord<>(topic, null, key, value, List.of(marker ? MARKER : CHANGE, CAPTURE));
    }

    /** One record of the change topic: what the capture itself has to say. */
    ProducerRecord<byte[], byte[]> notice(byte[] value) {
        return new ProducerRecord<>(topic, null, key, value, List.of(NOTICE, CAPTURE));
    }

    /** Whatever is not committed is never seen by those who read committed records. */
    @Override
    public void close() {
        producer.close(Duration.ofSeconds(2));
    }

    private static void requireTopic(OdooCaptureSettings settings) {
        String topic = settings.changeTopic();
        Map<String, Object> properties = new HashMap<>(settings.kafka());
        properties.put("default.api.timeout.ms", "15000");
        properties.put("request.timeout.ms", "10000");
        try (Admin admin = Admin.create(properties)) {
            admin.describeTopics(Set.of(topic)).allTopicNames().get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                throw new OdooCaptureException(
                        "Kafka has no topic " + topic + ". Create it (topology-docs/topics.md has its settings) before"
                                + " the capture starts: one made by itself would delete history after a week.",
                        e);
            }
            throw KafkaTrouble.of(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new OdooCaptureException("Interrupted while looking for topic " + topic + ".", e);
        }
    }

    private static Header header(String name, String value) {
        return new RecordHeader(name, value.getBytes(StandardCharsets.UTF_8));
    }
}
