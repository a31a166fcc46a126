package io.tieout.connect.paypal;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tieout.connect.webhook.Delivery;
import io.tieout.connect.webhook.Outcome;
import io.tieout.connect.webhook.Refusal;
import io.tieout.connect.webhook.SignatureScheme;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * PayPal's signature: SHA256withRSA over {@code transmission id|transmission time|webhook id|CRC-32 of the body}, by the
 * certificate whose address stands in a header, too.
 *
 * <p>CRC-32 protects against accidents and not against people: whoever holds one genuine delivery can write another body
 * of the same checksum. So what is signed is taken for PayPal's word only together with TLS up to this receiver:
 * topology-docs/decisions/018.
 */
public final class PayPalSignature implements SignatureScheme {

    static final String ID = "Paypal-Transmission-Id";
    static final String TIME = "Paypal-Transmission-Time";
    static final String SIGNATURE = "Paypal-Transmission-Sig";
    static final String CERTIFICATE = "Paypal-Cert-Url";
    static final String ALGORITHM = "Paypal-Auth-Algo";

    private static final String SHA256_WITH_RSA = "SHA256withRSA";

    private final List<String> webhookIds;
    private final PayPalCertificates certificates;

    /** @param webhookIds ids of the webhook as PayPal's dashboard shows them, one or more */
    public PayPalSignature(List<String> webhookIds, PayPalCertificates certificates) {
        if (webhookIds.isEmpty() || webhookIds.stream().anyMatch(String::isBlank)) {
            throw new IllegalArgumentException("The id of the webhook is missing. Set paypal.webhook.id to the id that"
                    + " PayPal's dashboard shows beside the webhook's address.");
        }
        this.webhookIds = List.copyOf(webhookIds);
        this.certificates = certificates;
    }

    @Override
    public CompletableFuture<Optional<Refusal>> judge(Delivery delivery) {
        var id = one(delivery, ID);
        var time = one(delivery, TIME);
        var address = one(delivery, CERTIFICATE);
        var algorithm = one(delivery, ALGORITHM);
        var signature = signature(one(delivery, SIGNATURE));
        if (id == null || time == null || address == null || algorithm == null || signature == null) {
            return refused("one of PayPal's headers (Paypal-Transmission-Id, -Time, -Sig, Paypal-Cert-Url,"
                    + " Paypal-Auth-Algo) is missing, doubled or malformed");
        }
        if (!SHA256_WITH_RSA.equalsIgnoreCase(algorithm)) {
            return refused("only signatures by SHA256withRSA are taken");
        }
        return certificates
                .key(address)
                .thenApply(key -> key.filter(found -> isSigned(found, id, time, delivery.body(), signature))
                        .<Optional<Refusal>>map(good -> Optional.empty())
                        .orElseGet(() -> Optional.of(new Refusal(
                                Outcome.NOT_AUTHENTIC,
                                "the signature does not match, or not by a valid certificate of PayPal: check the id of"
                                        + " the webhook, and that nothing between changes the body"))))
                .exceptionally(unavailable -> Optional.of(
                        new Refusal(Outcome.UNDECIDED, "PayPal's certificate cannot be fetched now, send it again")));
    }

    private boolean isSigned(PublicKey key, String id, String time, byte[] body, byte[] signature) {
        var checksum = new CRC32();
        checksum.update(body);
        for (var webhookId : webhookIds) {
            var said = String.join("|", id, time, webhookId, Long.toString(checksum.getValue()));
            if (verifies(key, said.getBytes(UTF_8), signature)) {
                return true;
            }
        }
        return false;
    }

    private static boolean verifies(PublicKey key, byte[] said, byte[] signature) {
        try {
            var verifier = Signature.getInstance(SHA256_WITH_RSA);
            verifier.initVerify(key);
            verifier.update(said);
            return verifier.verify(signature);
        } catch (InvalidKeyException | SignatureException e) {
            return false; // A certificate of another kind, or no signature at all.
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This Java runtime has no " + SHA256_WITH_RSA + ".", e);
        }
    }

    /** The only value of a header; null where there is none, or more. */
    private static @Nullable String one(Delivery delivery, String name) {
        var lines = delivery.headers().apply(name);
        return lines.size() == 1 && !lines.get(0).isBlank() ? lines.get(0).strip() : null;
    }

    private static byte @Nullable [] signature(@Nullable String text) {
        try {
            return text == null ? null : Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            return null; // Not base64, so no signature.
        }
    }

    private static CompletableFuture<Optional<Refusal>> refused(String error) {
        return CompletableFuture.completedFuture(Optional.of(new Refusal(Outcome.NOT_AUTHENTIC, error)));
    }
}
