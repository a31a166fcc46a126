package io.tieout.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tieout.FreePort;
import io.tieout.capture.SmallOdoo;
import io.tieout.connect.registry.AvroDeserializer;
import io.tieout.connect.registry.RegistryClient;
import io.tieout.connect.registry.RegistryConfig;
import io.tieout.connect.stripe.standin.StripeEventJson;
import io.tieout.connect.stripe.standin.StripeEventJson.Payment;
import io.tieout.connect.stripe.standin.StripeEventJson.Shape;
import io.tieout.connect.stripe.standin.StripeStandIn;
import io.tieout.receive.Signing;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kill -9 of {@code up} while Odoo books and Stripe captures: nothing is lost, nothing is matched twice, and no
 * process is left behind.
 *
 * <p>A slow proof, with a command of its own: {@code mvn -pl app -am test -Dtest=UpKilledTest -Dtieout.kills=5
 * -Dsurefire.failIfNoSpecifiedTests=false}.
 */
@EnabledIfSystemProperty(named = "tieout.kills", matches = "[1-9]\\d*")
class UpKilledTest {

    private static final int KILLS = Integer.getInteger("tieout.kills", 5);
    /** Between two sales: what is sold while the stack starts must be matched before the test's patience ends. */
    private static final Duration PAUSE = Duration.ofMillis(20);

    private static final String SECRET = "whsec_killed_5f1d3b";

    @TempDir
    Path directory;

    @Test
    void afterKillsEveryPairIsMatchedOnceAndNoProcessIsLeft() throws Exception {
        Path data = directory.resolve("data");
        Path errors = directory.resolve("up.err");
        try (var stripe = new StripeStandIn(Clock.systemUTC())) {
            Path config = config(data, stripe);
            try (var shop = new Shop(stripe)) {
                List<ProcessHandle> left = new ArrayList<>();
                for (int kill = 0; kill < KILLS; kill++) {
                    try (var up = UpInAnotherProcess.start(config, data, errors)) {
                        nothingIsLeft(left);
                        if (kill == 0) {
                            try (Connection odoo = connect(up.addresses())) {
                                SmallOdoo.create(odoo);
                            }
                        }
                        shop.sellAt(up);
                        shop.awaitSold(shop.sold() + 60 + 25 * kill);
                        left.addAll(up.kill());
                    }
                }
                try (var up = UpInAnotherProcess.start(config, data, errors)) {
                    nothingIsLeft(left);
                    shop.sellAt(up);
                    shop.awaitSold(shop.sold() + 60);
                    int sold = shop.closeAndCount();
                    everyPairIsMatchedOnce(up.addresses(), sold);
                    left.addAll(up.kill());
                }
                assertThat(new Terminal(Map.of())
                                .type("down", "--config", config.toString())
                                .exitCode())
                        .isZero();
                assertThat(left)
                        .as("PostgreSQL and the registry outlive a kill until the next start")
                        .hasSizeGreaterThan(2 * KILLS);
                nothingIsLeft(left);
                assertThat(UpInAnotherProcess.processesOf(data)).isEmpty();
            }
        }
    }

    /** What was killed is alive to the system until its parent, by then the first process, takes notice. */
    private static void nothingIsLeft(List<ProcessHandle> left) {
        await("what the kill before left behind is ended")
                .atMost(10, TimeUnit.SECONDS)
                .untilAsserted(() -> assertThat(left).noneMatch(ProcessHandle::isAlive));
    }

    private Path config(Path data, StripeStandIn stripe) throws IOException {
        int port = FreePort.take();
        Path config = directory.resolve("tieout.properties");
        Files.writeString(
                config,
                String.join(
                        "\n",
                        "data.dir=" + data,
                        "odoo.account=shop",
                        "odoo.heartbeat.interval=1s",
                        "stripe.account=acct_1",
                        "stripe.api.key=" + stripe.apiKey(),
                        "stripe.api.url=" + stripe.url(),
                        "stripe.webhook.secrets=" + SECRET,
                        "stripe.poll.interval=1s",
                        "stripe.poll.settle=2s",
                        "stripe.poll.from=" + Instant.now().minus(Duration.ofHours(2)),
                        "receiver.port=" + port,
                        ""));
        return config;
    }

    private static Connection connect(Map<String, String> addresses) throws SQLException {
        return DriverManager.getConnection(
                "jdbc:postgresql://" + addresses.get("odoo.database.hostname") + ":"
                        + addresses.get("odoo.database.port") + "/" + addresses.get("odoo.database.dbname"),
                addresses.get("odoo.database.user"),
                addresses.get("odoo.database.password"));
    }

    private static void everyPairIsMatchedOnce(Map<String, String> addresses, int sold) {
        List<String> expected = IntStream.rangeClosed(1, sold)
                .mapToObj(number -> "card-capture|pi_" + number)
                .toList();
        try (var registry = new RegistryClient(
                        RegistryConfig.of(Map.of("schema.registry.url", addresses.get("schema.registry.url"))));
                var matches = new Outcomes(addresses, registry, "recon.match.v1");
                var exceptions = new Outcomes(addresses, registry, "recon.exception.v1")) {
            await("every pair is matched")
                    .atMost(2, TimeUnit.MINUTES)
                    .untilAsserted(
                            () -> assertThat(matches.read().keySet()).containsExactlyInAnyOrderElementsOf(expected));
            assertThat(matches.read().values())
                    .allSatisfy(said -> assertThat(said).singleElement().satisfies(match -> {
                        assertThat(match.get("status")).hasToString("MATCHED");
                        assertThat(match.get("version")).isEqualTo(1);
                    }));
            assertThat(exceptions.read()).isEmpty();
        }
    }

    /** What a read_committed consumer sees of a topic, by key, in order. */
    private static final class Outcomes implements AutoCloseable {
        private final KafkaConsumer<String, GenericRecord> consumer;
        private final Map<String, List<GenericRecord>> said = new HashMap<>();

        Outcomes(Map<String, String> addresses, RegistryClient registry, String topic) {
            consumer = new KafkaConsumer<>(
                    Map.of(
                            ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                            Objects.requireNonNull(addresses.get("kafka.bootstrap.servers")),
                            ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                            "read_committed"),
                    new StringDeserializer(),
                    AvroDeserializer.generic(registry));
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(one -> new TopicPartition(topic, one.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
        }

        /** Up to what is committed now: a slow machine must not pass for an empty topic. */
        Map<String, List<GenericRecord>> read() {
            var ends = consumer.endOffsets(consumer.assignment());
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                consumer.poll(Duration.ofMillis(200))
                        .forEach(one -> said.computeIfAbsent(one.key(), key -> new ArrayList<>())
                                .add(one.value()));
            }
            return said;
        }

        @Override
        public void close() {
            consumer.close();
        }
    }

    /** Sells all the time: Stripe captures, and says so; Odoo books, as soon as its database answers. */
    private static final class Shop implements AutoCloseable {
        private static final StripeEventJson EVENTS = StripeEventJson.live(Shape.LATEST_CHARGE);

        private final StripeStandIn stripe;
        private final HttpClient http = HttpClient.newHttpClient();
        private final AtomicInteger sold = new AtomicInteger();
        private final AtomicReference<UpInAnotherProcess> market = new AtomicReference<>();
        private final Thread selling = new Thread(this::sell, "shop");
        private volatile boolean open = true;

        Shop(StripeStandIn stripe) {
            this.stripe = stripe;
        }

        void sellAt(UpInAnotherProcess up) {
            market.set(up);
            if (!selling.isAlive()) {
                selling.start();
            }
        }

        int sold() {
            return sold.get();
        }

        void awaitSold(int many) {
            await("sales").atMost(2, TimeUnit.MINUTES).until(() -> sold.get() >= many);
        }

        private void sell() {
            while (open) {
                int number = sold.get() + 1;
                Instant now = Instant.now();
                String event = EVENTS.chargeSucceeded(
                        "evt_" + number,
                        now,
                        new Payment("pi_" + number, "ch_" + number, 1000 + number, "eur", "S" + number, now));
                UpInAnotherProcess up = market.get();
                stripe.add(event, now);
                post(up, event);
                while (!books(market.get(), number)) {
                    LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
                }
                sold.set(number);
                LockSupport.parkNanos(PAUSE.toNanos());
            }
        }

        /** A webhook that finds nobody is lost: the poll has it. */
        private void post(UpInAnotherProcess up, String event) {
            byte[] body = event.getBytes(StandardCharsets.UTF_8);
            URI endpoint = URI.create(up.address("Webhook receiver").split(", ")[0]);
            var unused = http.sendAsync(
                    HttpRequest.newBuilder(endpoint)
                            .timeout(Duration.ofSeconds(10))
                            .header("Stripe-Signature", Signing.header(SECRET, Instant.now(), body))
                            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                            .build(),
                    HttpResponse.BodyHandlers.discarding());
        }

        /** In two database transactions, as Odoo does; false when the database was away, and it is to be done again. */
        private static boolean books(UpInAnotherProcess up, int number) {
            String amount = "%d.%02d".formatted((1000 + number) / 100, (1000 + number) % 100);
            try (Connection odoo = connect(up.addresses());
                    Statement statement = odoo.createStatement()) {
                statement.execute(
                        "INSERT INTO payment_transaction (id, provider_id, company_id, currency_id, reference,"
                                + " state, operation, amount, create_date, write_date) VALUES (" + number
                                + ", 13, 1, 125, 'S"
                                + number + "', 'draft', 'online_direct', " + amount
                                + ", now() at time zone 'utc', now() at time zone 'utc') ON CONFLICT DO NOTHING");
                statement.execute("UPDATE payment_transaction SET state = 'done', provider_reference = 'pi_" + number
                        + "', last_state_change = now() at time zone 'utc', write_date = now() at time zone 'utc'"
                        + " WHERE id = " + number);
                return true;
            } catch (SQLException | RuntimeException away) {
                return false;
            }
        }

        @Override
        public void close() {
            open = false;
        }

        /** The last sale is booked, and no other begins; how many there were. */
        int closeAndCount() throws InterruptedException {
            close();
            selling.join(TimeUnit.MINUTES.toMillis(1));
            return sold.get();
        }
    }
}
