package io.tieout.intake;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** JSON of sources: numbers exact, sizes bounded, and every missing or misshapen field named. */
final class Json {

    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private static final ObjectReader STRICT;

    static {
        MAPPER.getFactory()
                .setStreamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(200)
                        .maxNumberLength(100)
                        .build());
        STRICT = MAPPER.reader().with(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY);
    }

    private Json() {}

    /** Whatever JSON the bytes hold, where a field that stands twice is refused: one of the two would be lost. */
    static JsonNode strict(byte[] bytes) throws UnreadableException {
        try {
            JsonNode node = STRICT.readTree(bytes);
            if (node == null || node.isMissingNode()) {
                throw new UnreadableException("The record is empty; expected is JSON.");
            }
            return node;
        } catch (JsonProcessingException e) {
            var at = e.getLocation();
            throw new UnreadableException(
                    "The record is no JSON, or says a field twice"
                            + (at == null ? "" : " (line " + at.getLineNr() + ", column " + at.getColumnNr() + ")")
                            + ".",
                    e);
        } catch (IOException e) {
            throw new UnreadableException("The record is no JSON.", e);
        }
    }

    static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    static ObjectNode parse(byte[] bytes) throws UnreadableException {
        try {
            JsonNode node = MAPPER.readTree(bytes);
            if (node instanceof ObjectNode parsed) {
                return parsed;
            }
            throw new UnreadableException("Expected a JSON object, but the record holds "
                    + (node == null || node.isMissingNode() ? "nothing" : node.getNodeType()) + ".");
        } catch (JsonProcessingException e) {
            var at = e.getLocation();
            throw new UnreadableException(
                    "The record is no JSON"
                            + (at == null ? "" : " (line " + at.getLineNr() + ", column " + at.getColumnNr() + ")")
                            + ".",
                    e);
        } catch (IOException e) {
            throw new UnreadableException("The record is no JSON.", e);
        }
    }

    static @Nullable String text(JsonNode node, String field) {
        JsonNode value = node.get(field);
        return value == null || value.isNull() ? null : value.asText();
    }

    static String requiredText(JsonNode node, String field) throws UnreadableException {
        JsonNode value = node.get(field);
        if (value == null || !value.isTextual() || value.textValue().isEmpty()) {
            throw new UnreadableException("Field " + field + " is missing or is no text.");
        }
        return value.textValue();
    }

    /** A flag that some write as a text. */
    static boolean requiredFlag(JsonNode node, String field) throws UnreadableException {
        String value = text(node, field);
        if (!"true".equals(value) && !"false".equals(value)) {
            throw new UnreadableException("Field " + field + " is neither true nor false.");
        }
        return "true".equals(value);
    }

    static long requiredLong(JsonNode node, String field) throws UnreadableException {
        JsonNode value = node.get(field);
        if (value == null || !value.isIntegralNumber() || !value.canConvertToLong()) {
            throw new UnreadableException("Field " + field + " is missing or is no whole number.");
        }
        return value.longValue();
    }
}
