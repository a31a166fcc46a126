package io.tieout.bench;

import io.tieout.connect.registry.AvroSerializer;
import io.tieout.connect.registry.SchemaIds;
import io.tieout.matching.AccountId;
import io.tieout.matching.Heard;
import io.tieout.matching.Interval;
import io.tieout.wire.Canonical;
import io.tieout.wire.EntryWire;
import io.tieout.wire.Routed;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Utils;

/** Writes a workload into a topic: canonical entries keyed by correlation id, with coverage of both accounts among them. */
final class Preload implements Workload.Listener, AutoCloseable {

    /** Every so many milliseconds of business time, both accounts are heard: about as often as every 4,000 entries. */
    static final int HEARD_EVERY = 2_000;

    private final Workload workload;
    private final String topic;
    private final String policy;
    private final long[][] counts;
    private final long[][] minors;
    private final AvroSerializer<SpecificRecord> values;
    private final KafkaProducer<byte[], byte[]> producer;
    private long records;

    private Preload(Workload workload, String topic, int partitions, String bootstrapServers, SchemaIds ids) {
        this.workload = workload;
        this.topic = topic;
        this.policy = workload.policy().name();
        this.counts = new long[partitions][2];
        this.minors = new long[partitions][2];
        this.values = new AvroSerializer<>(ids, false);
        Map<String, Object> settings = Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                ProducerConfig.COMPRESSION_TYPE_CONFIG,
                "lz4",
                ProducerConfig.BATCH_SIZE_CONFIG,
                256 * 1024,
                ProducerConfig.LINGER_MS_CONFIG,
                20);
        this.producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** Writes all of it; returns how many records there are. */
    static long write(Workload workload, String topic, int partitions, String bootstrapServers, SchemaIds ids) {
        try (var preload = new Preload(workload, topic, partitions, bootstrapServers, ids)) {
            workload.play(HEARD_EVERY, preload);
            return preload.records;
        }
    }

    /**
     * Writes the books' entry of every pair, or coverage of both accounts past all their deadlines.
     *
     * @param pastTheEnd coverage, not entries
     */
    static long writeBooksAlone(
            Workload workload, String topic, String bootstrapServers, SchemaIds ids, boolean pastTheEnd) {
        try (var preload = new Preload(workload, topic, Broker.PARTITIONS, bootstrapServers, ids)) {
            for (int pair = 0; pair < workload.pairs(); pair++) {
                if (pastTheEnd) {
                    preload.count(preload.partition(workload.correlationId(pair)), pair, true);
                } else {
                    preload.entry(pair, pair, true);
                }
            }
            if (pastTheEnd) {
                preload.heard(workload.pairs() + 2 * workload.windowMillis());
            }
            return preload.records;
        }
    }

    private int partition(String key) {
        return Utils.toPositive(Utils.murmur2(key.getBytes(StandardCharsets.UTF_8))) % counts.length;
    }

    private void count(int partition, int pair, boolean books) {
        counts[partition][books ? 0 : 1]++;
        minors[partition][books ? 0 : 1] += workload.amount(pair).minor();
    }

    @Override
    public void entry(int millisecond, int pair, boolean books) {
        String key = workload.correlationId(pair);
        byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
        int partition = partition(key);
        count(partition, pair, books);
        send(partition, millisecond, bytes, EntryWire.toAvro(workload.entry(millisecond, pair, books)));
    }

    @Override
    public void heard(int millisecond) {
        for (int partition = 0; partition < counts.length; partition++) {
            mark(millisecond, partition, Workload.BOOKS, 0);
            mark(millisecond, partition, Workload.PROVIDER, 1);
        }
    }

    private void mark(int millisecond, int partition, AccountId account, int side) {
        List<Routed.Sent> sent = counts[partition][side] == 0
                ? List.of()
                : List.of(new Routed.Sent(policy, "EUR", counts[partition][side], minors[partition][side]));
        var mark = new Routed.Mark(
                account,
                Heard.of(new Interval(null, Workload.at(millisecond))),
                partition,
                sent,
                Routed.SENT_BY_INTAKE);
        send(partition, millisecond, account.toString().getBytes(StandardCharsets.UTF_8), Canonical.record(mark));
    }

    private void send(int partition, int millisecond, byte[] key, SpecificRecord value) {
        records++;
        var unused = producer.send(new ProducerRecord<>(
                topic, partition, Workload.at(millisecond).toEpochMilli(), key, values.serialize(topic, value)));
    }

    @Override
    public void close() {
        producer.close();
        values.close();
    }
}
