package io.tieout.demo;

import io.tieout.demo.Happening.OdooCall;
import io.tieout.demo.PlannedOrder.PlannedRefund;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes to PostgreSQL what Odoo 18 writes while customers pay by Stripe.
 *
 * <p>One call is one database transaction, as in Odoo. A row is inserted incomplete and updated several
 * times before its commit; the draft, the state and the journal entry come in transactions of their own.
 * One connection does it all, because the order of commits is the order of the plan.
 */
final class OdooShop implements AutoCloseable {

    /** Lies in a column that must never leave the database. */
    static final String CANARY = "canary-that-must-not-fly";

    private static final int COMPANY = 1;
    private static final int PROVIDER = 13;
    private static final int CARD = 40;
    private static final int VISA = 201;
    private static final int SALES_JOURNAL = 1;
    private static final int BANK_JOURNAL = 6;
    private static final int FIRST_CUSTOMER = 100;
    private static final int CUSTOMERS = 400;

    private final Connection connection;
    private final Map<String, PreparedStatement> statements = new HashMap<>();

    /** Ids of what Odoo made for an order, once it has. */
    private final Map<Integer, Integer> documents = new HashMap<>();

    private final Map<Integer, Integer> payments = new HashMap<>();
    private int lastMove = 1000;
    private int lastPayment = 500;
    private int lastBankEntry = 0;
    private long commits;

    /** Takes the connection over. */
    OdooShop(Connection connection) throws SQLException {
        this.connection = connection;
        connection.setAutoCommit(false);
    }

    /** Creates the tables and what an empty shop has: currencies, a company, customers, a live provider. */
    void open() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(schema());
        }
        run("""
                INSERT INTO payment_provider (id, sequence, company_id, color, code, state, name, is_published,
                    allow_tokenization, capture_manually, stripe_publishable_key, stripe_secret_key,
                    stripe_webhook_secret)
                VALUES (?, 10, ?, 2, 'stripe', 'enabled', '{"en_US": "Stripe"}', true, false, false, ?, ?, ?)""", PROVIDER, COMPANY, "pk_live_" + CANARY, "sk_live_" + CANARY, "whsec_" + CANARY);
        for (int customer = FIRST_CUSTOMER; customer < FIRST_CUSTOMER + CUSTOMERS; customer++) {
            run(
                    """
                    INSERT INTO res_partner (id, name, complete_name, color, commercial_partner_id, lang, type, email,
                        active, is_company, partner_share, supplier_rank, customer_rank, autopost_bills)
                    VALUES (?, ?, ?, 0, ?, 'en_US', 'contact', ?, true, false, true, 0, 0, 'ask')""",
                    customer,
                    "Customer " + customer,
                    "Customer " + customer,
                    customer,
                    "customer" + customer + "@example.com");
        }
        connection.commit();
    }

    /** Commits what Odoo writes in this call. */
    void play(OdooCall call) throws SQLException {
        PlannedOrder order = call.order();
        Instant at = call.at();
        switch (call.call()) {
            case DOCUMENT -> document(order, at);
            case DRAFT -> draft(order, at);
            case PENDING -> state(order, at, "pending", null);
            case AUTHORIZED -> state(order, at, "authorized", null);
            case DONE -> state(order, at, "done", null);
            case CANCEL -> state(order, at, "cancel", null);
            case ERROR -> state(order, at, "error", "Your card was declined.");
            case HEARD_AGAIN ->
                run(
                        "UPDATE payment_transaction SET write_uid = 1, write_date = ? WHERE id = ?",
                        timestamp(at),
                        order.transactionId());
            case POST_PROCESS -> postProcess(order, at);
            case REFUND_DRAFT -> refundDraft(order, at);
            case REFUND_DONE -> refundDone(order, at);
            case REFUND_POST_PROCESS -> refundPostProcess(order, at);
        }
        commit();
    }

    /** Commits a beat that says: the clock stands here, and so it does for the commits that follow. */
    void beat(Instant clock) throws SQLException {
        run(
                "UPDATE tieout_heartbeat SET beat = beat + 1, clock_at = ?",
                OffsetDateTime.ofInstant(clock, ZoneOffset.UTC));
        commit();
    }

    /** How many calls and beats it has committed. */
    long commits() {
        return commits;
    }

    private void document(PlannedOrder order, Instant at) throws SQLException {
        BigDecimal amount = order.bookedCurrency().decimal(order.booked());
        int currency = order.bookedCurrency().odooId();
        LocalDate day = day(at);
        if (!order.onInvoice()) {
            documents.put(order.number(), order.number());
            run(
                    """
                    INSERT INTO sale_order (id, company_id, partner_id, partner_invoice_id, partner_shipping_id,
                        pricelist_id, currency_id, user_id, team_id, create_uid, write_uid, name, state, validity_date,
                        currency_rate, locked, require_signature, require_payment, create_date, date_order, write_date,
                        prepayment_percent, picking_policy)
                    VALUES (?, ?, ?, ?, ?, 1, ?, 2, 1, 2, 2, ?, 'draft', ?, 1.0, false, true, false, ?, ?, ?, 1, 'direct')""",
                    order.number(),
                    COMPANY,
                    customer(order),
                    customer(order),
                    customer(order),
                    currency,
                    order.reference(),
                    day,
                    timestamp(at),
                    seconds(at),
                    timestamp(at));
            run(
                    "UPDATE sale_order SET invoice_status = 'no', amount_untaxed = ?, amount_tax = ?, amount_total = ?,"
                            + " amount_unpaid = ? WHERE id = ?",
                    amount,
                    zero(order),
                    amount,
                    amount,
                    order.number());
            return;
        }
        int invoice = ++lastMove;
        documents.put(order.number(), invoice);
        run(
                """
                INSERT INTO account_move (id, journal_id, company_id, partner_id, partner_shipping_id, currency_id,
                    create_uid, write_uid, state, move_type, auto_post, date, invoice_date, invoice_currency_rate,
                    create_date, write_date, team_id)
                VALUES (?, ?, ?, ?, ?, ?, 2, 2, 'draft', 'out_invoice', 'no', ?, ?, 1.0, ?, ?, 1)""",
                invoice,
                SALES_JOURNAL,
                COMPANY,
                customer(order),
                customer(order),
                currency,
                day,
                day,
                timestamp(at),
                timestamp(at));
        run(
                "UPDATE account_move SET sequence_number = 0, sequence_prefix = '', is_storno = false WHERE id = ?",
                invoice);
        run("""
                UPDATE account_move SET commercial_partner_id = partner_id, invoice_user_id = 2, name = '/',
                    state = 'posted', payment_state = 'not_paid', invoice_date_due = date, amount_untaxed = ?,
                    amount_tax = ?, amount_total = ?, amount_residual = ?, amount_untaxed_signed = ?,
                    amount_total_signed = ?, amount_total_in_currency_signed = ?, amount_residual_signed = ?,
                    always_tax_exigible = false, checked = true, posted_before = true, is_manually_modified = false
                WHERE id = ?""", amount, zero(order), amount, amount, amount, amount, amount, amount, invoice);
        run("UPDATE account_move SET name = ? WHERE id = ?", order.reference(), invoice);
        run(
                "UPDATE account_move SET sequence_number = ?, sequence_prefix = 'INV/2026/' WHERE id = ?",
                order.number(),
                invoice);
        run("UPDATE account_move SET payment_reference = ? WHERE id = ?", order.reference(), invoice);
        raiseRank(order);
    }

    private void draft(PlannedOrder order, Instant at) throws SQLException {
        insertTransaction(
                order,
                at,
                order.transactionId(),
                CARD,
                order.reference(),
                "online_direct",
                order.bookedCurrency().decimal(order.booked()),
                null);
        if (order.onInvoice()) {
            run(
                    "INSERT INTO account_invoice_transaction_rel (invoice_id, transaction_id) VALUES (?, ?)",
                    documentOf(order),
                    order.transactionId());
        } else {
            run(
                    "INSERT INTO sale_order_transaction_rel (transaction_id, sale_order_id) VALUES (?, ?)",
                    order.transactionId(),
                    documentOf(order));
        }
        run("UPDATE payment_transaction SET company_id = ? WHERE id = ?", COMPANY, order.transactionId());
    }

    private void insertTransaction(
            PlannedOrder order,
            Instant at,
            int id,
            int method,
            String reference,
            String operation,
            BigDecimal amount,
            @Nullable Integer source)
            throws SQLException {
        run(
                """
                INSERT INTO payment_transaction (id, provider_id, company_id, payment_method_id, currency_id,
                    source_transaction_id, partner_id, create_uid, write_uid, reference, provider_reference, state,
                    operation, partner_name, partner_lang, partner_email, partner_address, amount, last_state_change,
                    create_date, write_date)
                VALUES (?, ?, NULL, ?, ?, ?, ?, 2, 2, ?, NULL, 'draft', ?, ?, 'en_US', ?, '', ?, ?, ?, ?)""",
                id,
                PROVIDER,
                method,
                order.bookedCurrency().odooId(),
                source,
                customer(order),
                reference,
                operation,
                order.customer(),
                "customer" + customer(order) + "@example.com",
                amount,
                seconds(at),
                timestamp(at),
                timestamp(at));
    }

    private void state(PlannedOrder order, Instant at, String state, @Nullable String message) throws SQLException {
        run("""
                UPDATE payment_transaction SET payment_method_id = ?, provider_reference = ?, state = ?,
                    state_message = ?, is_post_processed = COALESCE(is_post_processed, false), last_state_change = ?,
                    write_uid = 1, write_date = ? WHERE id = ?""", VISA, order.paymentIntent(), state, message, seconds(at), timestamp(at), order.transactionId());
    }

    private void postProcess(PlannedOrder order, Instant at) throws SQLException {
        BigDecimal amount = order.bookedCurrency().decimal(order.booked());
        String memo = order.reference() + " - " + order.customer() + " - " + order.paymentIntent();
        int payment = insertPayment(order, at, "inbound", memo, amount, order.transactionId());
        payments.put(order.number(), payment);
        if (order.onInvoice()) {
            run(
                    "INSERT INTO account_move__account_payment (invoice_id, payment_id) VALUES (?, ?)",
                    documentOf(order),
                    payment);
        }
        String name = bookEntry(order, at, payment, memo, amount);
        int entry = lastMove;
        raiseRank(order);
        run(
                "UPDATE account_payment SET move_id = ?, name = ?, state = 'in_process' WHERE id = ?",
                entry,
                name,
                payment);
        if (!order.onInvoice()) {
            run(
                    "UPDATE sale_order SET state = 'sale', invoice_status = 'to invoice', write_date = ? WHERE id = ?",
                    timestamp(at),
                    documentOf(order));
        }
        run(
                "UPDATE payment_transaction SET is_post_processed = true, payment_id = ?, write_date = ? WHERE id = ?",
                payment,
                timestamp(at),
                order.transactionId());
        if (order.onInvoice()) {
            run(
                    "UPDATE account_move SET payment_state = 'paid', amount_residual = ?, amount_residual_signed = ?,"
                            + " is_manually_modified = true, write_date = ? WHERE id = ?",
                    zero(order),
                    zero(order),
                    timestamp(at),
                    documentOf(order));
        }
        run(
                "UPDATE account_payment SET payment_method_id = 4, amount_company_currency_signed = ?,"
                        + " is_reconciled = ? WHERE id = ?",
                amount,
                order.onInvoice(),
                payment);
    }

    private int insertPayment(
            PlannedOrder order, Instant at, String type, String memo, BigDecimal amount, int transactionId)
            throws SQLException {
        int payment = ++lastPayment;
        run(
                """
                INSERT INTO account_payment (id, journal_id, company_id, payment_method_line_id, currency_id, partner_id,
                    create_uid, write_uid, state, payment_type, partner_type, memo, date, amount, create_date, write_date,
                    payment_transaction_id)
                VALUES (?, ?, ?, 9, ?, ?, 1, 1, 'draft', ?, 'customer', ?, ?, ?, ?, ?, ?)""",
                payment,
                BANK_JOURNAL,
                COMPANY,
                order.bookedCurrency().odooId(),
                customer(order),
                type,
                memo,
                day(at),
                amount,
                timestamp(at),
                timestamp(at),
                transactionId);
        return payment;
    }

    /** The journal entry of a payment: one row, five images. Returns its number. */
    private String bookEntry(PlannedOrder order, Instant at, int payment, String memo, BigDecimal amount)
            throws SQLException {
        int entry = ++lastMove;
        int number = ++lastBankEntry;
        String name = "PBNK1/2026/%05d".formatted(number);
        run(
                """
                INSERT INTO account_move (id, journal_id, company_id, origin_payment_id, partner_id, currency_id,
                    create_uid, write_uid, ref, state, move_type, auto_post, date, invoice_currency_rate, create_date,
                    write_date, team_id)
                VALUES (?, ?, ?, ?, ?, ?, 1, 1, ?, 'draft', 'entry', 'no', ?, 0.0, ?, ?, 1)""",
                entry,
                BANK_JOURNAL,
                COMPANY,
                payment,
                customer(order),
                order.bookedCurrency().odooId(),
                memo,
                day(at),
                timestamp(at),
                timestamp(at));
        run("UPDATE account_move SET sequence_number = 0, sequence_prefix = '', is_storno = false WHERE id = ?", entry);
        run(
                "UPDATE account_payment SET outstanding_account_id = 99, destination_account_id = 7,"
                        + " is_reconciled = false, is_matched = false WHERE id = ?",
                payment);
        run("""
                UPDATE account_move SET commercial_partner_id = partner_id, name = '/', state = 'posted',
                    payment_state = 'not_paid', amount_untaxed = ?, amount_tax = ?, amount_total = ?,
                    amount_residual = ?, amount_total_signed = ?, checked = true, posted_before = true,
                    is_manually_modified = false WHERE id = ?""", zero(order), zero(order), amount, zero(order), amount, entry);
        run("UPDATE account_move SET name = ? WHERE id = ?", name, entry);
        run("UPDATE account_move SET sequence_number = ?, sequence_prefix = 'PBNK1/2026/' WHERE id = ?", number, entry);
        return name;
    }

    private void refundDraft(PlannedOrder order, Instant at) throws SQLException {
        PlannedRefund refund = order.requiredRefund();
        insertTransaction(
                order,
                at,
                refund.transactionId(),
                VISA,
                "R-" + order.reference(),
                "refund",
                order.bookedCurrency().decimal(-refund.amount()),
                order.transactionId());
        run("UPDATE payment_transaction SET company_id = ? WHERE id = ?", COMPANY, refund.transactionId());
    }

    private void refundDone(PlannedOrder order, Instant at) throws SQLException {
        PlannedRefund refund = order.requiredRefund();
        run("""
                UPDATE payment_transaction SET provider_reference = ?, state = 'done', is_post_processed = false,
                    last_state_change = ?, write_uid = 1, write_date = ? WHERE id = ?""", refund.refundId(), seconds(at), timestamp(at), refund.transactionId());
    }

    private void refundPostProcess(PlannedOrder order, Instant at) throws SQLException {
        PlannedRefund refund = order.requiredRefund();
        BigDecimal amount = order.bookedCurrency().decimal(refund.amount());
        String memo = "R-" + order.reference() + " - " + order.customer() + " - " + refund.refundId();
        int payment = insertPayment(order, at, "outbound", memo, amount, refund.transactionId());
        String name = bookEntry(order, at, payment, memo, amount);
        int entry = lastMove;
        raiseRank(order);
        run(
                "UPDATE payment_transaction SET is_post_processed = true, payment_id = ?, write_date = ? WHERE id = ?",
                payment,
                timestamp(at),
                refund.transactionId());
        run(
                "UPDATE account_payment SET move_id = ?, payment_method_id = 4, name = ?, state = 'in_process',"
                        + " amount_company_currency_signed = ?, source_payment_id = ? WHERE id = ?",
                entry,
                name,
                amount.negate(),
                payments.get(order.number()),
                payment);
    }

    private void raiseRank(PlannedOrder order) throws SQLException {
        run("UPDATE res_partner SET customer_rank = customer_rank + 1 WHERE id = ?", customer(order));
    }

    private int documentOf(PlannedOrder order) {
        Integer document = documents.get(order.number());
        if (document == null) {
            throw new IllegalStateException("Order " + order.number() + " is paid before it is placed");
        }
        return document;
    }

    private static int customer(PlannedOrder order) {
        return FIRST_CUSTOMER + order.number() % CUSTOMERS;
    }

    private static BigDecimal zero(PlannedOrder order) {
        return order.bookedCurrency().decimal(0);
    }

    /** Start of the transaction, which Odoo writes with microseconds. */
    private static LocalDateTime timestamp(Instant at) {
        return LocalDateTime.ofInstant(at.minusMillis(137), ZoneOffset.UTC);
    }

    /** A field of Odoo's own, which has no fractions of a second. */
    private static LocalDateTime seconds(Instant at) {
        return LocalDateTime.ofInstant(at.truncatedTo(ChronoUnit.SECONDS), ZoneOffset.UTC);
    }

    private static LocalDate day(Instant at) {
        return LocalDate.ofInstant(at, ZoneOffset.UTC);
    }

    private void run(String sql, @Nullable Object... values) throws SQLException {
        PreparedStatement statement = statements.get(sql);
        if (statement == null) {
            statement = connection.prepareStatement(sql);
            statements.put(sql, statement);
        }
        for (int i = 0; i < values.length; i++) {
            statement.setObject(i + 1, values[i]);
        }
        if (statement.executeUpdate() < 1) {
            throw new SQLException("Nothing was written by: " + sql);
        }
    }

    private void commit() throws SQLException {
        connection.commit();
        commits++;
    }

    private static String schema() {
        try (InputStream in = OdooShop.class.getResourceAsStream("odoo-18-shop.sql")) {
            if (in == null) {
                throw new IllegalStateException("odoo-18-shop.sql is not on the class path");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
