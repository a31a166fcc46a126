package io.tieout.local;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The processes of a data directory, on file, so that they can be ended by another process after this
 * one was killed.
 *
 * <p>A process is known by its id and its start together. The id alone is not enough: pid 4711 was the
 * registry before the machine was started anew, and is somebody's editor today.
 */
final class Children {

    /** How far apart two readings of one start may lie: systems derive it from a clock that is being set. */
    private static final Duration CLOCK_SLACK = Duration.ofSeconds(2);

    private static final Duration GLANCE = Duration.ofMillis(50);

    private static final ObjectMapper JSON = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .enable(SerializationFeature.INDENT_OUTPUT)
            .build();

    private final Path file;

    Children(Path dataDirectory) {
        this.file = dataDirectory.resolve("children.json");
    }

    /**
     * A process that can be found again.
     *
     * @param command the program, for people who read the file
     */
    record Known(long pid, Instant started, String command) {

        /** Empty for a process that has ended. */
        static Optional<Known> of(ProcessHandle process) {
            ProcessHandle.Info info = process.info();
            return info.startInstant()
                    .flatMap(started -> info.command().map(command -> new Known(process.pid(), started, command)));
        }

        /** The process, if it still runs. A zombie does not: its program can no longer be read. */
        Optional<ProcessHandle> process() {
            return ProcessHandle.of(pid)
                    .filter(handle -> of(handle).filter(this::isSame).isPresent());
        }

        private boolean isSame(Known other) {
            return Duration.between(started, other.started).abs().compareTo(CLOCK_SLACK) <= 0;
        }
    }

    /** One process beside the parent. */
    record Child(Part part, Known process) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record Family(@Nullable Known parent, List<Child> children) {}

    /** Writes down that this process is the parent. */
    synchronized void recordParent() {
        Known self = Known.of(ProcessHandle.current())
                .orElseThrow(() -> new LocalStackException(
                        "This system does not tell when a process was started, so processes left behind could not be "
                                + "told from others: use external parts instead of the local stack."));
        write(new Family(self, read().children()));
    }

    /** Who started the stack last, if that process still runs. */
    synchronized Optional<ProcessHandle> parent() {
        return Optional.ofNullable(read().parent()).flatMap(Known::process);
    }

    /** Writes down a process that must not outlive the stack; one that has ended already is not worth it. */
    synchronized void record(Part part, ProcessHandle process) {
        Known.of(process).ifPresent(known -> {
            Family family = read();
            List<Child> children = new ArrayList<>(family.children());
            children.removeIf(child -> child.part() == part);
            children.add(new Child(part, known));
            write(new Family(family.parent(), children));
        });
    }

    /** Ends the process of the part, if it runs, and forgets it. */
    synchronized boolean end(Part part) {
        Family family = read();
        List<Child> children = new ArrayList<>(family.children());
        boolean ended = false;
        for (Child child : family.children()) {
            if (child.part() == part) {
                ended |= end(child);
                children.remove(child);
            }
        }
        write(new Family(family.parent(), children));
        return ended;
    }

    /** Ends every process that is still there, and forgets them all; returns those that were there. */
    synchronized List<Long> reap() {
        List<Long> ended = new ArrayList<>();
        Family family = read();
        for (Child child : family.children()) {
            if (end(child)) {
                ended.add(child.process().pid());
            }
        }
        write(new Family(family.parent(), List.of()));
        return ended;
    }

    private static boolean end(Child child) {
        Optional<ProcessHandle> process = child.process().process();
        process.ifPresent(handle -> end(child.part(), child.process(), handle));
        return process.isPresent();
    }

    /** Ends a process that nobody wrote down; false if it has ended already. */
    static boolean end(Part part, ProcessHandle process) {
        return Known.of(process).map(known -> end(new Child(part, known))).orElse(false);
    }

    /** The processes that were started with such arguments, as far as the system shows them. */
    static List<ProcessHandle> withArguments(Predicate<List<String>> arguments) {
        try (Stream<ProcessHandle> all = ProcessHandle.allProcesses()) {
            return all.filter(process -> process.info()
                            .arguments()
                            .map(List::of)
                            .filter(arguments)
                            .isPresent())
                    .toList();
        }
    }

    private static void end(Part part, Known known, ProcessHandle handle) {
        // The backends of PostgreSQL end by themselves when it is gone, a moment later.
        List<Known> below =
                handle.descendants().map(Known::of).flatMap(Optional::stream).toList();
        askToStop(part, handle);
        if (!gone(known, Duration.ofSeconds(5))) {
            handle.destroyForcibly();
            gone(known, Duration.ofSeconds(5));
        }
        for (Known backend : below) {
            if (!gone(backend, Duration.ofSeconds(2))) {
                backend.process().ifPresent(ProcessHandle::destroyForcibly);
            }
        }
    }

    /** PostgreSQL takes SIGTERM as "when the last client has left"; SIGINT is its "now, and cleanly". */
    private static void askToStop(Part part, ProcessHandle handle) {
        if (part != Part.POSTGRES) {
            handle.destroy();
            return;
        }
        try {
            new ProcessBuilder("sh", "-c", "kill -INT " + handle.pid())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor(1, TimeUnit.SECONDS);
        } catch (IOException e) {
            handle.destroy();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            handle.destroyForcibly();
        }
    }

    /** Waits until the process is gone, at most so long. */
    static boolean gone(Known known, Duration limit) {
        long until = System.nanoTime() + limit.toNanos();
        for (Optional<ProcessHandle> handle = known.process(); handle.isPresent(); handle = known.process()) {
            if (System.nanoTime() >= until) {
                return false;
            }
            try {
                // Never longer than a glance: the exit of a zombie that nobody collects is not told.
                handle.get()
                        .onExit()
                        .completeOnTimeout(handle.get(), GLANCE.toMillis(), TimeUnit.MILLISECONDS)
                        .get();
            } catch (ExecutionException e) {
                throw new LocalStackException("Process " + known.pid() + " cannot be watched: " + e.getMessage(), e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return true;
    }

    private Family read() {
        if (!Files.exists(file)) {
            return new Family(null, List.of());
        }
        try {
            return JSON.readValue(file.toFile(), Family.class);
        } catch (IOException e) {
            throw new LocalStackException(
                    "The record of child processes " + file + " cannot be read (" + e.getMessage()
                            + "): end the processes that were started from " + file.getParent()
                            + " by hand, then delete the file.",
                    e);
        }
    }

    private void write(Family family) {
        Path fresh = file.resolveSibling("children.json.new");
        try {
            JSON.writeValue(fresh.toFile(), family);
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new LocalStackException("The record of child processes " + file + " cannot be written: " + e, e);
        }
    }
}
