package io.tieout.connect.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tieout.connect.RawTopics;
import io.tieout.connect.adyen.AdyenWebhooks;
import io.tieout.connect.shopify.ShopifyWebhooks;
import io.tieout.connect.webhook.RawHttp.Message;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is peculiar to each provider, over real sockets; what all of them share stands in {@link WebhookReceiverTest}. */
class ProviderReceiverTest {

    private static final byte[] KEY = HexFormat.of().parseHex("0a".repeat(32));
    private static final byte[] OLD_KEY = HexFormat.of().parseHex("0b".repeat(32));
    private static final byte[] OTHER_KEY = HexFormat.of().parseHex("0c".repeat(32));
    private static final String ADYEN = "/webhooks/adyen/ShopNL";
    private static final String SHOPIFY = "/webhooks/shopify/acme.myshopify.com";
    private static final String SALE = "{\"id\": 1,\n \"amount\": \"409.94\", \"text\": \"Grüße \\u00fc 円\"}";
    private static final String ADYEN_WITH_USER = "/webhooks/adyen/ShopDE";

    private static final String HMAC = "X-Shopify-Hmac-Sha256";

    private final RecordingSink sink = new RecordingSink();
    private final WebhookReceiver receiver = WebhookReceiver.start(
            WebhookOptions.at("127.0.0.1", 0).withBodyLimit(64 * 1024),
            List.of(
                    AdyenWebhooks.route("ShopNL", List.of(hex(KEY), hex(OLD_KEY).toUpperCase(Locale.ROOT))),
                    AdyenWebhooks.route("ShopDE", List.of(hex(KEY)), "adyen", "s3cret: with colon"),
                    ShopifyWebhooks.route("acme.myshopify.com", List.of("shpss_new", "shpss_old"))),
            sink);

    @AfterEach
    void stop() {
        receiver.close();
    }

    /** @param tells part of the answer */
    record Delivered(String name, Message message, int status, String tells) {

        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Delivered> attacks() {
        String signed = item(KEY, "P1", "", "S00012", "1000", "AUTHORISATION");
        return Stream.of(
                adyen("unsigned", body(signed.replaceAll("\"hmacSignature\":\"[^\"]*\"", "\"x\":\"\"")), 401, "signed"),
                adyen("signed with another key", body(item(OTHER_KEY, "P1", "", "S1", "1", "CAPTURE")), 401, "signed"),
                adyen("another amount", body(signed.replace("1000", "9000")), 401, "signed"),
                adyen("another currency", body(signed.replace("EUR", "JPY")), 401, "signed"),
                adyen("another result", body(signed.replace("\"success\":\"true\"", "\"success\":\"false\"")), 401, ""),
                adyen("another event", body(signed.replace("AUTHORISATION", "REFUND")), 401, "signed"),
                adyen("another account", body(signed.replace("ShopNL", "ShopBE")), 401, "signed"),
                adyen("another payment", body(signed.replace("\"P1\"", "\"P2\"")), 401, "signed"),
                adyen(
                        "the digest in hexadecimal",
                        body(signed.replaceAll(
                                "\"hmacSignature\":\"[^\"]*\"", "\"hmacSignature\":\"" + "0a".repeat(32) + "\"")),
                        401,
                        "signed"),
                adyen(
                        "a digest that is no base64",
                        body(signed.replaceAll("\"hmacSignature\":\"[^\"]*\"", "\"hmacSignature\":\"***\"")),
                        401,
                        "signed"),
                adyen(
                        "a digest that is a number",
                        body(signed.replaceAll("\"hmacSignature\":\"[^\"]*\"", "\"hmacSignature\":7")),
                        401,
                        "signed"),
                adyen(
                        "a forged one behind a genuine one",
                        body(signed, item(OTHER_KEY, "P2", "", "S2", "1", "CAPTURE")),
                        401,
                        "signed"),
                adyen(
                        "fields shifted over a colon",
                        body(signed.replace("\"P1\"", "\"P1:\"").replace("\"originalReference\":\"\",", "")),
                        401,
                        "signed"),
                adyen(
                        "a field said twice",
                        body(signed.replace("\"success\":", "\"success\":\"false\",\"success\":")),
                        400,
                        "well-formed"),
                adyen("no notifications", "{\"live\":\"true\",\"notificationItems\":[]}", 400, "notificationItems"),
                adyen(
                        "an empty notification",
                        "{\"live\":\"true\",\"notificationItems\":[{}]}",
                        400,
                        "NotificationRequestItem"),
                adyen("no JSON", "live=true&eventCode=AUTHORISATION", 400, "well-formed"),
                adyen("an empty body", "", 400, ""),
                adyen(
                        "a platform webhook",
                        "{\"type\":\"balancePlatform.transfer.created\"}",
                        400,
                        "standard webhooks"),
                adyen("nested without end", "{\"a\":" + "[".repeat(20_000), 400, "well-formed"),
                adyen("too large", body(signed) + " ".repeat(64 * 1024), 413, "larger"),
                new Delivered(
                        "no user",
                        new Message(ADYEN_WITH_USER, body(of("ShopDE")).getBytes(UTF_8)),
                        401,
                        "user"),
                new Delivered(
                        "a wrong password",
                        new Message(ADYEN_WITH_USER, body(of("ShopDE")).getBytes(UTF_8))
                                .header("Authorization", basic("adyen:s3cret")),
                        401,
                        "user"),
                new Delivered(
                        "the right password and no signature",
                        new Message(
                                        ADYEN_WITH_USER,
                                        body(of("ShopDE").replace("hmac", "x")).getBytes(UTF_8))
                                .header("Authorization", basic("adyen:s3cret: with colon")),
                        401,
                        "signed"),
                new Delivered(
                        "credentials that are no base64",
                        new Message(ADYEN_WITH_USER, body(of("ShopDE")).getBytes(UTF_8))
                                .header("Authorization", "Basic ***"),
                        401,
                        "user"));
    }

    @ParameterizedTest
    @MethodSource("attacks")
    void refusesAndWritesNothing(Delivered attack) throws IOException {
        var reply = RawHttp.send(receiver.port(), attack.message);

        assertThat(reply.status()).isEqualTo(attack.status);
        assertThat(reply.body()).contains(attack.tells);
        assertThat(sink.records).isEmpty();
        assertThat(reply.headers() + reply.body())
                .doesNotContain(hex(KEY), "s3cret", "shpss", "409", "P1", "Jetty", "java")
                .doesNotContain(digest(KEY, "P1", "", "ShopNL", "S00012", "1000", "AUTHORISATION"));
    }

    @Test
    void challengesWhoSendsNoPassword() throws IOException {
        var reply = RawHttp.send(
                receiver.port(), new Message(ADYEN_WITH_USER, body(of("ShopDE")).getBytes(UTF_8)));

        assertThat(reply.headers()).contains("WWW-Authenticate: Basic");
        assertThat(receiver.counts()).containsEntry(Outcome.CREDENTIALS_REFUSED, 1L);
    }

    static Stream<Delivered> good() {
        return Stream.of(
                adyen("one", body(item(KEY, "P1", "", "S00012", "1000", "AUTHORISATION")), 200, "[accepted]"),
                adyen("with the older key", body(item(OLD_KEY, "P1", "", "S1", "1", "CAPTURE")), 200, "[accepted]"),
                adyen(
                        "a batch",
                        body(
                                item(KEY, "P1", "", "S1", "1", "AUTHORISATION"),
                                item(OLD_KEY, "P2", "P1", "S1", "1", "CAPTURE"),
                                item(KEY, "P3", "P1", "S1", "1", "REFUND")),
                        200,
                        "[accepted]"),
                adyen(
                        "a reference with colons, slashes and quotes, which nobody escapes",
                        body(item(KEY, "P1", "", "a\\\\:b/c\\\"d:é円", "1000", "AUTHORISATION")),
                        200,
                        "[accepted]"),
                adyen(
                        "without what is not known",
                        body(item(KEY, "P1", "", "", "1000", "AUTHORISATION")
                                .replace("\"originalReference\":\"\",", "")),
                        200,
                        "[accepted]"),
                adyen(
                        "null for what is not known",
                        body(item(KEY, "P1", "", "", "1000", "AUTHORISATION")
                                .replace("\"originalReference\":\"\"", "\"originalReference\":null")),
                        200,
                        "[accepted]"),
                shopify("signed with the secret", signed("shpss_new", SALE), 200, "{\"status\":\"stored\"}"),
                shopify("with the older secret", signed("shpss_old", SALE), 200, "{\"status\":\"stored\"}"),
                shopify("in chunks", signed("shpss_old", SALE).chunked(3), 200, "{\"status\":\"stored\"}"),
                new Delivered(
                        "user, password and signature",
                        new Message(ADYEN_WITH_USER, body(of("ShopDE")).getBytes(UTF_8))
                                .header("Authorization", basic("adyen:s3cret: with colon")),
                        200,
                        "[accepted]"));
    }

    @ParameterizedTest
    @MethodSource("good")
    void storesTheVeryBytes(Delivered delivery) throws IOException {
        var reply = RawHttp.send(receiver.port(), delivery.message);

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.body()).isEqualTo(delivery.tells);
        assertThat(sink.records).singleElement().satisfies(record -> {
            assertThat(record.headers())
                    .containsEntry(RawTopics.HEADER_KIND, RawTopics.KIND_EVENT)
                    .containsEntry(RawTopics.HEADER_VIA, RawTopics.VIA_WEBHOOK);
            if (record.topic().equals(RawTopics.ADYEN_NOTIFICATION)) {
                assertThat(new String(delivery.message.bytes(), UTF_8)).endsWith(new String(record.value(), UTF_8));
                assertThat(record.account()).startsWith("Shop");
                assertThat(record.headers()).hasSize(2);
            } else {
                assertThat(record.topic()).isEqualTo(RawTopics.SHOPIFY_EVENT);
                assertThat(record.value()).isEqualTo(SALE.getBytes(UTF_8));
                assertThat(record.account()).isEqualTo("acme.myshopify.com");
                assertThat(record.headers())
                        .containsEntry(RawTopics.HEADER_EVENT, "order_transactions/create")
                        .containsEntry(RawTopics.HEADER_EVENT_ID, "wh_1")
                        .containsEntry(RawTopics.HEADER_ORIGIN, "acme.myshopify.com")
                        .hasSize(5);
            }
        });
    }

    @Test
    void takesAKnownNotificationAgainAndAgain() throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), receiver.port())) {
            for (int i = 0; i < 1000; i++) {
                var item = item(KEY, "P" + i / 2, "", "S" + i / 2, "1000", "AUTHORISATION");
                socket.getOutputStream().write(new Message(ADYEN, body(item).getBytes(UTF_8)).bytes());
                assertThat(RawHttp.reply(socket.getInputStream()).status()).isEqualTo(200);
            }
        }
        assertThat(sink.records).hasSize(1000);
        assertThat(receiver.counts()).containsEntry(Outcome.STORED, 1000L);
    }

    private static Delivered adyen(String name, String body, int status, String tells) {
        return new Delivered(name, new Message(ADYEN, body.getBytes(UTF_8)), status, tells);
    }

    private static Delivered shopify(String name, Message message, int status, String tells) {
        return new Delivered("Shopify: " + name, message, status, tells);
    }

    private static Message signed(String secret, String body) {
        var digest = Hmac.of(secret.getBytes(UTF_8), body.getBytes(UTF_8));
        return new Message(SHOPIFY, body.getBytes(UTF_8))
                .header(HMAC, Base64.getEncoder().encodeToString(digest))
                .header("X-Shopify-Topic", "order_transactions/create")
                .header("X-Shopify-Webhook-Id", "wh_1")
                .header("X-Shopify-Shop-Domain", "acme.myshopify.com");
    }

    private static String body(String... items) {
        return "{\"live\":\"false\",\n \"notificationItems\":[" + String.join(", ", items) + "]}";
    }

    private static String of(String account) {
        return item(KEY, account, "P9", "", "S9", "5", "AUTHORISATION");
    }

    private static String item(byte[] key, String psp, String original, String reference, String value, String code) {
        return item(key, "ShopNL", psp, original, reference, value, code);
    }

    /** @param reference as it stands between the quotes of JSON */
    private static String item(
            byte[] key, String account, String psp, String original, String reference, String value, String code) {
        var plain = reference.replace("\\\"", "\"").replace("\\\\", "\\");
        return "{\"NotificationRequestItem\":{\"additionalData\":{\"hmacSignature\":\""
                + digest(key, psp, original, account, plain, value, code)
                + "\"},\"amount\":{\"currency\":\"EUR\",\"value\":" + value + "},\"eventCode\":\"" + code
                + "\",\"eventDate\":\"2026-03-01T13:00:00+01:00\",\"merchantAccountCode\":\"" + account
                + "\",\"originalReference\":\"" + original + "\",\"merchantReference\":\"" + reference
                + "\",\"pspReference\":\"" + psp + "\",\"success\":\"true\"}}";
    }

    private static String digest(
            byte[] key, String psp, String original, String account, String reference, String value, String code) {
        var said = String.join(":", psp, original, account, reference, value, "EUR", code, "true");
        return Base64.getEncoder().encodeToString(Hmac.of(key, said.getBytes(UTF_8)));
    }

    private static String basic(String credentials) {
        return "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(UTF_8));
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
