package io.tieout.matching;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * The end of a hash chain: whoever alters, drops or reorders a record of it breaks every later hash.
 *
 * @param id the writing task, such as {@code match-3}
 * @param sequence position of the last link, 0 before the first
 * @param hash hash of the last link, 64 zeros before the first
 */
public record AuditChain(String id, long sequence, String hash) {

    private static final MessageDigest SHA_256 = lookUp();

    /** A chain without a link. */
    public static AuditChain begin(String id) {
        return new AuditChain(id, 0, "0".repeat(64));
    }

    /**
     * The chain after one more link: SHA-256 over previous hash, chain id, sequence and the fields, each
     * as UTF-8 preceded by its length in bytes and a colon, so that no two lists of fields look alike.
     */
    public AuditChain append(List<String> fields) {
        MessageDigest digest = sha256();
        update(digest, hash);
        update(digest, id);
        update(digest, Long.toString(sequence + 1));
        fields.forEach(field -> update(digest, field));
        return new AuditChain(id, sequence + 1, HexFormat.of().formatHex(digest.digest()));
    }

    private static void update(MessageDigest digest, String field) {
        byte[] bytes = field.getBytes(StandardCharsets.UTF_8);
        digest.update((bytes.length + ":").getBytes(StandardCharsets.US_ASCII));
        digest.update(bytes);
    }

    /** A copy of one that was looked up: to look it up among all providers took longer than to hash a link. */
    private static MessageDigest sha256() {
        try {
            return (MessageDigest) SHA_256.clone();
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("The platform's SHA-256 can be copied", e);
        }
    }

    private static MessageDigest lookUp() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
