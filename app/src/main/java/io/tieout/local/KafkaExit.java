package io.tieout.local;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.kafka.common.utils.Exit;
import org.jspecify.annotations.Nullable;

/**
 * What happens when Kafka wants to end the process.
 *
 * <p>A broker or a Connect worker with a fatal fault halts the JVM on the spot: no {@code finally}, no
 * shutdown hook, and PostgreSQL and the registry would stay as orphans. Here the thread with the fault
 * ends with an exception, and those who listen learn of it and stop in order. The shutdown hook of the
 * Connect worker is not registered either, because it would race with that order.
 */
final class KafkaExit {

    private static final Set<Consumer<String>> LISTENERS = new LinkedHashSet<>();

    private KafkaExit() {}

    static synchronized void listen(Consumer<String> listener) {
        if (LISTENERS.isEmpty()) {
            Exit.setExitProcedure(KafkaExit::tell);
            Exit.setHaltProcedure(KafkaExit::tell);
            Exit.setShutdownHookAdder((name, hook) -> {
                // The stack stops the worker itself.
            });
        }
        LISTENERS.add(listener);
    }

    static synchronized void ignore(Consumer<String> listener) {
        if (LISTENERS.remove(listener) && LISTENERS.isEmpty()) {
            Exit.resetExitProcedure();
            Exit.resetHaltProcedure();
            Exit.resetShutdownHookAdder();
        }
    }

    private static void tell(int status, @Nullable String message) {
        String what = "Kafka met a fatal fault" + (message == null ? "" : " (" + message + ")") + " in thread "
                + Thread.currentThread().getName() + "; the log says which.";
        Set<Consumer<String>> listeners;
        synchronized (KafkaExit.class) {
            listeners = Set.copyOf(LISTENERS);
        }
        listeners.forEach(listener -> listener.accept(what));
        throw new LocalStackException(what);
    }
}
