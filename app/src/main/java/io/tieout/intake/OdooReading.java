package io.tieout.intake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tieout.intake.Statement.EntryStated;
import io.tieout.matching.Currencies;
import io.tieout.matching.Entry;
import io.tieout.matching.EntryId;
import io.tieout.matching.Lineage;
import io.tieout.matching.Money;
import io.tieout.matching.Problem;
import io.tieout.matching.Reason;
import io.tieout.matching.Reference;
import io.tieout.matching.Stage;
import io.tieout.matching.Version;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The rows of one document as they stand, and what is said of it while they are read. */
final class OdooReading {

    static final int MAPPING = 1;

    /** How long a row may wait for one that it refers to, measured on coverage. */
    static final Duration PATIENCE = Duration.ofHours(1);

    private static final long SECONDS_A_DAY = 86_400;

    private final String account;
    private final String table;
    private final String id;
    private final ObjectNode row;
    private final Memory memory;
    private final boolean complete;

    private final List<Problem> problems = new ArrayList<>(0);
    private final List<Reference> references = new ArrayList<>(4);
    private final Map<String, String> attributes = new HashMap<>();
    private final Map<String, Money> measures = new HashMap<>();
    private @Nullable Stage stage;
    private @Nullable String company;
    private @Nullable Money amount;
    private @Nullable Instant businessAt;
    private @Nullable Instant dueAt;
    private @Nullable Instant changedAt;
    private @Nullable String counterparty;
    private @Nullable String text;

    /** @param complete false to read what is there although a row is missing */
    OdooReading(String account, String table, String id, ObjectNode row, Memory memory, boolean complete) {
        this.account = account;
        this.table = table;
        this.id = id;
        this.row = row;
        this.memory = memory;
        this.complete = complete;
    }

    // What the rows hold.

    String id() {
        return id;
    }

    ObjectNode row() {
        return row;
    }

    Memory memory() {
        return memory;
    }

    boolean has(String column) {
        return row.has(column);
    }

    @Nullable
    String text(String column) {
        return Json.text(row, column);
    }

    /**
     * The state that a row bears; null as long as none was set.
     *
     * @throws UnreadableException where there is no such column any more: what state it has is then not known
     */
    @Nullable
    String state(ObjectNode from, String column) throws UnreadableException {
        if (!from.has(column)) {
            throw new UnreadableException(table + " " + id + " bears no column " + column
                    + " any more. `tieout odoo check` says what to do.");
        }
        return Json.text(from, column);
    }

    /** A boolean that was never set is false to Odoo. */
    boolean flag(String column) {
        return row.path(column).asBoolean();
    }

    /**
     * A row that the document cannot do without; null where none is named.
     *
     * @throws RowMissingException when it has not come
     */
    @Nullable
    ObjectNode need(String other, @Nullable String key) throws RowMissingException {
        if (key == null) {
            return null;
        }
        ObjectNode found = memory.recall("row/" + other + "/" + key);
        if (found == null && complete) {
            throw new RowMissingException(other + "/" + key);
        }
        return found;
    }

    /** A row that adds to the document where it is captured. */
    @Nullable
    ObjectNode find(String other, @Nullable String key) {
        return key == null ? null : memory.recall("row/" + other + "/" + key);
    }

    /** The other ends of the document's links. */
    List<String> linked(String linkTable) {
        String prefix = "row/" + linkTable + "/" + id + "/";
        return memory.recallAll(prefix).keySet().stream()
                .map(key -> key.substring(prefix.length()))
                .toList();
    }

    /** Odoo writes UTC without a zone; Debezium gives microseconds since 1970. */
    @Nullable
    Instant instant(String column) throws UnreadableException {
        JsonNode value = row.get(column);
        if (value == null || value.isNull()) {
            return null;
        }
        long micros = Json.requiredLong(row, column);
        return Instant.ofEpochSecond(Math.floorDiv(micros, 1_000_000L), Math.floorMod(micros, 1_000_000L) * 1_000L);
    }

    /** A date of Odoo has no zone; its day is taken to begin at midnight UTC. */
    static @Nullable Instant day(@Nullable ObjectNode row, String column) throws UnreadableException {
        if (row == null || row.path(column).isNull() || row.path(column).isMissingNode()) {
            return null;
        }
        return Instant.ofEpochSecond(Json.requiredLong(row, column) * SECONDS_A_DAY);
    }

    @Nullable
    Instant day(String column) throws UnreadableException {
        return day(row, column);
    }

    // What is said.

    void stage(Stage is) {
        stage = is;
    }

    UnreadableException unknownState(String column, @Nullable String found, String expected) {
        return new UnreadableException(
                table + " " + id + " has " + column + " " + found + ", which is not known: expected " + expected + ".");
    }

    void company(@Nullable String is) {
        company = is;
    }

    void amount(@Nullable Money is) {
        amount = is;
    }

    void measure(String name, @Nullable Money is) {
        if (is != null) {
            measures.put(name, is);
        }
    }

    void businessAt(@Nullable Instant at) {
        businessAt = at;
    }

    void dueAt(@Nullable Instant at) {
        dueAt = at;
    }

    /** When the row last changed its state by its own word, where it says so. */
    void changedAt(@Nullable Instant at) {
        changedAt = at;
    }

    void counterparty(@Nullable String is) {
        counterparty = blankToNull(is);
    }

    /** The partner's name; evidence where no id is shared, and personal. */
    void partner(@Nullable String partnerId) {
        ObjectNode partner = find("res_partner", partnerId);
        if (partner != null) {
            counterparty(Json.text(partner, "name"));
        }
    }

    void says(@Nullable String is) {
        text = blankToNull(is);
    }

    void reference(String kind, @Nullable String value) {
        if (value != null && !value.isBlank()) {
            references.add(new Reference(kind, value));
        }
    }

    /** Number of a document; a draft's is a slash until it has one. */
    void number(@Nullable String name) {
        if (!"/".equals(name)) {
            reference("DOCUMENT", name);
        }
    }

    void attribute(String name, @Nullable String value) {
        if (value != null) {
            attributes.put(name, value);
        }
    }

    void attribute(String name, boolean value) {
        attributes.put(name, Boolean.toString(value));
    }

    /** Code and type of the journal, where journals are captured. */
    void journal(@Nullable String journalId) {
        ObjectNode journal = find("account_journal", journalId);
        if (journal != null) {
            attribute("journal", Json.text(journal, "code"));
            attribute("journal_type", Json.text(journal, "type"));
        }
    }

    /** Currency that a journal is kept in: its own, or its company's. */
    @Nullable
    String journalCurrency(@Nullable String journalId, @Nullable String companyId) throws RowMissingException {
        ObjectNode journal = need("account_journal", journalId);
        String own = journal == null ? null : Json.text(journal, "currency_id");
        if (own != null) {
            return own;
        }
        ObjectNode keeper = need("res_company", companyId);
        return keeper == null ? null : Json.text(keeper, "currency_id");
    }

    /**
     * An amount of the main row in a currency.
     *
     * @param positive false to turn the sign: money that leaves the company is negative
     */
    @Nullable
    Money money(String column, @Nullable String currencyId, boolean positive)
            throws UnreadableException, RowMissingException {
        ObjectNode currency = need("res_currency", currencyId);
        String number = text(column);
        if (number == null || currencyId == null || (currency == null && !complete)) {
            return null;
        }
        String code = currency == null ? null : Json.text(currency, "name");
        if (code == null || Currencies.digits(code) < 0) {
            problems.add(new Problem(
                    Reason.UNKNOWN_CURRENCY,
                    "currency_id",
                    "Currency " + currencyId + " is " + code + ", which is not in ISO 4217."));
            return null;
        }
        try {
            BigDecimal decimal = new BigDecimal(number);
            return Currencies.money(positive ? decimal : decimal.negate(), code);
        } catch (NumberFormatException e) {
            throw new UnreadableException(
                    table + " " + id + ": " + column + " " + number + " is no decimal number.", e);
        } catch (ArithmeticException e) {
            problems.add(new Problem(
                    Reason.FRACTION_OF_MINOR_UNIT,
                    column,
                    number + " " + code + " is not a whole number of minor units."));
            return null;
        }
    }

    // What comes of it.

    /** Whether the rows made a document: one that bears no stage is none. */
    boolean isDocument() {
        return stage != null;
    }

    EntryId entryId() {
        return new EntryId("odoo", account, table, id);
    }

    /** When a row of a snapshot was last changed, by its own word; a snapshot has no better. */
    Instant changedBefore(Instant otherwise) throws UnreadableException {
        Instant changed = changedAt == null ? instant("write_date") : changedAt;
        return changed == null || changed.isAfter(otherwise) ? otherwise : changed;
    }

    EntryStated stated(Version version, Instant stated, Lineage lineage) {
        return new EntryStated(entry(version, stated, lineage), List.copyOf(problems));
    }

    EntryStated waiting(Version version, Instant stated, String missingTable, String missingKey, Lineage lineage) {
        Problem problem = new Problem(
                Reason.DEPENDENCY_MISSING,
                missingTable,
                "The row refers to " + missingTable + " " + missingKey + ", which has not come for " + PATIENCE
                        + ". Check that its table is captured; the row is taken up as soon as it comes.");
        return new EntryStated(entry(version, stated, lineage), List.of(problem));
    }

    private Entry entry(Version version, Instant stated, Lineage lineage) {
        Stage is = stage;
        if (is == null) {
            throw new IllegalStateException(table + " " + id + " is no document");
        }
        return new Entry(
                entryId(),
                version,
                is,
                false,
                company,
                amount,
                measures,
                businessAt,
                stated,
                dueAt,
                references,
                attributes,
                counterparty,
                text,
                lineage);
    }

    private static @Nullable String blankToNull(@Nullable String value) {
        return value == null || value.isBlank() ? null : value;
    }
}
