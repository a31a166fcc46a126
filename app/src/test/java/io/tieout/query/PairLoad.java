package io.tieout.query;

import io.tieout.connect.RawTopics;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Charges of two accounts, pair after pair, as Stripe writes them. Pair n is of {@code 1000 + n} cents. */
final class PairLoad implements AutoCloseable {

    private static final int BATCHES_A_SECOND = 20;

    private final KafkaProducer<String, byte[]> producer;
    private final int rate;
    private final Thread thread = new Thread(this::send, "load");
    private final AtomicReference<Exception> failure = new AtomicReference<>();
    private final long began = System.nanoTime();
    private volatile boolean open = true;
    private volatile int sent;
    private volatile long endedNanos;

    /** @param rate entries a second */
    PairLoad(String bootstrap, int rate) {
        this.rate = rate;
        this.producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrap, "linger.ms", 5),
                new StringSerializer(),
                new ByteArraySerializer());
        thread.start();
    }

    static String intent(int pair) {
        return "pi_" + pair;
    }

    static long amount(int pair) {
        return 1_000 + pair;
    }

    /** Pairs that the broker has. */
    int sent() {
        return sent;
    }

    long perSecond() {
        return Math.round(2 * sent / ((endedNanos - began) / 1e9));
    }

    /** Sends no more. */
    void stop() throws InterruptedException {
        open = false;
        thread.join();
        endedNanos = System.nanoTime();
        if (failure.get() != null) {
            throw new IllegalStateException("The load failed", failure.get());
        }
    }

    private void send() {
        try {
            long due = System.nanoTime();
            int pair = 0;
            while (open) {
                List<Future<?>> batch = new ArrayList<>();
                for (int one = 0; one < rate / 2 / BATCHES_A_SECOND; one++, pair++) {
                    batch.add(send("acct_books", "ch_b", pair));
                    batch.add(send("acct_provider", "ch_p", pair));
                }
                for (Future<?> one : batch) {
                    one.get();
                }
                sent = pair;
                due += 1_000_000_000L / BATCHES_A_SECOND;
                LockSupport.parkNanos(due - System.nanoTime());
            }
        } catch (ExecutionException failed) {
            failure.set(failed);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private Future<?> send(String account, String charge, int pair) {
        long seconds = System.currentTimeMillis() / 1_000;
        String event = "{\"id\":\"evt_" + charge + pair + "\",\"object\":\"event\",\"created\":" + seconds
                + ",\"livemode\":true,\"type\":\"charge.succeeded\",\"data\":{\"object\":{\"id\":\"" + charge + pair
                + "\",\"object\":\"charge\",\"amount\":" + amount(pair) + ",\"amount_captured\":" + amount(pair)
                + ",\"captured\":true,\"created\":" + seconds
                + ",\"currency\":\"eur\",\"livemode\":true,\"payment_intent\":\"" + intent(pair)
                + "\",\"refunded\":false,\"status\":\"succeeded\"}}}";
        var record = new ProducerRecord<>(RawTopics.STRIPE_EVENT, account, event.getBytes(StandardCharsets.UTF_8));
        record.headers()
                .add(new RecordHeader(RawTopics.HEADER_KIND, RawTopics.KIND_EVENT.getBytes(StandardCharsets.UTF_8)));
        return producer.send(record);
    }

    @Override
    public void close() throws InterruptedException {
        open = false;
        thread.join();
        producer.close();
    }
}
