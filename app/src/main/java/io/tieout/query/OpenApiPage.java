package io.tieout.query;

import static io.tieout.wire.YamlDocument.map;

import io.tieout.views.Kind;
import io.tieout.views.Lists;
import io.tieout.views.Views;
import io.tieout.wire.YamlDocument;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;

/** {@code topology-docs/openapi.yaml}: every route, and every field of its answer. */
final class OpenApiPage {

    private static final String REF = "$ref";

    private final Map<String, Object> schemas = new TreeMap<>();

    private OpenApiPage() {}

    static String yaml() {
        return YamlDocument.of(
                "Made by the program; QueryServerTest compares it, and compares it with what is served.",
                new OpenApiPage().document());
    }

    /** The document as a tree. */
    static Map<String, Object> tree() {
        return new OpenApiPage().document();
    }

    private Map<String, Object> document() {
        var paths = new LinkedHashMap<String, Object>();
        for (Route route : Route.values()) {
            paths.put(route.path(), map("get", operation(route)));
        }
        schemas.put("Problem", object(map("type", text(), "title", text(), "status", number(), "detail", text())));
        var document = map(
                "openapi",
                "3.1.0",
                "info",
                map(
                        "title",
                        "Tieout: questions",
                        "version",
                        "1",
                        "description",
                        "Answers are of committed outcomes only. `stale`: something that was committed longer ago than"
                                + " `query.stale.after` may not be in it yet; `lag` records wait, the oldest for `waited_ms` at the most;"
                                + " 503 with Retry-After, that a part of the views moves. Money is minor units; times are UTC."));
        document.put("security", List.of(map("token", List.of()), map()));
        document.put("paths", paths);
        document.put(
                "components",
                map("securitySchemes", map("token", map("type", "http", "scheme", "bearer")), "schemas", schemas));
        return document;
    }

    private Map<String, Object> operation(Route route) {
        var parameters = new ArrayList<Object>();
        for (String name : route.variables()) {
            parameters.add(map("name", name, "in", "path", "required", true, "schema", text()));
        }
        for (String name : route.parameters()) {
            boolean whole = name.equals("limit") || name.startsWith("amount");
            parameters.add(map("name", name, "in", "query", "required", false, "schema", whole ? number() : text()));
        }
        var responses = map("200", response("application/json", "The answer.", answer(route)));
        for (String status : List.of("400", "401", "404", "503")) {
            responses.put(status, response("application/problem+json", "Why there is none.", ref("Problem")));
        }
        var operation = map("operationId", route.name().toLowerCase(Locale.ROOT), "summary", route.meaning());
        operation.put("parameters", parameters);
        operation.put("responses", responses);
        return operation;
    }

    private static Map<String, Object> response(String type, String meaning, Object schema) {
        return map("description", meaning, "content", map(type, map("schema", schema)));
    }

    private Map<String, Object> answer(Route route) {
        Map<String, Object> fields = fields(route);
        fields.put(
                "answered_by",
                array(object(map(
                        "host",
                        text(),
                        "copy",
                        flag(),
                        "lag",
                        orNull(number()),
                        "waited_ms",
                        orNull(number()),
                        "stale",
                        flag(),
                        "position",
                        map("type", "object", "additionalProperties", array(number()))))));
        fields.put("stale", flag());
        return object(fields);
    }

    private Map<String, Object> fields(Route route) {
        return switch (route) {
            case CASE ->
                map(
                        "policy", text(),
                        "correlation_id", text(),
                        "case", map("anyOf", List.of(record(Kind.CASE), map("type", "null"))),
                        "matches", array(record(Kind.MATCH)),
                        "match_lines", array(record(Kind.MATCH_LINE)),
                        "late_arrivals", array(record(Kind.LATE_ARRIVAL)),
                        "exceptions", array(record(Kind.EXCEPTION)),
                        "truncated", flag());
            case TRACE ->
                map(
                        "reference", text(),
                        "steps", array(step()),
                        "cases", array(record(Kind.CASE)),
                        "truncated", flag());
            case ENTRY -> map("entry", record(Kind.ENTRY));
            case REFERENCE ->
                map(
                        "reference", text(),
                        "bearers", array(object(map("kind", text(), "id", text()))),
                        "truncated", flag());
            case EXCEPTIONS -> page(Lists.EXCEPTIONS);
            case MATCHES -> page(Lists.MATCHES);
            case LATE_ARRIVALS -> page(Lists.LATE_ARRIVALS);
            case COVERAGE -> map("accounts", array(account()));
            case BALANCE -> map("totals", array(total()), "balanced", flag());
            case REPORTS -> map("reports", array(record(Kind.COVERAGE)));
            case POLICIES -> map("policies", array(record(Kind.POLICY)));
            case HEALTH, READY -> map("state", text());
        };
    }

    private Map<String, Object> page(Lists list) {
        var next = orNull(text());
        next.put(
                "description",
                "Null when the list ends here; else the `cursor` of what follows. A page is full unless filters want"
                        + " few of many: by amount alone " + Reading.PAGES * Views.READ_AT_MOST
                        + " outcomes of each partition are looked at for one answer, and the page, full or not, goes as"
                        + " far as that. So only null says that there is no more.");
        return map("items", array(record(list.kind())), "next", next);
    }

    private Map<String, Object> step() {
        var records = new ArrayList<Object>();
        for (Kind kind : List.of(Kind.ENTRY, Kind.MATCH, Kind.MATCH_LINE, Kind.LATE_ARRIVAL, Kind.EXCEPTION)) {
            records.add(record(kind));
        }
        return object(map(
                "at", orNull(text()),
                "kind", text(),
                "id", text(),
                "bears_reference", flag(),
                "case_id", orNull(text()),
                "lineage", array(map("type", "object")),
                "record", map("anyOf", records)));
    }

    private Map<String, Object> account() {
        var fields = map("behind_seconds", orNull(number()));
        Schema report = Kind.COVERAGE.contract().schema();
        Balance.OF_AN_ACCOUNT.forEach(
                name -> fields.put(name, of(report.getField(name).schema())));
        return object(fields);
    }

    private static Map<String, Object> total() {
        var fields = map("source", text(), "policy", text(), "currency", text());
        for (String state : Balance.STATES) {
            fields.put(state + "_count", number());
            fields.put(state + "_minor", number());
        }
        fields.put("difference_count", number());
        fields.put("difference_minor", number());
        return object(fields);
    }

    private Map<String, Object> record(Kind kind) {
        return of(kind.contract().schema());
    }

    private Map<String, Object> of(Schema schema) {
        return switch (schema.getType()) {
            case RECORD -> {
                if (!schemas.containsKey(schema.getName())) {
                    var fields = new LinkedHashMap<String, Object>();
                    schema.getFields().forEach(field -> fields.put(field.name(), of(field.schema())));
                    schemas.put(schema.getName(), object(fields));
                }
                yield ref(schema.getName());
            }
            case UNION -> map("anyOf", schema.getTypes().stream().map(this::of).toList());
            case ARRAY -> array(of(schema.getElementType()));
            case MAP -> map("type", "object", "additionalProperties", of(schema.getValueType()));
            case ENUM -> map("type", "string", "enum", schema.getEnumSymbols());
            case LONG ->
                schema.getLogicalType() instanceof LogicalTypes.TimestampMillis
                        ? map("type", "string", "format", "date-time")
                        : number();
            case INT -> number();
            case BOOLEAN -> flag();
            case STRING -> text();
            case NULL -> map("type", "null");
            case BYTES, FIXED, FLOAT, DOUBLE ->
                throw new IllegalArgumentException("No outcome has a field of type " + schema.getType());
        };
    }

    private static Map<String, Object> ref(String name) {
        return map(REF, "#/components/schemas/" + name);
    }

    private static Map<String, Object> object(Map<String, Object> fields) {
        return map("type", "object", "required", List.copyOf(fields.keySet()), "properties", fields);
    }

    private static Map<String, Object> array(Map<String, Object> items) {
        return map("type", "array", "items", items);
    }

    private static Map<String, Object> orNull(Map<String, Object> schema) {
        return map("anyOf", List.of(schema, map("type", "null")));
    }

    private static Map<String, Object> text() {
        return map("type", "string");
    }

    private static Map<String, Object> number() {
        return map("type", "integer");
    }

    private static Map<String, Object> flag() {
        return map("type", "boolean");
    }
}
