package io.tieout.mapping;

import io.tieout.yaml.AskedKeys;
import io.tieout.yaml.AskedKeys.Asked;
import io.tieout.yaml.Faults;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The page that documents mapping files, made by reading those that come with Tieout: what the reader asks for is what stands in
 * the tables. The meanings are written here, in the order of the tables; a test keeps both together.
 */
public final class MappingPage {

    private static final Set<String> OF_VALUES = Set.of("path", "constant", "join", "with", "optional", "match");
    private static final Set<String> OF_TIMES = Set.of("format", "zone");
    private static final Set<String> OF_TABLES = Set.of("by", "is");

    /** By key; the part before a colon is the table. */
    static final Map<String, String> MEANINGS = new LinkedHashMap<>();

    static {
        say("file:mapping", "Its name.");
        say(
                "file:version",
                "Version of the mapping. The same state of an object read by a newer version replaces what an older one read: so a mistake in a mapping is repaired by reading again.");
        say("file:title", "What it reads, in a sentence.");
        say(
                "file:source",
                "The system that states it: the source of the entries, which policies name. Not odoo, stripe, adyen, shopify, paypal or bank.");
        say("file:from", "What a document is.");
        say("file:csv", "For `csv`: how the file is written.");
        say("file:csv.delimiter", "What separates cells: one character, or `tab`. Default: a comma.");
        say("file:csv.encoding", "Default: UTF-8.");
        say("file:csv.columns", "Names of the columns, where the first row does not name them.");
        say(
                "file:each",
                "For `json`: where the entries stand, a list or one object; of several paths the first that is there. Default: the whole document is one entry. A path within begins at the element, and with `/` at the document.");
        say(
                "file:skip",
                "What is out of scope: a list of conditions, each with its reason. It is counted, and nothing else is left out.");
        say(
                "file:skip.where",
                "Paths and the texts that they may be; an empty text is an absent value. All must hold.");
        say("file:skip.where.NAME", "Under a path: a text, or a list of them.");
        say("file:skip.because", "Why, in a sentence.");
        say("file:object", "Kind of object, in the words of the source: a word, or a table.");
        say("file:id", "What tells it from every other of its kind.");
        say("file:revision", "Which of two states of an object is the newer.");
        say("file:revision.at", "By the time at which it last changed.");
        say("file:revision.number", "Or by a whole number that grows with every change.");
        say("file:revision.order", "A whole number that decides among equals.");
        say("file:stage", "Where it stands in its life: a stage, or a table.");
        say("file:deleted", "Paths and texts as in `skip.where`: when the source says that the object is no more.");
        say("file:deleted.NAME", "Under a path: a text, or a list of them.");
        say("file:company", "Which company of a group it is about.");
        say("file:amount", "The amount.");
        say("file:measures", "Further amounts, by name.");
        say("file:measures.NAME", "As `amount`.");
        say("file:business_at", "When it happened in the world.");
        say("file:stated_at", "When the source stated it. Default: `revision.at`.");
        say("file:due_at", "Its own due date.");
        say("file:references", "Names by which another system may know it, by kind.");
        say("file:references.NAME", "A value, several values that one path finds, or a list of such.");
        say("file:attributes", "What a policy may tell entries apart by.");
        say("file:attributes.NAME", "Its value.");
        say("file:counterparty", "Who paid or is paid.");
        say("file:text", "What stands beside it, in words.");
        say("value:path", "Where it stands. The same as a path without a block.");
        say("value:constant", "The same text for every row.");
        say("value:join", "Several paths, or `{constant: TEXT}`, that together are the value.");
        say("value:with", "What stands between them. Default: `-`.");
        say("value:optional", "Whether it may be absent. Null and empty text are absent. Default: false.");
        say("value:match", "A regular expression: what it finds is the value, or its first group where it has one.");
        say(
                "time:format",
                "`iso` (a day, or date and time with or without offset), `epoch-seconds`, `epoch-millis` or a pattern such as `dd/MM/yyyy HH:mm`. Default: iso.");
        say(
                "time:zone",
                "Time zone of what has no offset. A day begins at midnight there, in UTC by default; a time of day needs one.");
        say("amount:value", "Where it stands.");
        say("amount:in", "Or where stands what came in,");
        say("amount:out", "and what went out: the amount is the difference.");
        say("amount:currency", "Its ISO 4217 code.");
        say("amount:unit", "`major`: 45.00 is EUR 45.00; `minor`: 4500 is. Default: major.");
        say("amount:decimal", "What stands before decimals. Default: a point.");
        say("amount:thousand", "What groups thousands. Default: nothing does.");
        say("amount:sign", "What a positive number is for the company: `in` or `out`, or a table. Default: in.");
        say("table:by", "The value that decides.");
        say("table:is", "What each value means. A value that does not stand here is an error, and never guessed.");
        say("table:is.NAME", "Under a value: the word for it.");
    }

    private MappingPage() {}

    private static void say(String key, String meaning) {
        MEANINGS.put(key, meaning);
    }

    /** The page in Markdown. */
    public static String markdown() {
        var page = new StringBuilder("""
                # Mapping files

                Generated from the reader of mapping files; a test compares. `app/bin/tieout mapping grammar` prints the same.

                A system that Tieout has no code for joins by a mapping file: it says how a document of this system, in JSON or CSV, becomes
                entries. One file in YAML, without anchors, aliases, tags and tabs. NAME in a key stands for a word of your own.

                ```sh
                app/bin/tieout mapping check my-mapping.yaml    # every fault with its line and field
                app/bin/tieout entries --source crm --mapping my-mapping.yaml --account acme export.json
                ```

                The second prints the entries that the mapping makes of a file, and says what is out of scope and what it cannot read. In the
                application `mappings.dir` names the directory of your mappings, beside those that come with Tieout, and `mapped.accounts` and
                `mapped.webhook.secrets` let other systems push; `receive` and `up` print the address:

                ```sh
                curl -H "Authorization: Bearer $SECRET" --data-binary @payment.json $RECEIVER/webhooks/quickbooks-payment/acme
                ```

                A document becomes one record of `mapped.record`, key `source/account`, header `tieout-mapping` the name of the mapping,
                header `tieout-kind` the word `event`; whoever can write to Kafka may write it there. One CSV file is one record with its
                header row; the receiver takes 1 MiB and the topic 2 MiB, and a larger file is sent in parts of whole rows, each with the header
                row. A row that cannot be read becomes a dead letter that names mapping, version, field and value, and stops no other.
                Numbers are read as decimals, never as floating point; an amount with more decimals than its currency has is a problem of the
                entry (`FRACTION_OF_MINOR_UNIT`) and is not rounded. A source that only pushes covers nothing: what it says is matched, and
                nothing of it is reported missing, until somebody writes its coverage (`tieout-kind` `coverage`) to the same topic.

                A path is written `MetaData.LastUpdatedTime`; `lines[0].amount` and `lines[*].amount` for one and all elements of a list;
                `fields[name=order].value` for those whose field has this text; `['a.b']` for a field with a dot in its name. In CSV a path is
                the name of a column.

                """);
        Map<String, Asked> asked = asked();
        table(page, asked, "## Keys", "file");
        table(page, asked, "## A value\n\nA path, or a block:", "value");
        table(page, asked, "## A time\n\nA value, and:", "time");
        table(page, asked, "## An amount", "amount");
        table(page, asked, "## A table\n\nInstead of one word for all:", "table");
        page.append("## The mappings that come with Tieout\n");
        MappingFiles.shipped()
                .forEach((name, mapping) -> page.append("\n### `")
                        .append(name)
                        .append("`\n\n```yaml\n")
                        .append(MappingFiles.shippedText(name).strip())
                        .append("\n```\n"));
        return page.toString();
    }

    /** What the reading of all files asked for, by table and key. */
    static Map<String, Asked> asked() {
        Map<String, Asked> all = new TreeMap<>();
        for (String name : MappingFiles.shipped().keySet()) {
            var faults = new Faults(name);
            if (MappingReader.read(MappingFiles.shippedText(name).getBytes(StandardCharsets.UTF_8), faults)
                    .isEmpty()) {
                throw new MappingException(faults.found());
            }
            faults.asked().keys().forEach((key, one) -> all.merge(tabled(key), one, MappingPage::both));
        }
        return all;
    }

    private static Asked both(Asked one, Asked other) {
        return new Asked(one.required() || other.required(), one.value().isEmpty() ? other.value() : one.value());
    }

    /** {@code due_at.zone} as {@code time:zone}. */
    private static String tabled(String key) {
        String general =
                key.replaceAll("\\b(where|deleted|is)\\." + AskedKeys.OWN_WORD + "\\b.*", "$1." + AskedKeys.OWN_WORD);
        if (general.endsWith(".is." + AskedKeys.OWN_WORD)) {
            return "table:is." + AskedKeys.OWN_WORD;
        }
        int dot = general.lastIndexOf('.');
        String last = general.substring(dot + 1);
        if (dot < 0) {
            return "file:" + general;
        }
        if (OF_VALUES.contains(last)) {
            return "value:" + last;
        }
        if (OF_TIMES.contains(last)) {
            return "time:" + last;
        }
        if (OF_TABLES.contains(last)) {
            return "table:" + last;
        }
        if (general.startsWith("amount.") || general.startsWith("measures." + AskedKeys.OWN_WORD + ".")) {
            return "amount:" + last;
        }
        return "file:" + general;
    }

    private static void table(StringBuilder page, Map<String, Asked> asked, String title, String table) {
        page.append(title).append("\n\n| key | | meaning |\n|---|---|---|\n");
        for (var meaning : MEANINGS.entrySet()) {
            List<String> parts = List.of(meaning.getKey().split(":", 2));
            if (parts.get(0).equals(table)) {
                Asked one = asked.getOrDefault(meaning.getKey(), new Asked(false, ""));
                page.append("| `")
                        .append(parts.get(1))
                        .append("` | ")
                        .append(one.required() ? "required" : "")
                        .append(" | ")
                        .append(meaning.getValue())
                        .append(" |\n");
            }
        }
        page.append('\n');
    }
}
