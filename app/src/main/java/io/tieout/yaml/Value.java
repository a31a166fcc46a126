package io.tieout.yaml;

import io.tieout.config.NearestName;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * What stands after a key. Each reading gives the value as its type or empty, and when empty it has said why.
 *
 * @param key the key as written
 * @param path the keys on the way here, this one included
 * @param keyMark where the key stands
 */
public record Value(Node node, String key, String path, Optional<Mark> keyMark, Faults faults) {

    /** Names become parts of ids and keys, in which {@code |} and {@code /} separate. */
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*");

    private static final int LONGEST_NAME = 60;

    private static final int LONGEST_WORD = 200;

    private static final Pattern SOURCE_WORD = Pattern.compile("[a-z][a-z0-9]*([_-][a-z0-9]+)*");

    private static final Pattern REFERENCE_KIND = Pattern.compile("[A-Z][A-Z0-9]*(_[A-Z0-9]+)*");

    private static final Pattern WHOLE_NUMBER = Pattern.compile("[1-9][0-9]{0,8}");

    private static final Pattern POINTS = Pattern.compile("0|-?[1-9][0-9]{0,3}");

    private static final Pattern DECIMAL = Pattern.compile("-?[0-9]{1,18}([.][0-9]{1,18})?");

    private static final Pattern DURATION =
            Pattern.compile("(?=.)(?:([0-9]{1,9})d)?(?:([0-9]{1,9})h)?(?:([0-9]{1,9})m)?(?:([0-9]{1,9})s)?");

    private static final Duration LONGEST_DURATION = Duration.ofDays(36_500);

    /** What older YAML took for true or false, and the YAML of today takes for text. */
    private static final Set<String> ALMOST_BOOLEAN = Set.of("yes", "no", "on", "off", "true", "false");

    public void fault(String problem) {
        faults.add(node.getStartMark(), path, problem);
    }

    public void faultAtKey(String problem) {
        faults.add(keyMark, path, problem);
    }

    /** A block of keys. */
    public Optional<Block> block(String example) {
        faults.asked().value(path, "a block");
        if (node instanceof MappingNode mapping) {
            return Optional.of(new Block(mapping, path, keyMark, faults));
        }
        return refuse("a block of keys such as " + example);
    }

    /** Free text that is not empty. */
    public Optional<String> text() {
        return scalar("a text").flatMap(scalar -> {
            if (scalar.getTag().equals(Tag.STR) && !scalar.getValue().isBlank()) {
                return Optional.of(scalar.getValue());
            }
            fault(
                    scalar.getValue().isBlank()
                            ? "is empty"
                            : Wording.quote(scalar.getValue()) + " is no text; put it in quotes");
            return Optional.empty();
        });
    }

    /** Whether it is one word or number, and no list or block. */
    public boolean isScalar() {
        return node instanceof ScalarNode;
    }

    /** A text that may hold anything, also a number or spaces alone. */
    public Optional<String> characters(String expected) {
        return scalar(expected).map(ScalarNode::getValue);
    }

    /** The items of a list, or this value alone where it is none. */
    public List<Value> items() {
        return node instanceof SequenceNode list
                ? list.getValue().stream()
                        .map(item -> new Value(item, key, path, item.getStartMark(), faults))
                        .toList()
                : List.of(this);
    }

    /** A name of a policy or a side. */
    public Optional<String> name() {
        return word(NAME, "name", "lower-case words joined by dashes, such as card-capture")
                .filter(name -> shortEnough(name, this));
    }

    /** The key of this value, as a name. */
    public Optional<String> keyAsName() {
        if (key.length() <= LONGEST_WORD && NAME.matcher(key).matches()) {
            return Optional.of(key).filter(name -> shortEnough(name, this));
        }
        faultAtKey(Wording.quote(key) + " is no name; write lower-case words joined by dashes, such as books");
        return Optional.empty();
    }

    private static boolean shortEnough(String name, Value at) {
        if (name.length() > LONGEST_NAME) {
            at.fault("is longer than " + LONGEST_NAME + " characters; it becomes part of every id");
        }
        return name.length() <= LONGEST_NAME;
    }

    /** A word in the language of a source: its own name, or a kind of object. */
    public Optional<String> sourceWord(String what, String example) {
        return word(SOURCE_WORD, what, "lower-case words joined by _ or -, such as " + example);
    }

    /** An account as its source names it, kept as written: a number may begin with zeros. */
    public Optional<String> account() {
        return scalar("an account").map(ScalarNode::getValue).flatMap(account -> {
            if (account.isBlank() || account.indexOf('/') >= 0 || !account.equals(account.strip())) {
                fault(Wording.quote(account)
                        + " is no account; it must not be empty, nor hold a slash or outer spaces");
                return Optional.empty();
            }
            return Optional.of(account);
        });
    }

    /** One kind of reference, or a list of them in order of preference. */
    public Optional<List<String>> referenceKinds() {
        List<Value> items = items();
        if (items.isEmpty()) {
            fault("is an empty list; name at least one kind of reference, such as PAYMENT_INTENT");
            return Optional.empty();
        }
        var kinds = new ArrayList<String>();
        var seen = new HashSet<String>();
        for (Value item : items) {
            item.referenceKind()
                    .filter(kind -> {
                        if (!seen.add(kind)) {
                            item.fault(kind + " is named twice");
                        }
                        return true;
                    })
                    .ifPresent(kinds::add);
        }
        return Optional.of(kinds).filter(found -> found.size() == items.size()).map(List::copyOf);
    }

    /** One kind of reference. */
    public Optional<String> referenceKind() {
        return word(REFERENCE_KIND, "kind of reference", "capitals joined by _, such as PAYMENT_INTENT");
    }

    /** A word of a closed list, in capitals or not. */
    public <T> Optional<T> oneOf(Collection<T> words, Function<T, String> spelling, String what) {
        faults.asked().value(path, words.stream().map(spelling).toList());
        return scalar("a " + what).map(ScalarNode::getValue).flatMap(written -> {
            for (T word : words) {
                if (spelling.apply(word).equalsIgnoreCase(written)) {
                    return Optional.of(word);
                }
            }
            List<String> spelled = words.stream().map(spelling).toList();
            boolean capitals = spelled.stream().allMatch(word -> word.equals(word.toUpperCase(Locale.ROOT)));
            String like = capitals ? written.toUpperCase(Locale.ROOT) : written.toLowerCase(Locale.ROOT);
            fault(Wording.quote(written) + " is no " + what + Wording.suggest(NearestName.of(like, spelled), spelled));
            return Optional.empty();
        });
    }

    /** The value of an attribute, as the text that an entry bears: {@code true} and "true" are the same. */
    public Optional<String> attribute() {
        return scalar("a text, a number, true or false").flatMap(scalar -> {
            String written = scalar.getValue();
            boolean text = scalar.getTag().equals(Tag.STR);
            if (text && scalar.isPlain() && ALMOST_BOOLEAN.contains(written.toLowerCase(Locale.ROOT))) {
                fault(Wording.quote(written) + " is read as text; write true or false, or put it in quotes");
                return Optional.empty();
            }
            return Optional.of(written);
        });
    }

    /** {@code true} or {@code false}. */
    public Optional<Boolean> yesOrNo() {
        return scalar("true or false").flatMap(scalar -> {
            if (scalar.getTag().equals(Tag.BOOL)) {
                return Optional.of(Boolean.valueOf(scalar.getValue()));
            }
            fault(Wording.quote(scalar.getValue()) + " is neither true nor false");
            return Optional.empty();
        });
    }

    /** A whole number from 1. */
    public Optional<Integer> count() {
        return scalar("a whole number").flatMap(scalar -> {
            if (scalar.isPlain() && WHOLE_NUMBER.matcher(scalar.getValue()).matches()) {
                return Optional.of(Integer.valueOf(scalar.getValue()));
            }
            fault(Wording.quote(scalar.getValue()) + " is no whole number from 1; write for example 1");
            return Optional.empty();
        });
    }

    /** Points: a whole number, negative where something speaks against. */
    public Optional<Integer> points() {
        return scalar("a whole number").flatMap(scalar -> {
            if (scalar.isPlain() && POINTS.matcher(scalar.getValue()).matches()) {
                return Optional.of(Integer.valueOf(scalar.getValue()));
            }
            fault(Wording.quote(scalar.getValue()) + " is no number of points; write a whole number such as 30 or -40");
            return Optional.empty();
        });
    }

    /** A list of words in the language of a source. */
    public Optional<List<String>> sourceWords(String what, String example) {
        if (!(node instanceof SequenceNode list) || list.getValue().isEmpty()) {
            return refuse("a list such as " + example);
        }
        var words = new LinkedHashSet<String>();
        for (Node item : list.getValue()) {
            var one = new Value(item, key, path, item.getStartMark(), faults);
            one.sourceWord(what, "company").ifPresent(word -> {
                if (!words.add(word)) {
                    one.fault(word + " is named twice");
                }
            });
        }
        return words.size() == list.getValue().size() ? Optional.of(List.copyOf(words)) : Optional.empty();
    }

    /** The key of this value, as a length of time. */
    public Optional<Duration> keyAsDuration(String example) {
        Optional<Duration> length = length(key);
        if (length.isEmpty()) {
            faultAtKey(Wording.quote(key) + " is no duration; write for example " + example);
        }
        return length;
    }

    /** A decimal number that is not negative. */
    public Optional<BigDecimal> limit() {
        return scalar("a number").flatMap(scalar -> {
            String written = scalar.getValue();
            if (!scalar.isPlain() || !DECIMAL.matcher(written).matches()) {
                fault(Wording.quote(written) + " is no number; write for example 0.05");
                return Optional.empty();
            }
            var number = new BigDecimal(written);
            if (number.signum() < 0) {
                fault(Wording.quote(written) + " is negative; a limit is 0 or more");
                return Optional.empty();
            }
            return Optional.of(number);
        });
    }

    /** A length of time such as {@code 1d12h}: days of 24 hours, hours, minutes, seconds, in this order. */
    public Optional<Duration> duration(String example) {
        return scalar("a duration such as " + example).flatMap(scalar -> {
            String written = scalar.getValue();
            Optional<Duration> length = length(written);
            if (length.isEmpty()) {
                fault(Wording.quote(written) + " is no duration; write for example " + example);
                return Optional.empty();
            }
            if (length.get().compareTo(LONGEST_DURATION) > 0) {
                fault(Wording.quote(written) + " is too long; the longest is " + LONGEST_DURATION.toDays() + "d");
                return Optional.empty();
            }
            return length;
        });
    }

    private static Optional<Duration> length(String written) {
        Matcher parts = DURATION.matcher(written);
        return parts.matches()
                ? Optional.of(Duration.ofDays(part(parts, 1))
                        .plusHours(part(parts, 2))
                        .plusMinutes(part(parts, 3))
                        .plusSeconds(part(parts, 4)))
                : Optional.empty();
    }

    private static long part(Matcher parts, int group) {
        String digits = parts.group(group);
        return digits == null ? 0 : Long.parseLong(digits);
    }

    /** A day, which begins at midnight UTC, or an instant. */
    public Optional<Instant> instant() {
        return scalar("a date").map(ScalarNode::getValue).flatMap(written -> {
            try {
                return Optional.of(
                        written.indexOf('T') < 0
                                ? LocalDate.parse(written)
                                        .atStartOfDay(ZoneOffset.UTC)
                                        .toInstant()
                                : OffsetDateTime.parse(written).toInstant());
            } catch (DateTimeParseException e) {
                fault(Wording.quote(written)
                        + " is no date; write for example 2026-01-31 or, in UTC, 2026-01-31T09:30:00Z");
                return Optional.empty();
            }
        });
    }

    private Optional<String> word(Pattern form, String what, String rule) {
        return scalar("a " + what).map(ScalarNode::getValue).flatMap(written -> {
            if (written.length() <= LONGEST_WORD && form.matcher(written).matches()) {
                return Optional.of(written);
            }
            fault(Wording.quote(written) + " is no " + what + "; write " + rule);
            return Optional.empty();
        });
    }

    private Optional<ScalarNode> scalar(String expected) {
        faults.asked().value(path, expected);
        if (!(node instanceof ScalarNode scalar)) {
            return refuse(expected);
        }
        if (scalar.getTag().equals(Tag.NULL)) {
            fault("is empty; expected is " + expected);
            return Optional.empty();
        }
        return Optional.of(scalar);
    }

    private <T> Optional<T> refuse(String expected) {
        String found = "the value " + Wording.quote(node instanceof ScalarNode scalar ? scalar.getValue() : "");
        if (node instanceof MappingNode) {
            found = "a block of keys";
        } else if (node instanceof SequenceNode) {
            found = "a list";
        } else if (node.getTag().equals(Tag.NULL)) {
            fault("is empty; expected is " + expected);
            return Optional.empty();
        }
        fault("is " + found + "; expected is " + expected);
        return Optional.empty();
    }
}
