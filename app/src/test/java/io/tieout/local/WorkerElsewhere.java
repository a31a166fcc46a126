package io.tieout.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tieout.FreePort;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A Connect worker in a process of its own, as on a cluster elsewhere; it can be killed, and started again. */
public final class WorkerElsewhere implements AutoCloseable {

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final Path properties;
    private final String classPath;
    private final Map<String, String> environment;
    private final String url;
    private final Path log;
    private Process process;

    private WorkerElsewhere(Path properties, String classPath, Map<String, String> environment, String url, Path log)
            throws IOException {
        this.properties = properties;
        this.classPath = classPath;
        this.environment = environment;
        this.url = url;
        this.log = log;
        this.process = launch();
    }

    /**
     * Starts it, on a free port.
     *
     * @param directory of its configuration and its log
     * @param classPath the worker's own
     * @param more lines of its configuration
     * @param environment what {@code ${env:NAME}} in a connector file stands for
     */
    public static WorkerElsewhere start(
            Path directory, String bootstrap, String classPath, List<String> more, Map<String, String> environment)
            throws IOException {
        int port = FreePort.take();
        var properties = Files.writeString(
                directory.resolve("worker.properties"), """
                bootstrap.servers=%s
                group.id=elsewhere
                listeners=http://127.0.0.1:%d
                config.storage.topic=elsewhere-configs
                offset.storage.topic=elsewhere-offsets
                status.storage.topic=elsewhere-status
                config.storage.replication.factor=1
                offset.storage.replication.factor=1
                offset.storage.partitions=1
                status.storage.replication.factor=1
                status.storage.partitions=1
                key.converter=org.apache.kafka.connect.json.JsonConverter
                value.converter=org.apache.kafka.connect.json.JsonConverter
                config.providers=env
                config.providers.env.class=org.apache.kafka.common.config.provider.EnvVarConfigProvider
                %s
                """.formatted(bootstrap, port, String.join("\n", more)));
        return new WorkerElsewhere(
                properties, classPath, environment, "http://127.0.0.1:" + port, directory.resolve("worker.log"));
    }

    private Process launch() throws IOException {
        var builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx384m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        classPath,
                        "org.apache.kafka.connect.cli.ConnectDistributed",
                        properties.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().putAll(environment);
        return builder.start();
    }

    /** Where its REST API is. */
    public String url() {
        return url;
    }

    /** Waits until it can be given connectors: its port is open before its resources are there. */
    public void awaitUp(Duration patience) {
        await("the worker answers").atMost(patience).until(this::answers);
    }

    private boolean answers() throws InterruptedException {
        mustLive();
        try {
            var request =
                    HttpRequest.newBuilder(URI.create(url + "/connectors")).build();
            return HTTP.send(request, BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException notYet) {
            return false;
        }
    }

    /** Fails with its log when its process has ended. */
    public void mustLive() {
        assertThat(process.isAlive()).as(this::read).isTrue();
    }

    private String read() {
        try {
            return Files.readString(log);
        } catch (IOException unread) {
            return unread.toString();
        }
    }

    /** With {@code kill -9}. */
    public void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** The same worker once more. */
    public void startAgain() throws IOException {
        process = launch();
    }

    /** Stops it in order, or kills it when it does not. */
    @Override
    public void close() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
            kill();
        }
    }
}
