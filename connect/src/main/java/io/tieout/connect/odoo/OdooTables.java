package io.tieout.connect.odoo;

import java.util.Arrays;
import java.util.List;

/**
 * The tables and columns of Odoo that may leave the database, and no others. To capture more, add a line here:
 * setup extends the publication, and the capture needs a fresh snapshot ({@link StoredPosition#forget}).
 *
 * <p>Never listed: keys, tokens and secrets of {@code payment_provider}, and personal data that no match needs.
 */
public final class OdooTables {

    /** Row whose update states coverage; see {@link OdooSetup}. */
    public static final String HEARTBEAT = "tieout_heartbeat";

    /** Every Odoo has it; other tables come with its modules. */
    static final String CURRENCY = "res_currency";

    private static final List<OdooTable> ALL = List.of(
            table(
                    "payment_transaction",
                    "id provider_id company_id currency_id reference provider_reference state amount"
                            + " create_date write_date",
                    // Odoo 16 has no payment_method_id; is_live came with 19; 15 names operation otherwise.
                    "payment_method_id source_transaction_id operation is_post_processed last_state_change payment_id"
                            + " is_live"),
            table("payment_provider", "id company_id code state name", ""),
            table(CURRENCY, "id name rounding", "decimal_places active"),
            table("res_company", "id name currency_id", ""),
            table("account_invoice_transaction_rel", "transaction_id invoice_id", ""),
            table("sale_order_transaction_rel", "transaction_id sale_order_id", ""),
            table(HEARTBEAT, "id beat clock_at", ""));

    private OdooTables() {}

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

    /** A declared table: columns without which the intake cannot work, and columns that some versions of Odoo lack. */
    public record OdooTable(String name, List<String> required, List<String> optional) {}
}
