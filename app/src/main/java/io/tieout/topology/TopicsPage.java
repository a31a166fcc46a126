package io.tieout.topology;

import io.tieout.connect.RawTopics;
import io.tieout.wire.Contract;
import org.apache.avro.Schema;

/** The page of all topics, made from what the program reads and writes. */
public final class TopicsPage {

    private TopicsPage() {}

    /** The page in Markdown. */
    public static String markdown() {
        var page = new StringBuilder("""
                # Topics

                Generated from the program; a test compares. Keys are UTF-8 text. All topics are kept for ever (`retention.ms=-1`) unless their owner says otherwise.

                ## Raw topics: what sources say, byte for byte

                Keyed by account, so one partition holds everything of an account in order. Header `tieout-kind` says what a value is.

                | topic | value |
                |---|---|
                """);
        page.append(
                "| `" + RawTopics.ODOO_CHANGE
                        + "` | Debezium's JSON without schema: row changes (`change`) and transaction markers (`marker`) of one Odoo database, heartbeat row included; and what the capture finds wrong with its own way (`notice`) |\n");
        page.append(
                "| `" + RawTopics.STRIPE_EVENT
                        + "` | Stripe's event objects (`event`), from webhook and poll, and the poller's coverage (`coverage`) |\n");
        page.append("| `" + RawTopics.ADYEN_NOTIFICATION
                + "` | Bodies of Adyen's webhooks (`event`), each with one notification or more |\n");
        page.append(
                "| `" + RawTopics.SHOPIFY_EVENT
                        + "` | Bodies of Shopify's webhooks (`event`); `tieout-event` says of which kind, `tieout-origin` of which shop |\n");
        page.append("| `" + RawTopics.PAYPAL_EVENT + "` | PayPal's webhook events (`event`) |\n");
        page.append(
                "| `" + RawTopics.BANK_STATEMENT
                        + "` | Statement files of banks (`statement-file`), each in parts of at most 512 KiB for every account in it; `tieout-content` and `tieout-part` say which |\n");
        page.append(
                "\n## Outcomes: Avro in Confluent's wire format\n\n| topic | key | value | cleanup | |\n|---|---|---|---|---|\n");
        for (Contract contract : Contract.values()) {
            page.append("| `" + contract.topic() + "` | " + contract.key().replace("|", "\\|") + " | `"
                    + contract.record().getSimpleName() + "` | " + (contract.compacted() ? "compact" : "delete") + " | "
                    + contract.meaning() + " |\n");
        }
        page.append(
                "| `" + Topics.DEAD_LETTER
                        + "` | original key | original bytes | delete | What could not be read; headers `tieout-error`, `tieout-topic`, `tieout-partition`, `tieout-offset` say why and where it stands |\n");
        for (Contract contract : Contract.values()) {
            page.append("\n### " + contract.record().getSimpleName() + "\n\n| field | type | |\n|---|---|---|\n");
            for (Schema.Field field : contract.schema().getFields()) {
                page.append("| `" + field.name() + "` | " + type(field.schema()) + " | "
                        + field.doc().replace("|", "\\|") + " |\n");
            }
        }
        return page.toString();
    }

    private static String type(Schema schema) {
        if (schema.getLogicalType() != null) {
            return schema.getLogicalType().getName();
        }
        return switch (schema.getType()) {
            case UNION ->
                schema.getTypes().stream()
                                .filter(one -> one.getType() != Schema.Type.NULL)
                                .map(TopicsPage::type)
                                .findFirst()
                                .orElseThrow()
                        + ", optional";
            case ARRAY -> "list of " + type(schema.getElementType());
            case MAP -> "map of " + type(schema.getValueType());
            case RECORD, ENUM -> schema.getName();
            default -> schema.getType().getName();
        };
    }
}
