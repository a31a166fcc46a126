package io.tieout.connect.webhook;

import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.stripe.net.Webhook;
import io.tieout.connect.RawTopics;
import io.tieout.connect.stripe.StripeWebhooks;
import io.tieout.connect.webhook.RawHttp.Message;
import io.tieout.connect.webhook.RawHttp.Reply;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The receiver over real sockets, against a log in memory. */
class WebhookReceiverTest {

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final String SECRET = "whsec_the_secret_of_acct_1";
    private static final String OLD_SECRET = "whsec_the_secret_before";
    private static final String OTHER_SECRET = "whsec_the_secret_of_acct_2";
    private static final String PATH = "/webhooks/stripe/acct_1";
    private static final String EVENT =
            "{\n  \"id\": \"evt_1\",\n  \"object\": \"event\",\n  \"data\": {\"object\": {\"amount\": 1e2, \"text\": \"Grüße \\u00fc 円\"}}\n}";
    private static final int LIMIT = 64 * 1024;

    private final RecordingSink sink = new RecordingSink();
    private final WebhookOptions options = WebhookOptions.at("127.0.0.1", 0)
            .withBodyLimit(LIMIT)
            .withReadTimeout(Duration.ofSeconds(3))
            .withAckTimeout(Duration.ofSeconds(3));
    private WebhookReceiver receiver = start();

    private WebhookReceiver start() {
        return WebhookReceiver.start(
                options,
                List.of(
                        StripeWebhooks.route("acct_1", List.of(SECRET, OLD_SECRET), InstantSource.fixed(NOW)),
                        StripeWebhooks.route("acct_2", List.of(OTHER_SECRET), InstantSource.fixed(NOW))),
                sink);
    }

    @AfterEach
    void stop() {
        receiver.close();
    }

    /** @param tells part of the answer that lets an honest sender mend its request */
    record Attack(String name, Supplier<byte[]> request, boolean halfCloses, int status, String tells) {

        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Attack> attacks() {
        return Stream.of(
                // The body is not what was signed.
                spoilt("one byte of the body altered", m -> m.body(EVENT.replace("evt_1", "evt_2")), "no signature"),
                spoilt("a blank appended", m -> m.body(EVENT + " "), "no signature"),
                spoilt("the JSON written anew", m -> m.body(EVENT.replace("\n  ", "")), "no signature"),
                spoilt("the body left out", m -> m.body(""), "no signature"),
                spoilt("an amount hidden behind a NUL", m -> m.body(EVENT + "\u0000"), "no signature"),
                // The signature is not ours.
                attack("signed with another secret", signed("whsec_guessed", NOW, EVENT), 400, "no signature"),
                attack("signed with another account's secret", signed(OTHER_SECRET, NOW, EVENT), 400, "no signature"),
                attack("unsigned", message(EVENT), 400, "no Stripe-Signature"),
                attack("an empty header", message(EVENT).header("Stripe-Signature", ""), 400, "form"),
                attack("a header of nonsense", message(EVENT).header("Stripe-Signature", "letmein"), 400, "form"),
                attack(
                        "a digest under v0 only",
                        message(EVENT)
                                .header(
                                        "Stripe-Signature",
                                        header(SECRET, NOW, EVENT).replace("v1=", "v0=")),
                        400,
                        "no v1"),
                attack(
                        "a digest cut short",
                        message(EVENT)
                                .header(
                                        "Stripe-Signature",
                                        header(SECRET, NOW, EVENT).replaceAll("..$", "")),
                        400,
                        "form"),
                attack(
                        "a digest with more behind it",
                        message(EVENT).header("Stripe-Signature", header(SECRET, NOW, EVENT) + "00"),
                        400,
                        "form"),
                attack(
                        "a digest that is not hex",
                        message(EVENT)
                                .header(
                                        "Stripe-Signature",
                                        header(SECRET, NOW, EVENT).replaceAll("..$", "zz")),
                        400,
                        "form"),
                attack(
                        "a digest of zeros",
                        message(EVENT)
                                .header("Stripe-Signature", "t=" + NOW.getEpochSecond() + ",v1=" + "0".repeat(64)),
                        400,
                        "no signature"),
                attack(
                        "a thousand guesses in one header",
                        message(EVENT)
                                .header(
                                        "Stripe-Signature",
                                        "t=" + NOW.getEpochSecond() + (",v1=" + "0".repeat(64)).repeat(100)),
                        400,
                        "no signature"),
                attack(
                        "the header twice",
                        signed(SECRET, NOW, EVENT).header("Stripe-Signature", header(SECRET, NOW, EVENT)),
                        400,
                        "more than one"),
                // The time is not that of the signature, or not now.
                attack("signed too long ago", signed(SECRET, NOW.minusSeconds(301), EVENT), 400, "300 s away"),
                attack("signed in the future", signed(SECRET, NOW.plusSeconds(301), EVENT), 400, "300 s away"),
                attack(
                        "an old signature under a new time",
                        message(EVENT)
                                .header(
                                        "Stripe-Signature",
                                        header(SECRET, NOW.minusSeconds(3600), EVENT)
                                                .replaceAll("t=[0-9]+", "t=" + NOW.getEpochSecond())),
                        400,
                        "no signature"),
                attack(
                        "two times",
                        message(EVENT).header("Stripe-Signature", "t=1," + header(SECRET, NOW, EVENT)),
                        400,
                        "form"),
                attack(
                        "no time",
                        message(EVENT)
                                .header(
                                        "Stripe-Signature",
                                        header(SECRET, NOW, EVENT).replaceAll("t=[0-9]+,", "")),
                        400,
                        "form"),
                attack(
                        "a negative time",
                        message(EVENT)
                                .header(
                                        "Stripe-Signature",
                                        header(SECRET, NOW, EVENT).replace("t=", "t=-")),
                        400,
                        "form"),
                attack(
                        "a time beyond all numbers",
                        message(EVENT)
                                .header(
                                        "Stripe-Signature",
                                        header(SECRET, NOW, EVENT).replace("t=", "t=99999999999999999999")),
                        400,
                        "form"),
                // Signed well, but not an event.
                genuine("an empty body", "", "not a JSON object"),
                genuine("no JSON", "hello", "not a JSON object"),
                genuine("a JSON array", "[" + EVENT + "]", "not a JSON object"),
                genuine("JSON broken off", EVENT.substring(0, 40), "well-formed"),
                genuine("two JSON objects", EVENT + EVENT, "follows"),
                genuine(
                        "an object said twice",
                        "{\"object\":\"charge\",\"id\":\"a\",\"object\":\"event\"}",
                        "well-formed"),
                genuine("no id", "{\"object\":\"event\"}", "no id"),
                genuine("a blank id", "{\"object\":\"event\",\"id\":\" \"}", "no id"),
                genuine("an id that is a number", "{\"object\":\"event\",\"id\":7}", "no id"),
                genuine("not an event", "{\"object\":\"charge\",\"id\":\"ch_1\"}", "not an event"),
                genuine("a thin event", "{\"object\":\"v2.core.event\",\"id\":\"evt_1\"}", "thin event"),
                genuine("a NUL in the JSON", EVENT + "\u0000", "not a JSON object"),
                genuine("nested without end", "{\"a\":" + "[".repeat(20_000) + "]".repeat(20_000) + "}", "well-formed"),
                attack("UTF-16", signedBytes(EVENT.getBytes(UTF_16LE)), 400, "not a JSON object"),
                // Not where or how webhooks come.
                attack("an unknown account", signed(SECRET, NOW, EVENT).path("/webhooks/stripe/acct_9"), 404, "path"),
                attack("an unknown provider", signed(SECRET, NOW, EVENT).path("/webhooks/another/acct_1"), 404, "path"),
                attack("below the path", signed(SECRET, NOW, EVENT).path(PATH + "/x"), 404, "path"),
                attack("an encoded slash", signed(SECRET, NOW, EVENT).path(PATH + "%2F"), 400, "refused"),
                attack("GET", signed(SECRET, NOW, EVENT).method("GET"), 405, "POST"),
                attack("PUT", signed(SECRET, NOW, EVENT).method("PUT"), 405, "POST"),
                attack(
                        "a compressed body",
                        signedBytes(gzip(EVENT)).header("Content-Encoding", "gzip"),
                        415,
                        "Encoding"),
                // Sizes that are too large, or not true.
                attack("too large", signed(SECRET, NOW, large(LIMIT + 1)), 413, "larger"),
                attack(
                        "too large in chunks",
                        signed(SECRET, NOW, large(LIMIT + 1)).chunked(999),
                        413,
                        "larger"),
                attack(
                        "a declared length beyond all limits",
                        signed(SECRET, NOW, EVENT).unframed().header("Content-Length", "99999999999"),
                        413,
                        "larger"),
                attack(
                        "a declared length that is too short",
                        signed(SECRET, NOW, EVENT).unframed().header("Content-Length", "20"),
                        400,
                        "no signature"),
                attack(
                        "a declared length that never comes",
                        signed(SECRET, NOW, EVENT).unframed().header("Content-Length", "2000"),
                        408,
                        "in time"),
                new Attack(
                        "broken off",
                        signed(SECRET, NOW, EVENT).unframed().header("Content-Length", "2000")::bytes,
                        true,
                        400,
                        "before its end"),
                attack(
                        "both kinds of length",
                        signed(SECRET, NOW, EVENT).header("Transfer-Encoding", "chunked"),
                        400,
                        "refused"),
                attack("two lengths", signed(SECRET, NOW, EVENT).header("Content-Length", "3"), 400, "refused"),
                attack(
                        "a header without end",
                        signed(SECRET, NOW, EVENT).header("X-Fill", "x".repeat(20_000)),
                        431,
                        "refused"),
                new Attack(
                        "no HTTP at all",
                        () -> "\u0016\u0003\u0001 hello\r\n\r\n".getBytes(UTF_8),
                        false,
                        400,
                        "refused"),
                new Attack(
                        "a header that never ends",
                        () -> ("POST " + PATH + " HTTP/1.1\r\nHost: a\r\nX-Slow: ").getBytes(UTF_8),
                        false,
                        0,
                        ""));
    }

    @ParameterizedTest
    @MethodSource("attacks")
    void refusesAndWritesNothing(Attack attack) throws IOException {
        var reply = RawHttp.send(receiver.port(), attack.request.get(), attack.halfCloses);

        assertThat(reply.status()).isEqualTo(attack.status);
        assertThat(reply.body()).contains(attack.tells);
        assertThat(sink.records).isEmpty();
        assertThat(receiver.counts().get(Outcome.STORED)).isZero();
        assertThat(reply.headers() + reply.body())
                .as("tells neither secrets, nor the digest it wanted, nor the body, nor what it is made of")
                .doesNotContain("whsec_", digest(SECRET, NOW, EVENT), "evt_1", "Jetty", "java");
    }

    @Test
    void isAttackedInMoreThanTwentyWays() {
        assertThat(attacks().map(Attack::name).distinct()).hasSizeGreaterThan(50);
    }

    static Stream<Attack> good() {
        return Stream.of(
                attack("as Stripe sends it", signed(SECRET, NOW, EVENT), 200, "stored"),
                attack("with the older secret, while it is rolled over", signed(OLD_SECRET, NOW, EVENT), 200, "stored"),
                attack(
                        "signed twice, of which we know the second",
                        message(EVENT)
                                .header(
                                        "Stripe-Signature",
                                        header("whsec_new", NOW, EVENT) + ",v1=" + digest(SECRET, NOW, EVENT)),
                        200,
                        "stored"),
                attack(
                        "with a v0 beside it",
                        message(EVENT).header("Stripe-Signature", header(SECRET, NOW, EVENT) + ",v0=abc"),
                        200,
                        "stored"),
                attack("just in time", signed(SECRET, NOW.minusSeconds(300), EVENT), 200, "stored"),
                attack("from a clock ahead", signed(SECRET, NOW.plusSeconds(300), EVENT), 200, "stored"),
                attack("in chunks of one byte", signed(SECRET, NOW, EVENT).chunked(1), 200, "stored"),
                attack(
                        "with a query behind the path",
                        signed(SECRET, NOW, EVENT).path(PATH + "?a=b"),
                        200,
                        "stored"),
                attack(
                        "identity-encoded",
                        signed(SECRET, NOW, EVENT).header("Content-Encoding", "identity"),
                        200,
                        "stored"));
    }

    @ParameterizedTest
    @MethodSource("good")
    void storesTheVeryBytes(Attack delivery) throws IOException {
        var reply = RawHttp.send(receiver.port(), delivery.request.get(), false);

        assertThat(reply.status()).isEqualTo(200);
        assertThat(sink.records).singleElement().satisfies(record -> {
            assertThat(record.value()).isEqualTo(EVENT.getBytes(UTF_8));
            assertThat(record.topic()).isEqualTo(RawTopics.STRIPE_EVENT);
            assertThat(record.account()).isEqualTo("acct_1");
            assertThat(record.headers())
                    .containsOnly(
                            Map.entry(RawTopics.HEADER_KIND, RawTopics.KIND_EVENT),
                            Map.entry(RawTopics.HEADER_VIA, RawTopics.VIA_WEBHOOK));
        });
        assertThat(receiver.counts().get(Outcome.STORED)).isOne();
    }

    @Test
    void takesABodyOfExactlyTheLimit() throws IOException {
        assertThat(RawHttp.send(receiver.port(), signed(SECRET, NOW, large(LIMIT)))
                        .status())
                .isEqualTo(200);
        assertThat(RawHttp.send(
                                receiver.port(),
                                signed(SECRET, NOW, large(LIMIT)).chunked(1000))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void takesOneDeliveryAfterTheOtherOnOneConnection() throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), receiver.port())) {
            for (int i = 0; i < 5; i++) {
                socket.getOutputStream().write(signed(SECRET, NOW, EVENT).bytes());
                assertThat(RawHttp.reply(socket.getInputStream()).status()).isEqualTo(200);
            }
        }
        assertThat(sink.records).hasSize(5);
    }

    @Test
    void takesAThousandGoodOnesAmongForgeries() throws IOException {
        try (var good = new Socket(InetAddress.getLoopbackAddress(), receiver.port());
                var bad = new Socket(InetAddress.getLoopbackAddress(), receiver.port())) {
            for (int i = 0; i < 1000; i++) {
                var event = EVENT.replace("evt_1", "evt_" + i);
                good.getOutputStream().write(signed(SECRET, NOW, event).bytes());
                bad.getOutputStream().write(signed("whsec_guessed", NOW, event).bytes());
                assertThat(RawHttp.reply(good.getInputStream()).status()).isEqualTo(200);
                assertThat(RawHttp.reply(bad.getInputStream()).status()).isEqualTo(400);
            }
        }
        assertThat(sink.records).hasSize(1000);
        assertThat(receiver.counts())
                .containsEntry(Outcome.STORED, 1000L)
                .containsEntry(Outcome.SIGNATURE_REFUSED, 1000L);
    }

    @Test
    void doesNotAnswerBeforeTheLogAcknowledges() throws Exception {
        sink.keepsWaiting();
        var reply = CompletableFuture.supplyAsync(() -> sent(signed(SECRET, NOW, EVENT)));
        await().until(() -> sink.waiting.size() == 1);
        assertThat(reply).isNotDone();

        sink.waiting.get(0).complete(null);
        assertThat(reply.get(5, TimeUnit.SECONDS).status()).isEqualTo(200);
    }

    @Test
    void saysTryAgainWhenTheLogDoesNotAcknowledgeInTime() throws IOException {
        sink.keepsWaiting();
        var reply = RawHttp.send(receiver.port(), signed(SECRET, NOW, EVENT));

        assertThat(reply.status()).isEqualTo(503);
        assertThat(reply.headers()).contains("Retry-After: ");
        assertThat(sink.waiting.get(0)).isDone(); // So the log need not write it any more.
        assertThat(receiver.counts()).containsEntry(Outcome.NOT_DURABLE, 1L).containsEntry(Outcome.STORED, 0L);
    }

    @Test
    void saysTryAgainWhenTheLogFails() throws IOException {
        sink.failsWith(new TimeoutException("no leader"));
        var reply = RawHttp.send(receiver.port(), signed(SECRET, NOW, EVENT));
        assertThat(reply.status()).isEqualTo(503);
        assertThat(reply.body()).doesNotContain("leader");
    }

    @Test
    void doesNotAskForAnotherTryOfWhatTheLogWillNeverTake() throws IOException {
        sink.failsWith(new RecordTooLargeException("too large"));
        assertThat(RawHttp.send(receiver.port(), signed(SECRET, NOW, EVENT)).status())
                .isEqualTo(413);
    }

    @Test
    void survivesABugBehindIt() throws IOException {
        sink.acknowledgement = () -> {
            throw new IllegalStateException("a bug, " + SECRET);
        };
        var reply = RawHttp.send(receiver.port(), signed(SECRET, NOW, EVENT));
        assertThat(reply.status()).isEqualTo(500);
        assertThat(reply.body()).doesNotContain("bug", SECRET);

        sink.acknowledgement = () -> CompletableFuture.completedFuture(null);
        assertThat(RawHttp.send(receiver.port(), signed(SECRET, NOW, EVENT)).status())
                .isEqualTo(200);
    }

    @Test
    void finishesWhatIsUnderWayWhenItStops() throws Exception {
        sink.keepsWaiting();
        var stored = CompletableFuture.supplyAsync(() -> sent(signed(SECRET, NOW, EVENT)));
        await().until(() -> sink.waiting.size() == 1);
        try (var slow = new Socket(InetAddress.getLoopbackAddress(), receiver.port())) {
            slow.getOutputStream()
                    .write(signed(SECRET, NOW, EVENT)
                            .unframed()
                            .header("Content-Length", "2000")
                            .bytes());
            slow.getOutputStream().flush();
            var stopping = CompletableFuture.runAsync(receiver::close);
            assertThat(RawHttp.reply(slow.getInputStream()).status()).isEqualTo(503);

            sink.waiting.get(0).complete(null);
            assertThat(stored.get(5, TimeUnit.SECONDS).status()).isEqualTo(200);
            stopping.get(5, TimeUnit.SECONDS);
        }
        assertThatThrownBy(() -> RawHttp.send(receiver.port(), signed(SECRET, NOW, EVENT)))
                .isInstanceOfAny(IOException.class, IllegalArgumentException.class);
    }

    @Test
    void tellsWhetherTheLogCanBeReached() throws IOException {
        assertThat(health().status()).isEqualTo(200);
        sink.reachable = false;
        assertThat(health().status()).isEqualTo(503);
    }

    @Test
    void saysWhichSettingToChangeWhenThePortIsTaken() {
        assertThatThrownBy(() ->
                        WebhookReceiver.start(WebhookOptions.at("127.0.0.1", receiver.port()), List.<Route>of(), sink))
                .isInstanceOf(WebhookReceiverException.class)
                .hasMessageContaining(String.valueOf(receiver.port()))
                .hasMessageContaining("receiver.port");
    }

    @Test
    void refusesTheSameRouteTwice() {
        var route = StripeWebhooks.route("acct_1", List.of(SECRET), InstantSource.system());
        assertThatThrownBy(() -> WebhookReceiver.start(options, List.of(route, route), sink))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(PATH);
    }

    @Test
    void neverShowsASecret() {
        var route = StripeWebhooks.route("acct_1", List.of(SECRET), InstantSource.system());
        assertThat(route.toString()).doesNotContain(SECRET);
        assertThat(new RawRecord("t", "a", EVENT.getBytes(UTF_8), Map.of()).toString())
                .doesNotContain("evt_1");
    }

    private Reply health() throws IOException {
        return RawHttp.send(receiver.port(), new Message("/health", new byte[0]).method("GET"));
    }

    private Reply sent(Message message) {
        try {
            return RawHttp.send(receiver.port(), message);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Attack attack(String name, Message message, int status, String tells) {
        return new Attack(name, message::bytes, false, status, tells);
    }

    private static Attack spoilt(String name, UnaryOperator<Message> spoil, String tells) {
        return attack(name, spoil.apply(signed(SECRET, NOW, EVENT)), 400, tells);
    }

    private static Attack genuine(String name, String body, String tells) {
        return attack(name, signed(SECRET, NOW, body), 400, tells);
    }

    private static Message message(String body) {
        return new Message(PATH, body.getBytes(UTF_8));
    }

    private static Message signed(String secret, Instant at, String body) {
        return message(body).header("Stripe-Signature", header(secret, at, body));
    }

    private static Message signedBytes(byte[] body) {
        return new Message(PATH, body).header("Stripe-Signature", Hmac.header(SECRET, NOW, body));
    }

    /** By Stripe's own library. */
    private static String header(String secret, Instant at, String body) {
        return "t=" + at.getEpochSecond() + ",v1=" + digest(secret, at, body);
    }

    private static String digest(String secret, Instant at, String body) {
        try {
            return Webhook.Util.computeHmacSha256(secret, at.getEpochSecond() + "." + body);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String large(int size) {
        var frame = "{\"id\":\"evt_large\",\"object\":\"event\",\"fill\":\"\"}";
        return frame.replace("\"\"", "\"" + "x".repeat(size - frame.length()) + "\"");
    }

    private static byte[] gzip(String text) {
        var bytes = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(bytes)) {
            gzip.write(text.getBytes(UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
