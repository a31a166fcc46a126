package io.tieout.intake;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A captured table: its key, and the document that a row of it is part of.
 *
 * @param keyColumns columns of the key; of a link table the document's id comes first, so that the links of
 *     a document are found together
 * @param document table of the document that a row of this table is part of; null for reference data
 */
record OdooTable(
        String name, List<String> keyColumns, @Nullable String document) {

    static final String PAYMENT_TRANSACTION = "payment_transaction";
    static final String HEARTBEAT = "tieout_heartbeat";
    static final String INVOICE_LINK = "account_invoice_transaction_rel";
    static final String SALE_ORDER_LINK = "sale_order_transaction_rel";
    static final String PAYMENT_LINK = "account_move__account_payment";

    private static final List<OdooDocument> DOCUMENTS = List.of(
            new OdooMove(),
            new OdooMoveLine(),
            new OdooBankLine(),
            new OdooPayment(),
            new OdooReconciliation(),
            new OdooSaleOrder(),
            new OdooPosSession(),
            new OdooPosOrder(),
            new OdooPosPayment(),
            new OdooPaymentTransaction());

    private static final Map<String, OdooDocument> DOCUMENT_BY_TABLE = new TreeMap<>();
    private static final Map<String, OdooTable> KNOWN = new HashMap<>();

    static {
        for (OdooDocument document : DOCUMENTS) {
            DOCUMENT_BY_TABLE.put(document.table(), document);
            know(document.table(), List.of("id"), document.table());
        }
        know(INVOICE_LINK, List.of("transaction_id", "invoice_id"), PAYMENT_TRANSACTION);
        know(SALE_ORDER_LINK, List.of("transaction_id", "sale_order_id"), PAYMENT_TRANSACTION);
        know(PAYMENT_LINK, List.of("payment_id", "invoice_id"), OdooPayment.TABLE);
        for (String reference : List.of(
                "res_currency",
                "res_company",
                "res_partner",
                "account_journal",
                "account_account",
                "payment_provider",
                "pos_config",
                "pos_payment_method",
                HEARTBEAT)) {
            know(reference, List.of("id"), null);
        }
    }

    private static void know(String name, List<String> keyColumns, @Nullable String document) {
        KNOWN.put(name, new OdooTable(name, keyColumns, document));
    }

    static @Nullable OdooTable of(String name) {
        return KNOWN.get(name);
    }

    /** Every kind of document, in the order in which people think of them. */
    static List<OdooDocument> documents() {
        return DOCUMENTS;
    }

    static @Nullable OdooDocument document(String table) {
        return DOCUMENT_BY_TABLE.get(table);
    }

    /** Whether the rows of this table are the main rows of documents, not links to them. */
    boolean isMain() {
        return name.equals(document);
    }

    /** {@code table/id} of the document that this row is part of. */
    Optional<String> documentOf(String key) {
        if (document == null) {
            return Optional.empty();
        }
        int slash = key.indexOf('/');
        return Optional.of(document + "/" + (slash < 0 ? key : key.substring(0, slash)));
    }
}
