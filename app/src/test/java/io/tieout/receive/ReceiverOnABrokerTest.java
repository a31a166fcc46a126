package io.tieout.receive;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tieout.config.Settings;
import io.tieout.connect.RawTopics;
import io.tieout.connect.stripe.StripeSignature;
import io.tieout.connect.stripe.StripeWebhooks;
import io.tieout.connect.stripe.standin.StripeEventJson;
import io.tieout.connect.webhook.KafkaRawSink;
import io.tieout.connect.webhook.Outcome;
import io.tieout.connect.webhook.Route;
import io.tieout.connect.webhook.WebhookOptions;
import io.tieout.connect.webhook.WebhookReceiver;
import io.tieout.parts.ReceiverPart;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The webhook receiver in front of a real broker. */
class ReceiverOnABrokerTest {

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final String SECRET = "whsec_test";

    @TempDir
    static Path directory;

    private static ScratchBroker broker;

    private KafkaRawSink sink;
    private WebhookReceiver receiver;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @BeforeAll
    static void startBroker() throws Exception {
        broker = ScratchBroker.start(directory);
        broker.createTopic(RawTopics.STRIPE_EVENT, 3, Map.of("max.message.bytes", "2097152"));
        for (var topic : List.of(RawTopics.ADYEN_NOTIFICATION, RawTopics.SHOPIFY_EVENT, RawTopics.PAYPAL_EVENT)) {
            broker.createTopic(topic, 1, Map.of());
        }
        broker.createTopic("narrow", 1, Map.of("max.message.bytes", "10000"));
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    @BeforeEach
    void start() {
        sink = KafkaRawSink.connect(Map.of("bootstrap.servers", broker.bootstrap()), List.of(RawTopics.STRIPE_EVENT));
        var clock = InstantSource.fixed(NOW);
        var narrow = StripeWebhooks.route("narrow", List.of(SECRET), clock);
        receiver = WebhookReceiver.start(
                WebhookOptions.at("127.0.0.1", 0).withAckTimeout(Duration.ofSeconds(4)),
                List.of(
                        StripeWebhooks.route("acct_1", List.of(SECRET), clock),
                        StripeWebhooks.route("acct_2", List.of(SECRET), clock),
                        new Route("stripe", "narrow", narrow.signature(), narrow.body(), "narrow")),
                sink);
    }

    @AfterEach
    void stop() {
        receiver.close();
        sink.close();
    }

    @Test
    void writesTheVeryBytesUnderTheAccountAndInOnePartition() throws Exception {
        var first = event("evt_bytes_1").replace("\n", "\r\n ").getBytes(UTF_8);
        var second = event("evt_bytes_2").getBytes(UTF_8);
        assertThat(post("acct_1", first).statusCode()).isEqualTo(200);
        assertThat(post("acct_1", second).statusCode()).isEqualTo(200);
        assertThat(post("acct_2", second).statusCode()).isEqualTo(200);

        var records = broker.read(RawTopics.STRIPE_EVENT, all -> count(all, "evt_bytes") == 3).stream()
                .filter(record -> text(record).contains("evt_bytes"))
                .toList();
        assertThat(records).hasSize(3).allSatisfy(record -> {
            assertThat(record.headers()).hasSize(2);
            assertThat(record.headers().lastHeader(RawTopics.HEADER_KIND).value())
                    .isEqualTo(RawTopics.KIND_EVENT.getBytes(UTF_8));
            assertThat(record.headers().lastHeader(RawTopics.HEADER_VIA).value())
                    .isEqualTo(RawTopics.VIA_WEBHOOK.getBytes(UTF_8));
        });
        var ofFirstAccount = records.stream()
                .filter(record -> new String(record.key(), UTF_8).equals("acct_1"))
                .toList();
        assertThat(ofFirstAccount).extracting(ConsumerRecord::value).containsExactly(first, second);
        assertThat(ofFirstAccount)
                .extracting(ConsumerRecord::partition)
                .containsOnly(ofFirstAccount.get(0).partition());
    }

    @Test
    void takesEveryProviderThatTheSettingsName() throws Exception {
        var settings = Settings.defaults()
                .with(
                        Map.of(
                                "kafka.bootstrap.servers", broker.bootstrap(),
                                "adyen.account", "ShopNL",
                                "adyen.webhook.keys", "0a".repeat(32),
                                "shopify.account", "acme.myshopify.com",
                                "shopify.webhook.secrets", "shpss_old, shpss_new",
                                "paypal.account", "M1",
                                "paypal.webhook.id", "9XL90610J3647323C"),
                        "test");
        try (var part = ReceiverPart.start(settings, InstantSource.fixed(NOW))) {
            assertThat(part.urls())
                    .extracting(url -> URI.create(url).getPath())
                    .containsExactly(
                            "/webhooks/adyen/ShopNL", "/webhooks/shopify/acme.myshopify.com", "/webhooks/paypal/M1");

            var digest = mac(HexFormat.of().parseHex("0a".repeat(32)), "P1::ShopNL:S1:100:EUR:CAPTURE:true");
            var adyen =
                    "{\"live\":\"true\",\"notificationItems\":[{\"NotificationRequestItem\":{\"additionalData\":{\"hmacSignature\":\""
                            + digest
                            + "\"},\"amount\":{\"value\":100,\"currency\":\"EUR\"},\"eventCode\":\"CAPTURE\",\"merchantAccountCode\":\"ShopNL\",\"merchantReference\":\"S1\",\"pspReference\":\"P1\",\"success\":\"true\"}}]}";
            var accepted = http.send(
                    HttpRequest.newBuilder(URI.create(part.urls().get(0)))
                            .POST(HttpRequest.BodyPublishers.ofString(adyen))
                            .build(),
                    BodyHandlers.ofString());
            assertThat(accepted.statusCode()).isEqualTo(200);
            assertThat(accepted.body()).isEqualTo("[accepted]");
            assertThat(broker.read(RawTopics.ADYEN_NOTIFICATION, all -> !all.isEmpty()))
                    .singleElement()
                    .satisfies(record -> assertThat(text(record)).isEqualTo(adyen));

            var stored = http.send(
                    HttpRequest.newBuilder(URI.create(part.urls().get(1)))
                            .header("X-Shopify-Hmac-Sha256", mac("shpss_new".getBytes(UTF_8), "{\"id\":1}"))
                            .header("X-Shopify-Topic", "orders/paid")
                            .POST(HttpRequest.BodyPublishers.ofString("{\"id\":1}"))
                            .build(),
                    BodyHandlers.ofString());
            assertThat(stored.statusCode()).isEqualTo(200);
            assertThat(broker.read(RawTopics.SHOPIFY_EVENT, all -> !all.isEmpty()))
                    .singleElement()
                    .satisfies(record -> assertThat(record.headers()
                                    .lastHeader(RawTopics.HEADER_EVENT)
                                    .value())
                            .isEqualTo("orders/paid".getBytes(UTF_8)));

            var forged = http.send(
                    HttpRequest.newBuilder(URI.create(part.urls().get(2)))
                            .POST(HttpRequest.BodyPublishers.ofString("{\"id\":\"WH-1\"}"))
                            .build(),
                    BodyHandlers.ofString());
            assertThat(forged.statusCode()).isEqualTo(401);
        }
    }

    private static String mac(byte[] key, String said) throws Exception {
        var mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        return Base64.getEncoder().encodeToString(mac.doFinal(said.getBytes(UTF_8)));
    }

    @Test
    void takesABodyAtItsLimit() throws Exception {
        var frame = "{\"id\":\"evt_large\",\"object\":\"event\",\"fill\":\"\"}";
        var body = frame.replace("\"\"", "\"" + "x".repeat(1024 * 1024 - frame.length()) + "\"");
        assertThat(post("acct_1", body.getBytes(UTF_8)).statusCode()).isEqualTo(200);
    }

    @Test
    void saysTooLargeWhereTheTopicTakesLess() throws Exception {
        var body = event("evt_1").replace("\"S1\"", "\"" + "x".repeat(20_000) + "\"");
        assertThat(post("narrow", body.getBytes(UTF_8)).statusCode()).isEqualTo(413);
    }

    @Test
    void saysTryAgainWhileTheBrokerIsAwayAndLosesNothingItAcknowledged() throws Exception {
        assertThat(health()).isEqualTo(200);
        assertThat(post("acct_1", event("evt_outage_before").getBytes(UTF_8)).statusCode())
                .isEqualTo(200);
        broker.stop();
        try {
            var sent = new ArrayList<CompletableFuture<HttpResponse<String>>>();
            for (int i = 0; i < 50; i++) {
                sent.add(http.sendAsync(
                        request("acct_1", event("evt_outage_" + i).getBytes(UTF_8)), BodyHandlers.ofString()));
            }
            for (var answer : sent) {
                assertThat(answer.get().statusCode()).isEqualTo(503);
                assertThat(answer.get().headers().firstValue("Retry-After")).isPresent();
            }
            await().atMost(Duration.ofSeconds(20)).until(() -> health() == 503);
        } finally {
            broker.startAgain();
        }
        await().atMost(Duration.ofSeconds(60)).until(() -> health() == 200);
        assertThat(receiver.counts()).containsEntry(Outcome.NOT_DURABLE, 50L);

        // As the provider does: what was not taken is sent again.
        var acknowledged = new HashSet<String>();
        for (int i = 0; i < 50; i++) {
            var id = "evt_outage_" + i;
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> post("acct_1", event(id).getBytes(UTF_8)).statusCode() == 200);
            acknowledged.add(id);
        }
        var found = new HashSet<String>();
        broker.read(RawTopics.STRIPE_EVENT, all -> {
            all.forEach(record -> found.add(id(record)));
            return found.containsAll(acknowledged);
        });
        assertThat(found).containsAll(acknowledged).contains("evt_outage_before");
    }

    private int health() throws Exception {
        return http.send(
                        HttpRequest.newBuilder(URI.create(receiver.url() + "/health"))
                                .build(),
                        BodyHandlers.discarding())
                .statusCode();
    }

    private HttpResponse<String> post(String account, byte[] body) throws Exception {
        return http.send(request(account, body), BodyHandlers.ofString());
    }

    private HttpRequest request(String account, byte[] body) {
        return HttpRequest.newBuilder(URI.create(receiver.url() + "/webhooks/stripe/" + account))
                .header(StripeSignature.HEADER, Signing.header(SECRET, NOW, body))
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
    }

    private static String event(String id) {
        return StripeEventJson.live(StripeEventJson.Shape.LATEST_CHARGE)
                .chargeSucceeded(id, NOW, new StripeEventJson.Payment("pi_1", "ch_1", 100, "eur", "S1", NOW));
    }

    private static String text(ConsumerRecord<byte[], byte[]> record) {
        return new String(record.value(), UTF_8);
    }

    private static String id(ConsumerRecord<byte[], byte[]> record) {
        var text = text(record);
        int at = text.indexOf("evt_");
        return text.substring(at, text.indexOf('"', at));
    }

    private static long count(Collection<ConsumerRecord<byte[], byte[]>> records, String part) {
        return records.stream().filter(record -> text(record).contains(part)).count();
    }
}
