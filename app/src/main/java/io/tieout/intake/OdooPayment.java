package io.tieout.intake;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tieout.matching.Stage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A row of {@code account_payment}. From Odoo 18 it bears its own state, date and number, and may have no journal
 * entry; before, they stand on its journal entry. Whether the row has a column {@code state} tells which it is.
 */
final class OdooPayment implements OdooDocument {

    static final String TABLE = "account_payment";

    @Override
    public String table() {
        return TABLE;
    }

    @Override
    public List<String> parts(ObjectNode row) {
        String move = Json.text(row, "move_id");
        return row.has("state") || move == null ? List.of() : List.of(OdooMove.TABLE + "/" + move);
    }

    @Override
    public void read(OdooReading rows) throws UnreadableException, RowMissingException {
        rows.stage(Stage.INITIATED);
        String type = Json.requiredText(rows.row(), "payment_type");
        rows.attribute("payment_type", type);
        rows.attribute("partner_type", rows.text("partner_type"));
        rows.attribute("reconciled", rows.flag("is_reconciled"));
        rows.attribute("matched", rows.flag("is_matched"));
        rows.partner(rows.text("partner_id"));
        boolean own = rows.has("state");
        ObjectNode from = own ? rows.row() : rows.need(OdooMove.TABLE, rows.text("move_id"));
        if (from != null) {
            String state = rows.state(from, "state");
            rows.attribute("state", state);
            rows.stage(own ? stage(rows, state) : OdooMove.stage(rows, state));
            rows.company(Json.text(from, "company_id"));
            rows.journal(Json.text(from, "journal_id"));
            rows.businessAt(OdooReading.day(from, "date"));
            rows.number(Json.text(from, "name"));
            String memo = Json.text(from, own ? "memo" : "ref");
            rows.reference("REFERENCE", memo);
            rows.says(memo);
        }
        rows.reference("ODOO_ENTRY", rows.text("move_id"));
        rows.linked(OdooTable.PAYMENT_LINK).forEach(invoice -> rows.reference("ODOO_INVOICE", invoice));
        rows.reference("ODOO_PAYMENT_TRANSACTION", rows.text("payment_transaction_id"));
        rows.reference("ODOO_REFUNDED_PAYMENT", rows.text("source_payment_id"));
        rows.reference("ODOO_POS_SESSION", rows.text("pos_session_id"));
        rows.reference("ODOO_POS_METHOD", rows.text("pos_payment_method_id"));
        rows.amount(rows.money("amount", rows.text("currency_id"), type.equals("inbound")));
    }

    private static Stage stage(OdooReading rows, @Nullable String state) throws UnreadableException {
        return switch (state == null ? "draft" : state) {
            case "draft" -> Stage.INITIATED;
            case "in_process", "paid" -> Stage.POSTED;
            case "canceled" -> Stage.CANCELLED;
            case "rejected" -> Stage.REJECTED;
            default -> throw rows.unknownState("state", state, "draft, in_process, paid, canceled or rejected");
        };
    }

    @Override
    public OdooObjectText text() {
        return new OdooObjectText(
                "Payment; before Odoo 18 with its journal entry",
                "18 and 19: draft → INITIATED; in_process, paid → POSTED; canceled → CANCELLED; rejected → REJECTED."
                        + " 16 and 17, of its entry: draft → INITIATED; posted → POSTED; cancel → CANCELLED",
                "amount, negative when outbound",
                "date (16 and 17: of its entry)",
                "DOCUMENT (name); REFERENCE (memo; 16 and 17: ref of its entry); ODOO_ENTRY, ODOO_INVOICE (18 and 19),"
                        + " ODOO_PAYMENT_TRANSACTION, ODOO_REFUNDED_PAYMENT, ODOO_POS_SESSION, ODOO_POS_METHOD (ids)",
                "payment_type, partner_type, state, reconciled, matched, journal, journal_type; text: the memo;"
                        + " counterparty: the partner's name");
    }
}
