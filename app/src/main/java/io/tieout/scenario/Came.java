package io.tieout.scenario;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tieout.matching.Currencies;
import io.tieout.topology.OfflineFlow.Said;
import io.tieout.wire.Contract;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * An outcome in the words of scenarios.
 *
 * @param kind match, exception, late or case
 * @param subject what it is about: a correlation id, an object, an account
 * @param facts what can be said of it, by word, in the order in which it is said
 */
record Came(String kind, String subject, Map<String, String> facts) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** The outcome in words; empty for what scenarios do not speak of. */
    static Optional<Came> of(Said said) {
        if (said.topic().equals(Contract.MATCH.topic())) {
            return Optional.of(match(read(said)));
        }
        if (said.topic().equals(Contract.EXCEPTION.topic())) {
            return Optional.of(exception(read(said)));
        }
        if (said.topic().equals(Contract.LATE_ARRIVAL.topic())) {
            return Optional.of(late(read(said)));
        }
        if (said.topic().equals(Contract.CASE.topic())) {
            return Optional.of(ofCase(read(said)));
        }
        return Optional.empty();
    }

    private static JsonNode read(Said said) {
        try {
            return JSON.readTree(said.value());
        } catch (IOException e) {
            throw new UncheckedIOException("An outcome of ours is no JSON", e);
        }
    }

    private static Came match(JsonNode match) {
        var facts = facts(match);
        put(facts, "id", match.path("match_id"));
        facts.put("timing", match.path("timing").asText());
        facts.put("status", match.path("status").asText());
        off(facts, match.path("variance_minor"), match.path("amount"));
        String subject = subject(match.path("correlation_id").asText());
        with(facts, match, subject);
        return new Came("match", subject, facts);
    }

    private static Came exception(JsonNode exception) {
        var facts = facts(exception);
        put(facts, "id", exception.path("exception_id"));
        facts.put("reason", exception.path("reason").asText());
        facts.put("status", exception.path("status").asText());
        put(facts, "side", exception.path("side"));
        off(facts, exception.path("residual_minor"), exception.path("amount"));
        put(facts, "resolution", exception.path("resolution"));
        put(facts, "due", exception.path("due_at"));
        put(facts, "field", exception.path("field"));
        with(facts, exception, subject(exception));
        return new Came("exception", subject(exception), facts);
    }

    /** A case goes by its correlation id; in a pool by the object that it is about. */
    private static String subject(String correlationId) {
        return correlationId.split("/", -1).length == 4 ? object(correlationId) : correlationId;
    }

    /** The objects that it is about, but for the one that it goes by. */
    private static void with(Map<String, String> facts, JsonNode outcome, String subject) {
        var objects = new TreeSet<String>();
        outcome.path("entries")
                .forEach(entry -> objects.add(object(entry.path("entry_id").asText())));
        objects.remove(subject);
        facts.put("with", String.join(" ", objects));
    }

    /** The case it is about; or the entry, by its own id; or the account. */
    private static String subject(JsonNode exception) {
        if (exception.path("correlation_id").isTextual()) {
            return subject(exception.path("correlation_id").textValue());
        }
        return exception.path("entry_id").isTextual()
                ? object(exception.path("entry_id").textValue())
                : exception.path("source").asText() + "/"
                        + exception.path("account").asText();
    }

    private static Came late(JsonNode late) {
        var facts = facts(late);
        facts.put("case", subject(late.path("correlation_id").asText()));
        facts.put("how", late.path("kind").asText());
        facts.put("by", length(Duration.ofMillis(late.path("late_by_ms").asLong())));
        var resolved = new TreeSet<String>();
        late.path("resolved").forEach(id -> resolved.add(id.asText().replaceFirst(".*[|]", "")));
        facts.put("resolves", String.join(" ", resolved));
        facts.put("completes", Boolean.toString(late.path("completed").asBoolean()));
        return new Came("late", object(late.path("entry_id").asText()), facts);
    }

    private static Came ofCase(JsonNode changed) {
        var facts = facts(changed);
        facts.put("status", changed.path("status").asText());
        put(facts, "until", changed.path("deadline_at"));
        var awaited = new TreeSet<String>();
        changed.path("waits_for").forEach(account -> awaited.add(account.asText()));
        facts.put("waits for", String.join(" ", awaited));
        return new Came("case", subject(changed.path("correlation_id").asText()), facts);
    }

    private static Map<String, String> facts(JsonNode outcome) {
        var facts = new LinkedHashMap<String, String>();
        put(facts, "policy", outcome.path("policy"));
        put(facts, "version", outcome.path("version"));
        return facts;
    }

    private static void put(Map<String, String> facts, String word, JsonNode value) {
        if (!value.isMissingNode() && !value.isNull()) {
            facts.put(word, value.asText());
        }
    }

    private static void off(Map<String, String> facts, JsonNode minor, JsonNode amount) {
        if (minor.isIntegralNumber() && minor.longValue() != 0) {
            facts.put("off by", money(minor.longValue(), amount.path("currency").asText()));
        }
    }

    static String money(long minor, String currency) {
        int digits = Math.max(0, Currencies.digits(currency));
        return BigDecimal.valueOf(minor, digits).toPlainString() + " " + currency;
    }

    /** The source's own id in an entry id. */
    private static String object(String entryId) {
        return entryId.split("/", 4)[3];
    }

    static String length(Duration length) {
        String text =
                Duration.ofMillis(length.toMillis()).toString().substring(2).toLowerCase(Locale.ROOT);
        return text.equals("0s") ? "0s" : text;
    }

    static String time(String instant) {
        return Instant.parse(instant).toString().replace('T', ' ').replaceAll("(:00)?Z$", "");
    }

    /** What stays the same from version to version: whatever comes later under it takes its place. */
    String identity() {
        return kind + " " + facts.get("id");
    }

    /** Whether it is a match that counts, or an exception that is open. */
    boolean stands() {
        return (kind.equals("match") && is("status", "MATCHED")) || (kind.equals("exception") && is("status", "OPEN"));
    }

    /** The outcome as somebody would expect it. */
    String sentence() {
        return switch (kind) {
            case "match" ->
                "match " + subject + " " + timing() + (is("status", "REVOKED") ? " revoked" : "") + said("off by")
                        + version();
            case "exception" ->
                "exception " + facts.get("reason") + " for " + subject
                        + said("side") + said("off by")
                        + (is("status", "RESOLVED")
                                ? " resolved"
                                        + (facts.containsKey("resolution") ? " by " + facts.get("resolution") : "")
                                : "")
                        + version();
            case "late" ->
                "late " + subject + " for " + facts.get("case") + (is("how", "LATE_STATED") ? " stated" : " delivered")
                        + said("by") + said("resolves") + (is("completes", "true") ? " completes" : "");
            default ->
                "case " + subject + " " + facts.get("status")
                        + (facts.containsKey("until") ? " until " + time(facts.getOrDefault("until", "")) : "")
                        + said("waits for");
        };
    }

    private String timing() {
        return switch (facts.getOrDefault("timing", "")) {
            case "ON_TIME" -> "on time";
            case "OUTSIDE_WINDOW" -> "outside window";
            default -> "late";
        };
    }

    private boolean is(String word, String value) {
        return value.equals(facts.get(word));
    }

    private String said(String word) {
        String value = facts.getOrDefault(word, "");
        return value.isEmpty() ? "" : " " + word + " " + value;
    }

    private String version() {
        String version = facts.getOrDefault("version", "1");
        return version.equals("1") ? "" : " version " + version;
    }
}
