package io.tieout.yaml;

import io.tieout.config.NearestName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/**
 * One mapping of a file, from which the grammar takes the keys that it knows.
 *
 * <p>What was asked for is what is known: {@link #close} calls every other key unknown and names the
 * nearest. So the grammar is written once, as the code that reads it.
 */
public final class Block {

    private final String path;
    private final Optional<Mark> mark;
    private final Faults faults;
    private final Map<String, Value> values = new LinkedHashMap<>();
    private final Set<String> known = new LinkedHashSet<>();
    private final Map<String, String> missing = new LinkedHashMap<>();

    /**
     * @param mark where a fault of the whole block is shown
     */
    public Block(MappingNode node, String path, Optional<Mark> mark, Faults faults) {
        this.path = path;
        this.mark = mark;
        this.faults = faults;
        for (NodeTuple tuple : node.getValue()) {
            if (tuple.getKeyNode() instanceof ScalarNode key) {
                add(key, tuple);
            } else {
                faults.add(tuple.getKeyNode().getStartMark(), path, "a key is one word, not a list or a block");
            }
        }
    }

    private void add(ScalarNode key, NodeTuple tuple) {
        var value = new Value(tuple.getValueNode(), key.getValue(), path(key.getValue()), key.getStartMark(), faults);
        Value first = values.putIfAbsent(key.getValue(), value);
        if (first != null) {
            int line = first.keyMark().map(Mark::getLine).orElse(-1) + 1;
            faults.add(key.getStartMark(), value.path(), "is written twice, first in line " + line);
        }
    }

    /** The value of a key that may be left out. */
    public Optional<Value> optional(String key) {
        known.add(key);
        faults.asked().key(path(key));
        return Optional.ofNullable(values.get(key));
    }

    /**
     * The value of a key that must be there.
     *
     * @param example a value, for the message when it is not
     */
    public Optional<Value> required(String key, String example) {
        if (!values.containsKey(key)) {
            missing.put(key, example);
        }
        Optional<Value> value = optional(key);
        faults.asked().required(path(key));
        return value;
    }

    /** The values of a block whose keys are the user's own words. */
    public List<Value> all() {
        known.addAll(values.keySet());
        faults.asked().ownWords(path);
        return List.copyOf(values.values());
    }

    /** Ends the reading: says which keys are unknown and which are missing. */
    public void close() {
        var stillMissing = new LinkedHashMap<>(missing);
        for (Value value : values.values()) {
            if (!known.contains(value.key())) {
                Optional<String> nearest = nearestUnused(value.key());
                nearest.ifPresent(stillMissing::remove);
                faults.add(value.keyMark(), value.path(), "is unknown" + Wording.suggest(nearest, known));
            }
        }
        stillMissing.forEach(
                (key, example) -> faults.add(mark, path(key), "is missing; write for example " + key + ": " + example));
    }

    /** A key that is written already is not what somebody meant by another. */
    private Optional<String> nearestUnused(String key) {
        var unused = new ArrayList<>(known);
        unused.removeAll(values.keySet());
        return NearestName.of(key.toLowerCase(Locale.ROOT), unused);
    }

    public void fault(String problem) {
        faults.add(mark, path, problem);
    }

    private String path(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }
}
