package io.tieout.policy;

import io.tieout.config.NearestName;
import io.tieout.matching.AliasRule;
import io.tieout.matching.Currencies;
import io.tieout.matching.Entry;
import io.tieout.matching.Policy;
import io.tieout.matching.Shape;
import io.tieout.matching.Side;
import io.tieout.matching.Tolerance;
import io.tieout.yaml.Block;
import io.tieout.yaml.Fault;
import io.tieout.yaml.Faults;
import io.tieout.yaml.Value;
import io.tieout.yaml.Wording;
import io.tieout.yaml.YamlText;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Currency;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.snakeyaml.engine.v2.nodes.MappingNode;

/**
 * Reads one policy file. The grammar is this class, from top to bottom in the order of a file; every fault
 * of a file is reported at once, by line, and a file with a fault gives no policy.
 *
 * <pre>{@code
 * policy: card-capture
 * version: 1
 * starts: 2026-01-01
 * ends: 2027-01-01
 * title: Every card capture is booked in Odoo, and every booking was captured
 * owner: finance-operations
 * sides:
 *   books:    {source: odoo,   object: payment_transaction, stage: CAPTURED, key: [PAYMENT_INTENT, CHARGE]}
 *   provider: {source: stripe, object: charge, stage: CAPTURED, where: {live: true}, key: [PAYMENT_INTENT, CHARGE]}
 * shape: pair
 * alias: {from: CHARGE, to: PAYMENT_INTENT, by: provider}
 * agree: books.amount = provider.amount
 * tolerance: {EUR: 0.05, default: 0, percent: 0.5}
 * window: 24h
 * grace: 1h
 * retention: 90d
 * missing:
 *   books:    {reason: CAPTURE_NOT_BOOKED}
 *   provider: {reason: BOOKED_NOT_CAPTURED, severity: critical, category: DATA_INTEGRITY}
 * }</pre>
 *
 * <p>Groups and pools have further keys: {@link GroupKeys}, {@link PoolKeys}; the sides of a pool have no {@code key}.
 */
public final class PolicyReader {

    private static final Duration DEFAULT_RETENTION = Duration.ofDays(90);

    private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);

    private static final List<String> SHAPES = List.of("pair", "group", "pool");

    private final Faults faults;

    private PolicyReader(Faults faults) {
        this.faults = faults;
    }

    /** A policy, and where its name stands. */
    record Named(Policy policy, Value at, String text) {

        String file() {
            return at.faults().file();
        }

        /** A fault of the name, which only a look at other files can find. */
        Fault fault(String problem) {
            var found = new Faults(file());
            found.add(at.node().getStartMark(), at.path(), Wording.quote(policy.name()) + " " + problem);
            return found.found().get(0);
        }
    }

    /**
     * The policy of a file.
     *
     * @throws PolicyException when the file cannot be read, or is no policy
     */
    public static Policy read(Path file) {
        var faults = new Faults(file.toString());
        return orThrow(read(file, faults), faults);
    }

    /**
     * The policy that a text states.
     *
     * @param file what faults call the text
     * @throws PolicyException when it is no policy
     */
    public static Policy read(String file, String text) {
        var faults = new Faults(file);
        return orThrow(read(text.getBytes(StandardCharsets.UTF_8), faults), faults);
    }

    static Optional<Named> read(Path file, Faults faults) {
        try (InputStream content = Files.newInputStream(file)) {
            return read(content.readNBytes(YamlText.MAX_BYTES + 1), faults);
        } catch (NoSuchFileException e) {
            faults.add("does not exist");
            return Optional.empty();
        } catch (IOException e) {
            faults.add("cannot be read: " + e);
            return Optional.empty();
        }
    }

    static Optional<Named> read(byte[] content, Faults faults) {
        String text = new String(content, StandardCharsets.UTF_8);
        return YamlText.keys(content, "policy", "card-capture", faults)
                .flatMap(node -> new PolicyReader(faults).policy(node, text));
    }

    private static Policy orThrow(Optional<Named> read, Faults faults) {
        return read.orElseThrow(() -> new PolicyException(faults.found())).policy();
    }

    private Optional<Named> policy(MappingNode node, String text) {
        var root = new Block(node, "", node.getStartMark(), faults);
        Optional<Value> named = root.required("policy", "card-capture");
        Optional<String> name = named.flatMap(Value::name);
        Optional<Integer> version = root.required("version", "1").flatMap(Value::count);
        Optional<Instant> starts = root.optional("starts").flatMap(Value::instant);
        Optional<Value> endsAt = root.optional("ends");
        Optional<Instant> ends = endsAt.flatMap(Value::instant);
        Optional<String> title =
                root.required("title", "Every card capture is booked in Odoo").flatMap(Value::text);
        Optional<String> owner = root.required("owner", "finance-operations").flatMap(Value::text);
        Optional<Value> shape = root.required("shape", "pair");
        Optional<String> known = shape.flatMap(value -> value.oneOf(SHAPES, word -> word, "shape"));
        boolean group = known.isPresent() && known.get().equals("group");
        boolean inPool = known.isPresent() && known.get().equals("pool");
        Optional<List<WrittenSide>> sides = root.required("sides", "{books: {...}, provider: {...}}")
                .flatMap(value -> value.block("books: {...}"))
                .map(block -> sides(block, !inPool));
        Optional<Agree> agree = root.required("agree", "books.amount = provider.amount")
                .flatMap(value -> agree(value, sides.orElse(List.of()), group));
        Optional<Shape> shaped = Optional.of(new Shape.Pair());
        if (group) {
            shaped = GroupKeys.read(root, sides.orElse(List.of()), agree);
        } else if (inPool) {
            shaped = PoolKeys.read(root, shape.get(), sides.orElse(List.of()));
        }
        Optional<AliasRule> alias = root.optional("alias")
                .flatMap(value -> value.block(WrittenAlias.EXAMPLE))
                .flatMap(block -> WrittenAlias.read(block, sides.orElse(List.of())));
        Tolerance tolerance = root.optional("tolerance")
                .flatMap(value -> value.block("{EUR: 0.05, default: 0}"))
                .map(PolicyReader::tolerance)
                .orElse(Tolerance.NONE);
        Optional<Value> windowAt = root.required("window", "24h");
        Optional<Duration> window = windowAt.flatMap(value -> value.duration("24h"));
        Optional<Duration> grace = root.required("grace", "1h").flatMap(value -> value.duration("1h"));
        Optional<Value> retentionAt = root.optional("retention");
        Optional<Duration> retention = retentionAt.isEmpty()
                ? Optional.of(DEFAULT_RETENTION)
                : retentionAt.flatMap(value -> value.duration("90d"));
        window.filter(Duration::isZero).ifPresent(none -> windowAt.get().fault("must be longer than nothing"));
        if (window.isPresent() && grace.isPresent() && retention.isPresent()) {
            retentionHoldsACase(window.get().plus(grace.get()), retention.get(), retentionAt.or(() -> windowAt));
        }
        if (inPool) {
            endsAt.ifPresent(end -> end.fault("a pool cannot end: its entries would lose their counterparts across the"
                    + " date; leave its file until nothing in it is open"));
        }
        if (starts.isPresent() && ends.isPresent() && !ends.get().isAfter(starts.get())) {
            endsAt.get().fault("is not after its start");
        }
        Optional<MissingSides> missing = root.required("missing", "{books: {reason: COUNTERPART_MISSING}}")
                .flatMap(value -> value.block("books: {reason: COUNTERPART_MISSING}"))
                .map(block -> MissingSides.read(block, sides.orElse(List.of())));
        root.close();
        if (!faults.none()) {
            return Optional.empty();
        }
        var policy = new Policy(
                name.orElseThrow(),
                version.orElseThrow(),
                starts.orElse(null),
                ends.orElse(null),
                title.orElseThrow(),
                owner.orElseThrow(),
                inOrder(sides.orElseThrow(), agree.orElseThrow()),
                shaped.orElseThrow(),
                alias.orElse(null),
                tolerance,
                window.orElseThrow(),
                grace.orElseThrow(),
                missing.orElseThrow().sayings(),
                retention.orElseThrow());
        return Optional.of(new Named(policy, named.orElseThrow(), text));
    }

    private List<WrittenSide> sides(Block block, boolean keyed) {
        List<WrittenSide> sides = block.all().stream()
                .map(value -> WrittenSide.read(value, keyed))
                .toList();
        if (sides.size() < 2) {
            block.fault("a policy has at least two sides");
        }
        for (int later = 1; later < sides.size(); later++) {
            for (int earlier = 0; earlier < later; earlier++) {
                sides.get(later).refuseOverlap(sides.get(earlier));
            }
        }
        return sides;
    }

    private static Optional<Agree> agree(Value value, List<WrittenSide> sides, boolean group) {
        Optional<String> text = value.text();
        Optional<Agree> agree = text.flatMap(Agree::parse)
                .filter(found -> group || found.terms().size() == 2);
        if (text.isPresent() && agree.isEmpty()) {
            value.fault(
                    Wording.quote(text.get()) + " is no agreement; write for example books.amount = provider.amount");
        }
        if (agree.isEmpty() || sides.isEmpty()) {
            return agree;
        }
        List<Agree.Term> terms = agree.get().terms();
        List<String> names = sides.stream().map(WrittenSide::name).toList();
        terms.stream().distinct().forEach(term -> {
            if (!group && !term.measure().equals(Entry.AMOUNT)) {
                value.fault(Wording.quote(term.measure()) + " is no measure that a pair can compare; only amount is");
            }
            if (!names.contains(term.side())) {
                value.fault("there is no side " + Wording.quote(term.side())
                        + Wording.suggest(NearestName.of(term.side(), names), names));
            }
        });
        // Without both there would be nothing to agree, and still a match.
        terms.subList(0, 2).stream()
                .distinct()
                .forEach(term -> sides.stream()
                        .filter(side -> side.name().equals(term.side()) && side.optional())
                        .forEach(side -> value.fault(
                                "the side " + side.name() + " is optional; both sides of agree are required")));
        var seen = new HashSet<String>();
        terms.stream()
                .filter(term -> !seen.add(term.side()))
                .forEach(term -> value.fault("names the side " + term.side() + " twice; name two different sides"));
        return agree;
    }

    /** The sides that must agree come first, the others as written. */
    private static List<Side> inOrder(List<WrittenSide> sides, Agree agree) {
        var ordered = new ArrayList<Side>();
        for (Agree.Term term : agree.terms()) {
            sides.stream()
                    .filter(side -> side.name().equals(term.side()))
                    .forEach(side -> ordered.add(side.complete()));
        }
        sides.stream()
                .map(WrittenSide::complete)
                .filter(side -> !ordered.contains(side))
                .forEach(ordered::add);
        return ordered;
    }

    private static Tolerance tolerance(Block block) {
        var absolute = new HashMap<String, BigDecimal>();
        var otherwise = BigDecimal.ZERO;
        var percent = BigDecimal.ZERO;
        for (Value value : block.all()) {
            boolean currency = !value.key().equals("default") && !value.key().equals("percent");
            if (currency && Currencies.digits(value.key()) < 0) {
                unknownCurrency(value);
                continue;
            }
            Optional<BigDecimal> limit = value.limit();
            if (limit.isEmpty()) {
                continue;
            }
            if (currency) {
                refuseFractionOfMinorUnit(value, limit.get());
                absolute.put(value.key(), limit.get());
            } else if (value.key().equals("default")) {
                otherwise = limit.get();
            } else {
                percent = limit.get();
                if (percent.compareTo(HUNDRED) > 0) {
                    value.fault("is more than 100");
                }
            }
        }
        return new Tolerance(absolute, otherwise, percent);
    }

    private static void unknownCurrency(Value value) {
        var words = new ArrayList<>(List.of("default", "percent"));
        Currency.getAvailableCurrencies().stream()
                .map(Currency::getCurrencyCode)
                .filter(code -> Currencies.digits(code) >= 0)
                .forEach(words::add);
        String written = value.key();
        Optional<String> nearest =
                NearestName.of(written, words).or(() -> NearestName.of(written.toUpperCase(Locale.ROOT), words));
        value.faultAtKey(Wording.quote(written) + " is no ISO 4217 currency"
                + Wording.suggest(nearest, List.of("currencies such as EUR", "default", "percent")));
    }

    /** No two amounts can differ by less than a minor unit: such a limit does not mean what it seems to. */
    private static void refuseFractionOfMinorUnit(Value value, BigDecimal limit) {
        int digits = Currencies.digits(value.key());
        if (limit.stripTrailingZeros().scale() > digits) {
            value.fault(limit.toPlainString() + " is finer than the minor unit of " + value.key() + ", which has "
                    + digits + (digits == 1 ? " decimal" : " decimals"));
        }
    }

    private static void retentionHoldsACase(Duration life, Duration retention, Optional<Value> at) {
        if (retention.compareTo(life) < 0) {
            at.orElseThrow()
                    .fault("a closed case would be forgotten while its counterpart may still come: retention must be at"
                            + " least window + grace (90d where the file does not say)");
        }
    }
}
