package io.tieout.connect;

/**
 * Names that every maker of a raw topic and its reader agree on.
 *
 * <p>A raw record is keyed by its account (UTF-8), so one partition holds everything of one account in
 * order: what the source said, and the coverage that the maker states. The value is what the source
 * said, byte for byte; the headers say what it is.
 */
public final class RawTopics {

    /** Debezium's JSON of every captured table, transaction markers and heartbeats of one Odoo database. */
    public static final String ODOO_CHANGE = "odoo.change";

    /** Stripe's event objects as JSON, and the poller's coverage. */
    public static final String STRIPE_EVENT = "stripe.event";

    /** Adyen's webhook bodies, one or more notifications each, as JSON; and its settlement reports, in parts. */
    public static final String ADYEN_NOTIFICATION = "adyen.notification";

    /** Shopify's webhook bodies as JSON; the headers say of which shop, and of what kind. */
    public static final String SHOPIFY_EVENT = "shopify.event";

    /**
     * Payouts and balance transactions of Shopify Payments as JSON, and the poller's coverage. A log of its own: the
     * coverage is of these, and not of what webhooks alone bring.
     */
    public static final String SHOPIFY_BALANCE = "shopify.balance";

    /** PayPal's webhook events and the rows of its transaction search as JSON, and the poller's coverage. */
    public static final String PAYPAL_EVENT = "paypal.event";

    /** Statement files of banks, and their reports on ordered payments, in parts; the key is the account in the file, as {@code Statement.accountKey} writes it. */
    public static final String BANK_STATEMENT = "bank.statement";

    /**
     * Canonical entries in the JSON form of {@code io.tieout.v1.Entry}, and their coverage, for sources that speak
     * our language themselves. Holds many sources, so its key is {@code source/account}.
     */
    public static final String ENTRY_STATEMENT = "entry.statement";

    /**
     * Documents in JSON or CSV of any system, read by the mapping that the header {@code tieout-mapping} names, and their
     * coverage. Holds many sources, so its key is {@code source/account}.
     */
    public static final String MAPPED_RECORD = "mapped.record";

    /** Header: what the value is, one of the {@code KIND_} constants, as UTF-8. Required. */
    public static final String HEADER_KIND = "tieout-kind";

    /** Header: how the record came, one of the {@code VIA_} constants, as UTF-8. For people; decides nothing. */
    public static final String HEADER_VIA = "tieout-via";

    /**
     * Header: what kind of event the value is, or which list it is of, in the words of its provider, where the value
     * does not say.
     */
    public static final String HEADER_EVENT = "tieout-event";

    /** Header: the provider's name for this event, where the value does not say. For people; decides nothing. */
    public static final String HEADER_EVENT_ID = "tieout-event-id";

    /** Header: whose event it is, where the value does not say. */
    public static final String HEADER_ORIGIN = "tieout-origin";

    /** Header: whether it is about real money, {@code true} or {@code false}, where the value does not say. */
    public static final String HEADER_LIVE = "tieout-live";

    /**
     * Header: when its source said so, by the source's own clock, where the value does not say: milliseconds since 1970
     * UTC in decimal digits.
     */
    public static final String HEADER_AS_OF = "tieout-as-of";

    /** Header: SHA-256 of the whole file of which the value is a part, in hexadecimal digits. */
    public static final String HEADER_CONTENT = "tieout-content";

    /** Header: which part of how many, such as {@code 1/3}. */
    public static final String HEADER_PART = "tieout-part";

    /** Header: name of the file. For people; decides nothing. */
    public static final String HEADER_FILE = "tieout-file";

    /** Header: the profile by which a CSV file is read, as a properties file. */
    public static final String HEADER_PROFILE = "tieout-profile";

    /** Header: name of the mapping by which the value is read, such as {@code quickbooks-payment}. */
    public static final String HEADER_MAPPING = "tieout-mapping";

    /** Value is a row change in Debezium's JSON envelope, without schema. */
    public static final String KIND_CHANGE = "change";

    /** Value is a Debezium transaction marker (BEGIN or END) as JSON, without schema. */
    public static final String KIND_MARKER = "marker";

    /** Value is a provider's event, as the provider sent it. */
    public static final String KIND_EVENT = "event";

    /** Value is an object of a provider's list, as it stood there; the header {@code tieout-event} says of which. */
    public static final String KIND_LISTED = "listed";

    /** Value is a canonical entry as JSON. */
    public static final String KIND_ENTRY = "entry";

    /**
     * Value is a part of a statement file, byte for byte; the headers {@code tieout-content}, {@code tieout-part},
     * {@code tieout-file} and, for CSV, {@code tieout-profile} say of which.
     */
    public static final String KIND_STATEMENT_FILE = "statement-file";

    /**
     * Value is a part of a report of a bank on payments that were ordered (pain.002), byte for byte, with the headers of a
     * statement file.
     */
    public static final String KIND_PAYMENT_STATUS = "payment-status";

    /**
     * Value is a part of a settlement report of a provider, byte for byte; the headers {@code tieout-content}, {@code
     * tieout-part} and {@code tieout-file} say of which.
     */
    public static final String KIND_SETTLEMENT_REPORT = "settlement-report";

    /**
     * Value is a statement of coverage by the maker of the topic: JSON {@code {"account": "acct_1", "from":
     * 1767225600000, "to": 1767232800000}}, milliseconds since 1970 UTC of stated time; {@code from} may
     * be null (everything ever stated); everything stated before {@code to} stands earlier in this partition.
     */
    public static final String KIND_COVERAGE = "coverage";

    /**
     * Value is what a capture finds wrong with its own way, or right again: JSON {@code {"account": "odoo", "finding":
     * "slot-wal", "slot": "tieout", "open": true, "retained": 5368709120, "limit": 4294967296, "at": 1767225600000}},
     * sizes in bytes and {@code at} in milliseconds since 1970 UTC by the database's clock. It is said when it changes, and
     * at each start of a capture; to say the same again changes nothing.
     *
     * <p>Finding {@code tables} is said at each start, before anything that this capture reads: {@code {"account": "odoo",
     * "finding": "tables", "tables": ["res_currency"], "faults": [{"table": "account_payment", "why": "there is no column
     * amount"}], "snapshot": false, "at": 1767225600000}}: what it reads, what it does not and why, and whether it begins
     * with a snapshot.
     */
    public static final String KIND_NOTICE = "notice";

    public static final String VIA_CAPTURE = "capture";
    public static final String VIA_WEBHOOK = "webhook";
    public static final String VIA_POLL = "poll";
    public static final String VIA_FOLDER = "folder";

    private RawTopics() {}
}
