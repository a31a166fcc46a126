package io.tieout.intake;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tieout.matching.Stage;
import org.jspecify.annotations.Nullable;

/**
 * A row of {@code account_partial_reconcile}: a debit item and a credit item settle each other by an amount. Undoing it
 * deletes the row. What groups them ({@code account_full_reconcile}) says nothing more, and leaves orphans behind.
 */
final class OdooReconciliation implements OdooDocument {

    static final String TABLE = "account_partial_reconcile";

    @Override
    public String table() {
        return TABLE;
    }

    @Override
    public void read(OdooReading rows) throws UnreadableException, RowMissingException {
        rows.stage(Stage.RECONCILED);
        rows.company(rows.text("company_id"));
        rows.businessAt(rows.day("max_date"));
        String debit = rows.text("debit_move_id");
        String credit = rows.text("credit_move_id");
        rows.reference("ODOO_DEBIT_LINE", debit);
        rows.reference("ODOO_CREDIT_LINE", credit);
        rows.reference("ODOO_DEBIT_ENTRY", entry(rows.need(OdooMoveLine.TABLE, debit)));
        rows.reference("ODOO_CREDIT_ENTRY", entry(rows.need(OdooMoveLine.TABLE, credit)));
        ObjectNode company = rows.need("res_company", rows.text("company_id"));
        rows.amount(rows.money("amount", company == null ? null : Json.text(company, "currency_id"), true));
        rows.measure("debit", rows.money("debit_amount_currency", rows.text("debit_currency_id"), true));
        rows.measure("credit", rows.money("credit_amount_currency", rows.text("credit_currency_id"), true));
    }

    private static @Nullable String entry(@Nullable ObjectNode line) {
        return line == null ? null : Json.text(line, "move_id");
    }

    @Override
    public OdooObjectText text() {
        return new OdooObjectText(
                "Reconciliation of a debit and a credit item; deleted when it is undone",
                "RECONCILED as long as it stands",
                "amount, in the company's currency. Measures debit and credit: the amount in each item's currency",
                "max_date",
                "ODOO_DEBIT_LINE, ODOO_CREDIT_LINE, ODOO_DEBIT_ENTRY, ODOO_CREDIT_ENTRY (ids)",
                "");
    }
}
