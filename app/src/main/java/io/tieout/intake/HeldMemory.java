package io.tieout.intake;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A memory of one run, for reading what is at hand: files, tests. It fails when a value was changed that it had handed on. */
public final class HeldMemory implements Memory {

    private final TreeMap<String, Held> held = new TreeMap<>();

    private record Held(String key, ObjectNode value, ObjectNode asRemembered) {

        ObjectNode unchanged() {
            if (!value.equals(asRemembered)) {
                throw new IllegalStateException(
                        "What is remembered under " + key + " was changed in place: " + asRemembered + " to " + value);
            }
            return value;
        }
    }

    @Override
    public @Nullable ObjectNode recall(String key) {
        Held found = held.get(key);
        return found == null ? null : found.unchanged();
    }

    @Override
    public void remember(String key, ObjectNode value) {
        Held before = held.put(key, new Held(key, value, value.deepCopy()));
        if (before != null) {
            before.unchanged();
        }
    }

    @Override
    public void forget(String key) {
        Held before = held.remove(key);
        if (before != null) {
            before.unchanged();
        }
    }

    @Override
    public SortedMap<String, ObjectNode> recallAll(String prefix) {
        var found = new TreeMap<String, ObjectNode>();
        held.subMap(prefix, prefix + Character.MAX_VALUE).forEach((key, one) -> found.put(key, one.unchanged()));
        return found;
    }

    @Override
    public SortedMap<String, ObjectNode> recallAfter(String after, String prefix, int most) {
        var found = new TreeMap<String, ObjectNode>();
        held.subMap(after, false, prefix + Character.MAX_VALUE, true).entrySet().stream()
                .limit(most)
                .forEach(one -> found.put(one.getKey(), one.getValue().unchanged()));
        return found;
    }
}
