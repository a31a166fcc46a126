package io.tieout.intake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tieout.matching.Stage;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A row of {@code payment_transaction} with the rows that it refers to, Odoo 16 to 19.
 *
 * <p>{@code provider_reference} means another thing by version (16: the charge, from 17 on: the payment
 * intent; a refund: the refund object), and an upgraded database holds both. So its meaning follows the
 * value itself, by Stripe's prefixes.
 */
final class OdooPaymentTransaction implements OdooDocument {

    private static final Map<String, String> KIND_BY_PREFIX = Map.of(
            "pi_", "PAYMENT_INTENT",
            "ch_", "CHARGE",
            "py_", "CHARGE",
            "re_", "REFUND",
            "pyr", "REFUND");

    @Override
    public String table() {
        return OdooTable.PAYMENT_TRANSACTION;
    }

    @Override
    public void read(OdooReading rows) throws UnreadableException, RowMissingException {
        rows.stage(stage(rows));
        rows.company(rows.text("company_id"));
        Instant changed = rows.instant("last_state_change");
        rows.changedAt(changed);
        rows.businessAt(changed == null ? rows.instant("create_date") : changed);
        providerReference(rows, rows.text("provider_reference"));
        String reference = rows.text("reference");
        if (reference != null) {
            rows.reference("DOCUMENT", reference);
        }
        rows.linked(OdooTable.INVOICE_LINK).forEach(invoice -> rows.reference("ODOO_INVOICE", invoice));
        rows.linked(OdooTable.SALE_ORDER_LINK).forEach(order -> rows.reference("ODOO_SALE_ORDER", order));
        rows.attribute("operation", rows.text("operation"));
        rows.amount(rows.money("amount", rows.text("currency_id"), true));
        ObjectNode provider = rows.need("payment_provider", rows.text("provider_id"));
        if (provider != null) {
            String code = Json.text(provider, "code");
            rows.attribute("provider", code == null ? "" : code);
            rows.attribute("live", live(rows, provider));
        }
    }

    /** The provider's own id, and what it is by its prefix. */
    static void providerReference(OdooReading rows, @Nullable String value) {
        if (value != null && !value.isEmpty()) {
            rows.reference("PROVIDER_REFERENCE", value);
            String kind = value.length() < 3 ? null : KIND_BY_PREFIX.get(value.substring(0, 3));
            if (kind != null) {
                rows.reference(kind, value);
            }
        }
    }

    /** Verifying a card takes no money, whatever its state. */
    private static Stage stage(OdooReading rows) throws UnreadableException {
        String state = Json.requiredText(rows.row(), "state");
        String operation = rows.text("operation");
        return switch (state) {
            case "draft", "pending" -> Stage.INITIATED;
            case "authorized" -> Stage.AUTHORIZED;
            case "done" ->
                "refund".equals(operation)
                        ? Stage.REFUNDED
                        : "validation".equals(operation) ? Stage.AUTHORIZED : Stage.CAPTURED;
            case "cancel" -> Stage.CANCELLED;
            case "error" -> Stage.REJECTED;
            default -> throw rows.unknownState("state", state, "draft, pending, authorized, done, cancel or error");
        };
    }

    /**
     * From Odoo 19 the row says whether it is live. Before, its provider does, and a provider may be switched
     * from test to live later: what it was when the row was first seen counts, and is remembered. A provider that
     * is switched off by then took real payments while it was on.
     */
    private static boolean live(OdooReading rows, ObjectNode provider) {
        JsonNode own = rows.row().get("is_live");
        if (own != null && own.isBoolean()) {
            return own.booleanValue();
        }
        Memory memory = rows.memory();
        ObjectNode remembered = memory.recall("live/" + rows.id());
        if (remembered != null) {
            return remembered.path("live").asBoolean();
        }
        boolean live = !"test".equals(Json.text(provider, "state"));
        memory.remember("live/" + rows.id(), Json.object().put("live", live));
        return live;
    }

    @Override
    public OdooObjectText text() {
        return new OdooObjectText(
                "Online payment, and refund of one",
                "draft, pending → INITIATED; authorized → AUTHORIZED; done → CAPTURED, a refund REFUNDED, a"
                        + " verification AUTHORIZED; cancel → CANCELLED; error → REJECTED",
                "amount, negative for a refund",
                "last_state_change",
                "PROVIDER_REFERENCE, and PAYMENT_INTENT, CHARGE or REFUND by its prefix; DOCUMENT (reference);"
                        + " ODOO_INVOICE, ODOO_SALE_ORDER (ids)",
                "operation, provider, live");
    }
}
