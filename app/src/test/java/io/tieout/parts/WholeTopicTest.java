package io.tieout.parts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tieout.connect.WholeTopic;
import io.tieout.local.LocalOptions;
import io.tieout.local.LocalStack;
import io.tieout.local.Part;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A topic read from its beginning to the end that it had, against a real broker. */
class WholeTopicTest {

    @TempDir
    private static Path directory;

    private static LocalStack stack;

    @BeforeAll
    static void start() {
        stack = LocalStack.start(LocalOptions.throwAway(directory)
                .without(Part.POSTGRES)
                .without(Part.REGISTRY)
                .without(Part.CONNECT));
    }

    @AfterAll
    static void stop() {
        stack.close();
    }

    @Test
    void handsOnNothingThatCameAfterItBegan() throws Exception {
        topic("growing");
        send("growing", "first");
        try (var consumer = new Reader(Map.of()) {
            @Override
            public Map<TopicPartition, Long> endOffsets(Collection<TopicPartition> partitions) {
                var ends = super.endOffsets(partitions);
                send("growing", "too late");
                return ends;
            }
        }) {
            assertThat(read(consumer, "growing", Duration.ofSeconds(30))).containsExactly("first");
            assertThat(read(consumer, "growing", Duration.ofSeconds(30))).containsExactly("first", "too late");
        }
    }

    /** No silence at all is allowed here, and each of these polls brings a position further and no record. */
    @Test
    void aLongStretchOfWhatNobodyMayReadIsNoSilence() throws Exception {
        topic("given-up");
        try (var producer = producer(Map.of("transactional.id", "gives-up"))) {
            producer.initTransactions();
            for (int i = 0; i < 5; i++) {
                producer.beginTransaction();
                producer.send(new ProducerRecord<>("given-up", "never")).get();
                producer.abortTransaction();
            }
        }
        send("given-up", "last");
        try (var consumer = new Reader(Map.of("max.partition.fetch.bytes", 1, "fetch.max.bytes", 1)) {
            @Override
            public ConsumerRecords<String, String> poll(Duration timeout) {
                // Comes back at the first step ahead, however slow the machine.
                return super.poll(Duration.ofSeconds(30));
            }
        }) {
            assertThat(read(consumer, "given-up", Duration.ZERO)).containsExactly("last");
        }
    }

    @Test
    void aBrokerThatHandsOnNothingIsSilent() throws Exception {
        topic("stuck");
        send("stuck", "first");
        try (var consumer = new Reader(Map.of()) {
            @Override
            public Map<TopicPartition, Long> endOffsets(Collection<TopicPartition> partitions) {
                var ends = new HashMap<>(super.endOffsets(partitions));
                ends.replaceAll((partition, end) -> end + 1);
                return ends;
            }
        }) {
            assertThatThrownBy(() -> read(consumer, "stuck", Duration.ofMillis(1)))
                    .isInstanceOf(TimeoutException.class)
                    .hasMessageContaining("Topic stuck")
                    .hasMessageContaining("1 offsets before it");
        }
    }

    /** A real consumer, with which a test may do something between two of its calls. */
    private static class Reader extends KafkaConsumer<String, String> {
        Reader(Map<String, Object> more) {
            super(properties(more), new StringDeserializer(), new StringDeserializer());
        }

        private static Map<String, Object> properties(Map<String, Object> more) {
            var properties = new HashMap<String, Object>(more);
            properties.put("bootstrap.servers", stack.bootstrapServers());
            properties.put("isolation.level", "read_committed");
            properties.put("enable.auto.commit", false);
            return properties;
        }
    }

    private static List<String> read(Reader consumer, String topic, Duration silence) {
        var values = new ArrayList<String>();
        WholeTopic.read(consumer, topic, silence, record -> values.add(record.value()));
        return values;
    }

    private static void topic(String name) {
        try (var admin = Admin.create(Map.of("bootstrap.servers", stack.bootstrapServers()))) {
            TopicSetup.create(admin, List.of(new NewTopic(name, 1, (short) 1)));
        }
    }

    private static void send(String topic, String value) {
        try (var producer = producer(Map.of())) {
            producer.send(new ProducerRecord<>(topic, value));
        }
    }

    private static KafkaProducer<String, String> producer(Map<String, Object> more) {
        var properties = new HashMap<String, Object>(more);
        properties.put("bootstrap.servers", stack.bootstrapServers());
        return new KafkaProducer<>(properties, new StringSerializer(), new StringSerializer());
    }
}
