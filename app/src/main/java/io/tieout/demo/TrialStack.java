package io.tieout.demo;

import io.tieout.config.DurationText;
import io.tieout.config.GivenSetting;
import io.tieout.config.Settings;
import io.tieout.config.SettingsDefinition;
import io.tieout.connect.registry.AvroDeserializer;
import io.tieout.connect.registry.RegistryClient;
import io.tieout.connect.registry.RegistryConfig;
import io.tieout.local.ConnectRest;
import io.tieout.local.LocalOptions;
import io.tieout.local.LocalStack;
import io.tieout.parts.ApplicationPart;
import io.tieout.parts.BiPart;
import io.tieout.parts.Contracts;
import io.tieout.parts.LocalParts;
import io.tieout.parts.MetricsPart;
import io.tieout.parts.OdooPart;
import io.tieout.parts.Poller;
import io.tieout.parts.QueryPart;
import io.tieout.parts.ReceiverPart;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.avro.generic.GenericRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The whole product on a fresh local stack, started as {@code up} starts it, but for three things: it has the
 * trial's clock, Stripe's stand-in for Stripe, and no heartbeat of its own, because the trial writes it.
 */
final class TrialStack implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(TrialStack.class);
    private static final Duration PART_LIMIT = Duration.ofSeconds(90);

    /** A part that runs: a line of the endpoint table. */
    public record Started(String part, String address, Duration took, OptionalLong pid) {}

    private final LocalStack local;
    private final InstantSource clock;
    private final Settings settings;
    private final List<Started> started = new ArrayList<>();
    private final Deque<AutoCloseable> running = new ArrayDeque<>();
    private final AtomicReference<@Nullable RuntimeException> fault = new AtomicReference<>();
    private @Nullable MetricsPart metrics;
    private @Nullable QueryPart questions;
    private @Nullable ReceiverPart receiver;
    private @Nullable URI webhookEndpoint;
    private @Nullable RegistryClient registry;

    private TrialStack(LocalStack local, InstantSource clock, Settings settings) {
        this.local = local;
        this.clock = clock;
        this.settings = settings;
        local.endpoints()
                .forEach(endpoint -> started.add(new Started(
                        endpoint.part().title(), endpoint.address(), endpoint.startedIn(), endpoint.pid())));
    }

    /**
     * Starts the local stack afresh, and nothing of the product yet.
     *
     * @param staleAfter how far an account may fall behind the clock, which may pass days in a few seconds
     */
    static TrialStack start(InstantSource clock, StripeShop stripe, Fault fault, Duration staleAfter) {
        LocalStack local = LocalStack.start(LocalOptions.throwAway().database("shop"));
        boolean ready = false;
        try {
            Settings settings = settings(local, clock, stripe, fault, staleAfter);
            TrialStack stack = new TrialStack(
                    local, clock, settings.with(LocalParts.addresses(local, settings), "the local stack"));
            ready = true;
            return stack;
        } finally {
            if (!ready) {
                local.close();
            }
        }
    }

    private static Settings settings(
            LocalStack local, InstantSource clock, StripeShop stripe, Fault fault, Duration staleAfter) {
        Map<String, String> values = new LinkedHashMap<>();
        values.put(SettingsDefinition.DATA_DIR, local.dataDirectory().toString());
        values.put(SettingsDefinition.ODOO_ACCOUNT, TrialPlan.ODOO_ACCOUNT);
        values.put(SettingsDefinition.ODOO_DATABASE_DBNAME, "shop");
        values.put(SettingsDefinition.ODOO_HEARTBEAT_INTERVAL, "0s");
        values.put(SettingsDefinition.STRIPE_ACCOUNT, TrialPlan.STRIPE_ACCOUNT);
        values.put(SettingsDefinition.STRIPE_API_KEY, stripe.apiKey());
        values.put(SettingsDefinition.STRIPE_API_URL, stripe.apiUrl());
        values.put(SettingsDefinition.STRIPE_WEBHOOK_SECRETS, StripeShop.WEBHOOK_SECRET);
        values.put(SettingsDefinition.STRIPE_POLL_INTERVAL, "200ms");
        // Not long before the clock begins: an account with days to catch up would rightly be called stale at first.
        values.put(
                SettingsDefinition.STRIPE_POLL_FROM,
                clock.instant().minus(Duration.ofHours(2)).toString());
        values.put(SettingsDefinition.STALE_AFTER, DurationText.of(staleAfter));
        if (fault == Fault.TOLERANCE) {
            values.put(
                    SettingsDefinition.POLICIES_DIR,
                    tolerantPolicies(local.dataDirectory()).toString());
        }
        return Settings.of(values.entrySet().stream()
                .map(value -> new GivenSetting(value.getKey(), value.getValue(), "the trial"))
                .toList());
    }

    /** A directory with the built-in policy of captures, but for a tolerance of one minor unit. */
    private static Path tolerantPolicies(Path dataDirectory) {
        String exact = "tolerance: {default: 0}";
        try (InputStream builtIn = Objects.requireNonNull(
                TrialStack.class.getResourceAsStream("/policies/card-capture.yaml"), "the built-in policy")) {
            String policy = new String(builtIn.readAllBytes(), StandardCharsets.UTF_8);
            if (!policy.contains(exact)) {
                throw new IllegalStateException("The built-in policy no longer says " + exact);
            }
            Path directory = Files.createDirectories(dataDirectory.resolve("faulty-policies"));
            Files.writeString(
                    directory.resolve("card-capture.yaml"),
                    policy.replace(exact, "tolerance: {EUR: 0.01, USD: 0.01, JPY: 1, KWD: 0.001, default: 0}"));
            return directory;
        } catch (IOException e) {
            throw new UncheckedIOException("The faulty policy cannot be written", e);
        }
    }

    /** A connection to the shop's database. */
    Connection database() throws SQLException {
        return DriverManager.getConnection(
                local.postgres().jdbcUrl(),
                local.postgres().user(),
                local.postgres().password());
    }

    /** Starts what Tieout itself is: application, capture, receiver, poller. The shop's tables exist by now. */
    void startProduct() {
        Contracts.establish(settings);
        registry = new RegistryClient(RegistryConfig.of(settings.registryProperties()));
        MetricsPart watching =
                begin("Metrics", () -> MetricsPart.start(settings, clock), part -> part.url() + "/metrics");
        metrics = watching;
        begin("Application", () -> ApplicationPart.start(settings, clock, watching), ApplicationPart::describe)
                .onFailure(failure -> fault.compareAndSet(null, failure));
        begin("Odoo capture", () -> OdooPart.start(settings), capture -> {
            watching.watch(capture);
            capture.awaitStreaming(PART_LIMIT);
            return capture.state();
        });
        startReceiver();
        begin("Stripe poller", this::startPoller, poller -> "connector " + Poller.STRIPE.connector());
    }

    /** Takes questions from now on, about all that the trial has done. */
    void startQuestions() {
        questions = begin("Questions", () -> QueryPart.start(settings, clock), QueryPart::url);
    }

    /** Writes BI tables from now on, of all that the trial has done. */
    void startTables() {
        begin("BI tables", () -> BiPart.start(settings, local), BiPart::describe);
    }

    private AutoCloseable startPoller() {
        var connect = new ConnectRest(URI.create(local.connectUrl()));
        String key = settings.stripeApiKey().orElseThrow().value();
        String name = Poller.STRIPE.connector();
        connect.put(
                name,
                Poller.STRIPE.configuration(settings, setting -> local.secrets().write(setting, key)));
        connect.awaitRunning(name, PART_LIMIT);
        // It ends with its worker.
        return () -> {};
    }

    private <T extends AutoCloseable> T begin(String name, Supplier<T> start, Function<T, String> address) {
        long began = System.nanoTime();
        T part = start.get();
        running.push(part);
        String answersAt = address.apply(part);
        started.add(new Started(name, answersAt, Duration.ofNanos(System.nanoTime() - began), OptionalLong.empty()));
        return part;
    }

    /** Where the process says how it is. */
    URI metrics() {
        return URI.create(Objects.requireNonNull(metrics, "the product is not started yet")
                .url());
    }

    /** Where webhooks of the Stripe account go, also while nobody listens there. */
    URI webhookEndpoint() {
        return Objects.requireNonNull(webhookEndpoint, "the product is not started yet");
    }

    /** Stops the webhook receiver, as an outage would. */
    void stopReceiver() {
        if (receiver != null) {
            receiver.close();
            receiver = null;
        }
    }

    /** Starts the webhook receiver, on the port that it had before. */
    void startReceiver() {
        URI before = webhookEndpoint;
        Settings where = before == null
                ? settings
                : settings.with(
                        Map.of(SettingsDefinition.RECEIVER_PORT, Integer.toString(before.getPort())), "the trial");
        long began = System.nanoTime();
        MetricsPart watching = Objects.requireNonNull(metrics, "the product is not started yet");
        // Watched from the first start on: a process of the product starts its receiver once.
        ReceiverPart listening =
                before == null ? ReceiverPart.start(where, clock, watching) : ReceiverPart.start(where, clock);
        receiver = listening;
        webhookEndpoint = URI.create(listening.urls().get(0));
        if (before == null) {
            started.add(new Started(
                    "Webhook receiver",
                    webhookEndpoint.toString(),
                    Duration.ofNanos(System.nanoTime() - began),
                    OptionalLong.empty()));
        }
    }

    /** What a Kafka client needs to connect. */
    Map<String, Object> kafkaClientProperties() {
        return settings.kafkaProperties();
    }

    /** Reads values by the schema that they were written with. */
    AvroDeserializer<GenericRecord> values() {
        return AvroDeserializer.generic(Objects.requireNonNull(registry, "the product is not started yet"));
    }

    Settings settings() {
        return settings;
    }

    /** The parts that run, in the order of starting. */
    List<Started> started() {
        return List.copyOf(started);
    }

    /** Resident memory of this process and of each process beside it, in KiB, where the system tells it. */
    Map<String, Long> residentKib() {
        Map<String, Long> resident = new LinkedHashMap<>();
        ResidentMemory.kib(ProcessHandle.current()).ifPresent(kib -> resident.put("this process", kib));
        for (Started part : started) {
            part.pid().stream()
                    .mapToObj(ProcessHandle::of)
                    .flatMap(Optional::stream)
                    .map(ResidentMemory::kibOfTree)
                    .filter(OptionalLong::isPresent)
                    .forEach(kib -> resident.put(part.part(), kib.getAsLong()));
        }
        return resident;
    }

    /** Why the stack is of no use any more, or null. */
    @Nullable
    RuntimeException fault() {
        RuntimeException found = fault.get();
        return found == null ? local.fault().getNow(null) : found;
    }

    /** The settings with which another command finds the parts. */
    Map<String, String> addresses() {
        Map<String, String> addresses = new HashMap<>(LocalParts.addresses(local, settings));
        if (questions != null) {
            addresses.put(SettingsDefinition.QUERY_PORT, Integer.toString(questions.port()));
        }
        return addresses;
    }

    Path dataDirectory() {
        return local.dataDirectory();
    }

    @Override
    public void close() {
        stopReceiver();
        while (!running.isEmpty()) {
            AutoCloseable part = running.pop();
            try {
                part.close();
            } catch (Exception e) {
                // The others are stopped all the same.
                LOG.warn("A part of the trial did not stop cleanly: {}", e.toString());
            }
        }
        if (registry != null) {
            registry.close();
        }
        local.close();
    }
}
