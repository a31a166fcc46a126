package io.tieout.local;

import java.io.IOException;
import java.net.URI;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Apicurio Registry, a process of its own, which speaks Confluent's registry API. */
final class LocalRegistry implements LocalPart {

    private static final Logger LOG = LoggerFactory.getLogger(LocalRegistry.class);

    /** Exit codes from here on say that a signal ended the process: somebody wanted it to end. */
    private static final int SIGNALLED = 128;

    private static final Duration START_LIMIT = Duration.ofMinutes(2);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(2);

    private final Process process;
    private final Children children;
    private final String url;

    private LocalRegistry(Process process, Children children, String url) {
        this.process = process;
        this.children = children;
        this.url = url;
    }

    /** Starts the registry, once more if it ends by itself: on a busy machine it gives up where the next time it would not. */
    static LocalRegistry start(DataDirectory data, int port, Path home) {
        Path jar = jarIn(home);
        Path log = data.log("registry.log");
        try {
            return start(data, port, jar, log, ProcessBuilder.Redirect.to(log.toFile()));
        } catch (EndedByItself once) {
            LOG.warn("The schema registry ended with code {} while it started; it is started once more.", once.code);
        }
        try {
            return start(data, port, jar, log, ProcessBuilder.Redirect.appendTo(log.toFile()));
        } catch (EndedByItself twice) {
            throw new LocalStackException(ended(twice.code, log), twice);
        }
    }

    private static LocalRegistry start(DataDirectory data, int port, Path jar, Path log, ProcessBuilder.Redirect output)
            throws EndedByItself {
        Process process = launch(data, port, jar, output);
        LocalRegistry registry =
                new LocalRegistry(process, data.children(), "http://" + Ports.HOST + ":" + port + "/apis/ccompat/v7");
        boolean ready = false;
        try {
            data.children().record(Part.REGISTRY, process.toHandle());
            registry.awaitReady(log);
            ready = true;
            return registry;
        } finally {
            if (!ready) {
                registry.close();
            }
        }
    }

    /** It came to its end without having been told to. */
    private static final class EndedByItself extends Exception {

        private static final long serialVersionUID = 1L;

        private final int code;

        EndedByItself(int code) {
            this.code = code;
        }
    }

    private static String ended(int code, Path log) {
        return "The schema registry ended with code " + code + ". " + LogTail.of(log);
    }

    Process process() {
        return process;
    }

    @Override
    public String address() {
        return url;
    }

    @Override
    public OptionalLong pid() {
        return OptionalLong.of(process.pid());
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
        }
        children.end(Part.REGISTRY);
    }

    private static Process launch(DataDirectory data, int port, Path jar, ProcessBuilder.Redirect output) {
        List<String> command = List.of(
                // Ctrl-C reaches every process of the terminal; the registry is to end last but one, not first.
                "sh",
                "-c",
                "trap '' INT HUP; exec \"$0\" \"$@\"",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx192m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Dquarkus.http.host=" + Ports.HOST,
                "-Dquarkus.http.port=" + port,
                databaseArgument(data),
                "-Dquarkus.datasource.jdbc.initial-size=2",
                "-Dquarkus.datasource.jdbc.min-size=2",
                "-Dquarkus.datasource.jdbc.max-size=20",
                // Its default of 5 s is not enough to open the first connection on a machine under load.
                "-Dquarkus.datasource.jdbc.acquisition-timeout=60S",
                "-Dquarkus.log.level=WARN",
                "-Dquarkus.log.category.\"io.apicurio\".level=WARN",
                "-jar",
                jar.toString());
        try {
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(data.registry().toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output);
            // It needs nothing of our environment, which may hold keys.
            builder.environment().clear();
            return builder.start();
        } catch (IOException e) {
            throw new LocalStackException("The schema registry cannot be started: " + e.getMessage(), e);
        }
    }

    /**
     * Records keep the ids that the registry gave, so none may be forgotten. In memory, the registry's
     * default, all are after a restart; and in a file that is written half a second later the newest are
     * after a kill.
     */
    private static String databaseArgument(DataDirectory data) {
        return "-Dquarkus.datasource.jdbc.url=jdbc:h2:file:" + data.registry().resolve("registry") + ";WRITE_DELAY=0";
    }

    /** What a killed run left behind before it could be written down. */
    static List<ProcessHandle> leftBehind(DataDirectory data) {
        return Children.withArguments(arguments -> arguments.contains(databaseArgument(data)));
    }

    /** Looks again and again, until the registry answers or its process ends. */
    private void awaitReady(Path log) throws EndedByItself {
        long until = System.nanoTime() + START_LIMIT.toNanos();
        URI subjects = URI.create(url + "/subjects");
        try {
            while (!Http.answers(subjects)) {
                if (process.waitFor(100, TimeUnit.MILLISECONDS)) {
                    int code = process.exitValue();
                    if (code >= SIGNALLED) {
                        throw new LocalStackException(ended(code, log));
                    }
                    throw new EndedByItself(code);
                }
                if (System.nanoTime() > until) {
                    throw new LocalStackException("The schema registry did not answer at " + url + " within "
                            + START_LIMIT.toSeconds() + " s. " + LogTail.of(log));
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LocalStackException("The start of the schema registry was interrupted.", e);
        }
    }

    private static Path jarIn(Path home) {
        if (Files.isDirectory(home)) {
            try (DirectoryStream<Path> jars = Files.newDirectoryStream(home, "apicurio-registry-app-*-runner.jar")) {
                Iterator<Path> found = jars.iterator();
                if (found.hasNext()) {
                    return found.next();
                }
            } catch (IOException e) {
                throw new LocalStackException("The folder of the schema registry " + home + " cannot be read: " + e, e);
            }
        }
        throw new LocalStackException("There is no schema registry in " + home
                + ": build the product (mvn package puts it there), or name your own in schema.registry.url.");
    }
}
