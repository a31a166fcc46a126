package io.tieout.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.tieout.GoldenFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The scenarios that are shipped hold, and the page that says how Tieout decides is made of them, row by row. */
final class ShippedScenariosTest {

    private static final Path SCENARIOS = GoldenFile.root().resolve("app/src/main/resources/scenarios");

    /** How the rows of a table are named, by the head of its first column. */
    private static final Map<String, String> TABLES = Map.of(
            "the case is", "",
            "time", "time / ",
            "a group that closes", "group / ",
            "a pool that holds", "pool / ",
            "when", "alias / ");

    /** A table row whose last cell is a link to a scenario. */
    private static final Pattern ROW =
            Pattern.compile("\\| (.*) \\| \\[[^]]*]\\(\\.\\./app/src/main/resources/scenarios/([^)]+)\\) \\|");

    @TestFactory
    Stream<DynamicTest> everyScenarioHolds() throws IOException {
        return Stream.concat(files(SCENARIOS).values().stream(), files(SCENARIOS.resolve("offered")).values().stream())
                .map(file -> DynamicTest.dynamicTest(file.title(), file::run));
    }

    @Test
    void everyRowOfThePageHasItsScenarioAndEveryScenarioItsRow() throws IOException {
        var rows = new TreeMap<String, String>();
        String table = "";
        for (String line : Files.readAllLines(GoldenFile.root().resolve("topology-docs/semantics.md"))) {
            String first = line.startsWith("| ") ? line.substring(2).split(" \\| ")[0] : "";
            table = TABLES.getOrDefault(first, table);
            var row = ROW.matcher(line);
            if (row.matches()) {
                String[] cells = row.group(1).split(" \\| ");
                rows.put(row.group(2), table + String.join(" / ", List.of(cells).subList(0, cells.length - 1)));
            }
        }
        var named = new TreeMap<String, String>();
        files(SCENARIOS).forEach((name, scenario) -> named.put(name, scenario.row()));

        assertThat(rows).isEqualTo(named).hasSizeGreaterThan(50);
    }

    private static Map<String, ScenarioFile> files(Path directory) throws IOException {
        var files = new TreeMap<String, ScenarioFile>();
        try (var found = Files.list(directory)) {
            found.filter(file -> file.toString().endsWith(".txt"))
                    .forEach(file -> files.put(file.getFileName().toString(), ScenarioFile.read(file)));
        }
        return files;
    }
}
