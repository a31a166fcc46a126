package io.tieout.metrics;

import io.micrometer.core.instrument.Timer;
import io.tieout.connect.webhook.RawRecord;
import io.tieout.connect.webhook.RawSink;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A sink that measures how long it takes until a record is durable; what failed is not measured, but counted. */
public final class TimedSink implements RawSink {

    private final RawSink sink;
    private final Timer timer;

    public TimedSink(RawSink sink, Meters meters) {
        this.sink = sink;
        this.timer = Figures.writes(
                meters, "tieout.webhook.write.latency", "From a proven delivery until Kafka has it for certain.");
    }

    @Override
    public CompletableFuture<Void> write(RawRecord record) {
        long began = System.nanoTime();
        var written = sink.write(record);
        var unused = written.whenComplete((done, failure) -> {
            if (failure == null) {
                timer.record(System.nanoTime() - began, TimeUnit.NANOSECONDS);
            }
        });
        // The sink's own, which its caller may complete when it is out of patience.
        return written;
    }

    @Override
    public CompletableFuture<Boolean> reachable() {
        return sink.reachable();
    }
}
