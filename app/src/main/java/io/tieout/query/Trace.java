package io.tieout.query;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tieout.views.MovingException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Everything about one reference.
 *
 * <pre>
 *   reference -- entries that bear it -- their cases ------------- the entries of these
 *             |                       \- cases under their names --/
 *             \- cases that bear it -----------------------------/
 * </pre>
 *
 * <p>It goes no further: from an invoice one comes to its payments, and not to all that these payments paid.
 */
final class Trace {

    private static final int ENTRIES = 200;
    private static final int CASES = 50;

    private final Reading reading;
    private final Map<String, ObjectNode> entries = new LinkedHashMap<>();
    private final Set<String> bearing = new LinkedHashSet<>();
    private final Map<String, ObjectNode> cases = new LinkedHashMap<>();
    private boolean truncated;

    private Trace(Reading reading) {
        this.reading = reading;
    }

    /** Follows a reference; empty when nothing bears it. */
    static Optional<ObjectNode> of(String reference, Reading reading) {
        var trace = new Trace(reading);
        trace.follow(reference);
        return trace.entries.isEmpty() && trace.cases.isEmpty()
                ? Optional.empty()
                : Optional.of(trace.shown(reference));
    }

    private void follow(String reference) {
        var caseIds = new LinkedHashSet<String>();
        for (JsonNode bearer : bearers(reference)) {
            String id = bearer.path("id").asText();
            if (bearer.path("kind").asText().equals("case")) {
                caseIds.add(id);
            } else if (take(id)) {
                bearing.add(id);
            }
        }
        for (String entry : bearing) {
            for (JsonNode bearer : bearers(entry)) {
                if (bearer.path("kind").asText().equals("case")) {
                    caseIds.add(bearer.path("id").asText());
                }
            }
        }
        caseIds.addAll(opened(reference));
        var waiting = new ArrayDeque<>(caseIds);
        while (!waiting.isEmpty()) {
            if (cases.size() == CASES) {
                truncated = true;
                break;
            }
            takeCase(waiting.remove());
        }
    }

    /**
     * Cases that were opened under another name of the entries. One that waits for its other side names no entry yet:
     * an invoice's payment leads to it by the name at the provider.
     */
    private Set<String> opened(String reference) {
        var names = new LinkedHashSet<String>();
        for (String id : bearing) {
            Objects.requireNonNull(entries.get(id))
                    .path("references")
                    .forEach(one -> names.add(one.path("value").asText()));
        }
        names.remove(reference);
        var opened = new LinkedHashSet<String>();
        var numbered = new LinkedHashSet<String>();
        for (String name : names) {
            // Of row numbers it does not matter how many others bear them: only cases are asked for, which come first.
            JsonNode bearers = RowNumbers.is(name) ? reading.bearers(name).path("bearers") : bearers(name);
            for (JsonNode bearer : bearers) {
                String id = bearer.path("id").asText();
                if (bearer.path("kind").asText().equals("case") && id.endsWith("|" + name)) {
                    (RowNumbers.is(name) ? numbered : opened).add(id);
                }
            }
        }
        if (!numbered.isEmpty()) {
            numbered.retainAll(meant());
            opened.addAll(numbered);
        }
        return opened;
    }

    private Set<String> meant() {
        var meant = new LinkedHashSet<String>();
        try {
            var numbers = new RowNumbers(reading.policies());
            bearing.forEach(id -> meant.addAll(numbers.cases(Objects.requireNonNull(entries.get(id)))));
        } catch (MovingException away) {
            // All instances together have the policies: what one alone can say is said, and that it is not all.
            truncated = true;
        }
        return meant;
    }

    private JsonNode bearers(String reference) {
        ObjectNode found = reading.bearers(reference);
        truncated |= found.path("truncated").asBoolean();
        return found.path("bearers");
    }

    private boolean take(String id) {
        if (entries.containsKey(id)) {
            return true;
        }
        if (entries.size() == ENTRIES) {
            truncated = true;
            return false;
        }
        Optional<ObjectNode> entry = reading.entry(id);
        entry.ifPresent(found -> entries.put(id, (ObjectNode) found.path("entry")));
        return entry.isPresent();
    }

    private void takeCase(String id) {
        int bar = id.indexOf('|');
        Optional<ObjectNode> found = reading.caseOf(id.substring(0, bar), id.substring(bar + 1));
        found.ifPresent(one -> {
            one.remove("answered_by");
            one.remove("stale");
            truncated |= one.path("truncated").asBoolean();
            cases.put(id, one);
            members(one).forEach(this::take);
        });
    }

    private static Set<String> members(JsonNode found) {
        var ids = new LinkedHashSet<String>();
        for (String kind : new String[] {"matches", "match_lines", "late_arrivals", "exceptions"}) {
            for (JsonNode outcome : found.path(kind)) {
                ids.add(outcome.path("entry_id").asText(""));
                outcome.path("entries")
                        .forEach(entry -> ids.add(entry.path("entry_id").asText()));
            }
        }
        ids.remove("");
        ids.remove("null");
        return ids;
    }

    private ObjectNode shown(String reference) {
        var shown = Reading.object().put("reference", reference);
        var all = new ArrayList<ObjectNode>();
        entries.forEach((id, entry) -> all.add(
                step("entry", id, entry.path("stated_at"), bearing.contains(id), "", entry.path("lineage"), entry)));
        cases.forEach((id, one) -> {
            addSteps(all, id, one, "matches", "match", "match_id", "matched_at");
            addSteps(all, id, one, "late_arrivals", "late_arrival", "entry_id", "stated_at");
            addSteps(all, id, one, "exceptions", "exception", "exception_id", "opened_at");
            addSteps(all, id, one, "match_lines", "match_line", "line_id", "stated_at");
        });
        all.sort(Comparator.comparing(step -> step.path("at").asText("")));
        var steps = shown.putArray("steps");
        all.forEach(steps::add);
        var states = shown.putArray("cases");
        cases.values().stream()
                .map(one -> one.path("case"))
                .filter(JsonNode::isObject)
                .forEach(states::add);
        return shown.put("truncated", truncated);
    }

    private static void addSteps(
            List<ObjectNode> all, String caseId, JsonNode one, String kinds, String kind, String id, String time) {
        for (JsonNode outcome : one.path(kinds)) {
            all.add(step(
                    kind,
                    outcome.path(id).asText(),
                    outcome.path(time),
                    false,
                    caseId,
                    outcome.path("lineage"),
                    outcome));
        }
    }

    private static ObjectNode step(
            String kind, String id, JsonNode at, boolean bears, String caseId, JsonNode lineage, JsonNode record) {
        var step = Reading.object();
        step.set("at", at.isTextual() ? at : NullNode.instance);
        step.put("kind", kind).put("id", id).put("bears_reference", bears);
        if (caseId.isEmpty()) {
            step.putNull("case_id");
        } else {
            step.put("case_id", caseId);
        }
        var inputs = step.putArray("lineage");
        if (lineage.isObject()) {
            inputs.add(lineage);
        }
        record.path("entries").forEach(entry -> {
            if (entry.path("lineage").isObject()) {
                inputs.add(entry.path("lineage"));
            }
        });
        step.set("record", record);
        return step;
    }
}
