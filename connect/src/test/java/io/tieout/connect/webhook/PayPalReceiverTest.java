package io.tieout.connect.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.tieout.connect.RawTopics;
import io.tieout.connect.paypal.PayPalCertificates;
import io.tieout.connect.paypal.PayPalWebhooks;
import io.tieout.connect.webhook.RawHttp.Message;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.CRC32;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** PayPal's webhooks over real sockets, signed by certificates of our own that a stand-in publishes. */
class PayPalReceiverTest {

    private static final String PATH = "/webhooks/paypal/M1";
    private static final String WEBHOOK = "9XL90610J3647323C";
    private static final String EVENT =
            "{\"id\": \"WH-1\",\n \"event_type\": \"PAYMENT.CAPTURE.COMPLETED\", \"x\": \"é円\"}";
    private static final char[] PASSWORD = "changeit".toCharArray();

    @TempDir
    static Path directory;

    private static KeyStore keys;
    private static HttpServer published;
    private static final Map<String, Integer> STATUS = new ConcurrentHashMap<>();
    private static final Map<String, byte[]> CONTENT = new ConcurrentHashMap<>();
    private static final AtomicInteger FETCHES = new AtomicInteger();

    private final RecordingSink sink = new RecordingSink();
    private volatile Instant now = Instant.now();
    private final WebhookReceiver receiver = WebhookReceiver.start(
            WebhookOptions.at("127.0.0.1", 0).withBodyLimit(64 * 1024),
            List.of(PayPalWebhooks.route(
                    "M1",
                    List.of("0AB11111AA111111A", WEBHOOK),
                    new PayPalCertificates(uri -> "127.0.0.1".equals(uri.getHost()), (InstantSource) () -> now))),
            sink);

    @BeforeAll
    static void publish() throws Exception {
        generate("paypal", "RSA", "-1d", "2");
        generate("forger", "RSA", "-1d", "2");
        generate("expired", "RSA", "-10d", "1");
        generate("curve", "EC", "-1d", "2");
        keys = KeyStore.getInstance(directory.resolve("keys.p12").toFile(), PASSWORD);
        published = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        published.createContext("/", exchange -> {
            FETCHES.incrementAndGet();
            var path = exchange.getRequestURI().getPath();
            var content = CONTENT.getOrDefault(path, new byte[0]);
            exchange.sendResponseHeaders(STATUS.getOrDefault(path, 404), content.length == 0 ? -1 : content.length);
            exchange.getResponseBody().write(content);
            exchange.close();
        });
        published.start();
    }

    @AfterAll
    static void stopPublishing() {
        published.stop(0);
    }

    @AfterEach
    void stop() {
        receiver.close();
    }

    private static void generate(String alias, String algorithm, String start, String days) throws Exception {
        var keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        var process = new ProcessBuilder(
                        keytool,
                        "-genkeypair",
                        "-alias",
                        alias,
                        "-keyalg",
                        algorithm,
                        "-dname",
                        "CN=" + alias,
                        "-startdate",
                        start,
                        "-validity",
                        days,
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        "changeit",
                        "-keystore",
                        directory.resolve("keys.p12").toString())
                .redirectErrorStream(true)
                .start();
        var said = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
    }

    /** Publishes the certificate at an address of its own, and says where. */
    private static String at(String path, String alias) throws Exception {
        Certificate certificate = keys.getCertificate(alias);
        var pem = "-----BEGIN CERTIFICATE-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(certificate.getEncoded())
                + "\n-----END CERTIFICATE-----\n";
        CONTENT.put(path, pem.getBytes(UTF_8));
        STATUS.put(path, 200);
        return url(path);
    }

    private static String url(String path) {
        return "http://127.0.0.1:" + published.getAddress().getPort() + path;
    }

    private static Message signed(String alias, String address) throws Exception {
        return signed(alias, address, WEBHOOK, "SHA256withRSA");
    }

    private static Message signed(String alias, String address, String webhook, String algorithm) throws Exception {
        var checksum = new CRC32();
        checksum.update(EVENT.getBytes(UTF_8));
        var said = "id-1|2026-03-01T12:00:00Z|" + webhook + "|" + checksum.getValue();
        var signer = Signature.getInstance(alias.equals("curve") ? "SHA256withECDSA" : "SHA256withRSA");
        signer.initSign((PrivateKey) keys.getKey(alias, PASSWORD));
        signer.update(said.getBytes(UTF_8));
        return new Message(PATH, EVENT.getBytes(UTF_8))
                .header("PAYPAL-TRANSMISSION-ID", "id-1")
                .header("PAYPAL-TRANSMISSION-TIME", "2026-03-01T12:00:00Z")
                .header("PAYPAL-TRANSMISSION-SIG", Base64.getEncoder().encodeToString(signer.sign()))
                .header("PAYPAL-CERT-URL", address)
                .header("PAYPAL-AUTH-ALGO", algorithm);
    }

    private void isRefused(Message message, int status) throws IOException {
        var reply = RawHttp.send(receiver.port(), message);

        assertThat(reply.status()).isEqualTo(status);
        assertThat(sink.records).isEmpty();
        assertThat(reply.body()).doesNotContain(WEBHOOK, "WH-1", "java");
    }

    @Test
    void storesTheVeryBytesOfWhatPayPalSigned() throws Exception {
        var reply = RawHttp.send(receiver.port(), signed("paypal", at("/good", "paypal")));

        assertThat(reply.status()).isEqualTo(200);
        assertThat(sink.records).singleElement().satisfies(record -> {
            assertThat(record.value()).isEqualTo(EVENT.getBytes(UTF_8));
            assertThat(record.topic()).isEqualTo(RawTopics.PAYPAL_EVENT);
            assertThat(record.account()).isEqualTo("M1");
        });
    }

    @Test
    void fetchesACertificateOnceForAThousandDeliveries() throws Exception {
        var message = signed("paypal", at("/once", "paypal")).bytes();
        int before = FETCHES.get();
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), receiver.port())) {
            for (int i = 0; i < 1000; i++) {
                socket.getOutputStream().write(message);
                assertThat(RawHttp.reply(socket.getInputStream()).status()).isEqualTo(200);
            }
        }
        assertThat(sink.records).hasSize(1000);
        assertThat(FETCHES.get() - before).isEqualTo(1);
    }

    @Test
    void refusesWhatPayPalDidNotSign() throws Exception {
        var good = at("/good", "paypal");
        isRefused(signed("forger", good), 401);
        isRefused(signed("paypal", good).body(EVENT.replace("WH-1", "WH-2")), 401);
        isRefused(signed("paypal", good, "5JK11111AA111111A", "SHA256withRSA"), 401);
        isRefused(signed("paypal", good, WEBHOOK, "SHA1withRSA"), 401);
        isRefused(signed("paypal", good).header("PAYPAL-TRANSMISSION-ID", "id-2"), 401);
        isRefused(signed("paypal", good).header("Paypal-Cert-Url", at("/forger", "forger")), 401);
        isRefused(new Message(PATH, EVENT.getBytes(UTF_8)), 401);
        isRefused(new Message(PATH, " ".repeat(65 * 1024).getBytes(UTF_8)), 413);
        assertThat(receiver.counts()).containsEntry(Outcome.NOT_AUTHENTIC, 7L);
    }

    @Test
    void refusesCertificatesThatAreNoneOfPayPals() throws Exception {
        int before = FETCHES.get();
        isRefused(signed("forger", "http://localhost:" + published.getAddress().getPort() + "/forger"), 401);
        isRefused(signed("forger", "file:///etc/passwd"), 401);
        isRefused(signed("forger", "not an address"), 401);
        assertThat(FETCHES.get()).as("nobody was asked").isEqualTo(before);

        isRefused(signed("expired", at("/expired", "expired")), 401);
        isRefused(signed("curve", at("/curve", "curve")), 401);
        CONTENT.put("/nonsense", "hello".getBytes(UTF_8));
        STATUS.put("/nonsense", 200);
        isRefused(signed("paypal", url("/nonsense")), 401);
        CONTENT.put("/endless", new byte[200_000]);
        STATUS.put("/endless", 200);
        isRefused(signed("paypal", url("/endless")), 401);
        isRefused(signed("paypal", url("/absent")), 401);
        at("/elsewhere", "paypal");
        STATUS.put("/elsewhere", 302);
        isRefused(signed("paypal", url("/elsewhere")), 503);
    }

    @Test
    void saysTryAgainWhileTheCertificateCannotBeFetchedAndTakesItAfterwards() throws Exception {
        var address = at("/away", "paypal");
        STATUS.put("/away", 500);
        isRefused(signed("paypal", address), 503);
        int before = FETCHES.get();
        isRefused(signed("paypal", address), 503);
        assertThat(FETCHES.get()).as("not asked again at once").isEqualTo(before);
        assertThat(receiver.counts()).containsEntry(Outcome.UNDECIDED, 2L);

        STATUS.put("/away", 200);
        now = now.plus(Duration.ofMinutes(1));
        assertThat(RawHttp.send(receiver.port(), signed("paypal", address)).status())
                .isEqualTo(200);
    }

    @Test
    void aCertificateThatRunsOutIsNoLongerTaken() throws Exception {
        var message = signed("paypal", at("/short", "paypal"));
        assertThat(RawHttp.send(receiver.port(), message).status()).isEqualTo(200);

        now = now.plus(Duration.ofDays(3));
        assertThat(RawHttp.send(receiver.port(), message).status()).isEqualTo(401);
    }

    @Test
    void aGenuineBodyMustBeAnEvent() throws Exception {
        var body = "{\"id\": \"WH-1\"}";
        var checksum = new CRC32();
        checksum.update(body.getBytes(UTF_8));
        var signer = Signature.getInstance("SHA256withRSA");
        signer.initSign((PrivateKey) keys.getKey("paypal", PASSWORD));
        signer.update(("i|t|" + WEBHOOK + "|" + checksum.getValue()).getBytes(UTF_8));
        isRefused(
                new Message(PATH, body.getBytes(UTF_8))
                        .header("Paypal-Transmission-Id", "i")
                        .header("Paypal-Transmission-Time", "t")
                        .header("Paypal-Transmission-Sig", Base64.getEncoder().encodeToString(signer.sign()))
                        .header("Paypal-Cert-Url", at("/good", "paypal"))
                        .header("Paypal-Auth-Algo", "sha256WithRSA"),
                400);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://api.paypal.com/v1/notifications/certs/CERT-360caa42-fca2a594-a5cafa77",
                "https://api.sandbox.paypal.com/v1/notifications/certs/CERT-1",
                "https://api-m.paypal.com:443/v1/notifications/certs/CERT-1"
            })
    void asksPayPalForCertificates(String address) {
        assertThat(PayPalCertificates.AT_PAYPAL.test(URI.create(address))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://api.paypal.com/v1/notifications/certs/CERT-1",
                "https://api.paypal.com.evil.example/v1/notifications/certs/CERT-1",
                "https://evilpaypal.com/v1/notifications/certs/CERT-1",
                "https://evil.example/api.paypal.com/v1/notifications/certs/CERT-1",
                "https://api.paypal.com@evil.example/v1/notifications/certs/CERT-1",
                "https://user@api.paypal.com/v1/notifications/certs/CERT-1",
                "https://api.paypal.com:8443/v1/notifications/certs/CERT-1",
                "https://www.paypal.com/v1/notifications/certs/CERT-1",
                "https://api.paypal.com/v1/notifications/certs/../../redirect",
                "https://api.paypal.com/v1/notifications/certs/CERT%2e%2e",
                "https://api.paypal.com/v1/notifications/certs/CERT-1?next=https://evil.example",
                "https://api.paypal.com/v1/notifications/certs/",
                "https:api.paypal.com",
                "/v1/notifications/certs/CERT-1"
            })
    void asksNobodyElse(String address) {
        assertThat(PayPalCertificates.AT_PAYPAL.test(URI.create(address))).isFalse();
    }
}
