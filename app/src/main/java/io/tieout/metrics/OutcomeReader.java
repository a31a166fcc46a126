package io.tieout.metrics;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the committed outcomes into the tally, in a thread and a consumer group of its own: several instances share
 * the partitions, so the sum over them is the whole.
 *
 * <p>When it cannot read, it says so once, tries again, and nobody waits for it.
 */
public final class OutcomeReader implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(OutcomeReader.class);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration RETRY = Duration.ofSeconds(15);
    private static final Duration STOP = Duration.ofSeconds(5);

    private final Supplier<Consumer<byte[], byte[]>> kafka;
    private final Deserializer<GenericRecord> values;
    private final OutcomeTally tally;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final Thread thread = new Thread(this::run, "metrics-outcomes");

    /** Where each partition ended when it was taken over: what stands before is history. */
    private final Map<TopicPartition, Long> ends = new ConcurrentHashMap<>();

    private final Map<TopicPartition, Long> reached = new ConcurrentHashMap<>();
    private volatile boolean reading;
    private volatile @Nullable Consumer<byte[], byte[]> consumer;

    /**
     * @param kafka opens a consumer of committed records in the group of the meters, which begins at the earliest
     *     record and commits when it is told to
     */
    public OutcomeReader(
            Supplier<Consumer<byte[], byte[]>> kafka, Deserializer<GenericRecord> values, OutcomeTally tally) {
        this.kafka = kafka;
        this.values = values;
        this.tally = tally;
        tally.readBy(this);
    }

    /** Reads from now on. */
    public void start() {
        thread.setDaemon(true);
        thread.start();
    }

    /** Whether all that stood there when the partitions were taken over has been read. */
    boolean caughtUp() {
        return reading
                && ends.entrySet().stream().allMatch(end -> reached.getOrDefault(end.getKey(), 0L) >= end.getValue());
    }

    private void run() {
        boolean told = false;
        while (stopping.getCount() > 0) {
            try (var opened = kafka.get()) {
                consumer = opened;
                opened.subscribe(OutcomeTopics.ALL, new Shares(opened));
                while (stopping.getCount() > 0) {
                    step(opened);
                    if (told && reading) {
                        LOG.info("The outcome topics are read again for the meters.");
                        told = false;
                    }
                }
                opened.commitSync(POLL);
            } catch (WakeupException closing) {
                LOG.debug("The meters are no longer read");
            } catch (RuntimeException trouble) {
                if (!told) {
                    LOG.warn(
                            "The outcome topics cannot be read for the meters, so those of matches and exceptions stand"
                                    + " still; matching does not depend on them. It is tried again: {}",
                            trouble.toString());
                    told = true;
                }
            } finally {
                forgetAll();
            }
            pause();
        }
    }

    private void step(Consumer<byte[], byte[]> from) {
        var records = from.poll(POLL);
        // All of them first: if one cannot be decoded now, none of them is counted twice later.
        var decoded = new ArrayList<Outcome>(records.count());
        for (ConsumerRecord<byte[], byte[]> record : records) {
            decoded.add(outcome(record));
        }
        decoded.forEach(tally::take);
        for (TopicPartition partition : from.assignment()) {
            reached.put(partition, from.position(partition));
        }
        reading = !from.assignment().isEmpty();
        if (!decoded.isEmpty()) {
            from.commitAsync();
        }
    }

    private Outcome outcome(ConsumerRecord<byte[], byte[]> record) {
        var partition = new TopicPartition(record.topic(), record.partition());
        boolean live = record.offset() >= ends.getOrDefault(partition, Long.MAX_VALUE);
        boolean opaque = record.topic().equals(OutcomeTopics.DEAD_LETTERS) || record.value() == null;
        return new Outcome(
                partition,
                record.key() == null ? "" : new String(record.key(), UTF_8),
                opaque ? null : values.deserialize(record.topic(), record.value()),
                record.headers(),
                Instant.ofEpochMilli(record.timestamp()),
                live);
    }

    private void forgetAll() {
        reading = false;
        consumer = null;
        List.copyOf(ends.keySet()).forEach(this::forget);
    }

    private void forget(TopicPartition partition) {
        ends.remove(partition);
        reached.remove(partition);
        tally.forget(partition);
    }

    private void pause() {
        try {
            if (stopping.await(RETRY.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.debug("Stopped");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            stopping.countDown();
        }
    }

    @Override
    public void close() {
        stopping.countDown();
        var reads = consumer;
        if (reads != null) {
            reads.wakeup();
        }
        try {
            thread.join(STOP.toMillis());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** The partitions that this instance reads, among those of one application. */
    private final class Shares implements ConsumerRebalanceListener {

        private final Consumer<byte[], byte[]> from;

        Shares(Consumer<byte[], byte[]> from) {
            this.from = from;
        }

        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            ends.putAll(from.endOffsets(partitions));
            var standing = partitions.stream()
                    .filter(partition -> OutcomeTopics.STANDING.contains(partition.topic()))
                    .toList();
            // Of no partition would mean of all of them.
            if (!standing.isEmpty()) {
                from.seekToBeginning(standing);
            }
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            from.commitSync(POLL);
            partitions.forEach(OutcomeReader.this::forget);
        }

        @Override
        public void onPartitionsLost(Collection<TopicPartition> partitions) {
            partitions.forEach(OutcomeReader.this::forget);
        }
    }
}
