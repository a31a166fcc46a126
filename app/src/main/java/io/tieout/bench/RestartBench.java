package io.tieout.bench;

import io.tieout.bench.Drain.Restarted;
import io.tieout.connect.registry.GeneratedRecords;
import io.tieout.connect.registry.ProcessSchemaIds;
import java.io.PrintWriter;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.clients.admin.NewTopic;

/**
 * What a restart costs: so many cases are open, the local state is gone, and while the application was down
 * every one of them fell due.
 */
final class RestartBench {

    private static final String TOPIC = "bench.entry";
    private static final int OPEN = 1_000_000;
    private static final int OPEN_QUICK = 5_000;

    private final Options options;
    private final InstantSource clock;
    private final PrintWriter progress;
    private final BenchReport report;

    RestartBench(Options options, InstantSource clock, PrintWriter progress, BenchReport report) {
        this.options = options;
        this.clock = clock;
        this.progress = progress;
        this.report = report;
    }

    void run() throws InterruptedException {
        GeneratedRecords.trust();
        int open = options.quick() ? OPEN_QUICK : options.pairs() > 0 ? options.pairs() : OPEN;
        var restores = new ArrayList<Double>();
        var dues = new ArrayList<Double>();
        for (int round = 0; round < options.rounds(); round++) {
            try (var broker = Broker.start()) {
                var ids = new ProcessSchemaIds();
                broker.create(List.of(
                        new NewTopic(TOPIC, Broker.PARTITIONS, (short) 1).configs(Map.of("retention.ms", "-1"))));
                // Nobody's counterpart comes: the books of every pair, and no coverage.
                var workload = new Workload(options.seed(), open, open);
                long records = Preload.writeBooksAlone(workload, TOPIC, broker.bootstrapServers(), ids, false);
                var drain = new Drain(broker, ids, workload, TOPIC, records, clock);
                Restarted restarted = drain.restart(
                        round, () -> Preload.writeBooksAlone(workload, TOPIC, broker.bootstrapServers(), ids, true));
                restores.add(restarted.restored().toNanos() / 1e3 / open);
                dues.add(restarted.due().toNanos() / 1e3 / open);
                progress.printf(
                        Locale.ROOT,
                        "%,d open cases: restored in %.1f s (%,.0f a second); all due at once, all said in %.1f s"
                                + " (%,.0f a second), no rebalance%n",
                        open,
                        restarted.restored().toNanos() / 1e9,
                        open * 1e9 / restarted.restored().toNanos(),
                        restarted.due().toNanos() / 1e9,
                        open * 1e9 / restarted.due().toNanos());
                progress.flush();
            }
        }
        report.add(new Cost("restart: a case is restored (elapsed)", open, restores));
        report.add(new Cost("restart: a due case is said (elapsed)", open, dues));
    }
}
