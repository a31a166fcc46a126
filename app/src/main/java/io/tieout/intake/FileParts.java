package io.tieout.intake;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tieout.connect.RawTopics;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Files that come in parts, in whatever order and how often. Parts are kept until the file was read whole; its content is known
 * from then on.
 */
final class FileParts {

    private static final Pattern PART = Pattern.compile("([1-9][0-9]{0,3})/([1-9][0-9]{0,3})");
    private static final Pattern CONTENT = Pattern.compile("[0-9a-f]{64}");

    private final RawRecord raw;
    private final Memory memory;
    private final String content;
    private final int number;
    private final int of;

    /** @throws UnreadableException when the headers do not say which part of which file it is */
    FileParts(RawRecord raw, Memory memory) throws UnreadableException {
        this.raw = raw;
        this.memory = memory;
        content = header(raw, RawTopics.HEADER_CONTENT, CONTENT).group();
        Matcher part = header(raw, RawTopics.HEADER_PART, PART);
        number = Integer.parseInt(part.group(1));
        of = Integer.parseInt(part.group(2));
        if (number > of) {
            throw new UnreadableException("Header " + RawTopics.HEADER_PART + " says " + part.group() + ".");
        }
    }

    /** Whether the whole file was read before. */
    boolean isKnown() {
        return memory.recall("file|" + content) != null;
    }

    /** The whole file, if this part was the last that was missing; the same again until it is said to be {@link #read}. */
    byte @Nullable [] whole() throws UnreadableException {
        return of == 1 ? raw.value() : gathered();
    }

    /** Nothing more is wanted of the file. */
    void read() {
        memory.recallAll(prefix()).keySet().forEach(memory::forget);
        memory.forget(count());
        memory.remember("file|" + content, Json.object());
    }

    /** Name of the file, for people. */
    static String name(RawRecord raw, String otherwise) {
        return raw.headers().getOrDefault(RawTopics.HEADER_FILE, otherwise);
    }

    private byte @Nullable [] gathered() throws UnreadableException {
        ObjectNode known = memory.recall(count());
        int have = known == null ? 0 : known.path("have").asInt();
        String key = prefix() + String.format(Locale.ROOT, "%04d", number);
        if (memory.recall(key) == null) {
            ObjectNode kept = Json.object();
            kept.put("bytes", raw.value());
            memory.remember(key, kept);
            have++;
            ObjectNode counted = Json.object();
            counted.put("have", have);
            memory.remember(count(), counted);
        }
        if (have < of) {
            return null;
        }
        var whole = new ByteArrayOutputStream();
        for (var part : memory.recallAll(prefix()).entrySet()) {
            try {
                whole.writeBytes(part.getValue().path("bytes").binaryValue());
            } catch (IOException e) {
                throw new UnreadableException("A part of the file was kept in another form.", e);
            }
        }
        return whole.toByteArray();
    }

    private String prefix() {
        return "part|" + content + "|";
    }

    private String count() {
        return "parts|" + content;
    }

    private static Matcher header(RawRecord raw, String name, Pattern form) throws UnreadableException {
        Matcher value = form.matcher(raw.headers().getOrDefault(name, ""));
        if (!value.matches()) {
            throw new UnreadableException("Header " + name + " is missing or is not of the form " + form + ".");
        }
        return value;
    }
}
