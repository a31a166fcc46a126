package io.tieout.topology;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tieout.intake.Intake;
import io.tieout.intake.Memory;
import io.tieout.intake.RawRecord;
import io.tieout.intake.Statement;
import io.tieout.intake.UnreadableException;
import io.tieout.matching.AccountId;
import io.tieout.matching.Entry;
import io.tieout.matching.EntryId;
import io.tieout.matching.Interval;
import io.tieout.matching.Money;
import io.tieout.matching.Reference;
import io.tieout.matching.Stage;
import io.tieout.matching.Version;
import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A source that states entries as they are, and up to when it has spoken: {@code {"covered": "2026-03-02T00:00:00Z"}}. */
record PlainEntries(String source) implements Intake {

    private static final ObjectMapper JSON = new ObjectMapper();

    static String covered(String to) {
        return "{\"covered\":\"" + to + "\"}";
    }

    /** An entry in the making; references are of kind REF. */
    static Stated entry(String object, String id, long minor, String at, String reference) {
        return new Stated(Map.of("object", object, "id", id, "minor", minor, "at", at, "ref", reference));
    }

    /** What is stated, field by field. */
    record Stated(Map<String, Object> fields) {

        Stated with(String field, Object value) {
            var more = new HashMap<>(fields);
            more.put(field, value);
            return new Stated(more);
        }

        String json() {
            try {
                return JSON.writeValueAsString(fields);
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }
    }

    @Override
    public AccountId account(String key) {
        return new AccountId(source, key);
    }

    @Override
    public Optional<String> key(AccountId account) {
        return account.source().equals(source) ? Optional.of(account.account()) : Optional.empty();
    }

    @Override
    public List<Statement> read(RawRecord raw, Memory memory) throws UnreadableException {
        JsonNode json;
        try {
            json = JSON.readTree(raw.value());
        } catch (IOException e) {
            throw new UnreadableException("No JSON: " + e);
        }
        if (json.has("covered")) {
            Instant to = Instant.parse(json.get("covered").textValue());
            return List.of(new Statement.CoverageStated(new Interval(null, to)));
        }
        Instant at = Instant.parse(json.get("at").textValue());
        Map<String, Money> measures = new HashMap<>();
        if (json.has("net")) {
            measures.put("net", new Money(json.get("net").longValue(), "EUR"));
        }
        Map<String, String> attributes = new HashMap<>();
        if (json.has("status")) {
            attributes.put("status", json.get("status").textValue());
        }
        var entry = new Entry(
                new EntryId(
                        source,
                        raw.account(),
                        json.get("object").textValue(),
                        json.get("id").textValue()),
                new Version(json.path("version").asInt(1), 0, 1),
                Stage.POSTED,
                json.path("deleted").asBoolean(false),
                null,
                new Money(json.get("minor").longValue(), "EUR"),
                measures,
                at,
                json.has("stated") ? Instant.parse(json.get("stated").textValue()) : at,
                json.has("due") ? Instant.parse(json.get("due").textValue()) : null,
                List.of(new Reference("REF", json.get("ref").textValue())),
                attributes,
                null,
                null,
                raw.lineage());
        return List.of(new Statement.EntryStated(entry, List.of()));
    }
}
