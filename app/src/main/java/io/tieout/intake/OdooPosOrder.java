package io.tieout.intake;

import io.tieout.matching.Stage;

/** A row of {@code pos_order}; that of a refund is negative. */
final class OdooPosOrder implements OdooDocument {

    static final String TABLE = "pos_order";

    @Override
    public String table() {
        return TABLE;
    }

    @Override
    public void read(OdooReading rows) throws UnreadableException, RowMissingException {
        String state = rows.state(rows.row(), "state");
        rows.stage(
                switch (state == null ? "draft" : state) {
                    case "draft" -> Stage.INITIATED;
                    case "paid" -> Stage.CAPTURED;
                    case "done", "invoiced" -> Stage.POSTED;
                    case "cancel" -> Stage.CANCELLED;
                    default -> throw rows.unknownState("state", state, "draft, paid, done, invoiced or cancel");
                });
        rows.company(rows.text("company_id"));
        rows.businessAt(rows.instant("date_order"));
        rows.number(rows.text("name"));
        rows.reference("POS_REFERENCE", rows.text("pos_reference"));
        rows.reference("POS_UUID", rows.text("uuid"));
        rows.reference("ODOO_POS_ORDER", rows.id());
        rows.reference("ODOO_POS_SESSION", rows.text("session_id"));
        rows.reference("ODOO_INVOICE", rows.text("account_move"));
        rows.partner(rows.text("partner_id"));
        rows.amount(rows.money(
                "amount_total", rows.journalCurrency(rows.text("sale_journal"), rows.text("company_id")), true));
    }

    @Override
    public OdooObjectText text() {
        return new OdooObjectText(
                "Point of sale order",
                "draft → INITIATED; paid → CAPTURED; done, invoiced → POSTED; cancel → CANCELLED",
                "amount_total, in the currency of the sales journal, else of the company; negative for a refund",
                "date_order",
                "DOCUMENT (name); POS_REFERENCE (pos_reference); POS_UUID (uuid); ODOO_POS_ORDER, ODOO_POS_SESSION,"
                        + " ODOO_INVOICE (ids)",
                "counterparty: the partner's name");
    }
}
