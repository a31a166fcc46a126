package io.tieout.local;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * What to start, and where. Begin with {@link #persistent} or {@link #throwAway}, then narrow:
 *
 * <pre>{@code
 * LocalOptions.persistent(dataDirectory).port(Part.BROKER, 9092).external(Part.REGISTRY, "http://registry:8081");
 * }</pre>
 *
 * @param directory the data directory; of a throw-away stack the folder in which a fresh one is made
 * @param deleteAtClose whether the data directory is a fresh one that is deleted at close
 * @param parts what to start
 * @param ports the ports wished; a part that is not named, or 0, takes any free one
 * @param external addresses of parts that run elsewhere and are not started
 * @param registryHome the folder of the registry's own jar
 * @param database the database that is made in PostgreSQL when it is not there
 * @param connectProperties more properties of the Connect worker; they win over ours
 */
public record LocalOptions(
        Path directory,
        boolean deleteAtClose,
        Set<Part> parts,
        Map<Part, Integer> ports,
        Map<Part, String> external,
        Path registryHome,
        String database,
        Map<String, String> connectProperties) {

    public LocalOptions {
        parts = Set.copyOf(parts);
        ports = Map.copyOf(ports);
        external = Map.copyOf(external);
        connectProperties = Map.copyOf(connectProperties);
        if (!database.matches("[a-z_][a-z0-9_]{0,62}")) {
            throw new LocalStackException("The local database cannot be named '" + database
                    + "': use small letters, digits and underscores, and begin with a letter.");
        }
        ports.forEach((part, port) -> {
            if (port < 0 || port > 65535) {
                throw new LocalStackException(part.portSetting() + "=" + port
                        + " is not a port: it must be 0 (any free port) or lie between 1 and 65535.");
            }
        });
    }

    /** Everything, in a data directory that survives restarts. */
    public static LocalOptions persistent(Path dataDirectory) {
        return all(dataDirectory, false);
    }

    /** Everything, in a fresh directory that is deleted at close, or by a later throw-away start if this one is killed. */
    public static LocalOptions throwAway() {
        return throwAway(DataDirectory.throwAwayRoot());
    }

    /** As {@link #throwAway()}, with the fresh directory made in the folder given. */
    public static LocalOptions throwAway(Path root) {
        return all(root, true);
    }

    private static LocalOptions all(Path directory, boolean deleteAtClose) {
        return new LocalOptions(
                directory,
                deleteAtClose,
                EnumSet.allOf(Part.class),
                Map.of(),
                Map.of(),
                shippedRegistry(),
                "odoo",
                Map.of());
    }

    public LocalOptions port(Part part, int port) {
        Map<Part, Integer> wished = new EnumMap<>(Part.class);
        wished.putAll(ports);
        wished.put(part, port);
        return new LocalOptions(
                directory, deleteAtClose, parts, wished, external, registryHome, database, connectProperties);
    }

    /** Does not start the part, because one runs at the address given. */
    public LocalOptions external(Part part, String address) {
        Map<Part, String> elsewhere = new EnumMap<>(Part.class);
        elsewhere.putAll(external);
        elsewhere.put(part, address);
        return new LocalOptions(
                        directory, deleteAtClose, parts, ports, elsewhere, registryHome, database, connectProperties)
                .without(part);
    }

    /** Does not start the part: nobody needs it. */
    public LocalOptions without(Part part) {
        Set<Part> fewer = EnumSet.noneOf(Part.class);
        fewer.addAll(parts);
        fewer.remove(part);
        return new LocalOptions(
                directory, deleteAtClose, fewer, ports, external, registryHome, database, connectProperties);
    }

    public LocalOptions registryHome(Path home) {
        return new LocalOptions(directory, deleteAtClose, parts, ports, external, home, database, connectProperties);
    }

    public LocalOptions database(String name) {
        return new LocalOptions(
                directory, deleteAtClose, parts, ports, external, registryHome, name, connectProperties);
    }

    /** Adds properties of the Connect worker, for instance {@code producer.compression.type}. */
    public LocalOptions connect(Map<String, String> properties) {
        Map<String, String> more = new LinkedHashMap<>(connectProperties);
        more.putAll(properties);
        return new LocalOptions(directory, deleteAtClose, parts, ports, external, registryHome, database, more);
    }

    /** Without the worker's properties, which may hold the password of an external Kafka. */
    @Override
    public String toString() {
        return "LocalOptions[directory=" + directory + ", deleteAtClose=" + deleteAtClose + ", parts=" + parts
                + ", ports=" + ports + ", external=" + external.keySet() + ", database=" + database + "]";
    }

    /** The registry lies beside the jar that runs; in a build, where that jar will be. */
    private static Path shippedRegistry() {
        Path code;
        try {
            URI location = LocalOptions.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI();
            code = Path.of(location);
        } catch (URISyntaxException e) {
            throw new LocalStackException("The folder of the product cannot be named: " + e.getMessage(), e);
        }
        Path folder = Files.isDirectory(code) ? code.resolveSibling("dist") : code.resolveSibling("");
        return folder.resolve("registry").toAbsolutePath().normalize();
    }
}
