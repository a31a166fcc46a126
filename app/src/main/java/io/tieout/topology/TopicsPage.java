package io.tieout.topology;

import io.tieout.wire.Contract;
import org.apache.avro.Schema;

/** The page of all topics, made from what the program reads and writes. */
public final class TopicsPage {

    private TopicsPage() {}

    /** The page in Markdown. */
    public static String markdown() {
        var page = new StringBuilder("""
                # Topics

                Generated from the program; a test compares. [asyncapi.yaml](asyncapi.yaml) says the same for programs, with the Avro schemas. Keys are UTF-8 text. All topics are kept for ever (`retention.ms=-1`) unless their owner says otherwise.

                ## Raw topics: what sources say, byte for byte

                Keyed by account, so one partition holds everything of an account in order. Header `tieout-kind` says what a value is.

                | topic | value |
                |---|---|
                """);
        for (RawTopicText raw : RawTopicText.ALL) {
            page.append("| `" + raw.topic() + "` | " + raw.meaning() + " |\n");
        }
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
