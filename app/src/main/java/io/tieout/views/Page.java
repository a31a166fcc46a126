package io.tieout.views;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Rows of a list in its order.
 *
 * @param reached up to where this is all there is; null when it is all to the end
 */
public record Page(List<Row> rows, @Nullable String reached) {

    /** As the stores order: by bytes, which is not always as Java orders texts. */
    static final Comparator<String> ORDER =
            (one, other) -> Arrays.compareUnsigned(one.getBytes(UTF_8), other.getBytes(UTF_8));

    /**
     * An outcome in a list.
     *
     * @param order where it stands
     */
    public record Row(String order, ObjectNode outcome) {}

    public Page {
        rows = List.copyOf(rows);
    }

    /**
     * A full page, by going on behind pages that are short: at most so many are read, so a page may be short in the end,
     * and says up to where there is no more.
     *
     * @param read the page behind a place; null for the first one
     */
    public static Page filled(
            Function<@Nullable String, Page> read, @Nullable String after, int limit, int pagesAtMost) {
        var rows = new ArrayList<Row>();
        @Nullable String reached = after;
        for (int pages = 0; pages < pagesAtMost; pages++) {
            Page page = read.apply(reached);
            rows.addAll(page.rows);
            reached = page.reached;
            if (reached == null || rows.size() >= limit) {
                break;
            }
        }
        return cut(rows, limit, reached);
    }

    private static Page cut(List<Row> rows, int limit, @Nullable String reached) {
        if (rows.size() <= limit) {
            return new Page(rows, reached);
        }
        List<Row> page = rows.subList(0, limit);
        return new Page(page, page.get(limit - 1).order());
    }

    /**
     * One page of several parts of a list.
     *
     * <p>Worked example: one part has read up to 5 and found 1 and 4, another has read up to 3 and found 2. The page
     * is 1 and 2, and goes on behind 3: what the second part has at 4 is not known yet.
     */
    public static Page merged(Collection<Page> parts, int limit) {
        @Nullable String horizon = null;
        for (Page part : parts) {
            if (part.reached != null && (horizon == null || ORDER.compare(part.reached, horizon) < 0)) {
                horizon = part.reached;
            }
        }
        var rows = new ArrayList<Row>();
        for (Page part : parts) {
            for (Row row : part.rows) {
                if (horizon == null || ORDER.compare(row.order, horizon) <= 0) {
                    rows.add(row);
                }
            }
        }
        rows.sort(Comparator.comparing(Row::order, ORDER));
        return cut(rows, limit, horizon);
    }
}
