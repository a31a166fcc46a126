package io.tieout.doctor;

import io.tieout.connect.registry.ContractRegistration;
import io.tieout.connect.registry.RegistryClient;
import io.tieout.connect.registry.RegistryConfig;
import io.tieout.connect.registry.RegistryException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.avro.Schema;

/** Whether the schema registry is there and guards our contracts. */
public final class RegistryCheck implements Check {

    private static final String PART = "registry";

    private final RegistryConfig config;
    private final Map<String, Schema> schemas;

    /** @param schemas the contracts by subject */
    public RegistryCheck(RegistryConfig config, Map<String, Schema> schemas) {
        this.config = config.withPatience(Duration.ZERO);
        this.schemas = new TreeMap<>(schemas);
    }

    @Override
    public List<Finding> look() {
        try (var registry = new RegistryClient(config)) {
            registry.ping();
            var findings = new ArrayList<Finding>();
            findings.add(Finding.ok(PART, "The schema registry answers at " + addresses() + "."));
            schemas.forEach((subject, schema) -> findings.add(look(registry, subject, schema)));
            return findings;
        } catch (RegistryException silence) {
            return List.of(Finding.unreachable(
                    PART, String.valueOf(silence.getMessage()), "Check that it runs, and schema.registry.url."));
        }
    }

    private String addresses() {
        return config.urls().stream().map(URI::toString).collect(Collectors.joining(", "));
    }

    private static Finding look(RegistryClient registry, String subject, Schema schema) {
        if (registry.latest(subject).isEmpty()) {
            return Finding.warn(PART, subject + " is not registered.", "`tieout up` and `tieout run` register it.");
        }
        var wanted = ContractRegistration.COMPATIBILITY;
        var found = registry.compatibility(subject);
        if (found.filter(wanted::equals).isEmpty()) {
            return Finding.fail(
                    PART,
                    subject + " has compatibility " + found.map(Enum::name).orElse("of the registry's default")
                            + "; it must be " + wanted + ", or a change may lock readers out.",
                    "`tieout run` sets it at its next start; by hand: PUT /config/" + subject
                            + " {\"compatibility\": \"" + wanted + "\"}.");
        }
        return registry.incompatibility(subject, schema)
                .map(reason -> Finding.fail(
                        PART,
                        subject + " in the registry is incompatible with this version of Tieout: " + reason,
                        "Run the version that registered it, or a newer one; or use another registry."))
                .orElseGet(() -> Finding.ok(PART, subject + " is guarded by " + wanted + "."));
    }
}
