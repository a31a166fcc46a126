package io.tieout.connect.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.util.Base64;
import java.util.Optional;

/**
 * User and password that the provider was told to send along (RFC 7617). They prove nothing about the body, so they
 * stand before a signature and not in its place.
 */
public final class BasicAuthentication implements SharedSecretScheme {

    private static final String SCHEME = "basic ";

    private final byte[] expected;
    private final SharedSecretScheme then;

    /** @param then asked once user and password are right */
    public BasicAuthentication(String user, String password, SharedSecretScheme then) {
        this.expected = (user + ":" + password).getBytes(UTF_8);
        this.then = then;
    }

    @Override
    public Optional<Refusal> refusalOf(Delivery delivery) {
        var lines = delivery.headers().apply("Authorization");
        if (lines.size() != 1 || !MessageDigest.isEqual(expected, credentials(lines.get(0)))) {
            return Optional.of(new Refusal(
                    Outcome.CREDENTIALS_REFUSED,
                    "user and password of the endpoint are missing, or not those set here"));
        }
        return then.refusalOf(delivery);
    }

    private static byte[] credentials(String header) {
        if (!header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return new byte[0];
        }
        try {
            return Base64.getDecoder().decode(header.substring(SCHEME.length()).strip());
        } catch (IllegalArgumentException e) {
            return new byte[0]; // Not base64, so not ours.
        }
    }
}
