package io.tieout.query;

import io.tieout.wire.Contract;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Which matches are committed, as anybody reads them from the outcome topic, and since when that was seen. */
final class CommittedMatches implements AutoCloseable {

    private final Map<String, Long> seenNanos = new ConcurrentHashMap<>();
    private final List<String> inOrder = Collections.synchronizedList(new ArrayList<>());
    private final Set<String> twice = new ConcurrentSkipListSet<>();
    private final Thread thread;
    private volatile int exceptions;
    private volatile boolean open = true;

    CommittedMatches(String bootstrap) {
        var properties = new HashMap<String, Object>(Map.of(
                "bootstrap.servers", bootstrap,
                "group.id", "committed-matches",
                "auto.offset.reset", "earliest",
                "isolation.level", "read_committed"));
        thread = new Thread(() -> read(properties), "committed-matches");
        thread.start();
    }

    private void read(Map<String, Object> properties) {
        try (var consumer = new KafkaConsumer<>(properties, new StringDeserializer(), new ByteArrayDeserializer())) {
            consumer.subscribe(List.of(Contract.MATCH.topic(), Contract.EXCEPTION.topic()));
            while (open) {
                for (var record : consumer.poll(Duration.ofMillis(100))) {
                    if (record.topic().equals(Contract.EXCEPTION.topic())) {
                        exceptions++;
                    } else if (seenNanos.putIfAbsent(record.key(), System.nanoTime()) != null) {
                        twice.add(record.key());
                    } else {
                        inOrder.add(record.key());
                    }
                }
            }
        }
    }

    int size() {
        return seenNanos.size();
    }

    /** One of them, half of the time one of the last thousand; there must be one. */
    String any(Random random) {
        int size = inOrder.size();
        int back = random.nextInt(random.nextBoolean() ? size : Math.min(size, 1_000));
        return inOrder.get(size - 1 - back);
    }

    /** Whether a match was seen before this instant. */
    boolean wasThere(String matchId, long nanos) {
        Long seen = seenNanos.get(matchId);
        return seen != null && seen - nanos < 0;
    }

    Set<String> saidTwice() {
        return twice;
    }

    int exceptions() {
        return exceptions;
    }

    @Override
    public void close() throws InterruptedException {
        open = false;
        thread.join();
    }
}
