package io.tieout.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tieout.Main;
import io.tieout.config.GivenSetting;
import io.tieout.config.PropertiesFile;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** {@code tieout up} in a JVM of its own, as a user runs it, to be killed. */
final class UpInAnotherProcess implements AutoCloseable {

    private final Process process;
    private final JsonNode table;
    private final Path dataDirectory;

    private UpInAnotherProcess(Process process, JsonNode table, Path dataDirectory) {
        this.process = process;
        this.table = table;
        this.dataDirectory = dataDirectory;
    }

    /** Starts it and waits until it says that everything is ready. */
    static UpInAnotherProcess start(Path config, Path dataDirectory, Path errors, String... more) throws IOException {
        var command = new ArrayList<String>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx768m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                productClassPath(),
                Main.class.getName(),
                "up",
                "--json",
                "--config",
                config.toString()));
        command.addAll(List.of(more));
        Process process =
                new ProcessBuilder(command).redirectError(errors.toFile()).start();
        var out = new BufferedReader(process.inputReader(StandardCharsets.UTF_8));
        String line = out.readLine();
        if (line == null) {
            throw new IllegalStateException("up ended before it was ready:\n" + Files.readString(errors));
        }
        return new UpInAnotherProcess(process, new ObjectMapper().readTree(line), dataDirectory);
    }

    /** What ships, and not how tests log. */
    private static String productClassPath() {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !entry.endsWith("test-classes"))
                .collect(Collectors.joining(File.pathSeparator));
    }

    /** Where a part answers. */
    String address(String part) {
        for (JsonNode line : table.path("parts")) {
            if (line.path("part").asText().equals(part)) {
                return line.path("address").asText();
            }
        }
        throw new IllegalStateException("No part " + part + " in " + table);
    }

    /** The settings with which others find what it started. */
    Map<String, String> addresses() {
        return PropertiesFile.read(dataDirectory.resolve("endpoints.properties")).stream()
                .collect(Collectors.toMap(GivenSetting::name, GivenSetting::value));
    }

    /** As {@code kill -9}; returns the processes that it leaves behind. */
    List<ProcessHandle> kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
        return processesOf(dataDirectory);
    }

    @Override
    public void close() throws InterruptedException {
        if (process.isAlive()) {
            process.destroy();
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        }
    }

    /** Processes whose command line names the data directory. */
    static List<ProcessHandle> processesOf(Path dataDirectory) {
        try (Stream<ProcessHandle> all = ProcessHandle.allProcesses()) {
            return all.filter(one -> one.info()
                            .commandLine()
                            .filter(line -> line.contains(dataDirectory.toString()))
                            .isPresent())
                    .toList();
        }
    }
}
