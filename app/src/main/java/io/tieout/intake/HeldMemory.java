package io.tieout.intake;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A memory of one run, for reading what is at hand: files, tests. */
public final class HeldMemory implements Memory {

    private final TreeMap<String, ObjectNode> held = new TreeMap<>();

    @Override
    public @Nullable ObjectNode recall(String key) {
        ObjectNode value = held.get(key);
        return value == null ? null : value.deepCopy();
    }

    @Override
    public void remember(String key, ObjectNode value) {
        held.put(key, value.deepCopy());
    }

    @Override
    public void forget(String key) {
        held.remove(key);
    }

    @Override
    public SortedMap<String, ObjectNode> recallAll(String prefix) {
        return new TreeMap<>(held.subMap(prefix, prefix + Character.MAX_VALUE));
    }

    @Override
    public SortedMap<String, ObjectNode> recallAfter(String after, String prefix, int most) {
        var found = new TreeMap<String, ObjectNode>();
        held.subMap(after, false, prefix + Character.MAX_VALUE, true).entrySet().stream()
                .limit(most)
                .forEach(one -> found.put(one.getKey(), one.getValue()));
        return found;
    }
}
