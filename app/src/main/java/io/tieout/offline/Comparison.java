package io.tieout.offline;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tieout.wire.Contract;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * Two runs, outcome by outcome: what stands at the end of each key. What always differs or only tells how it came about is
 * not compared: lineage, versions of outcomes and the policy's version.
 */
public final class Comparison {

    /** Outcomes that a policy decides. */
    private static final List<Contract> COMPARED =
            List.of(Contract.MATCH, Contract.MATCH_LINE, Contract.LATE_ARRIVAL, Contract.EXCEPTION, Contract.CASE);

    private static final List<String> NOT_COMPARED = List.of("lineage", "version", "policy_version", "match_version");

    private static final int LONGEST_VALUE = 80;

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path before;
    private final Path after;

    /** How an outcome differs. */
    public enum Kind {
        ADDED,
        GONE,
        CHANGED
    }

    /**
     * One outcome that differs.
     *
     * @param fields those that changed, each with what it was and is; empty for one that was added or is gone
     * @param now the outcome as it is, or was when it is gone
     */
    public record Difference(Kind kind, String topic, String key, List<Field> fields, JsonNode now) {}

    /** A field that changed. */
    public record Field(String name, String before, String after) {}

    private Comparison(Path before, Path after) {
        this.before = before;
        this.after = after;
    }

    /** Refuses a directory that no run has written, before time is spent on another. */
    public static void mustBeOfARun(Path directory) {
        if (!Files.isRegularFile(OutcomeFiles.file(directory, Contract.MATCH.topic()))) {
            throw new InputFaults(directory + ": holds no outcomes of an earlier run; name what its --out was");
        }
    }

    /** Tells every outcome that differs, by topic and key. */
    public static void compare(Path before, Path after, Consumer<Difference> found) {
        var comparison = new Comparison(before, after);
        try {
            for (Contract contract : COMPARED) {
                comparison.compare(contract, found);
            }
        } catch (IOException e) {
            throw new InputFaults("The outcomes in " + before + " and " + after + " cannot be compared: " + e);
        }
    }

    private void compare(Contract contract, Consumer<Difference> found) throws IOException {
        Path oldFile = OutcomeFiles.file(before, contract.topic());
        Path newFile = OutcomeFiles.file(after, contract.topic());
        Map<String, Place> was = index(contract, oldFile);
        Map<String, Place> is = index(contract, newFile);
        var keys = new TreeSet<>(was.keySet());
        keys.addAll(is.keySet());
        for (String key : keys) {
            Place old = was.get(key);
            Place now = is.get(key);
            if (old == null && now != null) {
                found.accept(
                        new Difference(Kind.ADDED, contract.topic(), key, List.of(), compared(value(newFile, now))));
            } else if (old != null && now == null) {
                found.accept(
                        new Difference(Kind.GONE, contract.topic(), key, List.of(), compared(value(oldFile, old))));
            } else if (old != null && now != null && !Arrays.equals(old.digest(), now.digest())) {
                ObjectNode value = compared(value(newFile, now));
                found.accept(new Difference(
                        Kind.CHANGED, contract.topic(), key, fields(compared(value(oldFile, old)), value), value));
            }
        }
    }

    /** Where the last line of a key stands, and what it says: so that not the files, but only their keys are in memory. */
    private record Place(byte[] digest, long offset, int length) {}

    private static Map<String, Place> index(Contract contract, Path file) throws IOException {
        var index = new TreeMap<String, Place>();
        if (!Files.exists(file)) {
            return index;
        }
        try (var lines = Lines.of(file)) {
            for (byte[] line = lines.next(); line != null; line = lines.next()) {
                JsonNode record = JSON.readTree(line);
                if (!(record.get("value") instanceof ObjectNode value)) {
                    throw new InputFaults(file + ":" + lines.number() + ": is no outcome: it has no value");
                }
                index.put(key(contract, record, value), new Place(digest(compared(value)), lines.start(), line.length));
            }
        }
        return index;
    }

    /** An entry can come late to a case of each policy, under one key. */
    private static String key(Contract contract, JsonNode record, ObjectNode value) {
        String key = record.path("key").asText();
        return contract == Contract.LATE_ARRIVAL
                ? value.path("policy").asText() + "|"
                        + value.path("correlation_id").asText() + "|" + key
                : key;
    }

    private static ObjectNode value(Path file, Place place) throws IOException {
        try (var content = new RandomAccessFile(file.toFile(), "r")) {
            var line = new byte[place.length()];
            content.seek(place.offset());
            content.readFully(line);
            return (ObjectNode) JSON.readTree(line).get("value");
        }
    }

    private static ObjectNode compared(ObjectNode value) {
        value.remove(NOT_COMPARED);
        value.forEach(Comparison::withoutWhatTellsHow);
        return value;
    }

    private static void withoutWhatTellsHow(JsonNode node) {
        if (node instanceof ObjectNode object) {
            object.remove("lineage");
        }
        node.forEach(Comparison::withoutWhatTellsHow);
    }

    private static byte[] digest(ObjectNode value) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256").digest(value.toString().getBytes(StandardCharsets.UTF_8));
            return Arrays.copyOf(digest, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }

    private static List<Field> fields(ObjectNode was, ObjectNode is) {
        var names = new TreeSet<String>();
        was.fieldNames().forEachRemaining(names::add);
        is.fieldNames().forEachRemaining(names::add);
        var changed = new ArrayList<Field>();
        for (String name : names) {
            JsonNode old = was.path(name);
            JsonNode now = is.path(name);
            if (!old.equals(now)) {
                changed.add(new Field(name, shown(old), shown(now)));
            }
        }
        return changed;
    }

    private static String shown(JsonNode node) {
        String text = node.isTextual() ? node.textValue() : node.isMissingNode() ? "nothing" : node.toString();
        return text.length() <= LONGEST_VALUE ? text : text.substring(0, LONGEST_VALUE) + "...";
    }
}
