package io.tieout.connect.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Signs bytes that are no text, which Stripe's own library cannot. */
final class Hmac {

    private Hmac() {}

    static String header(String secret, Instant at, byte[] body) {
        var signed = ByteBuffer.allocate(body.length + 32);
        signed.put((at.getEpochSecond() + ".").getBytes(UTF_8)).put(body).flip();
        var bytes = new byte[signed.remaining()];
        signed.get(bytes);
        return "t=" + at.getEpochSecond() + ",v1=" + HexFormat.of().formatHex(of(secret.getBytes(UTF_8), bytes));
    }

    static byte[] of(byte[] key, byte[] signed) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(signed);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
