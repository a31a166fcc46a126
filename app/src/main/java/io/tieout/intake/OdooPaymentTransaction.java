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

/**
 * A row of {@code payment_transaction} with the rows that it refers to, Odoo 16 to 19.
 *
 * <p>{@code provider_reference} means another thing by version (16: the charge, from 17 on: the payment
 * intent; a refund: the refund object), and an upgraded database holds both. So its meaning follows the
 * value itself, by Stripe's prefixes.
 */
final class OdooPaymentTransaction {

    static final int MAPPING = 1;

    /** How long a row may wait for one that it refers to, measured on coverage. */
    static final Duration PATIENCE = Duration.ofHours(1);

    private static final Map<String, String> KIND_BY_PREFIX = Map.of(
            "pi_", "PAYMENT_INTENT",
            "ch_", "CHARGE",
            "py_", "CHARGE",
            "re_", "REFUND",
            "pyr", "REFUND");

    private final String account;
    private final String id;
    private final ObjectNode row;
    private final Memory memory;

    OdooPaymentTransaction(String account, String id, ObjectNode row, Memory memory) {
        this.account = account;
        this.id = id;
        this.row = row;
        this.memory = memory;
    }

    /** {@code table/id} of a row that this one refers to and that has not come; null when all are there. */
    @Nullable
    String missingRow() {
        for (String[] dependency :
                new String[][] {{"res_currency", "currency_id"}, {"payment_provider", "provider_id"}}) {
            String to = Json.text(row, dependency[1]);
            String key = dependency[0] + "/" + to;
            if (to != null && memory.recall("row/" + key) == null) {
                return key;
            }
        }
        return null;
    }

    /** When the row last changed its state by its own word; a snapshot has no better. */
    Instant changedAt(Instant otherwise) throws UnreadableException {
        Instant changed = instant("last_state_change");
        Instant written = changed == null ? instant("write_date") : changed;
        return written == null || written.isAfter(otherwise) ? otherwise : written;
    }

    EntryStated state(Version version, Instant stated, Lineage lineage) throws UnreadableException {
        var problems = new ArrayList<Problem>(0);
        Money amount = amount(problems);
        return new EntryStated(entry(version, stated, amount, lineage), problems);
    }

    EntryStated waiting(Version version, Instant stated, String missing, Lineage lineage) throws UnreadableException {
        Problem problem = new Problem(
                Reason.DEPENDENCY_MISSING,
                missing.substring(0, missing.indexOf(' ')),
                "The row refers to " + missing + ", which has not come for " + PATIENCE
                        + ". Check that its table is captured; the row is taken up as soon as it comes.");
        return new EntryStated(entry(version, stated, null, lineage), List.of(problem));
    }

    private Entry entry(Version version, Instant stated, @Nullable Money amount, Lineage lineage)
            throws UnreadableException {
        Instant changed = instant("last_state_change");
        return new Entry(
                new EntryId("odoo", account, OdooTable.PAYMENT_TRANSACTION, id),
                version,
                stage(),
                false,
                Json.text(row, "company_id"),
                amount,
                Map.of(),
                changed == null ? instant("create_date") : changed,
                stated,
                null,
                references(),
                attributes(),
                null,
                null,
                lineage);
    }

    /** Verifying a card takes no money, whatever its state. */
    private Stage stage() throws UnreadableException {
        String state = Json.requiredText(row, "state");
        String operation = Json.text(row, "operation");
        return switch (state) {
            case "draft", "pending" -> Stage.INITIATED;
            case "authorized" -> Stage.AUTHORIZED;
            case "done" ->
                "refund".equals(operation)
                        ? Stage.REFUNDED
                        : "validation".equals(operation) ? Stage.AUTHORIZED : Stage.CAPTURED;
            case "cancel" -> Stage.CANCELLED;
            case "error" -> Stage.REJECTED;
            default ->
                throw new UnreadableException("payment_transaction " + id + " is in state " + state
                        + ", which is not known: expected draft, pending, authorized, done, cancel or error.");
        };
    }

    private @Nullable Money amount(List<Problem> problems) throws UnreadableException {
        String text = Json.text(row, "amount");
        String currencyId = Json.text(row, "currency_id");
        if (text == null || currencyId == null) {
            return null;
        }
        ObjectNode currency = memory.recall("row/res_currency/" + currencyId);
        String code = currency == null ? null : Json.text(currency, "name");
        if (code == null || Currencies.digits(code) < 0) {
            problems.add(new Problem(
                    Reason.UNKNOWN_CURRENCY,
                    "currency_id",
                    "Currency " + currencyId + " is " + code + ", which is not in ISO 4217."));
            return null;
        }
        try {
            return Currencies.money(new BigDecimal(text), code);
        } catch (NumberFormatException e) {
            throw new UnreadableException(
                    "payment_transaction " + id + ": amount " + text + " is no decimal number.", e);
        } catch (ArithmeticException e) {
            problems.add(new Problem(
                    Reason.FRACTION_OF_MINOR_UNIT,
                    "amount",
                    text + " " + code + " is not a whole number of minor units."));
            return null;
        }
    }

    private List<Reference> references() {
        var references = new ArrayList<Reference>(4);
        String provider = Json.text(row, "provider_reference");
        if (provider != null && !provider.isEmpty()) {
            references.add(new Reference("PROVIDER_REFERENCE", provider));
            String kind = provider.length() < 3 ? null : KIND_BY_PREFIX.get(provider.substring(0, 3));
            if (kind != null) {
                references.add(new Reference(kind, provider));
            }
        }
        String reference = Json.text(row, "reference");
        if (reference != null) {
            references.add(new Reference("DOCUMENT", reference));
        }
        linked(OdooTable.INVOICE_LINK).forEach(invoice -> references.add(new Reference("ODOO_INVOICE", invoice)));
        linked(OdooTable.SALE_ORDER_LINK).forEach(order -> references.add(new Reference("ODOO_SALE_ORDER", order)));
        return references;
    }

    private List<String> linked(String table) {
        String prefix = "row/" + table + "/" + id + "/";
        return memory.recallAll(prefix).keySet().stream()
                .map(key -> key.substring(prefix.length()))
                .toList();
    }

    private Map<String, String> attributes() {
        var attributes = new HashMap<String, String>();
        String operation = Json.text(row, "operation");
        if (operation != null) {
            attributes.put("operation", operation);
        }
        ObjectNode provider = memory.recall("row/payment_provider/" + Json.text(row, "provider_id"));
        if (provider != null) {
            String code = Json.text(provider, "code");
            attributes.put("provider", code == null ? "" : code);
            attributes.put("live", Boolean.toString(live(provider)));
        }
        return attributes;
    }

    /**
     * From Odoo 19 the row says whether it is live. Before, its provider does, and a provider may be switched
     * from test to live later: what it was when the row was first seen counts, and is remembered. A provider that
     * is switched off by then took real payments while it was on.
     */
    private boolean live(ObjectNode provider) {
        JsonNode own = row.get("is_live");
        if (own != null && own.isBoolean()) {
            return own.booleanValue();
        }
        ObjectNode remembered = memory.recall("live/" + id);
        if (remembered != null) {
            return remembered.path("live").asBoolean();
        }
        boolean live = !"test".equals(Json.text(provider, "state"));
        memory.remember("live/" + id, Json.object().put("live", live));
        return live;
    }

    /** Odoo writes UTC without a zone; Debezium gives microseconds since 1970. */
    private @Nullable Instant instant(String column) throws UnreadableException {
        JsonNode value = row.get(column);
        if (value == null || value.isNull()) {
            return null;
        }
        long micros = Json.requiredLong(row, column);
        return Instant.ofEpochSecond(Math.floorDiv(micros, 1_000_000L), Math.floorMod(micros, 1_000_000L) * 1_000L);
    }
}
