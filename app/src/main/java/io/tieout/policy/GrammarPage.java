package io.tieout.policy;

import io.tieout.yaml.AskedKeys;
import io.tieout.yaml.Faults;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The page that documents policy files, made by reading a complete example of each shape: what the reader asks for is what
 * there is.
 */
public final class GrammarPage {

    /** Shapes that have an example; one that is not built yet has none. */
    private static final List<String> SHAPES = List.of("pair", "group", "pool");

    /** What a key is for. A key that is not here is on the page all the same, without a meaning. */
    static final Map<String, String> MEANINGS = Map.ofEntries(
            Map.entry("policy", "Its name. Part of every match and exception id: never rename it while it runs."),
            Map.entry("version", "Raise it with every change; each outcome states it."),
            Map.entry(
                    "starts",
                    "Items with an earlier business date are out of scope, and counted. Without it nothing is."),
            Map.entry(
                    "ends",
                    "What happens from this date on is not for it any more: it goes on with what began before, and then its file may"
                            + " go. Not for a pool."),
            Map.entry("title", "What shall hold, in a sentence."),
            Map.entry("owner", "The team to whom the exceptions go."),
            Map.entry("shape", "How entries meet."),
            Map.entry("sides", "Two or more sides, each under a name of your own, such as books."),
            Map.entry("sides.NAME", "What an entry must be to fill this side. No entry may fit two sides."),
            Map.entry("sides.NAME.source", "The system that states it."),
            Map.entry("sides.NAME.account", "Only this account of the source. Without it, all."),
            Map.entry("sides.NAME.object", "Kind of object, in the words of the source."),
            Map.entry(
                    "sides.NAME.stage", "Where the object must stand in its life; one that leaves it leaves its case."),
            Map.entry("sides.NAME.where", "Attributes of the entry that must have these values."),
            Map.entry("sides.NAME.where.NAME", "The value of this attribute."),
            Map.entry(
                    "sides.NAME.key",
                    "Kind of reference that holds the correlation id, or a list: the first that an entry bears counts."),
            Map.entry(
                    "sides.NAME.optional",
                    "An optional side is never missing and delays no match; when it is there it must agree. Default: false."),
            Map.entry(
                    "alias",
                    "A reference that stands for another: an entry that bears from alone is joined by the to of the side that bears both."),
            Map.entry("alias.from", "Kind of reference that stands for another."),
            Map.entry("alias.to", "Kind of reference that it stands for."),
            Map.entry("alias.by", "The side whose entries bear both."),
            Map.entry("agree", "The amounts that must be equal, within tolerance."),
            Map.entry(
                    "closes",
                    "When a group may be judged: at-deadline; when-complete, by a mark of its source; when-balanced, as soon as the"
                            + " sums agree, and revised later."),
            Map.entry("complete", "What says that all members are there; for when-complete."),
            Map.entry("complete.side", "The side whose entry says so."),
            Map.entry("complete.where", "Attributes that it bears then."),
            Map.entry("complete.where.NAME", "The value of this attribute."),
            Map.entry("complete.counts", "How many members it promises, for each side that it counts."),
            Map.entry("complete.counts.NAME", "The attribute that holds the count of this side."),
            Map.entry(
                    "rates",
                    "Rates by which amounts in other currencies are compared. Without them none is converted."),
            Map.entry("rates.currency", "The currency that everything is converted to."),
            Map.entry("rates.NAME", "Under a date: the rates from that day on, for a week at most."),
            Map.entry("rates.NAME.NAME", "How much one unit of this currency is worth."),
            Map.entry(
                    "pool",
                    "What names the pool that an entry belongs to: company, currency, or an attribute. Both sides must bear it."),
            Map.entry(
                    "evidence",
                    "What each kind of evidence is worth, in points. What is left out is worth what stands here."),
            Map.entry("evidence.structured-reference", "Both bear the same reference."),
            Map.entry("evidence.reference-in-text", "The reference of one stands in the text of the other."),
            Map.entry("evidence.part-of-reference", "The number in the reference of one stands with the other."),
            Map.entry("evidence.exact-amount", "The amounts are equal."),
            Map.entry("evidence.amount-in-tolerance", "They are equal within tolerance."),
            Map.entry("evidence.similar-amount", "Of a mismatch: transposed digits, a digit too few, a fee."),
            Map.entry("evidence.counterparty", "As much of it as the names are alike."),
            Map.entry("evidence.text", "As much of it as the texts are alike."),
            Map.entry(
                    "evidence.names-another",
                    "The text begins with a name that the other side knows, and the entry bears another."),
            Map.entry("evidence.sum-of-several", "One amount for several entries."),
            Map.entry("evidence.date", "Under a duration: points for dates at most so far apart."),
            Map.entry("evidence.date.NAME", "Points."),
            Map.entry("evidence.accept", "Points that a match needs."),
            Map.entry("evidence.strong", "Points from which, with a whole reference, a match waits for nobody."),
            Map.entry(
                    "evidence.margin",
                    "Points by which a choice must lead every other; what leads by less is ambiguous."),
            Map.entry(
                    "candidates",
                    "A clue that more entries bear distinguishes nobody and is not followed. Default: 50."),
            Map.entry("sums", "How far to look for several entries that one amount settles."),
            Map.entry("sums.members", "How many they may be; 1 for none. Default: 5."),
            Map.entry(
                    "sums.tries",
                    "How many sums are tried for one amount; beyond, SEARCH_LIMIT is said. Default: 20000."),
            Map.entry(
                    "offset",
                    "Equal and opposite entries of one side with the same reference settle each other. Default: false."),
            Map.entry("tolerance", "How far they may differ, for each currency. Default: not at all."),
            Map.entry(
                    "tolerance.NAME",
                    "Under a currency, such as EUR: a limit in it. Under default: the limit of every other currency. Under percent: a"
                            + " limit in percent of the amount."),
            Map.entry("window", "How far apart in business time two entries of a case may lie."),
            Map.entry("grace", "How long a source may take to report what happened."),
            Map.entry(
                    "retention",
                    "How long a closed case is kept for late arrivals and corrections, measured on coverage. Default: 90d."),
            Map.entry("missing", "What to say when a side is missing; for every side that is not optional."),
            Map.entry("missing.NAME", "Under the name of the side."),
            Map.entry("missing.NAME.reason", "The reason of the exception (reasons.md)."),
            Map.entry("missing.NAME.severity", "Default: that of the reason."),
            Map.entry("missing.NAME.category", "Default: that of the reason."));

    private GrammarPage() {}

    /** The page in Markdown. */
    public static String markdown() {
        var shapes = new LinkedHashMap<String, Example>();
        for (String shape : SHAPES) {
            example(shape).ifPresent(text -> shapes.put(shape, Example.read(shape, text)));
        }
        var page = new StringBuilder("""
                # Policy files

                Generated from the reader of policy files; a test compares. `app/bin/tieout policy grammar` prints the same.

                A policy is one declared reconciliation: one file in YAML, one document, without anchors, aliases, tags and tabs. Built-in policies
                are files too (`app/src/main/resources/policies`); `policies.dir` adds your own. NAME in a key stands for a word of your own, or one
                that the meaning names. A duration is written in `d`, `h`, `m` and `s`, such as `1d12h`; a day has 24 hours.

                ```sh
                app/bin/tieout policy check my-policy.yaml     # every fault with its line, or what the policy does in a sentence
                app/bin/tieout match --policy my-policy.yaml --entries entries.jsonl --out now --compare before
                ```

                The second is a dry run: it tells which outcomes a new version of a policy changes against an earlier run ([offline.md](offline.md)).

                """);
        Map<String, AskedKeys.Asked> common = common(List.copyOf(shapes.values()));
        page.append("## Keys of every shape\n\n");
        table(page, common);
        shapes.forEach((shape, example) -> {
            page.append("\n## Shape `").append(shape).append("`\n\n");
            var own = new LinkedHashMap<>(example.keys());
            own.entrySet().removeAll(common.entrySet());
            if (!own.isEmpty()) {
                table(page, own);
                page.append('\n');
            }
            page.append("```yaml\n").append(example.text().strip()).append("\n```\n");
        });
        return page.toString();
    }

    /** An example file, and what its reading asked for. */
    private record Example(String text, Map<String, AskedKeys.Asked> keys) {

        static Example read(String shape, String text) {
            var faults = new Faults(shape + ".yaml");
            if (PolicyReader.read(text.getBytes(StandardCharsets.UTF_8), faults).isEmpty()) {
                throw new PolicyException(faults.found());
            }
            return new Example(text, faults.asked().keys());
        }
    }

    private static Map<String, AskedKeys.Asked> common(List<Example> examples) {
        var common = new LinkedHashMap<>(examples.get(0).keys());
        examples.forEach(example -> common.entrySet().retainAll(example.keys().entrySet()));
        return common;
    }

    private static void table(StringBuilder page, Map<String, AskedKeys.Asked> keys) {
        page.append("| key | | value | meaning |\n|---|---|---|---|\n");
        keys.forEach((key, asked) -> page.append("| `")
                .append(key)
                .append("` | ")
                .append(asked.required() ? "required" : "")
                .append(" | ")
                .append(asked.value())
                .append(" | ")
                .append(MEANINGS.getOrDefault(key, ""))
                .append(" |\n"));
    }

    private static Optional<String> example(String shape) {
        try (@Nullable InputStream content = GrammarPage.class.getResourceAsStream("example-" + shape + ".yaml")) {
            return content == null
                    ? Optional.empty()
                    : Optional.of(new String(content.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("The example of shape " + shape + " cannot be read", e);
        }
    }
}
