package io.tieout.topology;

import static io.tieout.wire.YamlDocument.map;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tieout.connect.RawTopics;
import io.tieout.wire.Contract;
import io.tieout.wire.YamlDocument;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.avro.Schema;
import org.apache.kafka.clients.admin.NewTopic;
import org.jspecify.annotations.Nullable;

/**
 * {@code topology-docs/asyncapi.yaml}: every topic with its settings, keys, headers and values, made from what the program
 * creates, reads and writes. The contract of an outcome is its Avro schema, whole.
 *
 * <p>Source of the form: AsyncAPI 3.0.0 and its Kafka bindings 0.5.0.
 */
final class AsyncApiPage {

    private static final String REF = "$ref";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String DEAD_LETTERS = "DeadLetter";

    private final Map<String, Object> channels = new LinkedHashMap<>();
    private final Map<String, Object> operations = new LinkedHashMap<>();
    private final Map<String, Object> messages = new LinkedHashMap<>();
    private final Map<String, NewTopic> topics = new TreeMap<>();

    private AsyncApiPage() {
        List<String> raw = RawTopicText.ALL.stream().map(RawTopicText::topic).toList();
        Topics.toCreate(raw, 1, 1, Optional.empty()).forEach(topic -> topics.put(topic.name(), topic));
    }

    static String yaml() {
        return YamlDocument.of("Made by the program; AsyncApiPageTest compares it.", new AsyncApiPage().document());
    }

    private Map<String, Object> document() {
        RawTopicText.ALL.forEach(this::raw);
        for (Contract contract : Contract.values()) {
            outcome(contract);
        }
        deadLetters();
        return map(
                "asyncapi",
                "3.0.0",
                "info",
                map(
                        "title",
                        "Tieout: topics",
                        "version",
                        "1",
                        "description",
                        "Operations are those of the application. Outcomes are written in transactions: read them with"
                                + " `isolation.level=read_committed`. Money is minor units and ISO 4217; times are UTC."),
                "defaultContentType",
                "application/json",
                "channels",
                channels,
                "operations",
                operations,
                "components",
                map("messages", messages));
    }

    private void raw(RawTopicText text) {
        channel(text.topic(), text.topic(), text.meaning() + ".");
        operation("receive", text.topic());
        message(
                text.topic(),
                text.content(),
                key("The account, so that one partition holds everything of an account in order."),
                headers(
                        RawTopics.HEADER_KIND,
                        "What the value is, such as event or coverage. Required.",
                        RawTopics.HEADER_VIA,
                        "How the record came. For people; decides nothing."),
                map("description", "What the source said, byte for byte; `topics.md` says where it is specified."));
    }

    private void outcome(Contract contract) {
        String name = contract.record().getSimpleName();
        channel(contract.topic(), name, contract.meaning());
        if (contract != Contract.COMMAND) {
            operation("send", contract.topic());
        }
        message(
                name,
                "application/vnd.apache.avro",
                key(contract.key()),
                null,
                map("schemaFormat", "application/vnd.apache.avro;version=1.9.0", "schema", tree(contract.schema())));
    }

    private void deadLetters() {
        channel(Topics.DEAD_LETTER, DEAD_LETTERS, "What could not be read, byte for byte.");
        operation("send", Topics.DEAD_LETTER);
        message(
                DEAD_LETTERS,
                "application/octet-stream",
                key("The key of the record that could not be read."),
                headers(
                        Topics.DEAD_LETTER_ERROR,
                        "Why it could not be read.",
                        Topics.DEAD_LETTER_TOPIC,
                        "Topic of the record.",
                        Topics.DEAD_LETTER_PARTITION,
                        "Its partition.",
                        Topics.DEAD_LETTER_OFFSET,
                        "Its offset."),
                map("description", "The record's value as it was."));
    }

    private void channel(String topic, String message, String description) {
        Map<String, String> configs =
                Objects.requireNonNull(topics.get(topic), topic).configs();
        var settings = map(
                "cleanup.policy",
                List.of(configs.get("cleanup.policy")),
                "retention.ms",
                Long.parseLong(configs.get("retention.ms")),
                "retention.bytes",
                Long.parseLong(configs.get("retention.bytes")));
        if (configs.containsKey("max.message.bytes")) {
            settings.put("max.message.bytes", Long.parseLong(configs.get("max.message.bytes")));
        }
        channels.put(
                topic,
                map(
                        "address",
                        topic,
                        "description",
                        description,
                        "messages",
                        map(message, map(REF, "#/components/messages/" + message)),
                        "bindings",
                        map("kafka", map("topicConfiguration", settings, "bindingVersion", "0.5.0"))));
    }

    private void operation(String action, String topic) {
        operations.put(action + "." + topic, map("action", action, "channel", map(REF, "#/channels/" + topic)));
    }

    private void message(
            String name,
            String content,
            Map<String, Object> key,
            @Nullable Map<String, Object> headers,
            Map<String, Object> payload) {
        var binding = map("key", key);
        if (payload.containsKey("schemaFormat")) {
            binding.put("schemaIdLocation", "payload");
            binding.put("schemaIdPayloadEncoding", "confluent");
        }
        binding.put("bindingVersion", "0.5.0");
        var message = map("name", name, "contentType", content);
        if (headers != null) {
            message.put("headers", headers);
        }
        message.put("payload", payload);
        message.put("bindings", map("kafka", binding));
        messages.put(name, message);
    }

    private static Map<String, Object> key(String description) {
        return map("type", "string", "description", description);
    }

    private static Map<String, Object> headers(String... namesAndMeanings) {
        var properties = new LinkedHashMap<String, Object>();
        for (int i = 0; i < namesAndMeanings.length; i += 2) {
            properties.put(namesAndMeanings[i], map("type", "string", "description", namesAndMeanings[i + 1]));
        }
        return map("type", "object", "properties", properties);
    }

    private static Map<String, Object> tree(Schema schema) {
        try {
            return JSON.readValue(schema.toString(), new TypeReference<LinkedHashMap<String, Object>>() {});
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Avro writes its schemas as JSON", e);
        }
    }
}
