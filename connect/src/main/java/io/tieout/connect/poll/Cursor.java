package io.tieout.connect.poll;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.connect.errors.ConnectException;
import org.jspecify.annotations.Nullable;

/**
 * How far an account has been read: everything stated in {@code [from, to)} is in the topic. This is what
 * Kafka Connect keeps for the poller as its source offset.
 *
 * @param marks what a poller of lists that cannot be asked by time notes besides, such as the id that it came to
 */
public record Cursor(Instant from, Instant to, Map<String, Long> marks) {

    private static final String ACCOUNT = "account";
    private static final String FROM = "from";
    private static final String TO = "to";

    public Cursor {
        marks = Map.copyOf(marks);
    }

    /** One that needs no marks. */
    public Cursor(Instant from, Instant to) {
        this(from, to, Map.of());
    }

    /** Connect's key for the cursor of an account. */
    public static Map<String, String> partition(String account) {
        return Map.of(ACCOUNT, account);
    }

    public Map<String, Long> offset() {
        var offset = new HashMap<>(marks);
        offset.put(FROM, from.toEpochMilli());
        offset.put(TO, to.toEpochMilli());
        return offset;
    }

    /** Reads back what {@link #offset} gave, whatever integers the offset store made of it. */
    public static @Nullable Cursor of(@Nullable Map<String, ?> offset) {
        if (offset == null) {
            return null;
        }
        if (offset.get(FROM) instanceof Number from
                && offset.get(TO) instanceof Number to
                && from.longValue() <= to.longValue()) {
            var marks = new HashMap<String, Long>();
            offset.forEach((name, value) -> {
                if (!name.equals(FROM) && !name.equals(TO) && value instanceof Number mark) {
                    marks.put(name, mark.longValue());
                }
            });
            return new Cursor(Instant.ofEpochMilli(from.longValue()), Instant.ofEpochMilli(to.longValue()), marks);
        }
        throw new ConnectException("The stored offset of this poller is not of the form {\"from\": ms, \"to\": ms}"
                + " with from <= to, in milliseconds since 1970 UTC. Reset or mend it with the Connect REST API"
                + " (/connectors/{name}/offsets).");
    }

    public Cursor advancedTo(Instant end) {
        return new Cursor(from, end, marks);
    }

    /** The same reach with other marks. */
    public Cursor marked(Map<String, Long> others) {
        return new Cursor(from, to, others);
    }
}
