package io.tieout.cli;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Waits until somebody wants the command to end: Ctrl-C, SIGTERM, or a part that is of no use any more.
 *
 * <p>The JVM ends when its shutdown hooks have, whatever other threads do. So the hook tells the command, and then
 * waits until the command has stopped everything.
 */
final class StopSignal implements AutoCloseable {

    /** Just below the 20 s within which a stop is promised. */
    private static final Duration ORDERLY_STOP = Duration.ofSeconds(19);

    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final AtomicReference<@Nullable RuntimeException> fault = new AtomicReference<>();
    private final Thread hook = new Thread(this::whenTheProcessEnds, "stop");

    private StopSignal() {}

    static StopSignal listen() {
        var signal = new StopSignal();
        Runtime.getRuntime().addShutdownHook(signal.hook);
        return signal;
    }

    /** Returns when the command is to end; throws what made it of no use, if that is why. */
    void await() {
        try {
            asked.await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        var reason = fault.get();
        if (reason != null) {
            throw reason;
        }
    }

    /** As {@link #await()}, but at most so long; true when the command is to end. */
    boolean await(Duration limit) {
        try {
            if (asked.await(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                await();
                return true;
            }
            return false;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    /** Whether the command is to end: between two parts that start, there is no use in the second. */
    boolean isAsked() {
        return asked.getCount() == 0;
    }

    /** Ends the command because of this. */
    void ask(RuntimeException reason) {
        fault.compareAndSet(null, reason);
        asked.countDown();
    }

    /** Everything is stopped: the process may end. */
    @Override
    public void close() {
        stopped.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException endingNow) {
            // The hook runs already, and was released by the line above.
            assert isAsked();
        }
    }

    private void whenTheProcessEnds() {
        asked.countDown();
        try {
            if (!stopped.await(ORDERLY_STOP.toMillis(), TimeUnit.MILLISECONDS)) {
                System.err.println("tieout: not everything stopped within " + ORDERLY_STOP.toSeconds()
                        + " s; `tieout down` ends what is left.");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
