package io.tieout.intake;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * What an intake remembers of one account, by key. Keys with a common prefix are found together, in order.
 *
 * <p>A value that was remembered or recalled is not changed any more: it is handed on as it is, since a snapshot of
 * a million invoices recalls some ten million times. {@link HeldMemory} notices who changes one.
 */
public interface Memory {

    @Nullable
    ObjectNode recall(String key);

    void remember(String key, ObjectNode value);

    void forget(String key);

    /** Everything whose key begins with the prefix, in order of keys. */
    SortedMap<String, ObjectNode> recallAll(String prefix);

    /**
     * The next of these, in order of keys.
     *
     * @param after a key that comes before them; the prefix itself to begin with the first
     * @param most how many at most; fewer come only where there are no more
     */
    SortedMap<String, ObjectNode> recallAfter(String after, String prefix, int most);
}
