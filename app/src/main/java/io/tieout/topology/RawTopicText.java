package io.tieout.topology;

import io.tieout.connect.RawTopics;
import java.util.List;

/**
 * What the values of a raw topic are, in words.
 *
 * @param content media type of its values
 */
record RawTopicText(String topic, String content, String meaning) {

    private static final String JSON = "application/json";

    /** Every raw topic, as it is listed for people. */
    static final List<RawTopicText> ALL = List.of(
            new RawTopicText(
                    RawTopics.ODOO_CHANGE,
                    JSON,
                    "Debezium's JSON without schema: row changes (`change`) and transaction markers (`marker`) of one Odoo"
                            + " database, heartbeat row included; and what the capture finds wrong with its own way"
                            + " (`notice`)"),
            new RawTopicText(
                    RawTopics.STRIPE_EVENT,
                    JSON,
                    "Stripe's event objects (`event`), from webhook and poll, charges and refunds that are older (`listed`), and the"
                            + " poller's coverage (`coverage`)"),
            new RawTopicText(
                    RawTopics.ADYEN_NOTIFICATION,
                    JSON,
                    "Bodies of Adyen's webhooks (`event`), each with one notification or more; and settlement reports"
                            + " (`settlement-report`) as CSV, in parts of at most 512 KiB for every merchant account in"
                            + " it"),
            new RawTopicText(
                    RawTopics.SHOPIFY_EVENT,
                    JSON,
                    "Bodies of Shopify's webhooks (`event`); `tieout-event` says of which kind, `tieout-origin` of which"
                            + " shop"),
            new RawTopicText(
                    RawTopics.SHOPIFY_BALANCE,
                    JSON,
                    "Payouts and balance transactions of Shopify Payments (`listed`; `tieout-event` says of which list,"
                            + " `tieout-as-of` when it stood so), and the poller's coverage (`coverage`)"),
            new RawTopicText(
                    RawTopics.PAYPAL_EVENT,
                    JSON,
                    "PayPal's webhook events (`event`), rows of its transaction search (`listed`; `tieout-live` says"
                            + " whether of real money), and the poller's coverage (`coverage`)"),
            new RawTopicText(
                    RawTopics.BANK_STATEMENT,
                    "application/octet-stream",
                    "Statement files of banks (`statement-file`) and their reports on ordered payments"
                            + " (`payment-status`), each in parts of at most 512 KiB for every account in it;"
                            + " `tieout-content` and `tieout-part` say which"),
            new RawTopicText(
                    RawTopics.MAPPED_RECORD,
                    "application/octet-stream",
                    "Documents of any system, in JSON or CSV (`event`), and coverage (`coverage`); keyed by `source/account`,"
                            + " `tieout-mapping` names the mapping that reads them"));
}
