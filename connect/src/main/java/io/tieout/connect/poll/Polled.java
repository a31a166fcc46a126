package io.tieout.connect.poll;

import io.tieout.connect.RawTopics;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;

/**
 * One object of a page.
 *
 * @param id tells whether it was read before: an object that changes and keeps its name has another id each time
 * @param at the time by which it is listed
 * @param kind what it is, one of the {@code KIND_} constants of {@link RawTopics}
 * @param headers what is to be said of it besides, by the names in {@link RawTopics}
 * @param json the object's own bytes, as they stood in the page
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
public record Polled(String id, Instant at, String kind, Map<String, String> headers, byte[] json) {

    public Polled {
        headers = Map.copyOf(headers);
    }

    /** Tells a state of an object from all its other states: for lists that do not say when an object changed. */
    public static String fingerprint(byte[] json) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(json), 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }

    /** A provider's event, which says itself what it is. */
    public static Polled event(String id, Instant at, byte[] json) {
        return new Polled(id, at, RawTopics.KIND_EVENT, Map.of(), json);
    }
}
