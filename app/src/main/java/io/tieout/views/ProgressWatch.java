package io.tieout.views;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares now and then what is committed in the topics with what the views have taken up. The brokers are asked and
 * not this instance's own consumers: one that is cut off from them would believe itself up to date.
 */
final class ProgressWatch implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ProgressWatch.class);
    private static final Duration EVERY = Duration.ofMillis(500);
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Admin admin;
    private final String group;
    private final List<TopicPartition> partitions;
    private final ScheduledExecutorService clockwork;

    private record Look(Progress progress, long takenNanos) {}

    private volatile Look last = new Look(Progress.UNKNOWN, System.nanoTime());

    ProgressWatch(Admin admin, String group, Map<String, Integer> topics) {
        this.admin = admin;
        this.group = group;
        var all = new ArrayList<TopicPartition>();
        topics.forEach((topic, count) -> {
            for (int partition = 0; partition < count; partition++) {
                all.add(new TopicPartition(topic, partition));
            }
        });
        this.partitions = List.copyOf(all);
        this.clockwork = Executors.newSingleThreadScheduledExecutor(look -> {
            var thread = new Thread(look, "views-progress");
            thread.setDaemon(true);
            return thread;
        });
        var unused = clockwork.scheduleWithFixedDelay(this::look, 0, EVERY.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** What was seen last; stale when that is long ago. */
    Progress progress() {
        Look seen = last;
        return System.nanoTime() - seen.takenNanos > PATIENCE.toNanos()
                ? new Progress(seen.progress.position(), seen.progress.lag(), true)
                : seen.progress;
    }

    private void look() {
        try {
            long began = System.nanoTime();
            last = new Look(ask(), began);
        } catch (ExecutionException | TimeoutException away) {
            LOG.debug("The brokers did not say how far the views have come: {}", away.toString());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException failed) {
            // The next look tries again; until one succeeds every answer is marked stale.
            LOG.warn("How far the views have come is not known: {}", failed.toString());
        }
    }

    private Progress ask() throws ExecutionException, InterruptedException, TimeoutException {
        Map<TopicPartition, OffsetAndMetadata> taken = admin.listConsumerGroupOffsets(group)
                .partitionsToOffsetAndMetadata()
                .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        var ends = admin.listOffsets(latest(partitions), new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
                .all()
                .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        var position = new TreeMap<String, List<Long>>();
        long lag = 0;
        for (TopicPartition partition : partitions) {
            var end = ends.get(partition);
            var at = taken.get(partition);
            long offset = at == null ? 0 : at.offset();
            lag += end == null ? 0 : Math.max(0, end.offset() - offset);
            position.computeIfAbsent(partition.topic(), topic -> new ArrayList<>())
                    .add(offset);
        }
        position.replaceAll((topic, offsets) -> Collections.unmodifiableList(offsets));
        return new Progress(position, lag, lag > 0);
    }

    private static Map<TopicPartition, OffsetSpec> latest(Collection<TopicPartition> partitions) {
        var wanted = new HashMap<TopicPartition, OffsetSpec>();
        partitions.forEach(partition -> wanted.put(partition, OffsetSpec.latest()));
        return wanted;
    }

    @Override
    public void close() {
        clockwork.shutdownNow();
    }
}
