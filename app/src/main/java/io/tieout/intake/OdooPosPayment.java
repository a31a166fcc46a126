package io.tieout.intake;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tieout.matching.Stage;

/**
 * A row of {@code pos_payment}: what a card terminal or the drawer took for an order. It alone bears the provider's id;
 * the books get one payment for each method and session.
 */
final class OdooPosPayment implements OdooDocument {

    static final String TABLE = "pos_payment";

    @Override
    public String table() {
        return TABLE;
    }

    @Override
    public void read(OdooReading rows) throws UnreadableException, RowMissingException {
        String amount = rows.text("amount");
        rows.stage(stage(rows, amount != null && amount.startsWith("-")));
        rows.businessAt(rows.instant("payment_date"));
        OdooPaymentTransaction.providerReference(rows, rows.text("transaction_id"));
        String orderId = rows.text("pos_order_id");
        rows.reference("ODOO_POS_ORDER", orderId);
        rows.reference("ODOO_POS_SESSION", rows.text("session_id"));
        rows.reference("ODOO_POS_METHOD", rows.text("payment_method_id"));
        rows.attribute("change", rows.flag("is_change"));
        ObjectNode method = rows.need("pos_payment_method", rows.text("payment_method_id"));
        if (method != null) {
            rows.attribute("cash", method.path("is_cash_count").asBoolean());
            rows.attribute("terminal", Json.text(method, "use_payment_terminal"));
        }
        ObjectNode order = rows.need(OdooPosOrder.TABLE, orderId);
        String company = order == null ? rows.text("company_id") : Json.text(order, "company_id");
        rows.company(company);
        String journal = order == null ? null : Json.text(order, "sale_journal");
        rows.amount(rows.money("amount", rows.journalCurrency(journal, company), true));
    }

    /** A payment without a status is one that nobody had to wait for: cash, or a card machine that is not connected. */
    private static Stage stage(OdooReading rows, boolean out) throws UnreadableException {
        String status = rows.text("payment_status");
        return switch (status == null ? "done" : status) {
            case "done", "force_done", "" -> out ? Stage.REFUNDED : Stage.CAPTURED;
            case "reversed" -> Stage.REVERSED;
            case "pending",
                    "waiting",
                    "waitingCard",
                    "waitingScan",
                    "waitingCapture",
                    "waitingCancel",
                    "reversing",
                    "retry" -> Stage.INITIATED;
            default ->
                throw rows.unknownState(
                        "payment_status",
                        status,
                        "none, done, force_done, reversed, pending, waiting, waitingCard, waitingScan, waitingCapture,"
                                + " waitingCancel, reversing or retry");
        };
    }

    @Override
    public OdooObjectText text() {
        return new OdooObjectText(
                "Point of sale payment",
                "payment_status none, done, force_done → CAPTURED, REFUNDED where the amount is negative; reversed →"
                        + " REVERSED; pending, waiting, waitingCard, waitingScan, waitingCapture, waitingCancel, reversing, retry →"
                        + " INITIATED",
                "amount, in the currency of its order",
                "payment_date",
                "PROVIDER_REFERENCE (transaction_id), and PAYMENT_INTENT, CHARGE or REFUND by its prefix;"
                        + " ODOO_POS_ORDER, ODOO_POS_SESSION, ODOO_POS_METHOD (ids)",
                "change (money given back), cash, terminal");
    }
}
