package io.tieout.registry;

import static org.awaitility.Awaitility.await;

import io.tieout.FreePort;
import io.tieout.connect.registry.RegistryClient;
import io.tieout.connect.registry.RegistryConfig;
import io.tieout.connect.registry.RegistryUnavailableException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A real Apicurio Registry as a child process on an H2 file; it can stop and come back on its port. */
final class RegistryServer implements AutoCloseable {

    private static final Path HOME = Path.of("target", "dist", "registry").toAbsolutePath();

    private final Path directory;
    private final int port = FreePort.take();
    private @Nullable Process process;

    RegistryServer(Path directory) {
        this.directory = directory;
        start();
    }

    void start() {
        Path jar;
        try (var files = Files.list(HOME)) {
            jar = files.filter(file -> file.toString().endsWith("-runner.jar"))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("no registry in " + HOME));
            process = new ProcessBuilder(List.of(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xmx256m",
                            "-XX:+UseSerialGC",
                            "-XX:TieredStopAtLevel=1",
                            "-Dquarkus.http.host=127.0.0.1",
                            "-Dquarkus.http.port=" + port,
                            "-Dquarkus.datasource.jdbc.url=jdbc:h2:file:" + directory.resolve("registry"),
                            "-jar",
                            jar.toString()))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(
                            directory.resolve("registry.log").toFile()))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        var probe = new RegistryClient(RegistryConfig.at(url()));
        await().dontCatchUncaughtExceptions()
                .atMost(Duration.ofSeconds(90))
                .pollInterval(Duration.ofMillis(200))
                .ignoreExceptionsMatching(RegistryUnavailableException.class::isInstance)
                .untilAsserted(probe::ping);
    }

    String url() {
        return "http://127.0.0.1:" + port + "/apis/ccompat/v7";
    }

    /** Base URL of Apicurio's own API. */
    String ownUrl() {
        return "http://127.0.0.1:" + port + "/apis/registry/v2";
    }

    void stop() {
        if (process != null) {
            process.destroy();
            await().atMost(Duration.ofSeconds(30)).until(() -> process == null || !process.isAlive());
            process = null;
        }
    }

    @Override
    public void close() {
        if (process != null) {
            process.destroyForcibly();
            await().atMost(Duration.ofSeconds(30)).until(() -> process == null || !process.isAlive());
        }
    }
}
