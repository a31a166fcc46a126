package io.tieout.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.tieout.connect.registry.AvroDeserializer;
import io.tieout.connect.registry.RegistryClient;
import io.tieout.connect.registry.RegistryConfig;
import io.tieout.connect.registry.WireFormat;
import io.tieout.wire.AvroJson;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;

/** Makes one line of JSON of a record, whatever its bytes are. */
final class RecordDecoder implements AutoCloseable {

    /** Amounts keep every digit, trailing zeros too. */
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private final @Nullable RegistryClient registry;
    private final @Nullable AvroDeserializer<GenericRecord> avro;

    private RecordDecoder(@Nullable RegistryClient registry) {
        this.registry = registry;
        this.avro = registry == null ? null : AvroDeserializer.generic(registry);
    }

    static RecordDecoder withRegistry(Map<String, Object> properties) {
        return new RecordDecoder(new RegistryClient(RegistryConfig.of(properties)));
    }

    /** Enough for raw topics. */
    static RecordDecoder withoutRegistry() {
        return new RecordDecoder(null);
    }

    /** The record as one line of JSON. */
    String line(ConsumerRecord<byte[], byte[]> record) {
        var line = JSON.createObjectNode();
        line.set("key", decoded(record.topic(), record.key()));
        line.put("partition", record.partition());
        line.put("offset", record.offset());
        line.put(
                "timestamp",
                record.timestampType() == TimestampType.NO_TIMESTAMP_TYPE
                        ? null
                        : Instant.ofEpochMilli(record.timestamp()).toString());
        line.set("headers", headers(record));
        line.set("value", decoded(record.topic(), record.value()));
        return line.toString();
    }

    /** Values by name; a name that occurs several times has them all, in order. */
    private ObjectNode headers(ConsumerRecord<byte[], byte[]> record) {
        var headers = JSON.createObjectNode();
        for (var header : record.headers()) {
            var value = text(header.value());
            var earlier = headers.get(header.key());
            if (earlier == null) {
                headers.set(header.key(), value);
            } else if (earlier.isArray()) {
                headers.withArrayProperty(header.key()).add(value);
            } else {
                headers.putArray(header.key()).add(earlier).add(value);
            }
        }
        return headers;
    }

    private JsonNode decoded(String topic, byte @Nullable [] bytes) {
        return bytes != null && bytes.length >= WireFormat.HEADER_BYTES && bytes[0] == WireFormat.MAGIC
                ? avro(topic, bytes)
                : text(bytes);
    }

    private JsonNode avro(String topic, byte[] bytes) {
        if (avro == null) {
            if (topic.startsWith("recon.")) {
                throw new UsageError("Records of " + topic + " are Avro: set schema.registry.url to the registry that"
                        + " holds their schemas.");
            }
            return base64(bytes);
        }
        try {
            var datum = avro.deserialize(topic, bytes);
            return datum == null ? NullNode.instance : AvroJson.of(datum.getSchema(), datum);
        } catch (SerializationException otherBytes) {
            // Not every record that begins with a zero is Avro: keys of Kafka's own, dead letters.
            return base64(bytes);
        }
    }

    /** JSON as it is, other text as text, anything else in Base64. */
    private static JsonNode text(byte @Nullable [] bytes) {
        if (bytes == null) {
            return NullNode.instance;
        }
        try {
            var text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return jsonOrText(text);
        } catch (CharacterCodingException noText) {
            return base64(bytes);
        }
    }

    private static JsonNode jsonOrText(String text) {
        if (!text.stripLeading().startsWith("{") && !text.stripLeading().startsWith("[")) {
            return TextNode.valueOf(text);
        }
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException noJson) {
            return TextNode.valueOf(text);
        }
    }

    private static JsonNode base64(byte[] bytes) {
        return JSON.createObjectNode().put("base64", bytes);
    }

    @Override
    public void close() {
        if (registry != null) {
            registry.close();
        }
    }
}
