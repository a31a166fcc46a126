package io.tieout.intake;

import io.tieout.matching.Stage;

/** A row of {@code sale_order}. */
final class OdooSaleOrder implements OdooDocument {

    static final String TABLE = "sale_order";

    @Override
    public String table() {
        return TABLE;
    }

    @Override
    public void read(OdooReading rows) throws UnreadableException, RowMissingException {
        rows.stage(stage(rows));
        rows.company(rows.text("company_id"));
        rows.businessAt(rows.instant("date_order"));
        rows.number(rows.text("name"));
        rows.reference("PAYMENT_REFERENCE", rows.text("reference"));
        rows.reference("REFERENCE", rows.text("client_order_ref"));
        rows.reference("ORIGIN", rows.text("origin"));
        rows.reference("ODOO_SALE_ORDER", rows.id());
        rows.attribute("invoice_status", rows.text("invoice_status"));
        rows.partner(rows.text("partner_id"));
        rows.amount(rows.money("amount_total", rows.text("currency_id"), true));
    }

    private static Stage stage(OdooReading rows) throws UnreadableException {
        String state = rows.state(rows.row(), "state");
        return switch (state == null ? "draft" : state) {
            case "draft", "sent" -> Stage.INITIATED;
            case "sale", "done" -> Stage.POSTED;
            case "cancel" -> Stage.CANCELLED;
            default -> throw rows.unknownState("state", state, "draft, sent, sale, done or cancel");
        };
    }

    @Override
    public OdooObjectText text() {
        return new OdooObjectText(
                "Sale order",
                "draft, sent → INITIATED; sale, done → POSTED; cancel → CANCELLED",
                "amount_total",
                "date_order",
                "DOCUMENT (name); PAYMENT_REFERENCE (reference); REFERENCE (client_order_ref); ORIGIN (origin);"
                        + " ODOO_SALE_ORDER (id)",
                "invoice_status; counterparty: the partner's name");
    }
}
