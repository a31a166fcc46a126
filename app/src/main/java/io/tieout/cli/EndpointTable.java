package io.tieout.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The parts that run: where they answer, how long they took, how much memory they have. */
record EndpointTable(List<StartedParts.Line> lines) {

    /** For people; parts without a number for memory live in this process. */
    String text() {
        int widest =
                lines.stream().mapToInt(line -> line.address().length()).max().orElse(0);
        // As wide as the longest address: that of a webhook bears the account.
        String format = "%-18s  %-" + Math.max(52, widest) + "s  %8s  %s";
        var rows = new ArrayList<String>();
        rows.add(String.format(Locale.ROOT, format, "part", "address", "started", "memory")
                .stripTrailing());
        for (var line : lines) {
            var memory = line.pid().isPresent() ? megabytes(line.pid().getAsLong()) : "";
            rows.add(String.format(Locale.ROOT, format, line.part(), line.address(), seconds(line), memory)
                    .stripTrailing());
        }
        rows.add(String.format(
                        Locale.ROOT,
                        format,
                        "this process",
                        "pid " + ProcessHandle.current().pid(),
                        "",
                        megabytes(ProcessHandle.current().pid()))
                .stripTrailing());
        return String.join("\n", rows);
    }

    /** For machines. */
    ObjectNode json() {
        var table = JsonNodeFactory.instance.objectNode();
        table.put("ready", true);
        table.put("pid", ProcessHandle.current().pid());
        var parts = table.putArray("parts");
        for (var line : lines) {
            var part = parts.addObject()
                    .put("part", line.part())
                    .put("address", line.address())
                    .put("startedInMs", line.startedIn().toMillis());
            line.pid().ifPresent(pid -> part.put("pid", pid));
        }
        return table;
    }

    private static String seconds(StartedParts.Line line) {
        return String.format(Locale.ROOT, "%.1f s", line.startedIn().toMillis() / 1000.0);
    }

    private static String megabytes(long pid) {
        var megabytes = ResidentMemory.megabytes(pid);
        return megabytes.isPresent() ? megabytes.getAsLong() + " MB" : "";
    }
}
