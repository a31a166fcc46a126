package io.tieout.intake;

import java.util.List;
import java.util.Map;
import java.util.Optional;
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

    private static final Map<String, OdooTable> KNOWN = Map.of(
            PAYMENT_TRANSACTION,
            new OdooTable(PAYMENT_TRANSACTION, List.of("id"), PAYMENT_TRANSACTION),
            INVOICE_LINK,
            new OdooTable(INVOICE_LINK, List.of("transaction_id", "invoice_id"), PAYMENT_TRANSACTION),
            SALE_ORDER_LINK,
            new OdooTable(SALE_ORDER_LINK, List.of("transaction_id", "sale_order_id"), PAYMENT_TRANSACTION),
            "payment_provider",
            new OdooTable("payment_provider", List.of("id"), null),
            "res_currency",
            new OdooTable("res_currency", List.of("id"), null),
            "res_company",
            new OdooTable("res_company", List.of("id"), null),
            HEARTBEAT,
            new OdooTable(HEARTBEAT, List.of("id"), null));

    static @Nullable OdooTable of(String name) {
        return KNOWN.get(name);
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
