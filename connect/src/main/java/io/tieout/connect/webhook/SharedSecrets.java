package io.tieout.connect.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The secrets that an endpoint shares with its provider, several while one is rolled over. Each of them may have
 * signed, with HMAC-SHA256.
 */
public final class SharedSecrets {

    private static final String ALGORITHM = "HmacSHA256";

    private final List<SecretKeySpec> keys;

    private SharedSecrets(List<byte[]> secrets) {
        keys = secrets.stream()
                .map(secret -> new SecretKeySpec(secret, ALGORITHM))
                .toList();
    }

    /**
     * Secrets that are keys as they are written.
     *
     * @param instead what to set where one is missing
     */
    public static SharedSecrets text(List<String> secrets, String instead) {
        return new SharedSecrets(given(secrets, instead).stream()
                .map(secret -> secret.strip().getBytes(UTF_8))
                .toList());
    }

    /**
     * Secrets whose bytes are written in hexadecimal digits.
     *
     * @param instead what to set where one is missing, or is not written so
     */
    public static SharedSecrets hex(List<String> secrets, String instead) {
        try {
            return new SharedSecrets(given(secrets, instead).stream()
                    .map(secret -> HexFormat.of().parseHex(secret.strip()))
                    .toList());
        } catch (IllegalArgumentException e) {
            // Java's message quotes the digit at fault, and the secret around it.
            throw new IllegalArgumentException("A webhook secret is missing, or not in hexadecimal digits. " + instead);
        }
    }

    private static List<String> given(List<String> secrets, String instead) {
        if (secrets.isEmpty() || secrets.stream().anyMatch(String::isBlank)) {
            throw new IllegalArgumentException("A webhook secret is missing or blank. " + instead);
        }
        return secrets;
    }

    /**
     * Whether one of the digests is that of the parts under one of the secrets. Every digest is compared with every
     * expectation in constant time, whatever was found before.
     */
    public boolean haveSigned(Collection<byte[]> digests, byte[]... parts) {
        boolean signed = false;
        for (var key : keys) {
            var expected = hmac(key, parts);
            for (var digest : digests) {
                signed |= MessageDigest.isEqual(expected, digest);
            }
        }
        return signed;
    }

    private static byte[] hmac(SecretKeySpec key, byte[][] parts) {
        try {
            var mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            for (var part : parts) {
                mac.update(part);
            }
            return mac.doFinal();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This Java runtime has no " + ALGORITHM + ".", e);
        }
    }

    /** Shows none of them. */
    @Override
    public String toString() {
        return keys.size() + " secrets";
    }
}
