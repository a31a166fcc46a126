package io.tieout.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tieout.matching.AccountId;
import io.tieout.offline.Comparison;
import io.tieout.offline.Comparison.Difference;
import io.tieout.offline.OfflineRun;
import io.tieout.offline.Summary;
import io.tieout.policy.PolicyFiles;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Runs the flow on files. */
@Command(
        name = "match",
        description = "Runs the flow on files of canonical entries, without any server, and writes its outcomes.",
        footer = {
            "",
            "A line of entries is an entry in the JSON form of io.tieout.v1.Entry (topology-docs/topics.md; what has a default",
            "may be left out, instants are 2026-03-01T10:00:00Z), a line that `tieout read recon.entry.v1` printed, or",
            "coverage: {\"coverage\": {\"source\": \"stripe\", \"account\": \"acct_1\", \"from\": null, \"to\": \"2026-03-09\"}}.",
            "A coverage file has what stands after \"coverage\", one a line; a line of it stands before the first entry that",
            "its account states at its end or later. topology-docs/offline.md says more.",
            "",
            "The same input gives the same output, byte for byte. With --compare it tells which outcomes differ from",
            "those of an earlier run, as of another version of a policy, and exits with 1 when any does.",
            "",
            "Example:",
            "  app/bin/tieout match --policy card.yaml --entries march.jsonl --out now --compare before"
        })
final class MatchCommand implements Callable<Integer> {

    private static final String END = "end";

    private final Surroundings surroundings;

    @Mixin
    final HelpOption help = new HelpOption();

    @Mixin
    final TraceOption trace = new TraceOption();

    @Option(
            names = "--policy",
            paramLabel = "FILE",
            arity = "1..*",
            description = "Policy files. Default: the built-in policies.")
    private List<Path> policies = List.of();

    @Option(
            names = "--entries",
            paramLabel = "FILE",
            arity = "1..*",
            required = true,
            description = "Files of entries, JSON lines, read in this order.")
    private List<Path> entries = List.of();

    @Option(
            names = "--coverage",
            paramLabel = "FILE|end",
            description =
                    "Who was heard up to when; or end: everybody speaks past the end of the entries. Default: end, unless the entries hold coverage.")
    private @Nullable String coverage;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            required = true,
            description = "Where the outcomes go: a file of JSON lines for each topic.")
    @SuppressWarnings("NullAway.Init") // picocli requires it
    private Path out;

    @Option(
            names = "--compare",
            paramLabel = "DIR",
            description = "What an earlier run wrote: tells which outcomes were added, are gone or changed.")
    private @Nullable Path compare;

    @Option(names = "--json", description = "Prints JSON.")
    private boolean json;

    MatchCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        if (compare != null) {
            if (compare.toAbsolutePath().normalize().equals(out.toAbsolutePath().normalize())) {
                throw new UsageError("--compare and --out name the same directory: write to another one.");
            }
            Comparison.mustBeOfARun(compare);
        }
        boolean atEnd = END.equals(coverage);
        var run = new OfflineRun(
                policies.isEmpty() ? PolicyFiles.builtIn() : PolicyFiles.read(policies),
                entries,
                coverage == null || atEnd ? null : Path.of(coverage),
                atEnd ? Boolean.TRUE : null);
        Instant started = surroundings.clock().instant();
        Summary summary = run.into(out);
        Duration took = Duration.between(started, surroundings.clock().instant());
        ObjectNode document = JsonNodeFactory.instance.objectNode();
        if (json) {
            document.setAll(document(summary));
        } else {
            tell(summary, took);
        }
        boolean differs = compare != null && compare(compare, document);
        if (json) {
            surroundings.out().println(document);
        }
        return differs ? ExitCode.FINDING : ExitCode.OK;
    }

    private void tell(Summary summary, Duration took) {
        var terminal = surroundings.out();
        terminal.printf(Locale.ROOT, "%,d entries of %s%n", summary.entries(), accounts(summary));
        if (summary.heardTo() != null) {
            terminal.printf(Locale.ROOT, "everybody heard to %s%n", summary.heardTo());
        }
        terminal.printf(
                Locale.ROOT,
                "%,d matches stand, %,d late arrivals, %,d exceptions open%n",
                summary.matches(),
                summary.lateArrivals(),
                summary.openExceptions().values().stream()
                        .mapToLong(Long::longValue)
                        .sum());
        summary.openExceptions()
                .forEach((reason, count) -> terminal.printf(Locale.ROOT, "  %-28s %,d%n", reason, count));
        surroundings
                .err()
                .printf(
                        Locale.ROOT,
                        "Wrote %,d outcomes to %s in %.1f s, %,d entries a second.%n",
                        summary.lines().values().stream()
                                .mapToLong(Long::longValue)
                                .sum(),
                        out,
                        took.toMillis() / 1000.0,
                        summary.entries() * 1000 / Math.max(1, took.toMillis()));
    }

    private static String accounts(Summary summary) {
        return summary.accounts().stream().map(AccountId::toString).collect(Collectors.joining(", "));
    }

    private static ObjectNode document(Summary summary) {
        var document = JsonNodeFactory.instance.objectNode();
        document.put("entries", summary.entries());
        var accounts = document.putArray("accounts");
        summary.accounts().forEach(account -> accounts.add(account.toString()));
        document.put(
                "heard_to", summary.heardTo() == null ? null : summary.heardTo().toString());
        document.put("matches", summary.matches());
        document.put("late_arrivals", summary.lateArrivals());
        var exceptions = document.putObject("open_exceptions");
        summary.openExceptions().forEach(exceptions::put);
        var lines = document.putObject("lines");
        summary.lines().forEach(lines::put);
        return document;
    }

    /** True when anything differs. */
    private boolean compare(Path before, ObjectNode document) {
        Map<Comparison.Kind, Integer> counts = new EnumMap<>(Comparison.Kind.class);
        for (Comparison.Kind kind : Comparison.Kind.values()) {
            counts.put(kind, 0);
        }
        var differences = json ? document.putArray("differences") : null;
        Comparison.compare(before, out, difference -> {
            counts.merge(difference.kind(), 1, Integer::sum);
            if (differences != null) {
                differences.add(document(difference));
            } else {
                surroundings.out().println(line(difference));
            }
        });
        if (!json) {
            surroundings
                    .out()
                    .printf(
                            Locale.ROOT,
                            "Against %s: %,d added, %,d gone, %,d changed%n",
                            before,
                            counts.get(Comparison.Kind.ADDED),
                            counts.get(Comparison.Kind.GONE),
                            counts.get(Comparison.Kind.CHANGED));
        }
        return counts.values().stream().anyMatch(count -> count > 0);
    }

    private static String line(Difference difference) {
        String fields = difference.fields().stream()
                .map(field -> field.name() + ": " + field.before() + " -> " + field.after())
                .collect(Collectors.joining(", "));
        return String.format(
                Locale.ROOT,
                "%-7s  %-21s  %s%s",
                difference.kind().name().toLowerCase(Locale.ROOT),
                difference.topic(),
                difference.key(),
                fields.isEmpty() ? "" : "  " + fields);
    }

    private static ObjectNode document(Difference difference) {
        var document = JsonNodeFactory.instance
                .objectNode()
                .put("kind", difference.kind().name())
                .put("topic", difference.topic())
                .put("key", difference.key());
        var fields = document.putObject("fields");
        difference
                .fields()
                .forEach(field -> fields.putObject(field.name())
                        .put("before", field.before())
                        .put("after", field.after()));
        document.set("value", difference.now());
        return document;
    }
}
