package io.tieout.bench;

import io.tieout.bench.Drain.Setting;
import io.tieout.connect.registry.GeneratedRecords;
import io.tieout.connect.registry.ProcessSchemaIds;
import java.io.PrintWriter;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.clients.admin.NewTopic;

/** The pair shape against the yardsticks, round by round, so that all of them meet the same hours of the machine. */
final class PairBench {

    private final Options options;
    private final InstantSource clock;
    private final PrintWriter progress;
    private final BenchReport report;

    PairBench(Options options, InstantSource clock, PrintWriter progress, BenchReport report) {
        this.options = options;
        this.clock = clock;
        this.progress = progress;
        this.report = report;
    }

    /** All rounds of one setting at one size. */
    record Series(int open, int pairs, Setting setting, List<Drain.Result> rounds) {}

    void run() throws InterruptedException {
        GeneratedRecords.trust();
        for (int open : options.open()) {
            try (var broker = Broker.start()) {
                run(broker, open);
            }
        }
    }

    private void run(Broker broker, int open) throws InterruptedException {
        var ids = new ProcessSchemaIds();
        var workload = new Workload(options.seed(), options.pairsAt(open), open);
        String topic = "bench.entry";
        broker.create(List.of(new NewTopic(topic, Broker.PARTITIONS, (short) 1).configs(Map.of("retention.ms", "-1"))));
        long records = Preload.write(workload, topic, Broker.PARTITIONS, broker.bootstrapServers(), ids);
        progress.printf(
                Locale.ROOT, "%,d open: %,d records of %,d pairs are loaded%n", open, records, workload.pairs());
        var drain = new Drain(broker, ids, workload, topic, records, clock);
        Map<Setting, List<Drain.Result>> results = new LinkedHashMap<>();
        int number = 0;
        for (int round = 1; round <= options.rounds(); round++) {
            for (Setting setting : options.settingsAt(open)) {
                Drain.Result result = drain.run(setting, ++number);
                results.computeIfAbsent(setting, key -> new ArrayList<>()).add(result);
                Meter.Figures figures = result.figures();
                progress.printf(
                        Locale.ROOT,
                        "%,d open, round %d: %-12s %s, %d thread%s: %,.0f events/s, %.1f us, %.2f records/event%s%n",
                        open,
                        round,
                        setting.engine().title(),
                        setting.guarantee(),
                        setting.threads(),
                        setting.threads() == 1 ? "" : "s",
                        figures.perSecond(),
                        figures.cpuMicros(),
                        figures.sentPerRecord(),
                        setting.engine() == Engine.OUTER_JOIN && result.unsaid() != 0
                                ? " (" + result.unsaid() + " missing sides never said)"
                                : "");
                progress.flush();
            }
        }
        results.forEach((setting, rounds) -> report.add(new Series(open, workload.pairs(), setting, rounds)));
    }
}
