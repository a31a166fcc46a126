package io.tieout.intake;

import io.tieout.matching.Stage;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A row of {@code account_move}: invoice, credit note, bill, refund, receipt, or a plain journal entry.
 *
 * <p>Residual and payment state are told apart: a payment without an entry of its own makes an invoice "paid" while
 * its residual stays, until the bank's line comes.
 */
final class OdooMove implements OdooDocument {

    static final String TABLE = "account_move";

    private static final Set<String> MONEY_OUT = Set.of("out_refund", "in_invoice", "in_receipt");

    @Override
    public String table() {
        return TABLE;
    }

    @Override
    public void read(OdooReading rows) throws UnreadableException, RowMissingException {
        String type = Json.requiredText(rows.row(), "move_type");
        rows.stage(stage(rows, rows.state(rows.row(), "state")));
        rows.company(rows.text("company_id"));
        rows.number(rows.text("name"));
        rows.reference("PAYMENT_REFERENCE", rows.text("payment_reference"));
        rows.reference("REFERENCE", rows.text("ref"));
        String origins = rows.text("invoice_origin");
        if (origins != null) {
            for (String origin : origins.split(",")) {
                rows.reference("ORIGIN", origin.strip());
            }
        }
        boolean entry = type.equals("entry");
        rows.reference(entry ? "ODOO_ENTRY" : "ODOO_INVOICE", rows.id());
        rows.reference("ODOO_REVERSED", rows.text("reversed_entry_id"));
        rows.attribute("move_type", type);
        rows.attribute("payment_state", rows.text("payment_state"));
        rows.journal(rows.text("journal_id"));
        Instant invoiced = rows.day("invoice_date");
        rows.businessAt(invoiced == null ? rows.day("date") : invoiced);
        rows.dueAt(entry ? null : rows.day("invoice_date_due"));
        rows.partner(rows.text("partner_id"));
        boolean in = !MONEY_OUT.contains(type);
        rows.amount(rows.money("amount_total", rows.text("currency_id"), in));
        rows.measure("residual", rows.money("amount_residual", rows.text("currency_id"), in));
    }

    static Stage stage(OdooReading rows, @Nullable String state) throws UnreadableException {
        if (state == null) {
            return Stage.INITIATED;
        }
        return switch (state) {
            case "draft" -> Stage.INITIATED;
            case "posted" -> Stage.POSTED;
            case "cancel" -> Stage.CANCELLED;
            default -> throw rows.unknownState("state", state, "draft, posted or cancel");
        };
    }

    @Override
    public OdooObjectText text() {
        return new OdooObjectText(
                "Invoice, credit note, vendor bill, refund, receipt, journal entry",
                "draft → INITIATED (also after a reset to draft); posted → POSTED; cancel → CANCELLED",
                "amount_total in the document's currency; negative for out_refund, in_invoice, in_receipt. Measure"
                        + " residual: amount_residual with the same sign",
                "invoice_date, else date; due invoice_date_due (journal entries have none)",
                "DOCUMENT (name, unless it is a slash); PAYMENT_REFERENCE; REFERENCE (ref); ORIGIN (each of"
                        + " invoice_origin); ODOO_INVOICE or, of a journal entry, ODOO_ENTRY (its id); ODOO_REVERSED (id)",
                "move_type, payment_state, journal, journal_type; counterparty: the partner's name");
    }
}
