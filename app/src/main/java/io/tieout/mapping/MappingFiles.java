package io.tieout.mapping;

import io.tieout.yaml.Fault;
import io.tieout.yaml.Faults;
import io.tieout.yaml.YamlDirectory;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Consumer;

/** The mappings of an application: those that come with it, and those of a directory. */
public final class MappingFiles {

    private static final List<String> SHIPPED = List.of(
            "card-terminal-batch",
            "edi-remittance",
            "external-ledger",
            "hubspot-deal",
            "payroll-journal",
            "quickbooks-invoice",
            "quickbooks-payment",
            "salesforce-opportunity",
            "tax-transaction");

    private MappingFiles() {}

    /** The mappings that come with the application, by name. */
    public static Map<String, Mapping> shipped() {
        var mappings = new TreeMap<String, Mapping>();
        for (String name : SHIPPED) {
            mappings.put(name, MappingReader.read("mappings/" + name + ".yaml", shippedText(name)));
        }
        return mappings;
    }

    /** The file of a mapping that comes with the application. */
    static String shippedText(String name) {
        String resource = "/mappings/" + name + ".yaml";
        try (InputStream content =
                Objects.requireNonNull(MappingFiles.class.getResourceAsStream(resource), "No resource " + resource)) {
            return new String(content.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("The mapping " + name + " cannot be read", e);
        }
    }

    /**
     * What a look at files found.
     *
     * @param mappings of the files without a fault, in order of the files
     * @param faults of all files, by file and line
     */
    public record Checked(List<Mapping> mappings, List<Fault> faults) {}

    /** Reads these files, and says what is wrong with them instead of throwing it. */
    public static Checked check(Collection<java.nio.file.Path> files) {
        var faults = new ArrayList<Fault>();
        var mappings = new ArrayList<Mapping>();
        for (java.nio.file.Path file : files) {
            var found = new Faults(file.toString());
            MappingReader.read(file, found).ifPresent(mapping -> add(mapping, file, mappings, faults));
            faults.addAll(found.found());
        }
        return new Checked(List.copyOf(mappings), faults.stream().sorted().toList());
    }

    /**
     * The shipped mappings and those of a directory, by name.
     *
     * @param notice told, in a sentence, of each shipped mapping that a file replaces
     * @throws MappingException with every fault of every file
     */
    public static Map<String, Mapping> withDirectory(java.nio.file.Path directory, Consumer<String> notice) {
        var faults = new ArrayList<Fault>();
        Checked checked = check(YamlDirectory.files(directory, "mappings.dir", "mapping", faults));
        faults.addAll(checked.faults());
        if (!faults.isEmpty()) {
            throw new MappingException(faults);
        }
        Map<String, Mapping> all = shipped();
        for (Mapping mapping : checked.mappings()) {
            if (all.put(mapping.name(), mapping) != null) {
                notice.accept(directory + ": replaces the mapping " + mapping.name() + " that comes with Tieout.");
            }
        }
        return all;
    }

    private static void add(Mapping mapping, java.nio.file.Path file, List<Mapping> mappings, List<Fault> faults) {
        if (mappings.stream().anyMatch(other -> other.name().equals(mapping.name()))) {
            faults.add(new Fault(
                    file.toString(),
                    0,
                    0,
                    "mapping",
                    "\"" + mapping.name() + "\" is the name of another file's mapping"
                            + " too; one name is one mapping"));
        } else {
            mappings.add(mapping);
        }
    }
}
