package io.tieout.bi;

import io.tieout.connect.bi.BiTable;
import io.tieout.connect.registry.RegistryClient;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.EncoderFactory;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Outcomes of every kind that flow in transactions, each key again and again, some transactions aborted. */
final class OutcomeFlow implements AutoCloseable {

    private static final int KEYS = 300;
    private static final List<String> TEXTS = List.of(
            "plain", "O'Brien \"and\" \\ sons", "K\u00f6ln \u20ac \ud83d\ude00", "nothing\u0000at all", "", "{}");

    private final Random random = new Random(7);
    private final KafkaProducer<String, byte[]> producer;
    private final RegistryClient registry;
    private final AtomicBoolean ended = new AtomicBoolean();
    private final Thread writer = new Thread(this::write, "outcome-flow");
    private int transactions;

    OutcomeFlow(String bootstrapServers, RegistryClient registry) {
        this.registry = registry;
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrapServers, "transactional.id", "outcome-flow"),
                new StringSerializer(),
                new ByteArraySerializer());
        producer.initTransactions();
    }

    /** Flows until {@link #end}, some thousand outcomes a second at most. */
    void begin() {
        writer.start();
    }

    void end() throws InterruptedException {
        ended.set(true);
        writer.join(Duration.ofSeconds(30).toMillis());
    }

    private void write() {
        while (!ended.get()) {
            transaction();
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
    }

    /** Some outcomes of each kind, committed unless it is the turn of an aborted one. */
    void transaction() {
        boolean aborted = ++transactions % 7 == 0;
        producer.beginTransaction();
        for (var table : BiTable.ALL) {
            for (int i = 0; i < 5; i++) {
                int number = random.nextInt(KEYS);
                String key = aborted ? "never|was|" + number : "policy|id " + number + "|\u00e4";
                boolean gone = table.table().equals("cases") && random.nextInt(10) == 0;
                producer.send(new ProducerRecord<>(table.topic(), key, gone ? null : bytes(table, key)));
            }
        }
        producer.flush();
        if (aborted) {
            producer.abortTransaction();
        } else {
            producer.commitTransaction();
        }
    }

    private byte[] bytes(BiTable table, String key) {
        var value = (GenericRecord) sample(table.schema());
        if (table.key().size() == 1) {
            value.put(table.key().get(0), key);
        } else {
            value.put("entry_id", key);
            value.put("policy", "policy " + random.nextInt(2));
            value.put("correlation_id", "of " + key);
        }
        try (var bytes = new ByteArrayOutputStream()) {
            int id = registry.register(table.topic() + "-value", table.schema());
            bytes.write(0);
            bytes.write(ByteBuffer.allocate(Integer.BYTES).putInt(id).array());
            var encoder = EncoderFactory.get().directBinaryEncoder(bytes, null);
            new GenericDatumWriter<GenericRecord>(table.schema()).write(value, encoder);
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Object sample(Schema schema) {
        return switch (schema.getType()) {
            case RECORD -> {
                var record = new GenericData.Record(schema);
                schema.getFields().forEach(field -> record.put(field.pos(), sample(field.schema())));
                yield record;
            }
            case ENUM ->
                new GenericData.EnumSymbol(
                        schema,
                        schema.getEnumSymbols()
                                .get(random.nextInt(schema.getEnumSymbols().size())));
            case ARRAY -> {
                var items = new ArrayList<>();
                for (int i = random.nextInt(3); i > 0; i--) {
                    items.add(sample(schema.getElementType()));
                }
                yield items;
            }
            case MAP -> {
                var items = new HashMap<String, Object>();
                for (int i = random.nextInt(3); i > 0; i--) {
                    items.put("key " + i, sample(schema.getValueType()));
                }
                yield items;
            }
            case UNION -> sampleOrNull(schema);
            case STRING -> TEXTS.get(random.nextInt(TEXTS.size()));
            case INT -> random.nextInt();
            case LONG -> schema.getLogicalType() == null ? random.nextLong() : random.nextLong(4_102_444_800_000L);
            case BOOLEAN -> random.nextBoolean();
            default -> throw new IllegalStateException("no sample for " + schema.getType() + ": add one");
        };
    }

    @SuppressWarnings("NullAway")
    private Object sampleOrNull(Schema union) {
        return random.nextInt(3) == 0
                ? null
                : sample(union.getTypes().get(union.getTypes().size() - 1));
    }

    @Override
    public void close() throws InterruptedException {
        end();
        producer.close(Duration.ofSeconds(10));
    }
}
