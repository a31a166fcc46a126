package io.tieout.connect.paypal;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The certificates that PayPal publishes, each fetched once and kept while it is valid.
 *
 * <p>Anybody may name an address in a header, before anything is proven: so only PayPal's own place for certificates is
 * asked, over TLS, without redirects, for few bytes, by few at a time, and what failed is not asked again at once.
 */
public final class PayPalCertificates {

    /** Where PayPal publishes them, for live and for sandbox accounts. */
    public static final Predicate<URI> AT_PAYPAL = PayPalCertificates::isAtPayPal;

    private static final Logger LOG = LoggerFactory.getLogger(PayPalCertificates.class);
    private static final Pattern HOST = Pattern.compile("api(-m)?(\\.sandbox)?\\.paypal\\.com");
    private static final Pattern PATH = Pattern.compile("/v1/notifications/certs/[A-Za-z0-9_-]{1,100}");
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration NOT_AGAIN_FOR = Duration.ofSeconds(30);
    private static final int FETCHES_AT_A_TIME = 4;
    private static final int KEPT = 100;
    private static final int LARGEST = 64 * 1024;

    private final Predicate<URI> allowed;
    private final HttpClient http;
    private final InstantSource clock;
    private final Map<URI, Fetch> fetches = new ConcurrentHashMap<>();
    private final Semaphore room = new Semaphore(FETCHES_AT_A_TIME);

    /** What became of an address: the key, or nothing because there is none, or a failure. */
    private record Fetch(Instant begun, CompletableFuture<Optional<X509Certificate>> certificate) {

        boolean isSpent(Instant now) {
            if (!certificate.isDone()) {
                return false;
            }
            boolean kept = !certificate.isCompletedExceptionally()
                    && certificate
                            .join()
                            .filter(found -> !now.isAfter(found.getNotAfter().toInstant()))
                            .isPresent();
            return !kept && begun.plus(NOT_AGAIN_FOR).isBefore(now);
        }
    }

    /** @param allowed which addresses may be asked: {@link #AT_PAYPAL}, save for tests */
    public PayPalCertificates(Predicate<URI> allowed, InstantSource clock) {
        this.allowed = allowed;
        this.clock = clock;
        this.http = HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(PATIENCE)
                .build();
    }

    /**
     * The key of the certificate at this address; nothing where there is none that is valid now, or where nobody may be
     * asked. Fails with {@link CertificateUnavailableException} when that cannot be known now.
     */
    CompletableFuture<Optional<PublicKey>> key(String address) {
        URI uri;
        try {
            uri = URI.create(address);
        } catch (IllegalArgumentException e) {
            return CompletableFuture.completedFuture(Optional.empty()); // No address, so none of PayPal's.
        }
        if (!allowed.test(uri)) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        return fetch(uri).thenApply(found -> found.filter(this::isValid).map(X509Certificate::getPublicKey));
    }

    private boolean isValid(X509Certificate certificate) {
        Instant now = clock.instant();
        return !now.isBefore(certificate.getNotBefore().toInstant())
                && !now.isAfter(certificate.getNotAfter().toInstant());
    }

    private CompletableFuture<Optional<X509Certificate>> fetch(URI uri) {
        Instant now = clock.instant();
        fetches.values().removeIf(fetch -> fetch.isSpent(now));
        Fetch known = fetches.get(uri);
        if (known != null) {
            return known.certificate;
        }
        if (fetches.size() >= KEPT || !room.tryAcquire()) {
            return CompletableFuture.failedFuture(new CertificateUnavailableException("too many are being fetched"));
        }
        var mine = new Fetch(now, new CompletableFuture<>());
        Fetch others = fetches.putIfAbsent(uri, mine);
        if (others != null) {
            room.release();
            return others.certificate;
        }
        var request = HttpRequest.newBuilder(uri).timeout(PATIENCE).build();
        var unused = http.sendAsync(request, HttpResponse.BodyHandlers.ofInputStream())
                .thenApply(PayPalCertificates::certificate)
                .orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                .whenComplete((certificate, failure) -> {
                    room.release();
                    if (failure == null) {
                        mine.certificate.complete(certificate);
                        return;
                    }
                    LOG.warn(
                            "PayPal's certificate cannot be fetched from {}: {}. Its webhooks are told to try again (503)"
                                    + " until it can. Let this machine reach api.paypal.com on port 443.",
                            uri,
                            failure.toString());
                    mine.certificate.completeExceptionally(new CertificateUnavailableException(failure.toString()));
                });
        return mine.certificate;
    }

    /** Runs on the client's own threads: it waits for the body. */
    private static Optional<X509Certificate> certificate(HttpResponse<InputStream> answer) {
        try (var body = answer.body()) {
            if (answer.statusCode() == 404) {
                return Optional.empty();
            }
            if (answer.statusCode() != 200) {
                throw new CertificateUnavailableException("status " + answer.statusCode());
            }
            byte[] bytes = body.readNBytes(LARGEST + 1);
            if (bytes.length > LARGEST) {
                return Optional.empty();
            }
            // The certificate that signs comes first, those that vouch for it behind it.
            var factory = CertificateFactory.getInstance("X.509");
            return Optional.of((X509Certificate) factory.generateCertificate(new ByteArrayInputStream(bytes)));
        } catch (CertificateException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new CertificateUnavailableException(e.toString());
        }
    }

    private static boolean isAtPayPal(URI uri) {
        return "https".equals(uri.getScheme())
                && uri.getRawUserInfo() == null
                && (uri.getPort() == -1 || uri.getPort() == 443)
                && uri.getHost() != null
                && HOST.matcher(uri.getHost()).matches()
                && uri.getRawPath() != null
                && PATH.matcher(uri.getRawPath()).matches()
                && uri.getRawQuery() == null
                && uri.getRawFragment() == null;
    }
}
