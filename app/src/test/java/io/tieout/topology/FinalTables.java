package io.tieout.topology;

import io.tieout.v1.Entry;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.Currency;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What Odoo's documents say in the end, asked of the final tables by plain queries: an oracle that shares nothing
 * with the product but the words of topology-docs/odoo-objects.md.
 *
 * <p>Each query gives id, stage, company, amount, currency, business time in milliseconds, references, and whatever
 * else is said: due date, further amounts, attributes, counterparty and text.
 */
final class FinalTables {

    /** What is compared of a document. */
    record Row(
            String stage, String company, String amount, Long businessAt, Set<String> references, Set<String> facts) {

        static Row of(Entry entry) {
            Set<String> references = new TreeSet<>();
            entry.getReferences().forEach(one -> references.add(one.getKind() + "=" + one.getValue()));
            Set<String> facts = new TreeSet<>();
            entry.getAttributes().forEach((name, value) -> facts.add(name + "=" + value));
            entry.getMeasures()
                    .forEach((name, money) -> facts.add(name + "=" + money.getMinor() + " " + money.getCurrency()));
            if (entry.getDueAt() != null) {
                facts.add("due=" + entry.getDueAt().toEpochMilli());
            }
            if (entry.getCounterparty() != null) {
                facts.add("counterparty=" + entry.getCounterparty());
            }
            if (entry.getText() != null) {
                facts.add("text=" + entry.getText());
            }
            return new Row(
                    entry.getStage().name(),
                    entry.getCompany(),
                    entry.getAmount() == null
                            ? null
                            : entry.getAmount().getMinor() + " "
                                    + entry.getAmount().getCurrency(),
                    entry.getBusinessAt() == null ? null : entry.getBusinessAt().toEpochMilli(),
                    references,
                    facts);
        }
    }

    private static final String JOURNAL = "'journal=' || j.code, 'journal_type=' || j.type";
    private static final String PARTNER = "'counterparty=' || NULLIF(trim(n.name), '')";

    private static final String MOVE_STAGE =
            "CASE %s WHEN 'draft' THEN 'INITIATED' WHEN 'posted' THEN '%s' WHEN 'cancel' THEN 'CANCELLED' END";

    private static final Map<String, String> QUERIES = new LinkedHashMap<>();

    static {
        QUERIES.put("account_move", """
                SELECT m.id, %s, m.company_id,
                       CASE WHEN m.move_type IN ('out_refund', 'in_invoice', 'in_receipt') THEN -m.amount_total ELSE m.amount_total END,
                       c.name, %s,
                       ARRAY['DOCUMENT=' || NULLIF(m.name, '/'), 'PAYMENT_REFERENCE=' || m.payment_reference, 'REFERENCE=' || m.ref,
                             CASE m.move_type WHEN 'entry' THEN 'ODOO_ENTRY=' ELSE 'ODOO_INVOICE=' END || m.id,
                             'ODOO_REVERSED=' || m.reversed_entry_id]
                       || ARRAY(SELECT 'ORIGIN=' || trim(o) FROM regexp_split_to_table(m.invoice_origin, ',') o),
                       ARRAY['move_type=' || m.move_type, 'payment_state=' || m.payment_state, %s, %s,
                             'residual=' || %s,
                             CASE WHEN m.move_type <> 'entry' THEN 'due=' || %s END]
                FROM account_move m JOIN res_currency c ON c.id = m.currency_id LEFT JOIN account_journal j ON j.id = m.journal_id
                     LEFT JOIN res_partner n ON n.id = m.partner_id
                """.formatted(
                        stage("m.state", "POSTED"),
                        millis("coalesce(m.invoice_date, m.date)"),
                        JOURNAL,
                        PARTNER,
                        minor(
                                "CASE WHEN m.move_type IN ('out_refund', 'in_invoice', 'in_receipt') THEN -m.amount_residual ELSE m.amount_residual END",
                                "c"),
                        millis("m.invoice_date_due")));
        QUERIES.put("account_move_line", """
                SELECT l.id, %s, l.company_id, l.amount_currency, c.name, %s,
                       ARRAY['DOCUMENT=' || NULLIF(l.move_name, '/'), 'REFERENCE=' || l.ref, 'ODOO_ENTRY=' || l.move_id,
                             'ODOO_STATEMENT_LINE=' || l.statement_line_id],
                       ARRAY['account_type=' || a.account_type, 'from_statement=' || (l.statement_line_id IS NOT NULL), %s, %s,
                             'text=' || NULLIF(trim(l.name), '')]
                FROM account_move_line l JOIN account_account a ON a.id = l.account_id JOIN res_currency c ON c.id = l.currency_id
                     LEFT JOIN account_journal j ON j.id = l.journal_id LEFT JOIN res_partner n ON n.id = l.partner_id
                WHERE a.account_type IN ('asset_cash', 'liability_credit_card')
                """.formatted(
                        stage("l.parent_state", "POSTED"), millis("l.date"), JOURNAL, PARTNER));
        QUERIES.put("account_bank_statement_line", """
                SELECT l.id, %s, m.company_id, l.amount, c.name, %s,
                       ARRAY['DOCUMENT=' || NULLIF(m.name, '/'), 'REFERENCE=' || m.ref, 'ODOO_ENTRY=' || m.id,
                             'ODOO_STATEMENT=' || l.statement_id],
                       ARRAY['reconciled=' || coalesce(l.is_reconciled, false), %s,
                             'counterparty=' || coalesce(NULLIF(trim(l.partner_name), ''), NULLIF(trim(n.name), '')),
                             'text=' || NULLIF(trim(l.payment_ref), ''), 'foreign=' || %s]
                FROM account_bank_statement_line l JOIN account_move m ON m.id = l.move_id
                     JOIN account_journal j ON j.id = m.journal_id JOIN res_company k ON k.id = m.company_id
                     JOIN res_currency c ON c.id = coalesce(l.currency_id, j.currency_id, k.currency_id)
                     LEFT JOIN res_currency f ON f.id = l.foreign_currency_id LEFT JOIN res_partner n ON n.id = l.partner_id
                """.formatted(
                        stage("m.state", "BOOKED"), millis("m.date"), JOURNAL, minor("l.amount_currency", "f")));
        QUERIES.put("account_partial_reconcile", """
                SELECT r.id, 'RECONCILED', r.company_id, r.amount, c.name, %s,
                       ARRAY['ODOO_DEBIT_LINE=' || d.id, 'ODOO_CREDIT_LINE=' || x.id, 'ODOO_DEBIT_ENTRY=' || d.move_id,
                             'ODOO_CREDIT_ENTRY=' || x.move_id],
                       ARRAY['debit=' || %s, 'credit=' || %s]
                FROM account_partial_reconcile r JOIN account_move_line d ON d.id = r.debit_move_id
                     JOIN account_move_line x ON x.id = r.credit_move_id JOIN res_company k ON k.id = r.company_id
                     JOIN res_currency c ON c.id = k.currency_id LEFT JOIN res_currency e ON e.id = r.debit_currency_id
                     LEFT JOIN res_currency f ON f.id = r.credit_currency_id
                """.formatted(
                millis("r.max_date"), minor("r.debit_amount_currency", "e"), minor("r.credit_amount_currency", "f")));
        QUERIES.put("sale_order", """
                SELECT o.id, CASE o.state WHEN 'draft' THEN 'INITIATED' WHEN 'sent' THEN 'INITIATED' WHEN 'cancel' THEN 'CANCELLED'
                                  WHEN 'sale' THEN 'POSTED' WHEN 'done' THEN 'POSTED' END,
                       o.company_id, o.amount_total, c.name, %s,
                       ARRAY['DOCUMENT=' || NULLIF(o.name, '/'), 'PAYMENT_REFERENCE=' || o.reference,
                             'REFERENCE=' || o.client_order_ref, 'ORIGIN=' || o.origin, 'ODOO_SALE_ORDER=' || o.id],
                       ARRAY['invoice_status=' || o.invoice_status, %s]
                FROM sale_order o JOIN res_currency c ON c.id = o.currency_id LEFT JOIN res_partner n ON n.id = o.partner_id
                """.formatted(millis("o.date_order"), PARTNER));
        QUERIES.put("pos_session", """
                SELECT s.id, CASE s.state WHEN 'closed' THEN 'POSTED' WHEN 'opening_control' THEN 'INITIATED'
                                  WHEN 'opened' THEN 'INITIATED' WHEN 'closing_control' THEN 'INITIATED' END, p.company_id, NULL, NULL, %s,
                       ARRAY['DOCUMENT=' || NULLIF(s.name, '/'), 'ODOO_POS_SESSION=' || s.id, 'ODOO_ENTRY=' || s.move_id], ARRAY[]::text[]
                FROM pos_session s JOIN pos_config p ON p.id = s.config_id
                """.formatted(millis("coalesce(s.stop_at, s.start_at)")));
        QUERIES.put("pos_order", """
                SELECT o.id, CASE o.state WHEN 'draft' THEN 'INITIATED' WHEN 'paid' THEN 'CAPTURED' WHEN 'cancel' THEN 'CANCELLED'
                                  WHEN 'done' THEN 'POSTED' WHEN 'invoiced' THEN 'POSTED' END,
                       o.company_id, o.amount_total, c.name, %s,
                       ARRAY['DOCUMENT=' || NULLIF(o.name, '/'), 'POS_REFERENCE=' || o.pos_reference, 'POS_UUID=' || (to_jsonb(o) ->> 'uuid'),
                             'ODOO_POS_ORDER=' || o.id, 'ODOO_POS_SESSION=' || o.session_id, 'ODOO_INVOICE=' || o.account_move], ARRAY[%s]
                FROM pos_order o JOIN res_company k ON k.id = o.company_id LEFT JOIN account_journal j ON j.id = o.sale_journal
                     JOIN res_currency c ON c.id = coalesce(j.currency_id, k.currency_id) LEFT JOIN res_partner n ON n.id = o.partner_id
                """.formatted(millis("o.date_order"), PARTNER));
        QUERIES.put("pos_payment", """
                SELECT p.id, CASE WHEN coalesce(NULLIF(p.payment_status, ''), 'done') IN ('done', 'force_done')
                                  THEN CASE WHEN p.amount < 0 THEN 'REFUNDED' ELSE 'CAPTURED' END
                                  WHEN p.payment_status = 'reversed' THEN 'REVERSED'
                                  WHEN p.payment_status IN ('pending', 'waiting', 'waitingCard', 'waitingScan', 'waitingCapture',
                                                            'waitingCancel', 'reversing', 'retry') THEN 'INITIATED' END,
                       o.company_id, p.amount, c.name, %s,
                       ARRAY['PROVIDER_REFERENCE=' || p.transaction_id,
                             CASE WHEN p.transaction_id LIKE 'pi_%%' THEN 'PAYMENT_INTENT=' WHEN p.transaction_id ~ '^(ch|py)_' THEN 'CHARGE='
                                  WHEN p.transaction_id ~ '^(re_|pyr)' THEN 'REFUND=' END || p.transaction_id, 'ODOO_POS_ORDER=' || o.id, 'ODOO_POS_SESSION=' || p.session_id,
                             'ODOO_POS_METHOD=' || p.payment_method_id],
                       ARRAY['change=' || coalesce(p.is_change, false), 'cash=' || coalesce(t.is_cash_count, false),
                             'terminal=' || t.use_payment_terminal]
                FROM pos_payment p LEFT JOIN pos_payment_method t ON t.id = p.payment_method_id JOIN pos_order o ON o.id = p.pos_order_id JOIN res_company k ON k.id = o.company_id
                     LEFT JOIN account_journal j ON j.id = o.sale_journal JOIN res_currency c ON c.id = coalesce(j.currency_id, k.currency_id)
                """.formatted(millis("p.payment_date")));
        QUERIES.put("payment_transaction", """
                SELECT t.id, CASE t.state WHEN 'draft' THEN 'INITIATED' WHEN 'pending' THEN 'INITIATED' WHEN 'authorized' THEN 'AUTHORIZED'
                                  WHEN 'cancel' THEN 'CANCELLED' WHEN 'error' THEN 'REJECTED'
                                  WHEN 'done' THEN CASE t.operation WHEN 'refund' THEN 'REFUNDED' WHEN 'validation' THEN 'AUTHORIZED' ELSE 'CAPTURED' END END,
                       t.company_id, t.amount, c.name, %s,
                       ARRAY['PROVIDER_REFERENCE=' || t.provider_reference,
                             CASE WHEN t.provider_reference LIKE 'pi\\_%%' THEN 'PAYMENT_INTENT=' WHEN t.provider_reference ~ '^(ch|py)_' THEN 'CHARGE='
                                  WHEN t.provider_reference ~ '^(re_|pyr)' THEN 'REFUND=' END || t.provider_reference, 'DOCUMENT=' || t.reference]
                       || ARRAY(SELECT 'ODOO_INVOICE=' || i.invoice_id FROM account_invoice_transaction_rel i WHERE i.transaction_id = t.id)
                       || ARRAY(SELECT 'ODOO_SALE_ORDER=' || i.sale_order_id FROM sale_order_transaction_rel i WHERE i.transaction_id = t.id),
                       ARRAY['operation=' || t.operation, 'provider=' || v.code,
                             'live=' || coalesce((to_jsonb(t) ->> 'is_live')::boolean, v.state <> 'test')]
                FROM payment_transaction t JOIN res_currency c ON c.id = t.currency_id JOIN payment_provider v ON v.id = t.provider_id
                """.formatted(millis("coalesce(t.last_state_change, t.create_date)")));
    }

    private static final String PAYMENT_OF_18 = """
            SELECT p.id, CASE p.state WHEN 'draft' THEN 'INITIATED' WHEN 'in_process' THEN 'POSTED' WHEN 'paid' THEN 'POSTED'
                              WHEN 'canceled' THEN 'CANCELLED' WHEN 'rejected' THEN 'REJECTED' END,
                   p.company_id, CASE p.payment_type WHEN 'inbound' THEN p.amount ELSE -p.amount END, c.name, %s,
                   ARRAY['DOCUMENT=' || NULLIF(p.name, '/'), 'REFERENCE=' || p.memo, 'ODOO_ENTRY=' || p.move_id,
                         'ODOO_PAYMENT_TRANSACTION=' || p.payment_transaction_id, 'ODOO_REFUNDED_PAYMENT=' || p.source_payment_id,
                         'ODOO_POS_SESSION=' || p.pos_session_id, 'ODOO_POS_METHOD=' || p.pos_payment_method_id]
                   || ARRAY(SELECT 'ODOO_INVOICE=' || i.invoice_id FROM account_move__account_payment i WHERE i.payment_id = p.id),
                   ARRAY['payment_type=' || p.payment_type, 'partner_type=' || p.partner_type, 'state=' || p.state,
                         'reconciled=' || coalesce(p.is_reconciled, false), 'matched=' || coalesce(p.is_matched, false), %s, %s, 'text=' || NULLIF(trim(p.memo), '')]
            FROM account_payment p JOIN res_currency c ON c.id = p.currency_id LEFT JOIN account_journal j ON j.id = p.journal_id
                 LEFT JOIN res_partner n ON n.id = p.partner_id
            """.formatted(millis("p.date"), JOURNAL, PARTNER);

    private static final String PAYMENT_OF_17 =
            """
            SELECT p.id, %s, m.company_id, CASE p.payment_type WHEN 'inbound' THEN p.amount ELSE -p.amount END, c.name, %s,
                   ARRAY['DOCUMENT=' || NULLIF(m.name, '/'), 'REFERENCE=' || m.ref, 'ODOO_ENTRY=' || p.move_id,
                         'ODOO_PAYMENT_TRANSACTION=' || p.payment_transaction_id, 'ODOO_REFUNDED_PAYMENT=' || p.source_payment_id,
                         'ODOO_POS_SESSION=' || p.pos_session_id, 'ODOO_POS_METHOD=' || p.pos_payment_method_id],
                   ARRAY['payment_type=' || p.payment_type, 'partner_type=' || p.partner_type, 'state=' || m.state,
                         'reconciled=' || coalesce(p.is_reconciled, false), 'matched=' || coalesce(p.is_matched, false), %s, %s, 'text=' || NULLIF(trim(m.ref), '')]
            FROM account_payment p JOIN account_move m ON m.id = p.move_id JOIN res_currency c ON c.id = p.currency_id
                 LEFT JOIN account_journal j ON j.id = m.journal_id LEFT JOIN res_partner n ON n.id = p.partner_id
            """.formatted(stage("m.state", "POSTED"), millis("m.date"), JOURNAL, PARTNER);

    private FinalTables() {}

    /** By table and id. */
    static Map<String, Map<String, Row>> of(Connection odoo) throws SQLException {
        var queries = new LinkedHashMap<>(QUERIES);
        queries.put("account_payment", paymentsStandAlone(odoo) ? PAYMENT_OF_18 : PAYMENT_OF_17);
        var tables = new TreeMap<String, Map<String, Row>>();
        try (Statement statement = odoo.createStatement()) {
            for (Map.Entry<String, String> query : queries.entrySet()) {
                var rows = new TreeMap<String, Row>();
                try (ResultSet found = statement.executeQuery(query.getValue())) {
                    while (found.next()) {
                        rows.put(found.getString(1), row(found));
                    }
                }
                tables.put(query.getKey(), rows);
            }
        }
        return tables;
    }

    /** From Odoo 18 on a payment has a state of its own; an older one has that of its entry. */
    private static boolean paymentsStandAlone(Connection odoo) throws SQLException {
        try (ResultSet column = odoo.getMetaData().getColumns(null, "public", "account_payment", "state")) {
            return column.next();
        }
    }

    /** The last version of each entry that still stands, of the same tables. */
    static Map<String, Map<String, Row>> last(List<Entry> entries, Set<String> tables) {
        var last = new TreeMap<String, Map<String, Row>>();
        tables.forEach(table -> last.put(table, new TreeMap<>()));
        for (Entry entry : entries) {
            Map<String, Row> rows = last.get(entry.getObjectType());
            if (rows != null && entry.getDeleted()) {
                rows.remove(entry.getObjectId());
            } else if (rows != null) {
                rows.put(entry.getObjectId(), Row.of(entry));
            }
        }
        return last;
    }

    private static Row row(ResultSet found) throws SQLException {
        BigDecimal amount = found.getBigDecimal(4);
        String currency = found.getString(5);
        long businessAt = found.getLong(6);
        boolean dated = !found.wasNull();
        return new Row(
                found.getString(2),
                found.getString(3),
                amount == null
                        ? null
                        : amount.movePointRight(Currency.getInstance(currency).getDefaultFractionDigits())
                                        .longValueExact()
                                + " " + currency,
                dated ? businessAt : null,
                said(found, 7),
                said(found, 8));
    }

    private static Set<String> said(ResultSet found, int column) throws SQLException {
        Set<String> said = new TreeSet<>();
        Arrays.stream((String[]) found.getArray(column).getArray())
                .filter(one -> one != null && !one.endsWith("="))
                .forEach(said::add);
        return said;
    }

    /** Worked example: {@code 4500 EUR}; null where the amount or the currency is. */
    private static String minor(String amount, String currency) {
        return "trunc((" + amount + ") * power(10::numeric, CASE " + currency
                + ".name WHEN 'JPY' THEN 0 WHEN 'KWD' THEN 3 ELSE 2 END))::bigint || ' ' || " + currency + ".name";
    }

    private static String stage(String column, String posted) {
        return MOVE_STAGE.formatted(column, posted);
    }

    private static String millis(String expression) {
        return "floor(extract(epoch FROM " + expression + ") * 1000)::bigint";
    }
}
