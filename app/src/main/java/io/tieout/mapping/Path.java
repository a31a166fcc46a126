package io.tieout.mapping;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a value stands: {@code MetaData.LastUpdatedTime}, {@code lines[0].amount}, {@code lines[*].amount}, {@code
 * fields[name=order].value} for the elements of a list whose field has this text, {@code ['a.b']} for a field whose name holds
 * a dot or a bracket. A slash in front begins at the whole document where {@code each} takes it apart. In CSV a path is the name
 * of a column.
 *
 * @param text as the file writes it
 * @param fromRoot whether it begins at the whole document
 */
public record Path(String text, boolean fromRoot, List<Step> steps) {

    private static final Pattern STEP = Pattern.compile("\\.?(?<field>[^.\\[\\]'/]+)|\\['(?<quoted>[^']+)'\\]"
            + "|\\[(?<index>[0-9]{1,6})\\]|\\[(?<all>\\*)\\]|\\[(?<name>[^.\\[\\]'=]+)=(?<value>[^\\[\\]]*)\\]");

    private static final int LONGEST = 500;

    /** One step on the way from a node to those below it. */
    sealed interface Step {
        record Field(String name) implements Step {}

        record Index(int at) implements Step {}

        record All() implements Step {}

        record Where(String name, String value) implements Step {}
    }

    /** The path that a text writes; empty where it writes none. */
    static Optional<Path> parse(String text) {
        boolean fromRoot = text.startsWith("/");
        String rest = fromRoot ? text.substring(1) : text;
        if (rest.isEmpty() || rest.length() > LONGEST || rest.startsWith(".")) {
            return Optional.empty();
        }
        var steps = new ArrayList<Step>();
        Matcher step = STEP.matcher(rest);
        int at = 0;
        while (at < rest.length()) {
            step.region(at, rest.length());
            if (!step.lookingAt() || (at > 0 && step.group("field") != null && rest.charAt(at) != '.')) {
                return Optional.empty();
            }
            steps.add(step(step));
            at = step.end();
        }
        return Optional.of(new Path(text, fromRoot, List.copyOf(steps)));
    }

    /** A column of a CSV file. */
    static Path column(String name) {
        return new Path(name, false, List.of(new Step.Field(name)));
    }

    private static Step step(Matcher found) {
        if (found.group("field") != null) {
            return new Step.Field(found.group("field"));
        }
        if (found.group("quoted") != null) {
            return new Step.Field(found.group("quoted"));
        }
        if (found.group("index") != null) {
            return new Step.Index(Integer.parseInt(found.group("index")));
        }
        return found.group("all") != null ? new Step.All() : new Step.Where(found.group("name"), found.group("value"));
    }

    /** What stands there, in order; nothing where the way ends early or at null. */
    List<JsonNode> in(Row row) {
        List<JsonNode> at = List.of(fromRoot ? row.document() : row.element());
        for (Step step : steps) {
            var next = new ArrayList<JsonNode>();
            for (JsonNode node : at) {
                follow(step, node, next);
            }
            at = next;
        }
        return at;
    }

    private static void follow(Step step, JsonNode node, List<JsonNode> next) {
        if (step instanceof Step.Field field) {
            add(node.get(field.name()), next);
        } else if (step instanceof Step.Index index) {
            add(node.get(index.at()), next);
        } else if (node.isArray()) {
            for (JsonNode element : node) {
                if (step instanceof Step.All
                        || (step instanceof Step.Where where
                                && element.path(where.name()).asText().equals(where.value()))) {
                    add(element, next);
                }
            }
        }
    }

    private static void add(@Nullable JsonNode node, List<JsonNode> next) {
        if (node != null && !node.isNull() && !node.isMissingNode()) {
            next.add(node);
        }
    }
}
