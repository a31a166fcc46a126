package io.tieout.bench;

import io.tieout.config.Settings;
import io.tieout.connect.odoo.CaptureState;
import io.tieout.connect.odoo.OdooCapture;
import io.tieout.connect.odoo.OdooCaptureSettings;
import io.tieout.connect.odoo.OdooDatabase;
import io.tieout.connect.registry.GeneratedRecords;
import io.tieout.connect.registry.ProcessSchemaIds;
import io.tieout.policy.PolicyFiles;
import io.tieout.topology.Application;
import io.tieout.topology.Plan;
import io.tieout.topology.ReconciliationTopology;
import io.tieout.topology.Topics;
import io.tieout.wire.Contract;
import io.tieout.wire.ContractSerdes;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;

/**
 * A snapshot of so many invoices of an Odoo: as the capture alone writes it to Kafka, and as it becomes entries while it is
 * written. All of it in this process but PostgreSQL.
 */
final class OdooBench {

    private static final int INVOICES = 1_000_000;
    private static final int INVOICES_QUICK = 20_000;
    private static final Duration PATIENCE = Duration.ofMinutes(30);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final int QUARTERS = 4;

    private static final String ODOO = """
            CREATE TABLE res_currency (id integer PRIMARY KEY, name varchar NOT NULL, rounding numeric);
            CREATE TABLE res_company (id integer PRIMARY KEY, name varchar, currency_id integer);
            CREATE TABLE res_partner (id integer PRIMARY KEY, name varchar);
            CREATE TABLE account_journal (id integer PRIMARY KEY, code varchar, type varchar, company_id integer,
              currency_id integer);
            CREATE TABLE account_move (id integer PRIMARY KEY, journal_id integer, company_id integer, currency_id integer,
              partner_id integer, state varchar, move_type varchar, name varchar, ref varchar, payment_reference varchar,
              payment_state varchar, invoice_origin varchar, date date, invoice_date date, invoice_date_due date,
              amount_total numeric, amount_residual numeric, reversed_entry_id integer, write_date timestamp);
            INSERT INTO res_currency VALUES (125, 'EUR', 0.01);
            INSERT INTO res_company VALUES (1, 'Shop', 125);
            INSERT INTO res_partner SELECT i, 'Partner ' || i FROM generate_series(1, 1000) AS i;
            INSERT INTO account_journal VALUES (1, 'INV', 'sale', 1, NULL);
            """;

    private static final String INVOICE = """
            INSERT INTO account_move SELECT i, 1, 1, 125, 1 + i %% 1000, 'posted', 'out_invoice',
              'INV/2026/' || lpad(i::text, 8, '0'), NULL, 'INV/2026/' || lpad(i::text, 8, '0'), 'not_paid', 'S' || i,
              date '2026-01-01' + i %% 300, date '2026-01-01' + i %% 300, date '2026-01-31' + i %% 300,
              (i %% 100000) / 100.0 + 1, (i %% 100000) / 100.0 + 1, NULL, timestamp '2026-01-01' + i * interval '1 second'
            FROM generate_series(1, %d) AS i
            """;

    private final Options options;
    private final InstantSource clock;
    private final PrintWriter progress;
    private final BenchReport report;

    OdooBench(Options options, InstantSource clock, PrintWriter progress, BenchReport report) {
        this.options = options;
        this.clock = clock;
        this.progress = progress;
        this.report = report;
    }

    void run() throws InterruptedException {
        GeneratedRecords.trust();
        int invoices = options.quick() ? INVOICES_QUICK : options.pairs() > 0 ? options.pairs() : INVOICES;
        var alone = new ArrayList<Double>();
        var read = new ArrayList<Double>();
        for (int round = 0; round < options.rounds(); round++) {
            try (var broker = Broker.withDatabase()) {
                broker.create(
                        Topics.toCreate(Application.intakes().keySet(), 1, Broker.PARTITIONS, Optional.of((short) 1)));
                load(broker, invoices);
                Duration toEntries = toEntries(broker, invoices);
                Duration toKafka = toKafka(broker);
                read.add(toEntries.toNanos() / 1e3 / invoices);
                alone.add(toKafka.toNanos() / 1e3 / invoices);
                progress.printf(
                        Locale.ROOT,
                        "%,d invoices: captured alone in %.1f s (%,.0f a second); captured and read to committed entries in"
                                + " %.1f s (%,.0f a second): %.0f %%%n",
                        invoices,
                        toKafka.toNanos() / 1e9,
                        invoices * 1e9 / toKafka.toNanos(),
                        toEntries.toNanos() / 1e9,
                        invoices * 1e9 / toEntries.toNanos(),
                        100.0 * toKafka.toNanos() / toEntries.toNanos());
                progress.flush();
            }
        }
        report.add(new Cost("odoo: an invoice is captured (elapsed)", invoices, alone));
        report.add(new Cost("odoo: an invoice becomes an entry (elapsed)", invoices, read));
    }

    private static void load(Broker broker, int invoices) {
        try (Connection odoo = DriverManager.getConnection(
                        broker.database().jdbcUrl(),
                        broker.database().user(),
                        broker.database().password());
                Statement statement = odoo.createStatement()) {
            statement.execute(ODOO);
            statement.execute(INVOICE.formatted(invoices));
        } catch (SQLException e) {
            throw new BenchFailure("The benchmark's database refuses: " + e.getMessage());
        }
    }

    /** Debezium alone, as the product runs it: nobody reads what it writes. */
    private static Duration toKafka(Broker broker) throws InterruptedException {
        long start = System.nanoTime();
        try (var capture = new OdooCapture(capture(broker, "alone"))) {
            capture.start();
            awaitSnapshot(capture);
            return Duration.ofNanos(System.nanoTime() - start);
        }
    }

    private static void awaitSnapshot(OdooCapture capture) throws InterruptedException {
        CaptureState state = capture.await(now -> now.phase() == CaptureState.Phase.STREAMING, PATIENCE);
        if (state.phase() != CaptureState.Phase.STREAMING) {
            throw new BenchFailure("The capture does not stream: " + state);
        }
    }

    private Duration toEntries(Broker broker, int invoices) throws InterruptedException {
        var ids = new ProcessSchemaIds();
        Properties properties = Application.properties(Settings.defaults()
                .with(
                        Map.of(
                                "application.id", "bench-odoo",
                                "data.dir",
                                        broker.directory().resolve("bench-odoo").toString(),
                                "kafka.bootstrap.servers", broker.bootstrapServers()),
                        "the benchmark"));
        var plan = new Plan(
                PolicyFiles.builtIn(),
                List.of(),
                Application.intakes(),
                ContractSerdes.ours(ids),
                Set.of(),
                Set.of(),
                1,
                Broker.PARTITIONS,
                Duration.ofDays(36_500),
                clock);
        var running = new CountDownLatch(1);
        var topology = ReconciliationTopology.build(plan, new StreamsConfig(properties));
        try (var streams = new KafkaStreams(topology, properties);
                var capture = new OdooCapture(capture(broker, "read"));
                var entries = entries(broker)) {
            streams.setStateListener((now, before) -> {
                if (now == KafkaStreams.State.RUNNING || now == KafkaStreams.State.ERROR) {
                    running.countDown();
                }
            });
            streams.start();
            if (!running.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                    || streams.state() == KafkaStreams.State.ERROR) {
                throw new BenchFailure("The application does not start: " + streams.state());
            }
            long start = System.nanoTime();
            capture.start();
            var heap = new ArrayList<String>();
            long read = 0;
            while (read < invoices) {
                read += entries.poll(POLL).count();
                if (read >= (long) invoices * (heap.size() + 1) / QUARTERS) {
                    heap.add(String.format(Locale.ROOT, "%,d", heapAfterCollection() >> 20));
                }
                if (System.nanoTime() - start > PATIENCE.toNanos()) {
                    throw new BenchFailure(read + " of " + invoices + " entries came within " + PATIENCE);
                }
            }
            long end = System.nanoTime();
            progress.println("heap after collection at the quarters: " + String.join(", ", heap) + " MiB");
            return Duration.ofNanos(end - start);
        }
    }

    private static long heapAfterCollection() {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP && pool.getCollectionUsage() != null)
                .map(MemoryPoolMXBean::getCollectionUsage)
                .mapToLong(usage -> usage.getUsed())
                .sum();
    }

    private static KafkaConsumer<byte[], byte[]> entries(Broker broker) {
        var consumer = new KafkaConsumer<>(
                Map.<String, Object>of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        broker.bootstrapServers(),
                        ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                        "read_committed",
                        ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                        10_000),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        var partitions = consumer.partitionsFor(Contract.ENTRY.topic()).stream()
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        return consumer;
    }

    private static OdooCaptureSettings capture(Broker broker, String account) {
        var at = broker.database();
        return new OdooCaptureSettings(
                account,
                new OdooDatabase(at.host(), at.port(), at.database(), at.user(), at.password()),
                "bench_" + account,
                "tieout",
                Duration.ZERO,
                OdooCaptureSettings.OFFSET_TOPIC,
                Map.of("bootstrap.servers", broker.bootstrapServers()));
    }
}
