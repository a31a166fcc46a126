package io.tieout.mapping;

import io.tieout.yaml.Block;
import io.tieout.yaml.Value;
import io.tieout.yaml.Wording;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Reads how a value is taken from a row: a path alone, or a block that says more. */
final class PickReader {

    static final String EXAMPLE = "{path: Id}";

    private final boolean csv;
    private final Set<String> columns = new LinkedHashSet<>();

    /** @param csv whether a path is the name of a column */
    PickReader(boolean csv) {
        this.csv = csv;
    }

    /** The columns that must be there. */
    List<String> columns() {
        return List.copyOf(columns);
    }

    /** A path alone, or a block of its own. */
    Optional<Pick> pick(Value value) {
        if (value.isScalar()) {
            return plain(value);
        }
        return value.block(EXAMPLE).flatMap(block -> {
            Optional<Pick> pick = pick(value, block);
            block.close();
            return pick;
        });
    }

    Optional<Pick> plain(Value value) {
        return path(value).map(path -> noted(new Pick(value.path(), List.of(new Pick.Term.At(path)), "", false, null)));
    }

    /** What a block says of a value; the caller closes it, and may ask for more. */
    Optional<Pick> pick(Value at, Block block) {
        Optional<Value> path = block.optional("path");
        Optional<Value> constant = block.optional("constant");
        Optional<Value> join = block.optional("join");
        Optional<Value> with = block.optional("with");
        boolean optional = block.optional("optional").flatMap(Value::yesOrNo).orElse(false);
        Optional<Value> match = block.optional("match");
        Optional<Pattern> pattern = match.flatMap(PickReader::pattern);
        long given = List.of(path, constant, join).stream()
                .filter(Optional::isPresent)
                .count();
        if (given != 1) {
            at.fault("says " + (given == 0 ? "nothing" : "more than one") + " of path, constant and join; write one");
            return Optional.empty();
        }
        if (with.isPresent() && join.isEmpty()) {
            with.get().faultAtKey("stands between what join names; there is no join");
        }
        join.filter(list -> list.items().isEmpty())
                .ifPresent(list -> list.fault("names no value; write for example [Run, Employee]"));
        var terms = new ArrayList<Pick.Term>();
        path.flatMap(this::path).ifPresent(found -> terms.add(new Pick.Term.At(found)));
        constant.flatMap(Value::attribute).ifPresent(text -> terms.add(new Pick.Term.Constant(text)));
        join.ifPresent(list -> list.items().forEach(item -> term(item).ifPresent(terms::add)));
        String joint = with.flatMap(value -> value.characters("a text")).orElse(join.isPresent() ? "-" : "");
        boolean read = terms.size() == join.map(list -> list.items().size()).orElse(1)
                && match.isPresent() == pattern.isPresent();
        return read
                ? Optional.of(noted(new Pick(at.path(), terms, joint, optional, pattern.orElse(null))))
                : Optional.empty();
    }

    private Optional<Pick.Term> term(Value item) {
        if (item.isScalar()) {
            return path(item).map(Pick.Term.At::new);
        }
        return item.block("{constant: INV}").flatMap(block -> {
            Optional<String> text = block.required("constant", "INV").flatMap(Value::attribute);
            block.close();
            return text.map(Pick.Term.Constant::new);
        });
    }

    private Pick noted(Pick pick) {
        if (csv && !pick.optional()) {
            pick.paths().forEach(path -> columns.add(path.text()));
        }
        return pick;
    }

    Optional<Path> path(Value value) {
        return value.characters(csv ? "the name of a column" : "a path such as Customer.Id")
                .flatMap(text -> path(text, value::fault));
    }

    private Optional<Path> path(String text, Consumer<String> fault) {
        if (csv) {
            return Optional.of(Path.column(text));
        }
        Optional<Path> path = Path.parse(text);
        if (path.isEmpty()) {
            fault.accept(
                    Wording.quote(text)
                            + " is no path; write for example MetaData.LastUpdatedTime, lines[0].id or fields[name=order].value");
        }
        return path;
    }

    private static Optional<Pattern> pattern(Value value) {
        return value.characters("a regular expression").flatMap(text -> {
            try {
                return Optional.of(Pattern.compile(text));
            } catch (PatternSyntaxException e) {
                value.fault(Wording.quote(text) + " is no regular expression: " + e.getDescription());
                return Optional.empty();
            }
        });
    }

    /** Conditions: under each path the text that it must be, or a list of them. */
    Optional<Where> where(Value value) {
        return value.block("{status: [draft, void]}").flatMap(block -> {
            Map<Pick, Set<String>> conditions = new LinkedHashMap<>();
            List<Value> all = block.all();
            if (all.isEmpty()) {
                block.fault("is empty; name at least one value, such as status: draft");
            }
            for (Value one : all) {
                Optional<Path> path = path(one.key(), one::faultAtKey);
                var texts = new LinkedHashSet<String>();
                one.items().forEach(item -> item.attribute().ifPresent(texts::add));
                path.ifPresent(found -> conditions.put(
                        new Pick(one.path(), List.of(new Pick.Term.At(found)), "", true, null), Set.copyOf(texts)));
                if (csv) {
                    columns.add(one.key());
                }
            }
            return conditions.size() == all.size() && !all.isEmpty()
                    ? Optional.of(new Where(conditions))
                    : Optional.empty();
        });
    }

    /** One word for all rows, or a table: {@code {by: status, is: {paid: SETTLED}}}. */
    <T> Optional<Choice<T>> choice(Value value, String example, Function<Value, Optional<T>> word) {
        if (value.isScalar()) {
            return word.apply(value).map(Choice::always);
        }
        return value.block("{by: status, is: {paid: " + example + "}}").flatMap(block -> {
            Optional<Pick> by = block.required("by", "status").flatMap(this::pick);
            var table = new LinkedHashMap<String, T>();
            Optional<Block> written =
                    block.required("is", "{paid: " + example + "}").flatMap(is -> is.block("{paid: " + example + "}"));
            List<Value> all = written.map(Block::all).orElse(List.of());
            all.forEach(one -> word.apply(one).ifPresent(meant -> table.put(one.key(), meant)));
            block.close();
            return by.isPresent() && !all.isEmpty() && table.size() == all.size()
                    ? Optional.of(new Choice<T>(by.get(), Map.copyOf(table), null))
                    : Optional.empty();
        });
    }
}
