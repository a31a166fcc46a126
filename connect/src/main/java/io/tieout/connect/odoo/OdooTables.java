package io.tieout.connect.odoo;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The tables and columns of Odoo that may leave the database, and no others. To capture more, add a line here:
 * setup extends the publication, and the capture needs a fresh snapshot ({@link StoredPosition#forget}).
 *
 * <p>Never listed: keys, tokens and secrets of {@code payment_provider}, and personal data that no match needs. Personal
 * are the names in {@code res_partner} and {@code account_bank_statement_line}, and what a bank's line says.
 */
public final class OdooTables {

    /** Row whose update states coverage; see {@link OdooSetup}. */
    public static final String HEARTBEAT = "tieout_heartbeat";

    /** Every Odoo has it; other tables come with its modules. */
    static final String CURRENCY = "res_currency";

    /**
     * In the order in which a snapshot reads them: what others refer to first, then links, then documents, each behind
     * what it is made of. So a document is whole when its own row comes.
     */
    private static final List<OdooTable> ALL = List.of(
            table(CURRENCY, "id name rounding", "decimal_places active"),
            table("res_company", "id name currency_id", ""),
            // Names are personal: evidence where a bank and the books share no id. Nothing else of a partner is taken.
            table("res_partner", "id", "name"),
            table("account_journal", "id code type company_id", "currency_id"),
            table("account_account", "id account_type", ""),
            table("payment_provider", "id company_id code state name", ""),
            table("pos_config", "id company_id", ""),
            table("pos_payment_method", "id", "journal_id is_cash_count use_payment_terminal"),
            table("account_invoice_transaction_rel", "transaction_id invoice_id", ""),
            table("sale_order_transaction_rel", "transaction_id sale_order_id", ""),
            table("account_move__account_payment", "invoice_id payment_id", ""),
            table(
                    "account_move",
                    "id journal_id company_id currency_id partner_id state move_type name ref payment_reference"
                            + " payment_state invoice_origin date invoice_date invoice_date_due amount_total"
                            + " amount_residual reversed_entry_id write_date",
                    ""),
            table(
                    "account_move_line",
                    "id move_id journal_id company_id currency_id account_id partner_id parent_state move_name ref name"
                            + " date amount_currency statement_line_id write_date",
                    ""),
            table(
                    "account_bank_statement_line",
                    "id move_id currency_id foreign_currency_id partner_id payment_ref partner_name amount"
                            + " amount_currency is_reconciled write_date",
                    // Company and journal are its own from Odoo 18 on; before, its journal entry bears them.
                    "company_id journal_id statement_id"),
            table(
                    "account_payment",
                    "id move_id payment_type partner_type partner_id currency_id amount is_reconciled is_matched"
                            + " write_date",
                    // Its own from Odoo 18 on; before, its journal entry bears them.
                    "name state date memo company_id journal_id"
                            // Of the modules for online payments and for the point of sale.
                            + " payment_transaction_id source_payment_id pos_session_id pos_payment_method_id"),
            table(
                    "account_partial_reconcile",
                    "id debit_move_id credit_move_id company_id amount debit_amount_currency credit_amount_currency"
                            + " debit_currency_id credit_currency_id max_date write_date",
                    ""),
            table(
                    "sale_order",
                    "id name state company_id partner_id currency_id client_order_ref origin reference invoice_status"
                            + " amount_total date_order write_date",
                    ""),
            table("pos_session", "id config_id name state move_id start_at stop_at write_date", ""),
            table(
                    "pos_order",
                    "id name state company_id partner_id session_id account_move sale_journal pos_reference"
                            + " amount_total date_order write_date",
                    "uuid"),
            table(
                    "pos_payment",
                    "id pos_order_id payment_method_id amount is_change payment_date transaction_id payment_status"
                            + " write_date",
                    "session_id company_id"),
            table(
                    "payment_transaction",
                    "id provider_id company_id currency_id reference provider_reference state amount"
                            + " create_date write_date",
                    // Odoo 16 has no payment_method_id; is_live came with 19; 15 names operation otherwise.
                    "payment_method_id source_transaction_id operation is_post_processed last_state_change payment_id"
                            + " is_live"),
            table(HEARTBEAT, "id beat clock_at", ""));

    private static final Set<String> NUMBERS = Set.copyOf(
            words(
                    "amount amount_currency amount_total amount_residual debit_amount_currency credit_amount_currency rounding"));
    private static final Set<String> FLAGS =
            Set.copyOf(words("active is_reconciled is_matched is_post_processed is_change is_cash_count is_live"));
    private static final Set<String> DATES = Set.copyOf(words("date invoice_date invoice_date_due max_date"));
    private static final Set<String> TIMES = Set.copyOf(
            words("create_date write_date last_state_change date_order payment_date start_at stop_at clock_at"));
    private static final Set<String> INTEGERS = Set.copyOf(words("id decimal_places account_move sale_journal beat"));

    private OdooTables() {}

    /** What a column must hold, by its name: Odoo gives a name one type wherever it stands, but for one. */
    static ColumnKind kind(String table, String column) {
        if (table.equals("pos_payment") && column.equals("transaction_id")) {
            return ColumnKind.TEXT;
        }
        if (INTEGERS.contains(column) || column.endsWith("_id")) {
            return ColumnKind.INTEGER;
        }
        if (NUMBERS.contains(column)) {
            return ColumnKind.NUMBER;
        }
        if (FLAGS.contains(column)) {
            return ColumnKind.FLAG;
        }
        if (DATES.contains(column)) {
            return ColumnKind.DATE;
        }
        return TIMES.contains(column) ? ColumnKind.TIME : ColumnKind.TEXT;
    }

    /** Every table that we would capture if the database has it. */
    public static List<OdooTable> all() {
        return ALL;
    }

    private static OdooTable table(String name, String required, String optional) {
        return new OdooTable(name, words(required), words(optional));
    }

    private static List<String> words(String text) {
        return Arrays.stream(text.split(" ")).filter(word -> !word.isEmpty()).toList();
    }

    /** What a column holds, and the types of PostgreSQL that hold it without loss. */
    enum ColumnKind {
        INTEGER("int2 int4 int8"),
        /** Exact: money in a floating-point column is no money. */
        NUMBER("numeric"),
        FLAG("bool"),
        DATE("date"),
        TIME("timestamp timestamptz"),
        /** Translated text is jsonb. */
        TEXT("varchar text bpchar jsonb");

        private final String types;

        ColumnKind(String types) {
            this.types = types;
        }

        List<String> types() {
            return words(types);
        }
    }

    /** A declared table: columns without which the intake cannot work, and columns that some versions of Odoo lack. */
    public record OdooTable(String name, List<String> required, List<String> optional) {

        /** All of them, in declared order. */
        Stream<String> columns() {
            return Stream.concat(required.stream(), optional.stream());
        }
    }
}
