-- The tables of an Odoo 18 that the shop of the trial writes, with the columns, types and nullability
-- that they have there. Money is numeric without precision, times are without time zone, selections are
-- not checked, link tables have a primary key, and the provider's secrets lie beside its name.

CREATE TABLE res_currency (
    id integer PRIMARY KEY,
    name varchar NOT NULL UNIQUE,
    symbol varchar NOT NULL,
    iso_numeric integer,
    decimal_places integer,
    create_uid integer,
    write_uid integer,
    full_name varchar,
    "position" varchar,
    currency_unit_label jsonb,
    currency_subunit_label jsonb,
    rounding numeric CHECK (rounding > 0),
    active boolean,
    create_date timestamp,
    write_date timestamp
);

CREATE TABLE res_partner (
    id integer PRIMARY KEY,
    company_id integer,
    create_date timestamp,
    name varchar,
    color integer,
    commercial_partner_id integer,
    create_uid integer,
    write_uid integer,
    complete_name varchar,
    lang varchar,
    type varchar,
    email varchar,
    phone varchar,
    active boolean,
    is_company boolean,
    partner_share boolean,
    write_date timestamp,
    email_normalized varchar,
    supplier_rank integer,
    customer_rank integer,
    autopost_bills varchar NOT NULL
);

CREATE TABLE res_company (
    id integer PRIMARY KEY,
    name varchar NOT NULL,
    partner_id integer NOT NULL REFERENCES res_partner,
    currency_id integer NOT NULL REFERENCES res_currency,
    sequence integer,
    create_date timestamp,
    parent_path varchar,
    parent_id integer,
    create_uid integer,
    write_uid integer,
    email varchar,
    phone varchar,
    layout_background varchar NOT NULL,
    active boolean,
    write_date timestamp,
    logo_web bytea,
    fiscalyear_last_day integer NOT NULL,
    fiscalyear_last_month varchar NOT NULL,
    account_price_include varchar NOT NULL,
    account_opening_date date NOT NULL,
    chart_template varchar
);

CREATE TABLE payment_method (
    id integer PRIMARY KEY,
    sequence integer,
    primary_payment_method_id integer,
    create_uid integer,
    write_uid integer,
    code varchar NOT NULL,
    support_refund varchar NOT NULL,
    name jsonb NOT NULL,
    active boolean,
    support_tokenization boolean,
    support_express_checkout boolean,
    create_date timestamp,
    write_date timestamp
);

CREATE TABLE payment_provider (
    id integer PRIMARY KEY,
    sequence integer,
    company_id integer NOT NULL REFERENCES res_company,
    redirect_form_view_id integer,
    inline_form_view_id integer,
    token_inline_form_view_id integer,
    express_checkout_form_view_id integer,
    color integer,
    module_id integer,
    create_uid integer,
    write_uid integer,
    code varchar NOT NULL,
    state varchar NOT NULL,
    name jsonb NOT NULL,
    pre_msg jsonb,
    pending_msg jsonb,
    auth_msg jsonb,
    done_msg jsonb,
    cancel_msg jsonb,
    maximum_amount numeric,
    is_published boolean,
    allow_tokenization boolean,
    capture_manually boolean,
    allow_express_checkout boolean,
    create_date timestamp,
    write_date timestamp,
    stripe_publishable_key varchar,
    stripe_secret_key varchar,
    stripe_webhook_secret varchar,
    so_reference_type varchar
);

CREATE TABLE account_move (
    id integer PRIMARY KEY,
    sequence_number integer,
    message_main_attachment_id integer,
    journal_id integer NOT NULL,
    company_id integer,
    origin_payment_id integer,
    statement_line_id integer,
    tax_cash_basis_rec_id integer,
    tax_cash_basis_origin_move_id integer,
    auto_post_origin_id integer,
    secure_sequence_number integer,
    invoice_payment_term_id integer,
    partner_id integer,
    commercial_partner_id integer,
    partner_shipping_id integer,
    partner_bank_id integer,
    fiscal_position_id integer,
    preferred_payment_method_line_id integer,
    currency_id integer NOT NULL REFERENCES res_currency,
    reversed_entry_id integer,
    invoice_user_id integer,
    create_uid integer,
    write_uid integer,
    sequence_prefix varchar,
    access_token varchar,
    name varchar,
    ref varchar,
    state varchar NOT NULL,
    move_type varchar NOT NULL,
    auto_post varchar NOT NULL,
    inalterable_hash varchar,
    payment_reference varchar,
    payment_state varchar,
    invoice_partner_display_name varchar,
    invoice_origin varchar,
    date date NOT NULL,
    invoice_date date,
    invoice_date_due date,
    delivery_date date,
    narration text,
    invoice_currency_rate numeric,
    amount_untaxed numeric,
    amount_tax numeric,
    amount_total numeric,
    amount_residual numeric,
    amount_untaxed_signed numeric,
    amount_untaxed_in_currency_signed numeric,
    amount_tax_signed numeric,
    amount_total_signed numeric,
    amount_total_in_currency_signed numeric,
    amount_residual_signed numeric,
    is_storno boolean,
    always_tax_exigible boolean,
    checked boolean,
    posted_before boolean,
    made_sequence_gap boolean,
    is_manually_modified boolean,
    is_move_sent boolean,
    create_date timestamp,
    write_date timestamp,
    team_id integer
);

CREATE UNIQUE INDEX account_move_unique_name ON account_move (name, journal_id)
    WHERE state = 'posted' AND name <> '/';

CREATE TABLE account_payment (
    id integer PRIMARY KEY,
    message_main_attachment_id integer,
    move_id integer REFERENCES account_move ON DELETE SET NULL,
    journal_id integer NOT NULL,
    company_id integer NOT NULL REFERENCES res_company,
    partner_bank_id integer,
    paired_internal_transfer_payment_id integer,
    payment_method_line_id integer,
    payment_method_id integer,
    currency_id integer REFERENCES res_currency,
    partner_id integer REFERENCES res_partner,
    outstanding_account_id integer,
    destination_account_id integer,
    create_uid integer,
    write_uid integer,
    name varchar,
    state varchar NOT NULL,
    payment_type varchar NOT NULL,
    partner_type varchar NOT NULL,
    memo varchar,
    payment_reference varchar,
    date date NOT NULL,
    amount numeric CHECK (amount >= 0.0),
    amount_company_currency_signed numeric,
    is_reconciled boolean,
    is_matched boolean,
    is_sent boolean,
    create_date timestamp,
    write_date timestamp,
    payment_transaction_id integer,
    payment_token_id integer,
    source_payment_id integer,
    pos_payment_method_id integer,
    force_outstanding_account_id integer,
    pos_session_id integer,
    pos_order_id integer
);

CREATE TABLE account_move__account_payment (
    invoice_id integer NOT NULL REFERENCES account_move ON DELETE CASCADE,
    payment_id integer NOT NULL REFERENCES account_payment ON DELETE CASCADE,
    PRIMARY KEY (invoice_id, payment_id)
);

CREATE TABLE payment_transaction (
    id integer PRIMARY KEY,
    provider_id integer NOT NULL REFERENCES payment_provider,
    company_id integer REFERENCES res_company,
    payment_method_id integer NOT NULL REFERENCES payment_method,
    currency_id integer NOT NULL REFERENCES res_currency,
    token_id integer,
    source_transaction_id integer REFERENCES payment_transaction,
    partner_id integer NOT NULL REFERENCES res_partner,
    partner_state_id integer,
    partner_country_id integer,
    create_uid integer,
    write_uid integer,
    reference varchar NOT NULL UNIQUE,
    provider_reference varchar,
    state varchar NOT NULL,
    operation varchar,
    landing_route varchar,
    partner_name varchar,
    partner_lang varchar,
    partner_email varchar,
    partner_address varchar,
    partner_zip varchar,
    partner_city varchar,
    partner_phone varchar,
    state_message text,
    amount numeric NOT NULL,
    is_post_processed boolean,
    tokenize boolean,
    last_state_change timestamp,
    create_date timestamp,
    write_date timestamp,
    payment_id integer REFERENCES account_payment ON DELETE SET NULL,
    pos_order_id integer
);

CREATE TABLE account_invoice_transaction_rel (
    invoice_id integer NOT NULL REFERENCES account_move ON DELETE CASCADE,
    transaction_id integer NOT NULL REFERENCES payment_transaction ON DELETE CASCADE,
    PRIMARY KEY (invoice_id, transaction_id)
);

CREATE TABLE sale_order (
    id integer PRIMARY KEY,
    company_id integer NOT NULL REFERENCES res_company,
    partner_id integer NOT NULL REFERENCES res_partner,
    partner_invoice_id integer NOT NULL REFERENCES res_partner,
    partner_shipping_id integer NOT NULL REFERENCES res_partner,
    pricelist_id integer,
    currency_id integer REFERENCES res_currency,
    user_id integer,
    team_id integer,
    create_uid integer,
    write_uid integer,
    access_token varchar,
    name varchar NOT NULL,
    state varchar,
    client_order_ref varchar,
    origin varchar,
    reference varchar,
    invoice_status varchar,
    validity_date date,
    note text,
    currency_rate numeric,
    amount_untaxed numeric,
    amount_tax numeric,
    amount_total numeric,
    locked boolean,
    require_signature boolean,
    require_payment boolean,
    create_date timestamp,
    date_order timestamp NOT NULL,
    write_date timestamp,
    prepayment_percent double precision,
    picking_policy varchar NOT NULL,
    amount_unpaid numeric
);

CREATE TABLE sale_order_transaction_rel (
    transaction_id integer NOT NULL REFERENCES payment_transaction ON DELETE CASCADE,
    sale_order_id integer NOT NULL REFERENCES sale_order ON DELETE CASCADE,
    PRIMARY KEY (transaction_id, sale_order_id)
);

INSERT INTO res_currency (id, name, symbol, iso_numeric, decimal_places, full_name, "position", rounding, active) VALUES
    (125, 'EUR', '€', 978, 2, 'Euro', 'after', 0.010000, true),
    (1, 'USD', '$', 840, 2, 'United States dollar', 'before', 0.010000, true),
    (25, 'JPY', '¥', 392, 0, 'Japanese yen', 'before', 1.000000, true),
    (96, 'KWD', 'KD', 414, 3, 'Kuwaiti dinar', 'after', 0.001000, true);

INSERT INTO res_partner (id, name, complete_name, type, active, is_company, autopost_bills) VALUES
    (1, 'Trial Shop', 'Trial Shop', 'contact', true, true, 'ask');

INSERT INTO res_company (id, name, partner_id, currency_id, sequence, parent_path, layout_background, active,
        fiscalyear_last_day, fiscalyear_last_month, account_price_include, account_opening_date, chart_template) VALUES
    (1, 'Trial Shop', 1, 125, 10, '1/', 'Blank', true, 31, '12', 'tax_excluded', '2026-01-01', 'generic_coa');

INSERT INTO payment_method (id, sequence, code, support_refund, name, active) VALUES
    (40, 1000, 'card', 'partial', '{"en_US": "Card"}', true),
    (201, 1000, 'visa', 'partial', '{"en_US": "VISA"}', true);
