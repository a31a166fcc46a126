package io.tieout.local;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * PostgreSQL, a Kafka broker, a schema registry and a Connect worker, started and stopped as one.
 *
 * <pre>{@code
 * try (LocalStack stack = LocalStack.start(LocalOptions.persistent(dataDirectory))) {
 *     ... stack.bootstrapServers(), stack.registryUrl(), stack.postgres() ...
 * }
 * }</pre>
 *
 * <p>Stop what uses the stack before closing it, and close it in a shutdown hook of your own: a stack
 * registers none once it has started, because only its user knows what must end before it.
 */
public final class LocalStack implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(LocalStack.class);
    private static final Duration START_LIMIT = Duration.ofMinutes(3);
    private static final Duration GIVE_UP_LIMIT = Duration.ofSeconds(12);
    private static final Duration DOWN_LIMIT = Duration.ofSeconds(20);

    /** In this order, and together within 20 s. */
    private static final Map<Part, Duration> STOP_LIMITS = stopLimits();

    private final LocalOptions options;
    private final DataDirectory data;
    private final Map<Part, LocalPart> parts = new EnumMap<>(Part.class);
    private final Map<Part, Duration> startedIn = new EnumMap<>(Part.class);
    private final CompletableFuture<LocalStackException> fault = new CompletableFuture<>();
    private final Consumer<String> onKafkaExit = this::end;
    private final CountDownLatch startEnded = new CountDownLatch(1);
    private volatile boolean closed;

    private LocalStack(LocalOptions options, DataDirectory data) {
        this.options = options;
        this.data = data;
    }

    /** Starts the parts side by side and returns when all answer; when one cannot start, none is left running. */
    public static LocalStack start(LocalOptions options) {
        DataDirectory data = options.deleteAtClose()
                ? DataDirectory.throwAway(options.directory())
                : DataDirectory.take(options.directory());
        LocalStack stack = new LocalStack(options, data);
        Thread ifEndedNow = new Thread(stack::giveUpStart, "local-stack-given-up");
        boolean started = false;
        try {
            Runtime.getRuntime().addShutdownHook(ifEndedNow);
            data.children().recordParent();
            data.reap();
            stack.startParts();
            started = true;
            return stack;
        } finally {
            if (!started) {
                stack.close();
            }
            stack.startEnded.countDown();
            forget(ifEndedNow);
        }
    }

    /** What a Kafka client is given, of the local broker or of the external one. */
    public String bootstrapServers() {
        return address(Part.BROKER);
    }

    /** The base of Confluent's registry API. */
    public String registryUrl() {
        return address(Part.REGISTRY);
    }

    public String connectUrl() {
        return address(Part.CONNECT);
    }

    /** The database of the local PostgreSQL. */
    public PostgresAddress postgres() {
        if (parts.get(Part.POSTGRES) instanceof LocalPostgres postgres) {
            return postgres.database();
        }
        throw new LocalStackException("PostgreSQL is not part of this local stack.");
    }

    /** Where secrets of connectors on the local worker are kept. */
    public Secrets secrets() {
        return new Secrets(data.secrets());
    }

    /** The directory that the stack holds; a fresh one for a throw-away stack. */
    public Path dataDirectory() {
        return data.path();
    }

    /** The parts that were started, in the order of {@link Part}. */
    public List<Endpoint> endpoints() {
        return parts.entrySet().stream()
                .map(entry -> new Endpoint(
                        entry.getKey(),
                        entry.getValue().address(),
                        startedIn.getOrDefault(entry.getKey(), Duration.ZERO),
                        entry.getValue().pid()))
                .toList();
    }

    /**
     * Completes when a part ends by itself: the stack is of no use any more, and is to be closed.
     *
     * <pre>{@code stack.fault().thenAccept(fault -> endWith(fault.getMessage())) }</pre>
     */
    public CompletableFuture<LocalStackException> fault() {
        return fault.copy();
    }

    /** Stops everything within 20 s; a throw-away directory is deleted. Whoever comes second waits for the first. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        STOP_LIMITS.forEach(
                (part, limit) -> Optional.ofNullable(parts.get(part)).ifPresent(running -> stop(part, running, limit)));
        // What did not stop when asked does now.
        data.reap();
        KafkaExit.ignore(onKafkaExit);
        data.close();
    }

    /**
     * Ends whatever runs on the data directory: first the process that holds it, which is given 20 s to
     * stop in order, then what that left behind.
     */
    public static Reaped down(Path dataDirectory) {
        if (!Files.isDirectory(dataDirectory)) {
            return new Reaped(OptionalLong.empty(), false, List.of());
        }
        Optional<DataDirectory> free = DataDirectory.takeIfFree(dataDirectory);
        if (free.isPresent()) {
            return new Reaped(OptionalLong.empty(), false, reapAndGiveBack(free.get()));
        }
        ProcessHandle parent = new Children(dataDirectory)
                .parent()
                .orElseThrow(() -> new LocalStackException("The data directory " + dataDirectory
                        + " is in use by a process that has not written down its id yet: try again."));
        boolean killed = !endParent(parent);
        List<Long> children = DataDirectory.takeIfFree(dataDirectory)
                .map(LocalStack::reapAndGiveBack)
                .orElseThrow(() -> new LocalStackException("The data directory " + dataDirectory
                        + " is in use again: somebody started a stack on it just now."));
        return new Reaped(OptionalLong.of(parent.pid()), killed, children);
    }

    /** Ends what a killed parent left on the data directory; touches nothing while a parent lives. */
    public static Reaped reap(Path dataDirectory) {
        List<Long> children = Files.isDirectory(dataDirectory)
                ? DataDirectory.takeIfFree(dataDirectory)
                        .map(LocalStack::reapAndGiveBack)
                        .orElse(List.of())
                : List.of();
        return new Reaped(OptionalLong.empty(), false, children);
    }

    /** Ends what killed throw-away runs left behind, and deletes their directories; those of a living parent stay. */
    public static Reaped reapThrowAwayRuns() {
        return new Reaped(OptionalLong.empty(), false, DataDirectory.reapThrowAwayRuns(DataDirectory.throwAwayRoot()));
    }

    private void startParts() {
        Map<String, Integer> ports = Ports.choose(wishedPorts(), data.ports());
        KafkaExit.listen(onKafkaExit);
        ExecutorService threads = Executors.newCachedThreadPool(task -> daemon(task, "local-stack-start"));
        try {
            CompletableFuture<Void> postgres = begin(Part.POSTGRES, threads, () -> {
                LocalPostgres started = LocalPostgres.start(
                        data, port(ports, Part.POSTGRES), options.database(), !options.deleteAtClose());
                watch(Part.POSTGRES, started.process());
                return started;
            });
            CompletableFuture<Void> registry = begin(Part.REGISTRY, threads, () -> {
                LocalRegistry started = LocalRegistry.start(data, port(ports, Part.REGISTRY), options.registryHome());
                watch(Part.REGISTRY, started.process().toHandle());
                return started;
            });
            CompletableFuture<Void> kafka = begin(
                            Part.BROKER,
                            threads,
                            () -> LocalBroker.start(
                                    data, port(ports, Part.BROKER), ports.getOrDefault(LocalBroker.CONTROLLER_PORT, 0)))
                    .thenCompose(broker -> begin(
                            Part.CONNECT,
                            threads,
                            () -> LocalConnect.start(
                                    bootstrapServers(),
                                    port(ports, Part.CONNECT),
                                    data.secrets(),
                                    options.connectProperties())));
            await(CompletableFuture.allOf(postgres, registry, kafka));
        } finally {
            threads.shutdown();
        }
    }

    private CompletableFuture<Void> begin(Part part, ExecutorService threads, Supplier<LocalPart> start) {
        if (!options.parts().contains(part)) {
            return CompletableFuture.completedFuture(null);
        }
        return CompletableFuture.runAsync(
                () -> {
                    long begin = System.nanoTime();
                    add(part, start.get(), Duration.ofNanos(System.nanoTime() - begin));
                },
                threads);
    }

    /** A part that comes up after the start was given up is stopped at once. */
    private synchronized void add(Part part, LocalPart running, Duration took) {
        if (closed) {
            running.close();
            return;
        }
        parts.put(part, running);
        startedIn.put(part, took);
        LOG.info("{} answers at {} after {} ms", part.title(), running.address(), took.toMillis());
    }

    private static void await(CompletableFuture<Void> all) {
        try {
            all.get(START_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            Throwable cause = e;
            while (!(cause instanceof LocalStackException) && cause.getCause() != null) {
                cause = cause.getCause();
            }
            if (cause instanceof LocalStackException known) {
                throw known;
            }
            throw new LocalStackException("The local stack could not be started: " + cause, e);
        } catch (TimeoutException e) {
            throw new LocalStackException(
                    "The local stack did not start within " + START_LIMIT.toSeconds()
                            + " s: the machine may be too busy, and the log says which part is missing.",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LocalStackException("The start of the local stack was interrupted.", e);
        }
    }

    private void watch(Part part, ProcessHandle process) {
        var unused = process.onExit()
                .thenAccept(ended -> end(part.title() + " (process " + ended.pid()
                        + ") ended by itself; the folder log in " + data.path() + " may say why."));
    }

    private void end(String why) {
        if (!closed) {
            fault.complete(new LocalStackException(why));
        }
    }

    private static void stop(Part part, LocalPart running, Duration limit) {
        FutureTask<Void> task = new FutureTask<>(running::close, null);
        daemon(task, "local-stack-stop-" + part).start();
        try {
            task.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            LOG.warn(late(part, running.pid(), limit));
        } catch (ExecutionException e) {
            LOG.warn("{} did not stop cleanly", part.title(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            LOG.warn("Stopping {} was interrupted", part.title());
        }
    }

    /** What to say of a part that was still stopping; a process of its own may have ended all the same. */
    static String late(Part part, OptionalLong pid, Duration limit) {
        String what = part.title() + " did not stop within " + limit.toSeconds() + " s";
        if (pid.isEmpty()) {
            return what + "; it ends with this process.";
        }
        return ProcessHandle.of(pid.getAsLong()).filter(ProcessHandle::isAlive).isPresent()
                ? what + "; process " + pid.getAsLong() + " is ended now."
                : what + ", but process " + pid.getAsLong() + " has ended.";
    }

    private String address(Part part) {
        LocalPart running = parts.get(part);
        String address = running == null ? options.external().get(part) : running.address();
        if (address == null) {
            throw new LocalStackException(part.title() + " is not part of this local stack.");
        }
        return address;
    }

    private Map<String, Integer> wishedPorts() {
        Map<String, Integer> wished = new LinkedHashMap<>();
        for (Part part : Part.values()) {
            if (options.parts().contains(part)) {
                wished.put(part.portSetting(), options.ports().getOrDefault(part, 0));
            }
        }
        if (options.parts().contains(Part.BROKER)) {
            wished.put(LocalBroker.CONTROLLER_PORT, 0);
        }
        return wished;
    }

    private static int port(Map<String, Integer> ports, Part part) {
        return ports.getOrDefault(part.portSetting(), 0);
    }

    /** The process ends while the stack starts: what is up ends now, what is just coming up a moment later. */
    private void giveUpStart() {
        data.reap();
        try {
            if (!startEnded.await(GIVE_UP_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn("The start of the local stack did not end within {} s", GIVE_UP_LIMIT.toSeconds());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        close();
    }

    private static void forget(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException endingNow) {
            LOG.debug("The process ends while the local stack starts");
        }
    }

    private static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    private static List<Long> reapAndGiveBack(DataDirectory data) {
        try (data) {
            return data.reap();
        }
    }

    /** Asks the parent to end, and kills it after a while; true if it ended when asked. */
    private static boolean endParent(ProcessHandle parent) {
        Children.Known known = Children.Known.of(parent)
                .orElseThrow(() -> new LocalStackException("Process " + parent.pid() + " is just ending: try again."));
        parent.destroy();
        if (Children.gone(known, DOWN_LIMIT)) {
            return true;
        }
        parent.destroyForcibly();
        if (!Children.gone(known, Duration.ofSeconds(5))) {
            throw new LocalStackException(
                    "Process " + parent.pid() + " cannot be ended: it belongs to another user, or hangs.");
        }
        return false;
    }

    private static Map<Part, Duration> stopLimits() {
        Map<Part, Duration> limits = new LinkedHashMap<>();
        limits.put(Part.CONNECT, Duration.ofSeconds(6));
        limits.put(Part.BROKER, Duration.ofSeconds(6));
        limits.put(Part.REGISTRY, Duration.ofSeconds(3));
        limits.put(Part.POSTGRES, Duration.ofSeconds(5));
        return limits;
    }
}
