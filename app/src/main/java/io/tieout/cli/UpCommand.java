package io.tieout.cli;

import io.tieout.config.Settings;
import io.tieout.config.SettingsDefinition;
import io.tieout.local.ConnectRest;
import io.tieout.local.LocalStack;
import io.tieout.parts.ApplicationPart;
import io.tieout.parts.BankFolder;
import io.tieout.parts.BiPart;
import io.tieout.parts.Contracts;
import io.tieout.parts.LocalParts;
import io.tieout.parts.MetricsPart;
import io.tieout.parts.OdooPart;
import io.tieout.parts.Poller;
import io.tieout.parts.QueryPart;
import io.tieout.parts.ReceiverPart;
import io.tieout.topology.Application;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Runs everything until it is asked to stop. */
@Command(
        name = "up",
        description = "Starts everything that the settings do not name elsewhere, and runs it until Ctrl-C.",
        footer = {
            "",
            "PostgreSQL, Kafka, schema registry and Connect are started unless odoo.database.hostname,",
            "kafka.bootstrap.servers, schema.registry.url or connect.url name others. Data stays in data.dir.",
            "",
            "Example:",
            "  app/bin/tieout up --config tieout.properties --set receiver.port=8090"
        })
final class UpCommand implements Callable<Integer> {

    private static final Duration CONNECTOR_START = Duration.ofSeconds(60);
    private static final Duration CAPTURE_START = Duration.ofSeconds(60);

    private final Surroundings surroundings;

    @Mixin
    final HelpOption help = new HelpOption();

    @Mixin
    final SettingsOptions options;

    @Option(names = "--json", description = "Prints the table of parts as JSON, one line, when everything is ready.")
    private boolean json;

    UpCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
        this.options = new SettingsOptions(surroundings);
    }

    @Override
    public Integer call() {
        var given = options.settings();
        long began = System.nanoTime();
        try (var stop = StopSignal.listen();
                var parts = new StartedParts(surroundings.err(), stop)) {
            var log = LogFiles.write(given);
            var stack = parts.start("the local stack", () -> LocalStack.start(LocalParts.options(given)));
            var unused = stack.fault().thenAccept(stop::ask);
            stack.endpoints()
                    .forEach(endpoint -> parts.enter(new StartedParts.Line(
                            endpoint.part().title(), endpoint.address(), endpoint.startedIn(), endpoint.pid())));
            var settings = given.with(LocalParts.addresses(stack, given), "the local stack");
            parts.start(
                    "the record of addresses",
                    () -> RunningStack.write(given.dataDir(), LocalParts.addresses(stack, given)));
            startParts(settings, stack, parts, stop);
            sayReady(parts, Duration.ofNanos(System.nanoTime() - began), settings, log);
            stop.await();
        }
        return ExitCode.OK;
    }

    private void startParts(Settings settings, LocalStack stack, StartedParts parts, StopSignal stop) {
        surroundings.err().println("making topics, registering schemas ...");
        Contracts.establish(settings);
        var metrics = parts.start(
                "Metrics", () -> MetricsPart.start(settings, surroundings.clock()), part -> part.url() + "/metrics");
        parts.start(
                        "Application",
                        () -> ApplicationPart.start(settings, surroundings.clock(), metrics),
                        ApplicationPart::describe)
                .onFailure(stop::ask);
        if (settings.queryEnabled()) {
            startQueries(settings, stack, parts);
        }
        if (settings.odooEnabled()) {
            var capture = parts.start("Odoo capture", () -> OdooPart.start(settings), part -> {
                metrics.watch(part);
                part.awaitStreaming(CAPTURE_START);
                return part.state();
            });
            if (capture.state().startsWith("waits")) {
                sayHowToLoad(settings);
            }
        }
        if (settings.receiverEnabled() && ReceiverPart.isConfigured(settings)) {
            parts.start(
                    "Webhook receiver",
                    () -> ReceiverPart.start(settings, surroundings.clock(), metrics),
                    part -> String.join(", ", part.urls()));
        }
        Application.expected(settings).stream()
                .filter(account -> Application.pushedOnly(settings, account))
                .sorted()
                .forEach(account -> surroundings
                        .err()
                        .println(account + " is heard by webhooks alone: what it states is matched, and nothing of it"
                                + " is ever reported missing."));
        for (var poller : Poller.values()) {
            if (poller.isAsked(settings)) {
                startPoller(poller, settings, stack, parts);
            }
        }
        if (settings.stripeAccount().isPresent() && settings.stripeApiKey().isEmpty()) {
            surroundings
                    .err()
                    .println(
                            "Stripe is not polled from here: stripe.api.key is not set. Webhooks are taken and matched, but"
                                    + " only the poller can say that nothing is lacking: without it nothing is reported missing.");
        }
        settings.bankFolder().ifPresent(folder -> startFolder(settings, stack, parts, folder));
        if (settings.biEnabled()) {
            startBi(settings, stack, parts);
        }
    }

    private void startBi(Settings settings, LocalStack stack, StartedParts parts) {
        if (settings.origin("connect.url").filter("the local stack"::equals).isEmpty()) {
            surroundings
                    .err()
                    .println("Tables for BI are not written from here: connect.url names a cluster of yours. Deploy"
                            + " connect/config/sinks/bi.json there; topology-docs/bi.md says how.");
            return;
        }
        parts.start("BI tables", () -> BiPart.start(settings, stack), BiPart::describe);
    }

    private void startQueries(Settings settings, LocalStack stack, StartedParts parts) {
        var query = parts.start("Questions", () -> QueryPart.start(settings, surroundings.clock()), QueryPart::url);
        var addresses = new TreeMap<>(LocalParts.addresses(stack, settings));
        addresses.put(SettingsDefinition.QUERY_HOST, settings.queryHost());
        addresses.put(SettingsDefinition.QUERY_PORT, String.valueOf(query.port()));
        parts.start("the record of addresses", () -> RunningStack.write(settings.dataDir(), addresses));
    }

    /** A cluster elsewhere cannot read our folder of secrets, and no secret of ours goes into its topics. */
    private void startPoller(Poller poller, Settings settings, LocalStack stack, StartedParts parts) {
        var name = poller.connector();
        if (settings.origin("connect.url").filter("the local stack"::equals).isEmpty()) {
            surroundings
                    .err()
                    .println(poller.provider()
                            + " is not polled from here: connect.url names a cluster of yours. Deploy " + poller.file()
                            + " there; topology-docs/deploying.md says how.");
            return;
        }
        parts.start(
                poller.provider() + " poller",
                () -> {
                    var connect = new ConnectRest(URI.create(stack.connectUrl()));
                    var held = poller.secrets(settings);
                    connect.put(
                            name,
                            poller.configuration(
                                    settings,
                                    secret -> stack.secrets()
                                            .write(
                                                    secret,
                                                    Objects.requireNonNull(held.get(secret))
                                                            .value())));
                    connect.awaitRunning(name, CONNECTOR_START);
                    return (AutoCloseable) () -> {
                        // The worker stops it, and starts it again at the next `up`.
                    };
                },
                started -> "connector " + name);
    }

    private void startFolder(Settings settings, LocalStack stack, StartedParts parts, String folder) {
        if (settings.origin("connect.url").filter("the local stack"::equals).isEmpty()) {
            surroundings
                    .err()
                    .println("Statement files are not taken in from here: connect.url names a cluster of yours. Deploy"
                            + " connect/config/sources/bank.json there; topology-docs/deploying.md says how.");
            return;
        }
        var name = BankFolder.CONNECTOR;
        parts.start(
                "Bank folder",
                () -> {
                    var connect = new ConnectRest(URI.create(stack.connectUrl()));
                    BankFolder.make(folder);
                    connect.put(name, BankFolder.configuration(settings, folder, stack.secrets()::write));
                    connect.awaitRunning(name, CONNECTOR_START);
                    return (AutoCloseable) () -> {
                        // The worker stops it, and starts it again at the next `up`.
                    };
                },
                running -> folder + ", connector " + name);
    }

    private void sayHowToLoad(Settings settings) {
        surroundings
                .err()
                .printf(
                        """
                        The database %1$s at %2$s:%3$d holds no Odoo yet. Load one into it; capture begins by itself:
                          psql -h %2$s -p %3$d -U %4$s %1$s < dump.sql
                          pg_restore --no-owner -h %2$s -p %3$d -U %4$s -d %1$s odoo.dump
                        """,
                        settings.odooDatabaseName(),
                        settings.odooDatabaseHostname().orElse("?"),
                        settings.odooDatabasePort(),
                        settings.odooDatabaseUser());
    }

    private void sayReady(StartedParts parts, Duration took, Settings settings, Path log) {
        var table = new EndpointTable(parts.lines());
        if (json) {
            surroundings.out().println(table.json());
            return;
        }
        surroundings.out().println(table.text());
        surroundings.out().printf("data in %s, log in %s%n", settings.dataDir(), log);
        surroundings.out().printf("ready in %.1f s; Ctrl-C stops everything%n", took.toMillis() / 1000.0);
    }
}
