package io.tieout.connect.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes raw records to Kafka with an idempotent producer that waits for all in-sync replicas.
 *
 * <p>{@code KafkaProducer.send} may block (metadata, a full buffer), and the callers are HTTP threads. So one
 * thread of its own does the sending, in order, behind a bounded queue: when Kafka is away, callers are told
 * at once that the backlog is full, instead of hanging.
 */
public final class KafkaRawSink implements RawSink, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(KafkaRawSink.class);
    private static final int BACKLOG_RECORDS = 10_000;
    /** Half of the producer's default buffer, so that a send never waits for room in it. */
    private static final long BACKLOG_BYTES = 16L * 1024 * 1024;

    private static final Duration PROBE_TIMEOUT = Duration.ofSeconds(2);
    private static final long PROBE_EVERY_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

    private final KafkaProducer<byte[], byte[]> producer;
    private final Admin admin;
    private final Set<String> topics;
    private final ThreadPoolExecutor sender;
    private final AtomicLong backlogBytes = new AtomicLong();
    private final AtomicBoolean failing = new AtomicBoolean();
    private final AtomicReference<Probe> lastProbe =
            new AtomicReference<>(new Probe(CompletableFuture.completedFuture(false), Long.MIN_VALUE / 2));

    private KafkaRawSink(KafkaProducer<byte[], byte[]> producer, Admin admin, Set<String> topics) {
        this.producer = producer;
        this.admin = admin;
        this.topics = topics;
        this.sender = new ThreadPoolExecutor(
                1, 1, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(BACKLOG_RECORDS), KafkaRawSink::senderThread);
    }

    /**
     * Does not wait for Kafka to be there.
     *
     * @param kafka client settings, at least {@code bootstrap.servers}; durability is not theirs to change
     * @param topics that will be written; {@link #reachable()} looks at them
     */
    public static KafkaRawSink connect(Map<String, ?> kafka, Collection<String> topics) {
        var settings = new HashMap<String, Object>(kafka);
        settings.putIfAbsent(ProducerConfig.CLIENT_ID_CONFIG, "tieout-receive");
        var admin = Admin.create(only(AdminClientConfig.configNames(), settings));
        // A burst shares a batch; alone, a record waits no longer than this.
        settings.putIfAbsent(ProducerConfig.LINGER_MS_CONFIG, 2);
        settings.putIfAbsent(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 3_000);
        // Below the receiver's patience, so that Kafka's own reason is known when it runs out.
        settings.putIfAbsent(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 7_000);
        settings.putIfAbsent(ProducerConfig.MAX_BLOCK_MS_CONFIG, 3_000);
        // A body at the receiver's limit, and its frame.
        settings.putIfAbsent(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, 2 * 1024 * 1024);
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        settings.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        settings.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        try {
            var producer = new KafkaProducer<byte[], byte[]>(only(ProducerConfig.configNames(), settings));
            return new KafkaRawSink(producer, admin, Set.copyOf(topics));
        } catch (KafkaException e) {
            admin.close(Duration.ZERO);
            throw e;
        }
    }

    @Override
    public CompletableFuture<Void> write(RawRecord record) {
        var written = new CompletableFuture<Void>();
        int size = record.value().length;
        if (backlogBytes.addAndGet(size) > BACKLOG_BYTES) {
            backlogBytes.addAndGet(-size);
            return CompletableFuture.failedFuture(new TimeoutException("The backlog to Kafka is full."));
        }
        try {
            sender.execute(() -> send(record, written));
        } catch (RejectedExecutionException e) {
            backlogBytes.addAndGet(-size);
            return CompletableFuture.failedFuture(new TimeoutException("The backlog to Kafka is full.", e));
        }
        return written;
    }

    @Override
    public CompletableFuture<Boolean> reachable() {
        long now = System.nanoTime();
        var fresh = lastProbe.updateAndGet(
                last -> now - last.startedNanos < PROBE_EVERY_NANOS ? last : new Probe(new CompletableFuture<>(), now));
        if (fresh.claimed.compareAndSet(false, true)) {
            probe(fresh.reachable);
        }
        return fresh.reachable.copy();
    }

    /** Writes what was accepted, as far as Kafka takes it within a few seconds. */
    @Override
    public void close() {
        sender.shutdown();
        try {
            if (!sender.awaitTermination(CLOSE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
                sender.shutdownNow();
            }
        } catch (InterruptedException e) {
            sender.shutdownNow();
            Thread.currentThread().interrupt();
        }
        producer.close(CLOSE_TIMEOUT);
        admin.close(Duration.ZERO);
    }

    private void send(RawRecord record, CompletableFuture<Void> written) {
        if (written.isDone()) {
            // The sender was told to try again while this waited: it will, so one copy less.
            backlogBytes.addAndGet(-record.value().length);
            return;
        }
        var out = new ProducerRecord<>(record.topic(), record.account().getBytes(UTF_8), record.value());
        record.headers().forEach((name, value) -> out.headers().add(name, value.getBytes(UTF_8)));
        try {
            var unused = producer.send(out, (metadata, failure) -> finished(record, written, failure));
        } catch (RuntimeException e) {
            finished(record, written, e);
        }
    }

    private void finished(RawRecord record, CompletableFuture<Void> written, @Nullable Exception failure) {
        backlogBytes.addAndGet(-record.value().length);
        if (failure == null) {
            if (failing.compareAndSet(true, false)) {
                LOG.info("Kafka acknowledges again; deliveries are stored in {}.", record.topic());
            }
            written.complete(null);
        } else {
            if (failure instanceof RecordTooLargeException) {
                LOG.error(
                        "A delivery of {} bytes for {} of account {} is larger than the log takes and was refused (413)."
                                + " Raise max.message.bytes of the topic to 2097152, then let the provider send it again.",
                        record.value().length,
                        record.topic(),
                        record.account());
            } else if (failing.compareAndSet(false, true)) {
                LOG.error(
                        "Kafka did not acknowledge a delivery for {}: {}. Senders are told to try again (503) until it"
                                + " does. Check the brokers, the topic's min.insync.replicas and the network.",
                        record.topic(),
                        failure.toString());
            }
            written.completeExceptionally(failure);
        }
    }

    private void probe(CompletableFuture<Boolean> reachable) {
        var unused = admin.describeTopics(topics, new DescribeTopicsOptions().timeoutMs((int) PROBE_TIMEOUT.toMillis()))
                .allTopicNames()
                .whenComplete(
                        (found, failure) -> reachable.complete(failure == null && allHaveLeaders(found.values())));
    }

    private static boolean allHaveLeaders(Collection<TopicDescription> topics) {
        return topics.stream()
                .flatMap(topic -> topic.partitions().stream())
                .allMatch(partition ->
                        partition.leader() != null && !partition.leader().isEmpty());
    }

    private static Map<String, Object> only(Set<String> names, Map<String, Object> settings) {
        var known = new HashMap<>(settings);
        // Security settings of plug-ins are not among the names: keep what another client would not claim.
        known.keySet().removeIf(name -> isOtherClients(name) && !names.contains(name));
        return known;
    }

    private static boolean isOtherClients(String name) {
        return ProducerConfig.configNames().contains(name)
                || AdminClientConfig.configNames().contains(name);
    }

    private static Thread senderThread(Runnable work) {
        var thread = new Thread(work, "webhook-to-kafka");
        thread.setDaemon(true);
        return thread;
    }

    /** A look at the log, shared by all who ask within a second. */
    private static final class Probe {

        private final CompletableFuture<Boolean> reachable;
        private final long startedNanos;
        private final AtomicBoolean claimed = new AtomicBoolean();

        Probe(CompletableFuture<Boolean> reachable, long startedNanos) {
            this.reachable = reachable;
            this.startedNanos = startedNanos;
        }
    }
}
