package io.tieout.yaml;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * What the reading of a file asked for: each key, whether it must be there, and what its value was read as. So the page of
 * the grammar is made by the reader itself, and a new key is on it.
 */
public final class AskedKeys {

    /** Stands in a path for a word that the user chooses. */
    public static final String OWN_WORD = "NAME";

    private final Map<String, Asked> keys = new LinkedHashMap<>();
    private final Set<String> ownWords = new LinkedHashSet<>();

    /**
     * @param value what is expected there; empty when the file did not have the key
     */
    public record Asked(boolean required, String value) {}

    public void key(String path) {
        keys.putIfAbsent(general(path), new Asked(false, ""));
    }

    public void required(String path) {
        keys.computeIfPresent(general(path), (key, asked) -> new Asked(true, asked.value()));
    }

    /** The keys of this block are the user's own words. */
    public void ownWords(String path) {
        ownWords.add(general(path));
    }

    public void value(String path, String expected) {
        String key = general(path);
        key(path);
        keys.computeIfPresent(
                key, (same, asked) -> asked.value().isEmpty() ? new Asked(asked.required(), expected) : asked);
    }

    public void value(String path, Collection<String> words) {
        value(path, String.join(", ", words));
    }

    /** In the order in which the reader asks. */
    public Map<String, Asked> keys() {
        return keys;
    }

    /** {@code sides.books.source} as {@code sides.NAME.source}. */
    private String general(String path) {
        String general = path;
        // Outer blocks come first: they are read first.
        for (String block : ownWords) {
            if (general.startsWith(block + ".")) {
                int end = general.indexOf('.', block.length() + 1);
                general = block + "." + OWN_WORD + (end < 0 ? "" : general.substring(end));
            }
        }
        return general;
    }
}
