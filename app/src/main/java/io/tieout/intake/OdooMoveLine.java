package io.tieout.intake;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;

/** A row of {@code account_move_line} on a bank, cash or card account; lines on other accounts are no documents. */
final class OdooMoveLine implements OdooDocument {

    static final String TABLE = "account_move_line";

    private static final Set<String> MONEY_ACCOUNTS = Set.of("asset_cash", "liability_credit_card");

    @Override
    public String table() {
        return TABLE;
    }

    @Override
    public boolean isPartial() {
        return true;
    }

    @Override
    public void read(OdooReading rows) throws UnreadableException, RowMissingException {
        ObjectNode account = rows.need("account_account", rows.text("account_id"));
        String type = account == null ? null : Json.text(account, "account_type");
        boolean unknown = account == null && rows.text("account_id") != null;
        if (!unknown && (type == null || !MONEY_ACCOUNTS.contains(type))) {
            return;
        }
        rows.stage(OdooMove.stage(rows, rows.state(rows.row(), "parent_state")));
        rows.company(rows.text("company_id"));
        rows.number(rows.text("move_name"));
        rows.reference("REFERENCE", rows.text("ref"));
        rows.reference("ODOO_ENTRY", rows.text("move_id"));
        rows.reference("ODOO_STATEMENT_LINE", rows.text("statement_line_id"));
        rows.attribute("account_type", type);
        rows.attribute("from_statement", rows.text("statement_line_id") != null);
        rows.journal(rows.text("journal_id"));
        rows.businessAt(rows.day("date"));
        rows.partner(rows.text("partner_id"));
        rows.says(rows.text("name"));
        rows.amount(rows.money("amount_currency", rows.text("currency_id"), true));
    }

    @Override
    public OdooObjectText text() {
        return new OdooObjectText(
                "Journal item on a bank, cash or credit card account (account_type asset_cash,"
                        + " liability_credit_card); others are not stated",
                "as its entry (parent_state): draft → INITIATED; posted → POSTED; cancel → CANCELLED",
                "amount_currency: a debit is in, a credit out",
                "date",
                "DOCUMENT (move_name); REFERENCE (ref); ODOO_ENTRY, ODOO_STATEMENT_LINE (ids)",
                "account_type, from_statement, journal, journal_type; text: its label; counterparty: the partner's"
                        + " name");
    }
}
