package io.tieout.demo;

import io.tieout.demo.Outcomes.CoverageSeen;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;

/**
 * Follows the outcome topics while the trial runs: how far each account is covered, how much was found,
 * and when each match became visible.
 */
final class OutcomeWatch implements AutoCloseable {

    private final OutcomeTopics topics;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final BooleanSupplier stopAsked;
    private final Thread thread;
    private final AtomicReference<@Nullable RuntimeException> failure = new AtomicReference<>();

    /** Notified when something was read. */
    private final Object news = new Object();

    private final Map<String, Instant> coveredTo = new ConcurrentHashMap<>();
    private final Map<String, Long> matchSeenNanos = new ConcurrentHashMap<>();
    private final Set<String> standing = new HashSet<>();
    private final Set<String> open = new HashSet<>();
    private final Set<String> late = new HashSet<>();
    private final Map<String, Instant> partitions = new ConcurrentHashMap<>();
    private volatile Counts counts = new Counts(0, 0, 0);
    private volatile long lastRecordNanos = System.nanoTime();

    /** What stands at the moment. */
    record Counts(int matches, int lateArrivals, int openExceptions) {}

    /** @param stopAsked whether waiting is of no use any more */
    OutcomeWatch(OutcomeTopics topics, BooleanSupplier stopAsked) {
        this.topics = topics;
        this.stopAsked = stopAsked;
        this.consumer = topics.consumer();
        List<TopicPartition> assigned = new ArrayList<>();
        for (String topic : List.of(
                OutcomeTopics.MATCHES, OutcomeTopics.EXCEPTIONS, OutcomeTopics.LATE_ARRIVALS, OutcomeTopics.COVERAGE)) {
            consumer.partitionsFor(topic)
                    .forEach(partition -> assigned.add(new TopicPartition(topic, partition.partition())));
        }
        consumer.assign(assigned);
        consumer.seekToBeginning(assigned);
        thread = new Thread(this::follow, "trial-watch");
        thread.setDaemon(true);
        thread.start();
    }

    Counts counts() {
        return counts;
    }

    /** How far an account, as {@code source/account}, is covered; null before it has said anything. */
    @Nullable
    Instant coveredTo(String account) {
        return coveredTo.get(account);
    }

    /** When the first version of a match was read, by {@link System#nanoTime}; null when it was not yet. */
    @Nullable
    Long matchSeenNanos(String matchId) {
        return matchSeenNanos.get(matchId);
    }

    /**
     * Waits until every one of these accounts is covered up to an instant, its own included.
     *
     * @throws TrialException naming the accounts that are not, when the limit has passed
     */
    void awaitCoverage(Map<String, Instant> upTo, Duration limit) {
        boolean covered = await(
                () -> upTo.entrySet().stream().allMatch(wanted -> isCovered(wanted.getKey(), wanted.getValue())),
                limit);
        if (!covered) {
            throw new TrialException(hanging(upTo, limit));
        }
    }

    /** Waits until matching has heard of this coverage in every partition too; then until nothing more is said. */
    void awaitQuiet(Map<String, Instant> upTo, int matchingPartitions, Duration quiet, Duration limit) {
        boolean heard = await(
                () -> upTo.entrySet().stream()
                        .allMatch(wanted -> isHeard(wanted.getKey(), wanted.getValue(), matchingPartitions)),
                limit);
        if (!heard) {
            throw new TrialException("Matching did not report its control totals up to the end of the week within "
                    + limit.toSeconds() + " s. It reported: " + partitions + ".");
        }
        if (!await(() -> System.nanoTime() - lastRecordNanos >= quiet.toNanos(), limit)) {
            throw new TrialException("The outcome topics did not come to rest within " + limit.toSeconds()
                    + " s after the end of the week.");
        }
    }

    /** Waits until these matches were seen; false when the limit has passed. */
    boolean awaitMatches(Set<String> matchIds, Duration limit) {
        return await(() -> matchSeenNanos.keySet().containsAll(matchIds), limit);
    }

    private boolean await(BooleanSupplier condition, Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        synchronized (news) {
            while (!condition.getAsBoolean()) {
                RuntimeException broken = failure.get();
                if (broken != null) {
                    throw new TrialException("The outcome topics cannot be read: " + broken.getMessage(), broken);
                }
                if (stopAsked.getAsBoolean()) {
                    throw new TrialException("The trial was stopped.");
                }
                long left = Duration.ofNanos(deadline - System.nanoTime()).toMillis();
                if (left <= 0) {
                    return false;
                }
                try {
                    // Not longer than a moment: that nothing comes is something to wait for too.
                    news.wait(Math.min(left, 100));
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new TrialException("The trial was interrupted.", e);
                }
            }
            return true;
        }
    }

    private boolean isHeard(String account, Instant upTo, int matchingPartitions) {
        for (int partition = 0; partition < matchingPartitions; partition++) {
            Instant heard = partitions.get(account + "#" + partition);
            if (heard == null || heard.isBefore(upTo)) {
                return false;
            }
        }
        return true;
    }

    private boolean isCovered(String account, Instant upTo) {
        Instant covered = coveredTo.get(account);
        return covered != null && !covered.isBefore(upTo);
    }

    private String hanging(Map<String, Instant> upTo, Duration limit) {
        List<String> hanging = upTo.entrySet().stream()
                .filter(wanted -> !isCovered(wanted.getKey(), wanted.getValue()))
                .map(wanted -> wanted.getKey() + " (covered up to " + coveredTo.get(wanted.getKey()) + ", awaited "
                        + wanted.getValue() + ")")
                .toList();
        return "Coverage did not advance within " + limit.toSeconds() + " s of: " + String.join(", ", hanging)
                + ". Its log does not reach the outcome topics; the log file says which part complained.";
    }

    private void follow() {
        try {
            while (true) {
                var records = consumer.poll(Duration.ofSeconds(1));
                long now = System.nanoTime();
                for (ConsumerRecord<byte[], byte[]> record : records) {
                    if (record.value() != null) {
                        take(record.topic(), topics.decoded(record), now);
                    }
                    lastRecordNanos = now;
                }
                counts = new Counts(standing.size(), late.size(), open.size());
                tell();
            }
        } catch (WakeupException closing) {
            consumer.close();
        } catch (RuntimeException e) {
            failure.set(e);
            consumer.close();
            tell();
        }
    }

    private void tell() {
        synchronized (news) {
            news.notifyAll();
        }
    }

    private void take(String topic, GenericRecord record, long nanos) {
        switch (topic) {
            case OutcomeTopics.MATCHES -> {
                var match = OutcomeDecoder.match(record);
                matchSeenNanos.putIfAbsent(match.matchId(), nanos);
                keep(standing, match.matchId(), match.stands());
            }
            case OutcomeTopics.EXCEPTIONS -> {
                var exception = OutcomeDecoder.exception(record);
                keep(open, exception.exceptionId(), exception.open());
            }
            case OutcomeTopics.LATE_ARRIVALS ->
                late.add(OutcomeDecoder.late(record).entryId());
            case OutcomeTopics.COVERAGE -> cover(OutcomeDecoder.coverage(record));
            default -> throw new IllegalStateException("Nobody asked for " + topic);
        }
    }

    private void cover(CoverageSeen report) {
        Instant to = report.coveredTo();
        if (to != null) {
            (report.partition() == null ? coveredTo : partitions)
                    .merge(report.key(), to, (before, now) -> now.isAfter(before) ? now : before);
        }
    }

    private static void keep(Set<String> ids, String id, boolean stands) {
        if (stands) {
            ids.add(id);
        } else {
            ids.remove(id);
        }
    }

    @Override
    public void close() {
        consumer.wakeup();
        try {
            thread.join(Duration.ofSeconds(5).toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
