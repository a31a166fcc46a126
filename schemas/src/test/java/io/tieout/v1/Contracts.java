package io.tieout.v1;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.Schema;
import org.apache.avro.SchemaFormatter;
import org.apache.avro.specific.SpecificData;

/** The schema files of this module, as generated classes carry them and as history keeps them. */
final class Contracts {

    static final Path FILES = Path.of("src", "main", "avro");
    static final Path HISTORY = Path.of("history");

    private Contracts() {}

    /** Every type that has a file, by name. */
    static Map<String, Schema> all() {
        var schemas = new TreeMap<String, Schema>();
        for (Path file : files(FILES)) {
            String name = file.getFileName().toString().replace(".avsc", "");
            schemas.put(name, ofClass(name));
        }
        return schemas;
    }

    /** The types that are the value of a topic, which their doc names. */
    static Map<String, Schema> ofTopics() {
        var topics = new LinkedHashMap<>(all());
        topics.values()
                .removeIf(schema -> schema.getDoc() == null || !schema.getDoc().contains("Topic recon."));
        return topics;
    }

    /** The text that goes into a registry and into history: whole, and without hints for Java. */
    static String published(Schema schema) {
        String text = schema.toString().replace(",\"avro.java.string\":\"String\"", "");
        return SchemaFormatter.format("json/pretty", new Schema.Parser().parse(text)) + "\n";
    }

    /** Directories of history, oldest first. */
    static List<Path> versions() {
        try (var directories = Files.list(HISTORY)) {
            return directories
                    .filter(Files::isDirectory)
                    .sorted(Comparator.comparing(Contracts::order))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** v0.10.2 sorts after v0.9.0. */
    private static String order(Path version) {
        var parts = version.getFileName().toString().substring(1).split("\\.");
        var padded = new StringBuilder();
        for (String part : parts) {
            padded.append(String.format("%06d", Integer.parseInt(part)));
        }
        return padded.toString();
    }

    static List<Path> files(Path directory) {
        try (var files = Files.list(directory)) {
            return new ArrayList<>(files.filter(file -> file.toString().endsWith(".avsc"))
                    .sorted()
                    .toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Schema parsed(Path file) {
        try {
            return new Schema.Parser().parse(Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Class<?> generated(String name) {
        try {
            return Class.forName("io.tieout.v1." + name);
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException("no class was generated from " + name + ".avsc", e);
        }
    }

    private static Schema ofClass(String name) {
        return SpecificData.get().getSchema(generated(name));
    }
}
