package io.tieout.yaml;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.DocumentStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;

/**
 * The part of YAML that a policy file or a mapping file may use: one document of keys, texts, numbers and lists.
 *
 * <p>Anchors, aliases and tags are refused, because a file that an auditor reads must say what it says
 * where it says it; so are tabs, on which editors and YAML disagree.
 */
public final class YamlText {

    /** Far more than any file needs, and little enough to hold in memory without a thought. */
    public static final int MAX_BYTES = 64 * 1024;

    /** The grammar needs four levels; composing is recursive, so depth must end somewhere. */
    private static final int MAX_DEPTH = 16;

    private YamlText() {}

    /**
     * The keys of the file, or empty after it said why there are none.
     *
     * @param what the file states, which is its first key too, such as {@code policy}
     * @param example a name of one
     */
    public static Optional<MappingNode> keys(byte[] bytes, String what, String example, Faults faults) {
        if (bytes.length > MAX_BYTES) {
            faults.add("is larger than " + MAX_BYTES / 1024 + " KiB; that is no " + what);
            return Optional.empty();
        }
        Optional<String> text = decode(bytes, faults);
        text.ifPresent(decoded -> refuseTabs(decoded, faults));
        if (text.isEmpty() || !faults.none()) {
            return Optional.empty();
        }
        try {
            return compose(text.get(), what, example, faults);
        } catch (MarkedYamlEngineException e) {
            String context = e.getContext() == null ? "" : " (" + e.getContext() + ")";
            faults.add(
                    e.getProblemMark().or(e::getContextMark),
                    "",
                    "is not readable as YAML: " + e.getProblem() + context);
        } catch (ReaderException e) {
            int line = 1
                    + (int) text.get()
                            .codePoints()
                            .limit(e.getPosition())
                            .filter(character -> character == '\n')
                            .count();
            faults.add(line, 1, "", "holds the unprintable character " + codePoint(e.getCodePoint()) + "; remove it");
        } catch (YamlEngineException e) {
            faults.add("is not readable as YAML: " + e.getMessage());
        }
        return Optional.empty();
    }

    private static Optional<String> decode(byte[] bytes, Faults faults) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return Optional.of(text.startsWith("\uFEFF") ? text.substring(1) : text);
        } catch (CharacterCodingException e) {
            faults.add("is not UTF-8 text; save it as UTF-8");
            return Optional.empty();
        }
    }

    private static void refuseTabs(String text, Faults faults) {
        int line = 1;
        for (String content : text.lines().toList()) {
            int tab = content.indexOf('\t');
            if (tab >= 0) {
                faults.add(line, tab + 1, "", "holds a tab; indent and separate with spaces");
            }
            line++;
        }
    }

    /** Keys that are no words are let through here, so that the block that holds them can say where. */
    private static Optional<MappingNode> compose(String text, String what, String example, Faults faults) {
        LoadSettings settings = LoadSettings.builder()
                .setLabel(faults.file())
                .setUseMarks(true)
                .setParseComments(false)
                .setAllowNonScalarKeys(true)
                .build();
        refuseWhatFilesDoNotUse(new Parse(settings).parseString(text), what, faults);
        if (!faults.none()) {
            return Optional.empty();
        }
        Optional<Node> root = new Compose(settings).composeString(text);
        if (root.isEmpty()) {
            faults.add(1, 1, "", "is empty; a " + what + " begins with " + what + ": and its name");
            return Optional.empty();
        }
        if (root.get() instanceof MappingNode keys) {
            return Optional.of(keys);
        }
        faults.add(
                root.get().getStartMark(),
                "",
                "a " + what + " is a list of keys such as " + what + ": " + example + ", not this");
        return Optional.empty();
    }

    /** Looks at events, which come without recursion, before anything is composed. */
    private static void refuseWhatFilesDoNotUse(Iterable<Event> events, String what, Faults faults) {
        int documents = 0;
        int depth = 0;
        for (Event event : events) {
            if (event instanceof DocumentStartEvent && ++documents == 2) {
                faults.add(event.getStartMark(), "", "a second document begins here; one file holds one " + what);
            } else if (event instanceof CollectionStartEvent && ++depth == MAX_DEPTH) {
                faults.add(event.getStartMark(), "", "is nested too deeply");
                return;
            } else if (event instanceof CollectionEndEvent) {
                depth--;
            }
            if (event instanceof NodeEvent node) {
                refuseIndirection(node, faults);
            }
        }
    }

    private static void refuseIndirection(NodeEvent node, Faults faults) {
        node.getAnchor()
                .ifPresent(anchor -> faults.add(
                        node.getStartMark(),
                        "",
                        (node instanceof AliasEvent ? "the alias *" : "the anchor &") + anchor.getValue()
                                + " is not allowed; write the value out"));
        Optional<String> tag = Optional.empty();
        if (node instanceof ScalarEvent scalar) {
            tag = scalar.getTag();
        } else if (node instanceof CollectionStartEvent collection) {
            tag = collection.getTag();
        }
        tag.ifPresent(name ->
                faults.add(node.getStartMark(), "", "the tag " + name + " is not allowed; write the value alone"));
    }

    private static String codePoint(int codePoint) {
        return String.format(Locale.ROOT, "U+%04X", codePoint);
    }
}
