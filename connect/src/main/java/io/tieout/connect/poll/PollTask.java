package io.tieout.connect.poll;

import com.fasterxml.jackson.core.JsonFactory;
import io.tieout.connect.Acknowledgements;
import io.tieout.connect.RawTopics;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.header.ConnectHeaders;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.source.SourceTask;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Polls one account of a provider and states coverage. What to ask and what is covered is decided by a {@link Dialogue};
 * here it is asked, written, and waited for.
 *
 * <p>Coverage of a slice is given to Connect only after Connect has acknowledged every object of it. So it cannot
 * overtake them, whatever the producer's settings, and it is not stated at all when one of them failed. The record
 * that states coverage carries the new cursor as its offset, so a restart begins where the topic ends, or before.
 *
 * <p>Connect calls {@link #stop} only between polls, so no poll takes much longer than {@link #PATIENCE}.
 */
public abstract class PollTask extends SourceTask {

    private static final Logger LOG = LoggerFactory.getLogger(PollTask.class);
    private static final Duration PATIENCE = Duration.ofMillis(250);
    /** Beyond this, a Retry-After is taken for a mistake. */
    private static final Duration LONGEST_RETRY_AFTER = Duration.ofMinutes(10);

    private static final JsonFactory JSON = new JsonFactory();

    private final CountDownLatch stopped = new CountDownLatch(1);
    private final Acknowledgements acknowledgements = new Acknowledgements();
    private @Nullable Polling polling;

    /** The settings, checked. */
    protected abstract PollConfig config(Map<String, String> settings);

    /**
     * What to ask the provider.
     *
     * @param cursor where an earlier task came to; null on the very first start
     */
    protected abstract Dialogue dialogue(PollConfig config, @Nullable Cursor cursor);

    @Override
    public String version() {
        return PollConnector.productVersion();
    }

    @Override
    public void start(Map<String, String> settings) {
        var config = config(settings);
        var offset = context.offsetStorageReader().offset(Cursor.partition(config.account()));
        polling = new Polling(config, dialogue(config, Cursor.of(offset)));
    }

    @Override
    public List<SourceRecord> poll() throws InterruptedException {
        var current = polling;
        if (current == null) {
            throw new IllegalStateException("polled before it was started");
        }
        if (stopped.getCount() == 0) {
            return List.of();
        }
        // Never null: on a worker with exactly-once sources only a returned batch, even an empty one, lets Connect
        // commit and acknowledge.
        return current.poll();
    }

    @Override
    public void commitRecord(SourceRecord record, @Nullable RecordMetadata metadata) {
        if (metadata == null) {
            acknowledgements.dropped();
        } else {
            acknowledgements.acknowledged(record);
        }
    }

    @Override
    public void stop() {
        stopped.countDown();
        acknowledgements.close();
        if (polling != null) {
            polling.cancel();
        }
    }

    /** What there is only between start and stop. */
    private final class Polling {

        private final PollConfig config;
        private final Map<String, String> partition;
        private final Duration interval;
        private final Dialogue dialogue;
        private final Backoff backoff;

        private volatile @Nullable CompletableFuture<HttpResponse<byte[]>> underWay;
        private Duration pause = Duration.ZERO;
        private int failures;
        private @Nullable Cursor dueCoverage;
        private boolean caughtUp;

        Polling(PollConfig config, Dialogue dialogue) {
            this.config = config;
            this.partition = Cursor.partition(config.account());
            this.interval = config.interval();
            this.dialogue = dialogue;
            this.backoff = config.backoff();
        }

        List<SourceRecord> poll() throws InterruptedException {
            if (!acknowledgements.await(PATIENCE)) {
                refuseDrops();
                return List.of();
            }
            refuseDrops();
            var due = dueCoverage;
            if (due != null) {
                dueCoverage = null;
                return emitted(List.of(coverage(due)));
            }
            if (caughtUp) {
                caughtUp = false;
                pause = interval;
            }
            if (!pause.isZero()) {
                pauseAWhile();
                return List.of();
            }
            var reading = ask();
            if (reading == null) {
                return List.of();
            }
            dueCoverage = reading.after();
            caughtUp = reading.caughtUp();
            return emitted(reading.objects().stream()
                    .map(object -> object(object, reading.before()))
                    .toList());
        }

        void cancel() {
            var asked = underWay;
            if (asked != null) {
                asked.cancel(true);
            }
        }

        private @Nullable Reading ask() throws InterruptedException {
            var asked = underWay;
            if (asked == null) {
                asked = dialogue.ask();
                underWay = asked;
            }
            HttpResponse<byte[]> response;
            try {
                response = asked.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                return null; // Still under way; the next poll looks again.
            } catch (CancellationException e) {
                return null; // Stopped.
            } catch (ExecutionException e) {
                underWay = null;
                asked.cancel(true);
                failed(UnavailableException.busy(String.valueOf(e.getCause()), null));
                return null;
            }
            underWay = null;
            try {
                var reading = dialogue.answered(response);
                pause = dialogue.rest();
                if (failures > 0) {
                    LOG.info("{}: {} answers again.", config.account(), config.provider());
                    failures = 0;
                }
                return reading;
            } catch (UnavailableException e) {
                failed(e);
                return null;
            }
        }

        private void failed(UnavailableException failure) {
            failures++;
            if (failure.losesPlace()) {
                dialogue.restart();
            }
            pause = backoff.after(failures);
            var asked = failure.retryAfter();
            if (asked != null && asked.compareTo(pause) > 0) {
                pause = asked.compareTo(LONGEST_RETRY_AFTER) < 0 ? asked : LONGEST_RETRY_AFTER;
            }
            LOG.warn(
                    "{}: no usable answer from {}, {} in a row: {}. Trying again in {}. Coverage waits meanwhile.",
                    config.account(),
                    config.provider(),
                    failures,
                    failure.getMessage(),
                    pause);
        }

        private void pauseAWhile() throws InterruptedException {
            var part = pause.compareTo(PATIENCE) < 0 ? pause : PATIENCE;
            if (!stopped.await(part.toNanos(), TimeUnit.NANOSECONDS)) {
                pause = pause.minus(part);
            }
        }

        private void refuseDrops() {
            if (acknowledgements.anyDropped()) {
                throw new ConnectException("Connect dropped a record of " + config.provider() + "'s account "
                        + config.account()
                        + ", so coverage cannot be stated. Remove transformations that filter records from this"
                        + " connector, set errors.tolerance=none, then restart the task: it reads the slice again.");
            }
        }

        private List<SourceRecord> emitted(List<SourceRecord> records) {
            acknowledgements.expect(records);
            return records;
        }

        /** Its offset is the cursor as it was: an object moves nothing. */
        private SourceRecord object(Polled object, Cursor before) {
            return record(object.kind(), object.headers(), object.json(), before);
        }

        private SourceRecord coverage(Cursor covered) {
            return record(RawTopics.KIND_COVERAGE, Map.of(), coverageJson(config.account(), covered), covered);
        }

        private SourceRecord record(String kind, Map<String, String> besides, byte[] value, Cursor cursor) {
            var headers = new ConnectHeaders()
                    .addString(RawTopics.HEADER_KIND, kind)
                    .addString(RawTopics.HEADER_VIA, RawTopics.VIA_POLL);
            besides.forEach(headers::addString);
            return new SourceRecord(
                    partition,
                    cursor.offset(),
                    config.topic(),
                    null,
                    Schema.STRING_SCHEMA,
                    config.account(),
                    Schema.BYTES_SCHEMA,
                    value,
                    null,
                    headers);
        }
    }

    private static byte[] coverageJson(String account, Cursor covered) {
        var json = new ByteArrayOutputStream();
        try (var generator = JSON.createGenerator(json)) {
            generator.writeStartObject();
            generator.writeStringField("account", account);
            generator.writeNumberField("from", covered.from().toEpochMilli());
            generator.writeNumberField("to", covered.to().toEpochMilli());
            generator.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return json.toByteArray();
    }
}
