package io.tieout.policy;

import io.tieout.config.NearestName;
import io.tieout.matching.Completion;
import io.tieout.matching.Currencies;
import io.tieout.matching.Entry;
import io.tieout.matching.Rates;
import io.tieout.matching.Shape;
import io.tieout.matching.Shape.Closes;
import io.tieout.yaml.Block;
import io.tieout.yaml.Value;
import io.tieout.yaml.Wording;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The keys that only a group has.
 *
 * <pre>{@code
 * shape: group
 * closes: when-complete       # at-deadline, when-complete or when-balanced
 * complete: {side: payout, where: {reconciliation_status: completed}, counts: {movements: movement_count}}
 * agree: payout.amount = movements.net
 * rates:                      # amounts in other currencies count in this one
 *   currency: EUR
 *   2026-03-01: {USD: 0.9213, GBP: 1.1702}
 * }</pre>
 */
final class GroupKeys {

    private static final List<Closes> CLOSES = List.of(Closes.values());

    private final Block root;
    private final List<WrittenSide> sides;

    private GroupKeys(Block root, List<WrittenSide> sides) {
        this.root = root;
        this.sides = sides;
    }

    /**
     * @param sides the sides of the file; empty where they cannot be told
     * @param agree empty where it cannot be told
     */
    static Optional<Shape> read(Block root, List<WrittenSide> sides, Optional<Agree> agree) {
        return new GroupKeys(root, sides).shape(agree);
    }

    private Optional<Shape> shape(Optional<Agree> agree) {
        Optional<Closes> closes = root.required("closes", "at-deadline")
                .flatMap(value -> value.oneOf(CLOSES, GroupKeys::word, "way to close"));
        Optional<Value> written = root.optional("complete");
        Optional<Completion> completion = written.flatMap(
                        value -> value.block("{side: payout, where: {reconciliation_status: completed}}"))
                .flatMap(this::completion);
        boolean trusts = closes.isPresent() && closes.get() == Closes.WHEN_COMPLETE;
        if (trusts && written.isEmpty()) {
            root.required("complete", "{side: payout, where: {reconciliation_status: completed}}");
        }
        if (closes.isPresent() && !trusts) {
            written.ifPresent(value -> value.faultAtKey("is only for a group that closes when-complete"));
        }
        Optional<Value> table = root.optional("rates");
        Optional<Rates> rates = table.flatMap(value -> value.block("{currency: EUR, 2026-03-01: {USD: 0.9213}}"))
                .flatMap(GroupKeys::rates);
        boolean whole = closes.isPresent()
                && agree.isPresent()
                && trusts == completion.isPresent()
                && table.isPresent() == rates.isPresent();
        return whole
                ? Optional.of(new Shape.Group(
                        closes.get(), measures(agree.get()), completion.orElse(null), rates.orElse(null)))
                : Optional.empty();
    }

    private static String word(Closes closes) {
        return closes.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static Map<String, String> measures(Agree agree) {
        var measures = new HashMap<String, String>();
        agree.terms().stream()
                .filter(term -> !term.measure().equals(Entry.AMOUNT))
                .forEach(term -> measures.put(term.side(), term.measure()));
        return measures;
    }

    private Optional<Completion> completion(Block block) {
        Optional<String> side = block.required("side", "payout").flatMap(this::side);
        Map<String, String> where = attributes(block.optional("where"), "{reconciliation_status: completed}");
        Map<String, String> counts = attributes(block.optional("counts"), "{movements: movement_count}");
        block.optional("counts")
                .flatMap(value -> value.block("{movements: movement_count}"))
                .ifPresent(counted -> counted.all().forEach(this::sideAtKey));
        block.close();
        if (where.isEmpty() && counts.isEmpty()) {
            block.fault("says nothing; write where: {reconciliation_status: completed}, or counts: {movements:"
                    + " movement_count}, or both");
            return Optional.empty();
        }
        return side.map(name -> new Completion(name, where, counts));
    }

    private static Map<String, String> attributes(Optional<Value> written, String example) {
        var attributes = new HashMap<String, String>();
        written.flatMap(value -> value.block(example))
                .ifPresent(block -> block.all()
                        .forEach(value -> value.attribute().ifPresent(text -> attributes.put(value.key(), text))));
        return attributes;
    }

    private Optional<String> side(Value value) {
        Optional<String> name = value.name();
        if (name.isPresent() && !sides.isEmpty() && !names().contains(name.get())) {
            value.fault("there is no side " + Wording.quote(name.get())
                    + Wording.suggest(NearestName.of(name.get(), names()), names()));
            return Optional.empty();
        }
        return name;
    }

    private void sideAtKey(Value value) {
        if (!sides.isEmpty() && !names().contains(value.key())) {
            value.faultAtKey("there is no such side" + Wording.suggest(NearestName.of(value.key(), names()), names()));
        }
    }

    private List<String> names() {
        return sides.stream().map(WrittenSide::name).toList();
    }

    private static Optional<Rates> rates(Block block) {
        Optional<String> currency = block.required("currency", "EUR")
                .flatMap(value -> value.text().filter(code -> known(value, code, false)));
        var byDate = new TreeMap<LocalDate, Map<String, BigDecimal>>();
        boolean sound = currency.isPresent();
        for (Value value : block.all()) {
            if (!value.key().equals("currency")) {
                Optional<LocalDate> date = date(value);
                Optional<Map<String, BigDecimal>> rates = ratesOfADay(value);
                sound &= date.isPresent() && rates.isPresent();
                date.ifPresent(day -> byDate.put(day, rates.orElse(Map.of())));
            }
        }
        block.close();
        if (sound && byDate.isEmpty()) {
            block.fault("has no rate; write for example 2026-03-01: {USD: 0.9213}");
            return Optional.empty();
        }
        return sound ? Optional.of(new Rates(currency.get(), byDate)) : Optional.empty();
    }

    private static Optional<LocalDate> date(Value value) {
        try {
            return Optional.of(LocalDate.parse(value.key()));
        } catch (DateTimeParseException e) {
            value.faultAtKey(Wording.quote(value.key()) + " is no date; write for example 2026-03-01");
            return Optional.empty();
        }
    }

    private static Optional<Map<String, BigDecimal>> ratesOfADay(Value day) {
        Optional<Block> written = day.block("{USD: 0.9213}");
        if (written.isEmpty()) {
            return Optional.empty();
        }
        var rates = new HashMap<String, BigDecimal>();
        List<Value> values = written.get().all();
        for (Value value : values) {
            value.limit().ifPresent(rate -> {
                if (rate.signum() == 0) {
                    value.fault("is zero; write what one " + value.key() + " is worth");
                } else if (known(value, value.key(), true)) {
                    rates.put(value.key(), rate);
                }
            });
        }
        return rates.size() == values.size() ? Optional.of(rates) : Optional.empty();
    }

    private static boolean known(Value value, String code, boolean atKey) {
        if (Currencies.digits(code) >= 0) {
            return true;
        }
        String problem = Wording.quote(code) + " is no ISO 4217 currency; write for example EUR";
        if (atKey) {
            value.faultAtKey(problem);
        } else {
            value.fault(problem);
        }
        return false;
    }
}
