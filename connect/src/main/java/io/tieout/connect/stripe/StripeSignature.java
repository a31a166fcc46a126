package io.tieout.connect.stripe;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tieout.connect.webhook.Delivery;
import io.tieout.connect.webhook.Outcome;
import io.tieout.connect.webhook.Refusal;
import io.tieout.connect.webhook.SharedSecretScheme;
import io.tieout.connect.webhook.SharedSecrets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Stripe's signature: {@code Stripe-Signature: t=1492774577,v1=5257a8...,v1=...,v0=...}, where each {@code v1}
 * is HMAC-SHA256 over {@code t + "." + raw body} with one of the endpoint's secrets. While a secret is rolled
 * over, Stripe signs with both, and here both may be known.
 *
 * <p>The time is judged only after the signature, so only the holder of a secret learns about our clock.
 */
public final class StripeSignature implements SharedSecretScheme {

    /** The header that carries the signature. */
    public static final String HEADER = "Stripe-Signature";

    /** Stripe's own default. */
    public static final Duration TOLERANCE = Duration.ofMinutes(5);

    private static final Pattern SECONDS = Pattern.compile("[0-9]{1,12}");
    private static final int HEX_LENGTH = 64;

    private final SharedSecrets secrets;
    private final Duration tolerance;
    private final InstantSource clock;

    /**
     * @param secrets the endpoint's signing secrets as Stripe shows them ({@code whsec_...}), one or more
     * @param tolerance how far from now, in both directions, a signature may be dated
     */
    public StripeSignature(List<String> secrets, Duration tolerance, InstantSource clock) {
        this.secrets = SharedSecrets.text(
                secrets,
                "Set stripe.webhook.secrets to the signing secret of the endpoint (Stripe shows it as whsec_...),"
                        + " several separated by commas.");
        this.tolerance = tolerance;
        this.clock = clock;
    }

    @Override
    public Optional<Refusal> refusalOf(Delivery delivery) {
        var lines = delivery.headers().apply(HEADER);
        if (lines.isEmpty()) {
            return refused("there is no " + HEADER + " header");
        }
        if (lines.size() > 1) {
            return refused("there is more than one " + HEADER + " header");
        }
        var header = Header.parse(lines.get(0));
        if (header == null) {
            return refused("the " + HEADER + " header is not of the form t=...,v1=...");
        }
        if (header.candidates.isEmpty()) {
            return refused("the " + HEADER + " header has no v1 signature");
        }
        if (!secrets.haveSigned(header.candidates, (header.seconds + ".").getBytes(UTF_8), delivery.body())) {
            return refused("no signature matches: check the endpoint's signing secret, and that nothing between"
                    + " changes the body");
        }
        var age = Duration.between(header.time(), clock.instant()).abs();
        return age.compareTo(tolerance) > 0
                ? Optional.of(new Refusal(
                        Outcome.SIGNATURE_OUT_OF_TIME,
                        "the signature's time is more than " + tolerance.toSeconds() + " s away from now"))
                : Optional.empty();
    }

    private static Optional<Refusal> refused(String error) {
        return Optional.of(new Refusal(Outcome.SIGNATURE_REFUSED, error));
    }

    /** The header's parts. The seconds stay text: what was signed is what was written. */
    private record Header(String seconds, List<byte[]> candidates) {

        static @Nullable Header parse(String text) {
            @Nullable String seconds = null;
            var candidates = new ArrayList<byte[]>();
            for (var part : text.split(",", -1)) {
                int equals = part.indexOf('=');
                if (equals < 0) {
                    return null;
                }
                var name = part.substring(0, equals).strip();
                var value = part.substring(equals + 1).strip();
                switch (name) {
                    case "t" -> {
                        if (seconds != null || !SECONDS.matcher(value).matches()) {
                            return null;
                        }
                        seconds = value;
                    }
                    case "v1" -> {
                        var candidate = digest(value);
                        if (candidate == null) {
                            return null;
                        }
                        candidates.add(candidate);
                    }
                    default -> {
                        // Other schemes, such as the v0 of test events, prove nothing.
                    }
                }
            }
            return seconds == null ? null : new Header(seconds, candidates);
        }

        Instant time() {
            return Instant.ofEpochSecond(Long.parseLong(seconds));
        }

        private static byte @Nullable [] digest(String hex) {
            if (hex.length() != HEX_LENGTH) {
                return null;
            }
            for (int i = 0; i < hex.length(); i++) {
                if (!HexFormat.isHexDigit(hex.charAt(i))) {
                    return null;
                }
            }
            return HexFormat.of().parseHex(hex);
        }
    }
}
