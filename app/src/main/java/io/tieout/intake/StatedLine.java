package io.tieout.intake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tieout.matching.AccountId;
import io.tieout.matching.Entry;
import io.tieout.matching.Interval;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;

/** One line of a file of statements: an entry or coverage of one account, checked. */
public sealed interface StatedLine {

    /** The account that states it. */
    AccountId account();

    /** @param json the entry alone, as the raw record of {@link EntryIntake} has it */
    record OfEntry(Entry entry, byte[] json) implements StatedLine {

        @Override
        public AccountId account() {
            return entry.id().accountId();
        }
    }

    /** Everything that the account stated within the interval stands earlier. */
    record OfCoverage(AccountId account, Interval covered) implements StatedLine {}

    /**
     * A line of entries: an entry; or a record as {@code tieout read recon.entry.v1} prints it, of which the value counts; or
     * {@code {"coverage": {...}}}.
     *
     * @throws UnreadableException whose reason begins with the field at fault
     */
    static StatedLine read(byte[] line) throws UnreadableException {
        ObjectNode object = CanonicalJson.parse(line);
        JsonNode coverage = object.get("coverage");
        if (coverage != null && object.size() == 1) {
            if (coverage instanceof ObjectNode stated) {
                return coverage(stated, "coverage.");
            }
            throw new UnreadableException(
                    "coverage: is no block; write {\"coverage\": {\"source\": ..., \"to\": ...}}");
        }
        if (object.get("value") instanceof ObjectNode value && object.has("offset")) {
            byte[] json = value.toString().getBytes(StandardCharsets.UTF_8);
            return new OfEntry(EntryIntake.entry(value).entry(), json);
        }
        return new OfEntry(EntryIntake.entry(object).entry(), line);
    }

    /**
     * A line of coverage: {@code {"source": "stripe", "account": "acct_1", "from": null, "to": "2026-03-09"}}.
     *
     * @throws UnreadableException whose reason begins with the field at fault
     */
    static OfCoverage coverage(byte[] line) throws UnreadableException {
        ObjectNode object = CanonicalJson.parse(line);
        return object.size() == 1 && object.get("coverage") instanceof ObjectNode inner
                ? coverage(inner, "coverage.")
                : coverage(object, "");
    }

    private static OfCoverage coverage(ObjectNode object, String path) throws UnreadableException {
        List<String> known = List.of("source", "account", "from", "to");
        for (var names = object.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (!known.contains(name)) {
                List<String> unused =
                        known.stream().filter(word -> !object.has(word)).toList();
                throw new UnreadableException(path + name + ": is unknown" + CanonicalJson.suggestion(name, unused));
            }
        }
        AccountId account = new AccountId(word(object, path, "source"), word(object, path, "account"));
        JsonNode end = object.get("to");
        if (end == null || end.isNull()) {
            throw new UnreadableException(path + "to: is missing");
        }
        JsonNode start = object.get("from");
        Instant from = start == null || start.isNull() ? null : CanonicalJson.instant(start, path + "from");
        Instant to = CanonicalJson.instant(end, path + "to");
        if (from != null && from.isAfter(to)) {
            throw new UnreadableException(path + "from: is " + from + ", after its end " + to);
        }
        return new OfCoverage(account, new Interval(from, to));
    }

    private static String word(ObjectNode object, String path, String field) throws UnreadableException {
        JsonNode value = object.get(field);
        if (value == null) {
            throw new UnreadableException(path + field + ": is missing");
        }
        if (!value.isTextual()
                || value.textValue().isBlank()
                || value.textValue().indexOf('/') >= 0) {
            throw new UnreadableException(
                    path + field + ": is " + value + "; expected is a text in quotes, without a slash");
        }
        return value.textValue();
    }
}
