package io.tieout.connect.poll;

import java.time.Instant;
import java.util.Map;
import org.apache.kafka.connect.errors.ConnectException;
import org.jspecify.annotations.Nullable;

/**
 * How far an account has been read: everything stated in {@code [from, to)} is in the topic. This is what
 * Kafka Connect keeps for the poller as its source offset.
 */
public record Cursor(Instant from, Instant to) {

    private static final String ACCOUNT = "account";
    private static final String FROM = "from";
    private static final String TO = "to";

    /** Connect's key for the cursor of an account. */
    public static Map<String, String> partition(String account) {
        return Map.of(ACCOUNT, account);
    }

    public Map<String, Long> offset() {
        return Map.of(FROM, from.toEpochMilli(), TO, to.toEpochMilli());
    }

    /** Reads back what {@link #offset} gave, whatever integers the offset store made of it. */
    public static @Nullable Cursor of(@Nullable Map<String, ?> offset) {
        if (offset == null) {
            return null;
        }
        if (offset.get(FROM) instanceof Number from
                && offset.get(TO) instanceof Number to
                && from.longValue() <= to.longValue()) {
            return new Cursor(Instant.ofEpochMilli(from.longValue()), Instant.ofEpochMilli(to.longValue()));
        }
        throw new ConnectException("The stored offset of this poller is not of the form {\"from\": ms, \"to\": ms}"
                + " with from <= to, in milliseconds since 1970 UTC. Reset or mend it with the Connect REST API"
                + " (/connectors/{name}/offsets).");
    }

    public Cursor advancedTo(Instant end) {
        return new Cursor(from, end);
    }
}
