package io.tieout.connect.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;

/**
 * A secret that the sender sends along (RFC 6750), for systems that cannot sign. It proves who sends and nothing about the
 * body: what stands between sender and receiver must be encrypted.
 */
public final class BearerToken implements SharedSecretScheme {

    private static final String SCHEME = "bearer ";

    private final List<byte[]> secrets;

    /** @param secrets several while one is rolled over */
    public BearerToken(List<String> secrets) {
        if (secrets.isEmpty() || secrets.stream().anyMatch(String::isBlank)) {
            throw new IllegalArgumentException("A bearer secret is missing or blank.");
        }
        this.secrets =
                secrets.stream().map(secret -> secret.strip().getBytes(UTF_8)).toList();
    }

    @Override
    public Optional<Refusal> refusalOf(Delivery delivery) {
        var lines = delivery.headers().apply("Authorization");
        boolean known = false;
        if (lines.size() == 1 && lines.get(0).regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            byte[] given = lines.get(0).substring(SCHEME.length()).strip().getBytes(UTF_8);
            for (byte[] secret : secrets) {
                known |= MessageDigest.isEqual(secret, given);
            }
        }
        return known
                ? Optional.empty()
                : Optional.of(new Refusal(
                        Outcome.CREDENTIALS_REFUSED,
                        "the header Authorization: Bearer SECRET is missing, or not with a secret that is set here"));
    }

    /** Shows none of them. */
    @Override
    public String toString() {
        return secrets.size() + " secrets";
    }
}
