package io.tieout.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** A stack in a JVM of its own, to be killed. It ends by itself when the test does: its input ends. */
final class StackInAnotherProcess implements AutoCloseable {

    private final Process process;

    private StackInAnotherProcess(Process process) {
        this.process = process;
    }

    /** Starts the process and waits until its stack is up. */
    static StackInAnotherProcess start(String kind, Path directory, Part... parts) throws IOException {
        Path ready = Files.createTempFile("stack", ".ready");
        Files.delete(ready);
        Path output = Files.createTempFile("stack", ".log");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx512m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        StackInAnotherProcess.class.getName(),
                        kind,
                        directory.toString(),
                        ready.toString(),
                        Stream.of(parts).map(Part::name).collect(Collectors.joining(",")))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        StackInAnotherProcess stack = new StackInAnotherProcess(process);
        Awaitility.await("a stack in another process")
                .atMost(2, TimeUnit.MINUTES)
                .until(() -> {
                    if (!process.isAlive()) {
                        throw new IllegalStateException("the other process ended with " + process.exitValue() + ":\n"
                                + Files.readString(output));
                    }
                    return Files.exists(ready);
                });
        Files.delete(ready);
        Files.delete(output);
        return stack;
    }

    ProcessHandle handle() {
        return process.toHandle();
    }

    /** As {@code kill -9}: nothing of the process runs any more. */
    void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    /** The processes whose command line names the directory: what an orphan of it would be. */
    static List<ProcessHandle> processesOf(Path directory) {
        try (Stream<ProcessHandle> all = ProcessHandle.allProcesses()) {
            return all.filter(process -> process.info()
                            .commandLine()
                            .filter(line -> line.contains(directory.toString()))
                            .filter(line -> !line.contains(StackInAnotherProcess.class.getName()))
                            .isPresent())
                    .toList();
        }
    }

    public static void main(String[] arguments) {
        Path directory = Path.of(arguments[1]);
        LocalOptions options = arguments[0].equals("persistent")
                ? LocalOptions.persistent(directory)
                : LocalOptions.throwAway(directory);
        List<String> wanted = List.of(arguments[3].split(","));
        for (Part part : Part.values()) {
            options = wanted.contains(part.name()) ? options : options.without(part);
        }
        try (LocalStack stack = LocalStack.start(options)) {
            Runtime.getRuntime().addShutdownHook(new Thread(stack::close));
            Files.createFile(Path.of(arguments[2]));
            while (System.in.read() >= 0) {
                // The input ends with the test that holds its other side.
                Thread.onSpinWait();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
