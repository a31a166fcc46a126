package io.tieout.mapping;

import io.tieout.matching.Currencies;
import io.tieout.matching.Stage;
import io.tieout.yaml.Block;
import io.tieout.yaml.Faults;
import io.tieout.yaml.Value;
import io.tieout.yaml.Wording;
import io.tieout.yaml.YamlText;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.nodes.MappingNode;

/**
 * Reads one mapping file. The grammar is this class, from top to bottom in the order of a file; every fault of a file is
 * reported at once, by line, and a file with a fault gives no mapping. {@code topology-docs/mappings.md} is made of it.
 */
public final class MappingReader {

    /** Sources that Tieout reads by its own code: their accounts have a log already. */
    public static final Set<String> OWN_SOURCES =
            Set.of("odoo", "stripe", "adyen", "shopify", "shopify_payments", "paypal", "bank");

    private final Faults faults;

    private MappingReader(Faults faults) {
        this.faults = faults;
    }

    /**
     * The mapping that a text states.
     *
     * @param file what faults call the text
     * @throws MappingException when it is no mapping
     */
    public static Mapping read(String file, String text) {
        var faults = new Faults(file);
        return read(text.getBytes(StandardCharsets.UTF_8), faults)
                .orElseThrow(() -> new MappingException(faults.found()));
    }

    static Optional<Mapping> read(java.nio.file.Path file, Faults faults) {
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

    static Optional<Mapping> read(byte[] content, Faults faults) {
        return YamlText.keys(content, "mapping", "quickbooks-payment", faults)
                .flatMap(node -> new MappingReader(faults).mapping(node));
    }

    private Optional<Mapping> mapping(MappingNode node) {
        var root = new Block(node, "", node.getStartMark(), faults);
        Optional<String> name = root.required("mapping", "quickbooks-payment")
                .flatMap(value -> value.name().filter(word -> foreign(value, word)));
        Optional<Integer> version = root.required("version", "1").flatMap(Value::count);
        Optional<String> title =
                root.required("title", "Payments that QuickBooks received").flatMap(Value::text);
        Optional<String> source = root.required("source", "quickbooks")
                .flatMap(value -> value.sourceWord("source", "quickbooks").filter(word -> foreign(value, word)));
        boolean csv = root.required("from", "json")
                .flatMap(value -> value.oneOf(List.of("json", "csv"), word -> word, "kind of document"))
                .filter("csv"::equals)
                .isPresent();
        var picks = new PickReader(csv);
        Optional<Value> form = root.optional("csv");
        Optional<Value> each = root.optional("each");
        if (csv) {
            each.ifPresent(value -> value.faultAtKey("is for JSON; each row of a CSV file is one entry"));
        } else {
            form.ifPresent(value -> value.faultAtKey("is for from: csv"));
        }
        List<Mapping.Skip> skips =
                root.optional("skip").map(value -> skips(value, picks)).orElse(List.of());
        Optional<Choice<String>> object = root.required("object", "payment")
                .flatMap(value -> picks.choice(value, "payment", word -> word.sourceWord("object", "payment")));
        Optional<Pick> id = root.required("id", "Id").flatMap(picks::pick);
        Optional<Mapping.Revision> revision =
                root.required("revision", "{at: MetaData.LastUpdatedTime}").flatMap(value -> revision(value, picks));
        Optional<Choice<Stage>> stage = root.required("stage", "SETTLED")
                .flatMap(value -> picks.choice(
                        value, "SETTLED", word -> word.oneOf(List.of(Stage.values()), Stage::name, "stage")));
        Optional<Where> deleted = root.optional("deleted").flatMap(picks::where);
        Optional<Pick> company = root.optional("company").flatMap(picks::pick);
        Optional<Amount> amount = root.required("amount", "{value: TotalAmt, currency: CurrencyRef.value}")
                .flatMap(value -> amount(value, picks));
        Map<String, Amount> measures = new LinkedHashMap<>();
        root.optional("measures")
                .flatMap(value -> value.block("{tax: {value: TotalTax, currency: Currency}}"))
                .ifPresent(block -> block.all().forEach(value -> {
                    Optional<String> measure = value.keyAsName();
                    amount(value, picks).ifPresent(found -> measure.ifPresent(word -> measures.put(word, found)));
                }));
        Optional<When> businessAt = root.optional("business_at").flatMap(value -> when(value, picks));
        Optional<When> statedAt = root.optional("stated_at").flatMap(value -> when(value, picks));
        Optional<When> dueAt = root.optional("due_at").flatMap(value -> when(value, picks));
        Map<String, List<Pick>> references = new LinkedHashMap<>();
        root.optional("references")
                .flatMap(value -> value.block("{INVOICE: DocNumber}"))
                .ifPresent(block -> block.all().forEach(value -> reference(value, picks, references)));
        Map<String, Pick> attributes = new LinkedHashMap<>();
        root.optional("attributes")
                .flatMap(value -> value.block("{method: PaymentMethodRef.value}"))
                .ifPresent(block -> block.all()
                        .forEach(value -> picks.pick(value).ifPresent(pick -> attributes.put(value.key(), pick))));
        Optional<Pick> counterparty = root.optional("counterparty").flatMap(picks::pick);
        Optional<Pick> text = root.optional("text").flatMap(picks::pick);
        Optional<? extends Layout> layout = csv
                ? form.isEmpty()
                        ? Optional.of(new Layout.Csv(',', StandardCharsets.UTF_8, List.of(), picks.columns()))
                        : form.flatMap(value -> csv(value, picks.columns()))
                : Optional.of(
                        new Layout.Json(each.map(value -> paths(value, picks)).orElse(List.of())));
        if (revision.isPresent() && revision.get().at() == null && statedAt.isEmpty()) {
            root.fault("stated_at is missing: a revision by number does not tell when it was stated");
        }
        root.close();
        if (!faults.none()) {
            return Optional.empty();
        }
        return Optional.of(new Mapping(
                name.orElseThrow(),
                version.orElseThrow(),
                title.orElseThrow(),
                source.orElseThrow(),
                layout.orElseThrow(),
                skips,
                object.orElseThrow(),
                id.orElseThrow(),
                revision.orElseThrow(),
                stage.orElseThrow(),
                deleted.orElse(null),
                company.orElse(null),
                amount.orElseThrow(),
                Map.copyOf(measures),
                businessAt.orElse(null),
                statedAt.orElse(null),
                dueAt.orElse(null),
                references,
                Map.copyOf(attributes),
                counterparty.orElse(null),
                text.orElse(null)));
    }

    private static boolean foreign(Value value, String word) {
        if (OWN_SOURCES.contains(word)) {
            value.fault(Wording.quote(word) + " is a source that Tieout reads itself; choose another word");
        }
        return !OWN_SOURCES.contains(word);
    }

    private static List<Path> paths(Value value, PickReader picks) {
        return value.items().stream().map(picks::path).flatMap(Optional::stream).toList();
    }

    private static List<Mapping.Skip> skips(Value value, PickReader picks) {
        var skips = new ArrayList<Mapping.Skip>();
        for (Value item : value.items()) {
            item.block("{where: {status: draft}, because: a draft moves no money}")
                    .ifPresent(block -> {
                        Optional<Where> where =
                                block.required("where", "{status: draft}").flatMap(picks::where);
                        Optional<String> because = block.required("because", "a draft moves no money")
                                .flatMap(Value::text);
                        block.close();
                        if (where.isPresent() && because.isPresent()) {
                            skips.add(new Mapping.Skip(where.get(), because.get()));
                        }
                    });
        }
        return List.copyOf(skips);
    }

    private static Optional<Mapping.Revision> revision(Value value, PickReader picks) {
        return value.block("{at: MetaData.LastUpdatedTime}").flatMap(block -> {
            Optional<Value> time = block.optional("at");
            Optional<When> at = time.flatMap(written -> when(written, picks));
            Optional<Value> counted = block.optional("number");
            Optional<Pick> number = counted.flatMap(picks::pick);
            Optional<Pick> order = block.optional("order").flatMap(picks::pick);
            block.close();
            if (time.isPresent() == counted.isPresent()) {
                value.fault("says " + (time.isPresent() ? "both" : "neither")
                        + " of at and number; write the one that grows with each change of the object");
                return Optional.empty();
            }
            return at.isPresent() || number.isPresent()
                    ? Optional.of(new Mapping.Revision(at.orElse(null), number.orElse(null), order.orElse(null)))
                    : Optional.empty();
        });
    }

    private static Optional<Amount> amount(Value value, PickReader picks) {
        return value.block("{value: TotalAmt, currency: CurrencyRef.value}").flatMap(block -> {
            Optional<Value> single = block.optional("value");
            Optional<Pick> whole = single.flatMap(picks::pick);
            Optional<Pick> in = block.optional("in").flatMap(picks::pick);
            Optional<Pick> out = block.optional("out").flatMap(picks::pick);
            Optional<Pick> currency =
                    block.required("currency", "{constant: EUR}").flatMap(found -> currency(found, picks));
            boolean minor = block.optional("unit")
                    .flatMap(unit -> unit.oneOf(List.of("major", "minor"), word -> word, "unit"))
                    .filter("minor"::equals)
                    .isPresent();
            String decimal =
                    block.optional("decimal").flatMap(MappingReader::mark).orElse(".");
            String thousand =
                    block.optional("thousand").flatMap(MappingReader::mark).orElse("");
            Optional<Value> direction = block.optional("sign");
            Optional<Choice<Amount.Sign>> sign = direction.isEmpty()
                    ? Optional.of(Choice.always(Amount.Sign.IN))
                    : direction.flatMap(written -> picks.choice(
                            written,
                            "in",
                            word -> word.oneOf(List.of(Amount.Sign.values()), Amount.Sign::word, "sign")));
            block.close();
            boolean two = in.isPresent() || out.isPresent();
            if (single.isPresent() == two) {
                value.fault(
                        two
                                ? "says both value and in or out; write one way"
                                : "says no value; write value: and where" + " the amount stands, or in: and out:");
            }
            if (decimal.equals(thousand)) {
                value.fault("decimal and thousand are the same mark");
            }
            return single.isPresent() == whole.isPresent() && currency.isPresent() && sign.isPresent()
                    ? Optional.of(new Amount(
                            value.path(),
                            whole.orElse(null),
                            in.orElse(null),
                            out.orElse(null),
                            currency.get(),
                            minor,
                            new Amount.Notation(decimal, thousand),
                            sign.get()))
                    : Optional.empty();
        });
    }

    /** A currency that the mapping itself states is known when it is read. */
    private static Optional<Pick> currency(Value value, PickReader picks) {
        return picks.pick(value).filter(pick -> {
            boolean known = pick.terms().size() != 1
                    || !(pick.terms().get(0) instanceof Pick.Term.Constant constant)
                    || Currencies.digits(constant.text()) >= 0;
            if (!known) {
                value.fault("is no ISO 4217 currency; write for example {constant: EUR}");
            }
            return known;
        });
    }

    private static Optional<String> mark(Value value) {
        return value.characters("one character").filter(mark -> {
            boolean one = mark.length() == 1 && !Character.isLetterOrDigit(mark.charAt(0)) && !mark.matches("[+-]");
            if (!one) {
                value.fault(Wording.quote(mark) + " is no mark; write one character in quotes, such as \",\"");
            }
            return one;
        });
    }

    private static Optional<When> when(Value value, PickReader picks) {
        if (value.isScalar()) {
            return picks.plain(value).map(pick -> new When(pick, When.ISO, null));
        }
        return value.block("{path: TxnDate, format: dd/MM/yyyy, zone: Europe/Brussels}")
                .flatMap(block -> {
                    Optional<Pick> pick = picks.pick(value, block);
                    Optional<Value> written = block.optional("format");
                    Optional<Value> named = block.optional("zone");
                    Optional<ZoneId> zone = named.flatMap(MappingReader::zone);
                    Optional<String> format = written.isEmpty()
                            ? Optional.of(When.ISO)
                            : written.flatMap(found -> format(found, named.isPresent()));
                    block.close();
                    return pick.isPresent() && format.isPresent() && named.isPresent() == zone.isPresent()
                            ? Optional.of(new When(pick.get(), format.get(), zone.orElse(null)))
                            : Optional.empty();
                });
    }

    private static Optional<ZoneId> zone(Value value) {
        return value.characters("a time zone such as Europe/Brussels").flatMap(text -> {
            try {
                return Optional.of(ZoneId.of(text));
            } catch (DateTimeException e) {
                value.fault(Wording.quote(text) + " is no time zone; write for example Europe/Brussels or UTC");
                return Optional.empty();
            }
        });
    }

    private static Optional<String> format(Value value, boolean zoned) {
        return value.characters("iso, epoch-seconds, epoch-millis or a pattern such as dd/MM/yyyy")
                .filter(text -> {
                    if (Set.of(When.ISO, When.SECONDS, When.MILLIS).contains(text)) {
                        return true;
                    }
                    try {
                        When.pattern(text);
                    } catch (IllegalArgumentException e) {
                        value.fault(
                                Wording.quote(text)
                                        + " is no format; write iso, epoch-seconds, epoch-millis or a pattern such as dd/MM/yyyy");
                        return false;
                    }
                    String letters = text.replaceAll("'[^']*'", "");
                    boolean timeOfDay = letters.matches(".*[HhKk].*");
                    boolean offset = letters.matches(".*[XxZVOz].*");
                    if (timeOfDay && !offset && !zoned) {
                        value.fault(
                                "tells a time of day and no offset; say in which zone, such as zone: Europe/Brussels");
                        return false;
                    }
                    return true;
                });
    }

    private static void reference(Value value, PickReader picks, Map<String, List<Pick>> references) {
        if (!value.key().matches("[A-Z][A-Z0-9]*(_[A-Z0-9]+)*")) {
            value.faultAtKey(Wording.quote(value.key())
                    + " is no kind of reference; write capitals joined by _, such as PAYMENT_INTENT");
            return;
        }
        List<Pick> found = value.items().stream()
                .map(picks::pick)
                .flatMap(Optional::stream)
                .toList();
        references.put(value.key(), found);
    }

    private static Optional<Layout.Csv> csv(Value value, List<String> required) {
        return value.block("{delimiter: \";\", encoding: UTF-8}").flatMap(block -> {
            String delimiter = block.optional("delimiter")
                    .flatMap(written -> written.characters("one character").flatMap(mark -> {
                        if (mark.equals("tab")) {
                            return Optional.of("\t");
                        }
                        if (mark.length() != 1 || mark.equals("\"")) {
                            written.fault(
                                    Wording.quote(mark) + " is no delimiter; write one character in quotes, or tab");
                            return Optional.empty();
                        }
                        return Optional.of(mark);
                    }))
                    .orElse(",");
            Charset encoding = block.optional("encoding")
                    .flatMap(written -> written.characters("an encoding such as UTF-8")
                            .flatMap(text -> {
                                try {
                                    return Optional.of(Charset.forName(text));
                                } catch (IllegalArgumentException e) {
                                    written.fault(Wording.quote(text)
                                            + " is no encoding; write for example UTF-8 or windows-1252");
                                    return Optional.empty();
                                }
                            }))
                    .orElse(StandardCharsets.UTF_8);
            Optional<Value> named = block.optional("columns");
            List<String> columns = named.map(Value::items).orElse(List.of()).stream()
                    .map(item -> item.characters("the name of a column"))
                    .flatMap(Optional::stream)
                    .toList();
            block.close();
            if (!columns.isEmpty()) {
                required.stream()
                        .filter(column -> !columns.contains(column))
                        .forEach(column -> named.orElseThrow()
                                .fault("does not name the column " + Wording.quote(column)
                                        + ", which the mapping uses"));
            }
            return Optional.of(new Layout.Csv(delimiter.charAt(0), encoding, columns, required));
        });
    }
}
