package io.tieout.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Parts in the order in which they were started; closed in the opposite order, each even when another fails. */
final class StartedParts implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(StartedParts.class);

    /** A line of the endpoint table. */
    record Line(String part, String address, Duration startedIn, OptionalLong pid) {}

    private record Running(String name, AutoCloseable part) {}

    private final PrintWriter progress;
    private final StopSignal stop;
    private final Deque<Running> running = new ArrayDeque<>();
    private final List<Line> lines = new ArrayList<>();

    StartedParts(PrintWriter progress, StopSignal stop) {
        this.progress = progress;
        this.stop = stop;
    }

    /** Starts a part and enters it in the table. */
    <T extends AutoCloseable> T start(String name, Supplier<T> start, Function<T, String> address) {
        long began = System.nanoTime();
        var part = start(name, start);
        enter(new Line(name, address.apply(part), Duration.ofNanos(System.nanoTime() - began), OptionalLong.empty()));
        return part;
    }

    /** Starts a part that enters itself in the table, line by line. */
    <T extends AutoCloseable> T start(String name, Supplier<T> start) {
        if (stop.isAsked()) {
            throw new Stopped();
        }
        progress.println("starting " + name + " ...");
        var part = start.get();
        running.push(new Running(name, part));
        return part;
    }

    void enter(Line line) {
        lines.add(line);
    }

    List<Line> lines() {
        return List.copyOf(lines);
    }

    @Override
    public void close() {
        if (!running.isEmpty()) {
            progress.println("stopping ...");
        }
        while (!running.isEmpty()) {
            var next = running.pop();
            try {
                next.part().close();
            } catch (Exception failed) {
                // The others are stopped all the same.
                LOG.warn("{} did not stop cleanly: {}", next.name(), failed.toString());
            }
        }
    }

    /** The command was asked to end while it was starting. */
    static final class Stopped extends RuntimeException {

        private static final long serialVersionUID = 1L;

        Stopped() {
            super("Stopped while starting.");
        }
    }
}
