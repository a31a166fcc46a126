package io.tieout.intake;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tieout.matching.Stage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A row of {@code account_bank_statement_line} and its journal entry, which bears the date, the number and the state. */
final class OdooBankLine implements OdooDocument {

    static final String TABLE = "account_bank_statement_line";

    @Override
    public String table() {
        return TABLE;
    }

    @Override
    public List<String> parts(ObjectNode row) {
        String move = Json.text(row, "move_id");
        return move == null ? List.of() : List.of(OdooMove.TABLE + "/" + move);
    }

    @Override
    public void read(OdooReading rows) throws UnreadableException, RowMissingException {
        rows.stage(Stage.BOOKED);
        String named = rows.text("partner_name");
        if (named == null || named.isBlank()) {
            rows.partner(rows.text("partner_id"));
        } else {
            rows.counterparty(named);
        }
        rows.says(rows.text("payment_ref"));
        rows.attribute("reconciled", rows.flag("is_reconciled"));
        String moveId = rows.text("move_id");
        ObjectNode move = rows.need(OdooMove.TABLE, moveId);
        if (move != null) {
            Stage entry = OdooMove.stage(rows, rows.state(move, "state"));
            rows.stage(entry == Stage.POSTED ? Stage.BOOKED : entry);
            rows.businessAt(OdooReading.day(move, "date"));
            rows.number(Json.text(move, "name"));
            rows.reference("REFERENCE", Json.text(move, "ref"));
        }
        rows.reference("ODOO_ENTRY", moveId);
        rows.reference("ODOO_STATEMENT", rows.text("statement_id"));
        // Up to Odoo 17 company and journal stand on the entry alone.
        String company = ownOrEntrys(rows, move, "company_id");
        String journal = ownOrEntrys(rows, move, "journal_id");
        rows.company(company);
        rows.journal(journal);
        String currency = rows.text("currency_id");
        rows.amount(rows.money("amount", currency == null ? rows.journalCurrency(journal, company) : currency, true));
        if (rows.text("foreign_currency_id") != null) {
            rows.measure("foreign", rows.money("amount_currency", rows.text("foreign_currency_id"), true));
        }
    }

    private static @Nullable String ownOrEntrys(OdooReading rows, @Nullable ObjectNode move, String column) {
        String own = rows.text(column);
        return own != null || move == null ? own : Json.text(move, column);
    }

    @Override
    public OdooObjectText text() {
        return new OdooObjectText(
                "Bank statement line, with its journal entry",
                "entry posted → BOOKED; draft → INITIATED; cancel → CANCELLED",
                "amount, as the bank signs it. Measure foreign: amount_currency, where there is a foreign currency",
                "date of the entry",
                "DOCUMENT (number of the entry); REFERENCE (ref of the entry); ODOO_ENTRY, ODOO_STATEMENT (ids)",
                "reconciled, journal, journal_type; text: payment_ref; counterparty: partner_name, else the"
                        + " partner's name");
    }
}
