package io.tieout.query;

import static org.awaitility.Awaitility.await;

import io.tieout.Main;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A process of {@code tieout run} with a state directory and ports of its own. */
final class RunningInstance {

    private static final String AT = "questions at ";

    private final int id;
    private final Process process;
    private final Path output;
    private String url = "";

    private RunningInstance(int id, Process process, Path output) {
        this.id = id;
        this.process = process;
        this.output = output;
    }

    static RunningInstance start(Path directory, Map<String, String> settings, int id) throws IOException {
        Path own = Files.createDirectories(directory.resolve("instance-" + id));
        Path output = own.resolve("output");
        var words = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx400m",
                "-XX:+UseSerialGC",
                "-cp",
                productClassPath(),
                Main.class.getName(),
                "run"));
        settings.forEach((name, value) -> words.addAll(List.of("--set", name + "=" + value)));
        words.addAll(List.of("--set", "application.instance.id=" + id, "--set", "data.dir=" + own));
        words.addAll(List.of("--set", "metrics.port=0", "--set", "query.port=0"));
        Process process = new ProcessBuilder(words)
                .directory(own.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        return new RunningInstance(id, process, output);
    }

    /** What ships, and not how tests log. */
    private static String productClassPath() {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !entry.endsWith("test-classes"))
                .collect(Collectors.joining(File.pathSeparator));
    }

    int id() {
        return id;
    }

    String url() {
        return url;
    }

    /** Returns when it answers for its part of the views. */
    void awaitReady() {
        await("instance " + id).atMost(Duration.ofMinutes(3)).until(() -> {
            if (!process.isAlive()) {
                throw new IllegalStateException("Instance " + id + " ended:\n" + Files.readString(output));
            }
            url = printed();
            return !url.isEmpty() && ready();
        });
    }

    private String printed() {
        try (Stream<String> lines = Files.lines(output)) {
            return lines.filter(line -> line.startsWith(AT))
                    .map(line -> line.substring(AT.length()).trim())
                    .findFirst()
                    .orElse("");
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private boolean ready() throws InterruptedException {
        try {
            var asked = HttpRequest.newBuilder(URI.create(url + "/ready")).build();
            return HttpClient.newHttpClient()
                            .send(asked, BodyHandlers.discarding())
                            .statusCode()
                    == 200;
        } catch (IOException notYet) {
            return false;
        }
    }

    /** With -9. */
    void kill() {
        process.destroyForcibly();
        process.onExit().join();
    }

    /** With SIGTERM; returns how long it took. */
    Duration stop() throws InterruptedException {
        long began = System.nanoTime();
        process.destroy();
        process.waitFor(1, TimeUnit.MINUTES);
        return Duration.ofNanos(System.nanoTime() - began);
    }
}
