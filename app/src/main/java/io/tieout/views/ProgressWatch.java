package io.tieout.views;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
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
    private final Map<TopicPartition, Backlog> backlogs = new LinkedHashMap<>();
    private final Freshness freshness;
    private final ScheduledExecutorService clockwork;

    /**
     * Looks from now on.
     *
     * @param topics how many partitions each has
     * @param staleAfter how long something may be committed and not taken up by a step of the views
     */
    ProgressWatch(Admin admin, String group, Map<String, Integer> topics, Duration staleAfter) {
        this.admin = admin;
        this.group = group;
        topics.forEach((topic, count) -> {
            for (int partition = 0; partition < count; partition++) {
                backlogs.put(new TopicPartition(topic, partition), new Backlog());
            }
        });
        this.freshness = new Freshness(staleAfter);
        this.clockwork = Executors.newSingleThreadScheduledExecutor(look -> {
            var thread = new Thread(look, "views-progress");
            thread.setDaemon(true);
            return thread;
        });
        var unused = clockwork.scheduleWithFixedDelay(this::look, 0, EVERY.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** How far they have come, by what was seen last. */
    Progress progress() {
        return freshness.at(System.nanoTime());
    }

    private void look() {
        try {
            long began = System.nanoTime();
            freshness.looked(ask(began), began);
        } catch (ExecutionException | TimeoutException away) {
            LOG.debug("The brokers did not say how far the views have come: {}", away.toString());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException failed) {
            // The next look tries again; until one succeeds every answer is marked stale.
            LOG.warn("How far the views have come is not known: {}", failed.toString());
        }
    }

    private Progress ask(long began) throws ExecutionException, InterruptedException, TimeoutException {
        Map<TopicPartition, OffsetAndMetadata> taken = admin.listConsumerGroupOffsets(group)
                .partitionsToOffsetAndMetadata()
                .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        var ends = admin.listOffsets(latest(backlogs.keySet()), new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
                .all()
                .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        var position = new TreeMap<String, List<Long>>();
        long lag = 0;
        long waited = 0;
        for (var one : backlogs.entrySet()) {
            TopicPartition partition = one.getKey();
            Backlog backlog = one.getValue();
            var end = ends.get(partition);
            var at = taken.get(partition);
            long offset = at == null ? 0 : at.offset();
            if (end != null) {
                lag += Math.max(0, end.offset() - offset);
                backlog.look(began, offset, end.offset());
                waited = Math.max(waited, backlog.waitedNanos(began));
            }
            position.computeIfAbsent(partition.topic(), topic -> new ArrayList<>())
                    .add(offset);
        }
        position.replaceAll((topic, offsets) -> Collections.unmodifiableList(offsets));
        return new Progress(position, lag, Duration.ofNanos(waited), false);
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
