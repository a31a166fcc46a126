package io.tieout.metrics;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tieout.GoldenFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The alert rules, the dashboard, the runbooks and the page of meters, as they are in the repository. */
public final class ObservabilityFiles {

    private static final Path DOCS = GoldenFile.root().resolve("topology-docs");

    /** Words of PromQL; every other word of an expression, outside of labels and texts, names a meter. */
    private static final Set<String> PROMQL = Set.of(
            "sum",
            "max",
            "min",
            "by",
            "rate",
            "increase",
            "histogram_quantile",
            "absent",
            "vector",
            "and",
            "or",
            "unless",
            "on",
            "bool");

    private static final Pattern SELECTOR = Pattern.compile("([a-z_][a-z0-9_]*)\\{([^}]*)}");
    private static final Pattern LABEL = Pattern.compile("([a-z_]+)=(~?)\"([^\"]*)\"");

    private ObservabilityFiles() {}

    record Alert(String name, String expression, String runbook) {}

    /** That a meter has a series with one of these values of a label. */
    public record Wanted(String meter, String label, String value) {

        /** Whether a process says so of its meters. */
        public boolean isIn(Scrape scrape) {
            return scrape.has(meter, label + "=\"" + value + "\"");
        }
    }

    static List<Alert> alerts() {
        var file = (Map<?, ?>) new Load(LoadSettings.builder().build())
                .loadFromString(text(DOCS.resolve("observability/alerts.yaml")));
        var alerts = new ArrayList<Alert>();
        for (Object group : (List<?>) file.get("groups")) {
            for (Object rule : (List<?>) ((Map<?, ?>) group).get("rules")) {
                var fields = (Map<?, ?>) rule;
                var notes = (Map<?, ?>) fields.get("annotations");
                alerts.add(new Alert(
                        fields.get("alert").toString(),
                        fields.get("expr").toString(),
                        notes.get("runbook").toString()));
            }
        }
        return alerts;
    }

    /** Every expression of the alert rules and of the dashboard. */
    static List<String> expressions() {
        return Stream.concat(alerts().stream().map(Alert::expression), panels()).toList();
    }

    private static Stream<String> panels() {
        try {
            JsonNode dashboard = new ObjectMapper().readTree(text(DOCS.resolve("observability/dashboard.json")));
            return dashboard.findValuesAsText("expr").stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The meters that alert rules and dashboard name. */
    public static Set<String> named() {
        return expressions().stream()
                .map(expression -> expression
                        .replaceAll("\\{[^}]*}", " ")
                        .replaceAll("\\[[^]]*]", " ")
                        .replaceAll("\\bby \\([^)]*\\)", " "))
                .flatMap(bare -> Pattern.compile("[a-zA-Z_][a-zA-Z0-9_]*")
                        .matcher(bare)
                        .results()
                        .map(word -> word.group()))
                .filter(word -> !PROMQL.contains(word))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The labels and values that they choose by. */
    public static Set<Wanted> chosen() {
        return expressions().stream()
                .flatMap(expression -> SELECTOR.matcher(expression).results())
                .flatMap(selector -> LABEL.matcher(selector.group(2))
                        .results()
                        .flatMap(label -> Stream.of(label.group(3).split("\\|"))
                                .map(value -> new Wanted(selector.group(1), label.group(1), value))))
                .collect(Collectors.toSet());
    }

    /** The meters of ours that the page for users lists. */
    public static Set<String> listed() {
        return Pattern.compile("(?m)^\\| `(tieout_[a-z0-9_]+)` \\|")
                .matcher(text(DOCS.resolve("observability.md")))
                .results()
                .map(row -> row.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The meters of ours that a process emits, each histogram once. */
    public static Set<String> emitted(Scrape scrape) {
        return scrape.names().stream()
                .filter(name -> name.startsWith("tieout_"))
                // Micrometer adds a gauge with the largest of late to each histogram.
                .map(name -> name.replaceFirst("(latency_seconds)_(bucket|count|sum|max)$", "$1"))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Pages of the runbooks that belong to an alert, from the root of the repository. */
    static Set<String> runbooks() {
        try (var pages = Files.list(DOCS.resolve("runbooks"))) {
            return pages.map(page -> page.getFileName().toString())
                    .filter(page -> page.startsWith("alert-"))
                    .map(page -> "topology-docs/runbooks/" + page)
                    .collect(Collectors.toCollection(TreeSet::new));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
