package io.tieout.bench;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.DoubleSupplier;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/**
 * Reads the clocks when the input has come so far, and when it has come to its end: what lies before is the
 * warming up of the virtual machine and of the state.
 *
 * <p>It counts what is deserialised, which runs at most the buffer of a task ahead of what is processed.
 */
final class Meter implements Deserializer<SpecificRecord> {

    private static final OperatingSystemMXBean PROCESS =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final Deserializer<? extends SpecificRecord> read;
    private final long from;
    private final long to;
    private final AtomicLong count = new AtomicLong();
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile DoubleSupplier producedRecords = () -> 0;
    private volatile @Nullable Reading start;
    private volatile @Nullable Reading end;

    /** The clocks at one moment, in nanoseconds; and records sent by then. */
    private record Reading(long records, long time, long process, long streamThreads, long collecting, double sent) {}

    /**
     * What happened between two readings.
     *
     * @param cpu of this process: the application, the broker, compilation, garbage collection
     * @param streamThreads processor time of the stream threads
     */
    record Figures(
            long records, Duration time, Duration cpu, Duration streamThreads, Duration collecting, double sent) {

        double perSecond() {
            return records * 1e9 / time.toNanos();
        }

        double cpuMicros() {
            return cpu.toNanos() / 1e3 / records;
        }

        double sentPerRecord() {
            return sent / records;
        }

        /** How much of the time a thread worked, of so many. */
        double threadBusy(int threads) {
            return (double) streamThreads.toNanos() / time.toNanos() / threads;
        }

        /** How much of the machine was busy with this process. */
        double machineBusy() {
            return (double) cpu.toNanos()
                    / time.toNanos()
                    / Runtime.getRuntime().availableProcessors();
        }
    }

    /**
     * @param from how many records are warming up
     * @param to how many there are
     */
    Meter(Deserializer<? extends SpecificRecord> read, long from, long to) {
        this.read = read;
        this.from = from;
        this.to = to;
    }

    /** Who tells how many records the producers have sent. */
    void producedRecords(DoubleSupplier counter) {
        producedRecords = counter;
    }

    @Override
    public @Nullable SpecificRecord deserialize(String topic, byte @Nullable [] bytes) {
        long now = count.incrementAndGet();
        if (now == from) {
            start = reading(now);
        } else if (now == to) {
            end = reading(now);
            ended.countDown();
        }
        return read.deserialize(topic, bytes);
    }

    long count() {
        return count.get();
    }

    boolean awaitEnd(Duration patience) throws InterruptedException {
        return ended.await(patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    Figures figures() {
        Reading first = start;
        Reading last = end;
        if (first == null || last == null) {
            throw new BenchFailure("The input did not come to its end: " + count + " of " + to + " records were read.");
        }
        return new Figures(
                last.records - first.records,
                Duration.ofNanos(last.time - first.time),
                Duration.ofNanos(last.process - first.process),
                Duration.ofNanos(last.streamThreads - first.streamThreads),
                Duration.ofNanos(last.collecting - first.collecting),
                last.sent - first.sent);
    }

    private Reading reading(long records) {
        return new Reading(
                records,
                System.nanoTime(),
                PROCESS.getProcessCpuTime(),
                streamThreads(),
                TimeUnit.MILLISECONDS.toNanos(ManagementFactory.getGarbageCollectorMXBeans().stream()
                        .mapToLong(GarbageCollectorMXBean::getCollectionTime)
                        .sum()),
                producedRecords.getAsDouble());
    }

    private static long streamThreads() {
        long sum = 0;
        for (long id : THREADS.getAllThreadIds()) {
            var info = THREADS.getThreadInfo(id);
            if (info != null
                    && info.getThreadName().contains("-StreamThread-")
                    && !info.getThreadName().contains("producer")) {
                sum += Math.max(0, THREADS.getThreadCpuTime(id));
            }
        }
        return sum;
    }
}
