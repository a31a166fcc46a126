package io.tieout.capture;

import io.tieout.connect.odoo.OdooDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** A database with the tables of Odoo 18 that the capture reads, each cut down to what tests touch. */
public final class SmallOdoo {

    private static final String SCHEMA = """
            CREATE TABLE payment_transaction (id integer PRIMARY KEY, provider_id integer NOT NULL, company_id integer,
              payment_method_id integer, currency_id integer NOT NULL, token_id integer, source_transaction_id integer,
              reference varchar NOT NULL, provider_reference varchar, state varchar NOT NULL, operation varchar,
              partner_email varchar, amount numeric NOT NULL, is_post_processed boolean, last_state_change timestamp,
              create_date timestamp, write_date timestamp, payment_id integer);
            CREATE TABLE payment_provider (id integer PRIMARY KEY, company_id integer NOT NULL, code varchar NOT NULL,
              state varchar NOT NULL, name jsonb NOT NULL, stripe_secret_key varchar);
            CREATE TABLE res_currency (id integer PRIMARY KEY, name varchar NOT NULL, decimal_places integer,
              rounding numeric, active boolean);
            CREATE TABLE res_company (id integer PRIMARY KEY, name varchar, currency_id integer, email varchar);
            CREATE TABLE account_invoice_transaction_rel (invoice_id integer, transaction_id integer,
              PRIMARY KEY (invoice_id, transaction_id));
            INSERT INTO payment_provider VALUES (13, 1, 'stripe', 'enabled', '{"en_US": "Stripe"}', 'sk_live_secret');
            INSERT INTO res_currency VALUES (125, 'EUR', 2, 0.01, true);
            INSERT INTO res_company VALUES (1, 'Shop', 125, 'jane@example.com');
            """;

    private SmallOdoo() {}

    static OdooDatabase create(Servers servers, String name) throws SQLException {
        OdooDatabase database = servers.database(name);
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            create(connection);
            statement.execute(transaction(1, "10.00"));
        }
        return database;
    }

    /** Creates the tables, and what a shop without payments has. */
    public static void create(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(SCHEMA);
        }
    }

    static String transaction(int id, String amount) {
        return "INSERT INTO payment_transaction (id, provider_id, company_id, currency_id, reference, state,"
                + " partner_email, amount, create_date, write_date) VALUES (" + id + ", 13, 1, 125, 'S" + id
                + "', 'draft', 'jane@example.com', " + amount + ", now(), now())";
    }
}
