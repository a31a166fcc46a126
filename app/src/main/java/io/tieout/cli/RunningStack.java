package io.tieout.cli;

import io.tieout.config.GivenSetting;
import io.tieout.config.PropertiesFile;
import io.tieout.config.Settings;
import io.tieout.config.SettingsDefinition;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Where the parts that {@code up} started are, written down in the data directory, so that {@code read} and
 * {@code doctor} in another terminal find them without being told.
 */
final class RunningStack {

    private static final String FILE = "endpoints.properties";

    private RunningStack() {}

    /** Writes down the settings with which others reach the parts; closing what it returns removes them. */
    static AutoCloseable write(Path dataDir, Map<String, String> addresses) {
        var file = dataDir.resolve(FILE);
        var text = new TreeMap<>(addresses)
                .entrySet().stream()
                        .map(entry -> entry.getKey() + "=" + entry.getValue() + "\n")
                        .collect(Collectors.joining("", "# Made by `tieout up`; removed when it stops.\n", ""));
        try {
            // Written beside and moved: whoever reads sees all of it or none.
            // A temporary file is its owner's alone: it may hold the password of the local database.
            var fresh = Files.createTempFile(dataDir, FILE, ".new");
            Files.writeString(fresh, text);
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            return () -> forget(dataDir);
        } catch (IOException unwritable) {
            throw new UncheckedIOException("The addresses cannot be written to " + file, unwritable);
        }
    }

    static void forget(Path dataDir) {
        try {
            Files.deleteIfExists(dataDir.resolve(FILE));
        } catch (IOException undeletable) {
            throw new UncheckedIOException("The addresses cannot be removed from " + dataDir, undeletable);
        }
    }

    /** The settings, and for each part that they do not name, where a running {@code up} started it. */
    static Settings addressesFor(Settings settings) {
        var file = settings.dataDir().resolve(FILE);
        if (!Files.exists(file)) {
            return settings;
        }
        var running = PropertiesFile.read(file);
        if (namesAnotherKafka(settings, running)) {
            return settings;
        }
        var missing = running.stream()
                .filter(address -> settings.origin(address.name()).isEmpty())
                .collect(Collectors.toMap(GivenSetting::name, GivenSetting::value));
        return settings.with(missing, file.toString());
    }

    /** Whoever names a Kafka of their own means its registry and database too, and not those of a stack beside it. */
    private static boolean namesAnotherKafka(Settings settings, List<GivenSetting> running) {
        return settings.kafkaBootstrapServers()
                .filter(given -> running.stream()
                        .noneMatch(address -> address.name().equals(SettingsDefinition.KAFKA_BOOTSTRAP_SERVERS)
                                && address.value().equals(given)))
                .isPresent();
    }
}
