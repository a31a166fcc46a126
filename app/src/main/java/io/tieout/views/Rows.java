package io.tieout.views;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Keys and values of the view stores: keys are parts with a NUL between, values are JSON. */
final class Rows {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final char BETWEEN = '\u0000';
    private static final char BEHIND = '\u0001';

    private Rows() {}

    /** A key of these parts. A NUL in a part, which no source writes, would tear the key apart. */
    static String key(String... parts) {
        var key = new StringBuilder();
        for (String part : parts) {
            if (!key.isEmpty()) {
                key.append(BETWEEN);
            }
            key.append(part.replace(BETWEEN, '\ufffd'));
        }
        return key.toString();
    }

    /** Where the keys that begin with these parts begin. */
    static String first(String... parts) {
        return key(parts) + BETWEEN;
    }

    /** Where they end. */
    static String last(String... parts) {
        return key(parts) + BEHIND;
    }

    /** The parts of a key. */
    static String[] parts(String key, int atMost) {
        return key.split(String.valueOf(BETWEEN), atMost);
    }

    static byte[] bytes(ObjectNode value) {
        return value.toString().getBytes(UTF_8);
    }

    static ObjectNode read(byte[] bytes) {
        try {
            return (ObjectNode) JSON.readTree(bytes);
        } catch (IOException damaged) {
            throw new UncheckedIOException(
                    "A row of a view is no JSON. Delete the state of the views; it is made"
                            + " anew from the outcome topics.",
                    damaged);
        }
    }

    static ObjectNode parse(String text) {
        try {
            return (ObjectNode) JSON.readTree(text);
        } catch (JsonProcessingException damaged) {
            throw new UncheckedIOException("A record between the operators of the views is no JSON", damaged);
        }
    }
}
