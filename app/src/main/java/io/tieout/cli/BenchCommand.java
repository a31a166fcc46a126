package io.tieout.cli;

import io.tieout.bench.Bench;
import io.tieout.bench.BenchReport;
import io.tieout.bench.Options;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Measures the engine beside Kafka's own join. */
@Command(
        name = "bench",
        description = "Measures the matching engine as it ships beside Kafka's own outer join and a stateless"
                + " pass-through, on the same entries, on a broker of its own that is thrown away.",
        footer = {
            "",
            "A run that lost a match, or said one twice, fails the benchmark: exit code 1. CPU is that of the whole",
            "process: application, broker, compilation and garbage collection. Quiet the machine before you believe it.",
            "",
            "Example:",
            "  app/bin/tieout bench --only pair --open 20000,200000 --json bench.json"
        })
final class BenchCommand implements Callable<Integer> {

    private final Surroundings surroundings;

    @Mixin
    final HelpOption help = new HelpOption();

    @Mixin
    final TraceOption trace = new TraceOption();

    @Option(
            names = "--only",
            paramLabel = "PART",
            split = ",",
            description = "Parts to measure: core, pair, group, pool, restart, odoo, query. Default: all.")
    private Set<String> only = Set.of();

    @Option(
            names = "--engines",
            paramLabel = "NAME",
            split = ",",
            description = "Who drains the pairs: pass, join, bare, tieout. Default: all.")
    private Set<String> engines = Set.of();

    @Option(
            names = "--open",
            paramLabel = "N",
            split = ",",
            description = "Open cases of the pairs. Default: 20000,200000,2000000.")
    private List<Integer> open = List.of();

    @Option(names = "--pairs", paramLabel = "N", description = "How many pairs. Default: as many as fill the state.")
    private int pairs;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            description = "How often each is measured; the median counts. Default: ${DEFAULT-VALUE}.")
    private int rounds = 3;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "The same seed makes the same entries. Default: ${DEFAULT-VALUE}.")
    private long seed = 7;

    @Option(names = "--wide", description = "The pairs at least once and with two threads as well.")
    private boolean wide;

    @Option(names = "--quick", description = "Small and once: shows that it works; its figures are of a cold start.")
    private boolean quick;

    @Option(names = "--json", paramLabel = "FILE", description = "Writes every figure of every round as JSON.")
    private @Nullable Path jsonFile;

    BenchCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws InterruptedException {
        if (rounds < 1 || pairs < 0 || open.stream().anyMatch(one -> one < 1 || one > 50_000_000)) {
            throw new UsageError("--rounds, --pairs and --open take positive numbers, --open up to 50,000,000.");
        }
        BenchReport report = new Bench(options(), surroundings.clock(), surroundings.err()).run();
        report.print(surroundings.out());
        if (jsonFile != null) {
            JsonFile.write(jsonFile, "The figures", report.json().toPrettyString() + "\n");
        }
        return report.isSound() ? ExitCode.OK : ExitCode.FINDING;
    }

    private Options options() {
        Set<Options.Part> parts = EnumSet.allOf(Options.Part.class);
        if (!only.isEmpty()) {
            parts.clear();
            only.forEach(name -> parts.add(Options.part(name)
                    .orElseThrow(() -> new UsageError("There is no part " + name + ": " + Options.partNames()))));
        }
        List<Integer> sizes = !open.isEmpty() ? open : quick ? List.of(5_000) : List.of(20_000, 200_000, 2_000_000);
        return new Options(
                parts,
                Options.engines(engines)
                        .orElseThrow(() -> new UsageError("--engines takes pass, join, bare and tieout.")),
                sizes,
                pairs,
                quick ? 1 : rounds,
                seed,
                quick,
                wide);
    }
}
