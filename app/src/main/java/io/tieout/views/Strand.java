package io.tieout.views;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.jspecify.annotations.Nullable;

/** The rows of one value of one field in a list, in the order of the list, read forward from where it stands. */
final class Strand implements AutoCloseable {

    /** Rows that are stepped over before it is cheaper to go there anew. */
    private static final int STEPS = 16;

    private final ReadOnlyKeyValueStore<String, byte[]> lists;
    private final String[] parts;
    private final String end;
    private KeyValueIterator<String, byte[]> range;
    private @Nullable String order;
    private String row = "";

    private Strand(ReadOnlyKeyValueStore<String, byte[]> lists, String[] parts, String start, @Nullable String end) {
        this.lists = lists;
        this.parts = parts;
        this.end = end == null ? Rows.last(parts) : at(end);
        this.range = lists.range(at(start), this.end);
    }

    /**
     * Stands at the first row from start on.
     *
     * @param parts list, field and value
     * @param end null for the end of it
     */
    static Strand open(
            ReadOnlyKeyValueStore<String, byte[]> lists, String[] parts, String start, @Nullable String end) {
        var strand = new Strand(lists, parts, start, end);
        strand.next();
        return strand;
    }

    /** Where it stands; null behind its end. */
    @Nullable
    String order() {
        return order;
    }

    /** Key of the outcome where it stands. */
    String row() {
        return row;
    }

    void next() {
        if (!range.hasNext()) {
            order = null;
            return;
        }
        KeyValue<String, byte[]> now = range.next();
        order = Rows.parts(now.key, 4)[3];
        row = new String(now.value, UTF_8);
    }

    /** Goes forward to the first row that does not stand before this; says whether it had to jump. */
    boolean goTo(String wanted) {
        for (int step = 0; step < STEPS; step++) {
            if (order == null || Page.ORDER.compare(order, wanted) >= 0) {
                return false;
            }
            next();
        }
        if (order == null || Page.ORDER.compare(order, wanted) >= 0) {
            return false;
        }
        range.close();
        range = lists.range(at(wanted), end);
        next();
        return true;
    }

    private String at(String where) {
        return Rows.key(parts[0], parts[1], parts[2], where);
    }

    @Override
    public void close() {
        range.close();
    }
}
