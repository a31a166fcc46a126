package io.tieout.connect.webhook;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/** A body must be one JSON object in UTF-8 that says nothing twice, and what a provider asks of it besides. */
public final class JsonObjectBody implements BodyRule {

    private static final JsonFactory JSON = new JsonFactoryBuilder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private final Function<Map<String, Field>, Optional<String>> fault;

    /**
     * What a field of the object holds.
     *
     * @param kind of the value; START_OBJECT and START_ARRAY for what holds more
     * @param text of the value, where it is no object and no array
     */
    public record Field(JsonToken kind, String text) {

        public boolean isText() {
            return kind == JsonToken.VALUE_STRING && !text.isBlank();
        }
    }

    /** @param fault why an object with these fields is not taken; empty where it is */
    public JsonObjectBody(Function<Map<String, Field>, Optional<String>> fault) {
        this.fault = fault;
    }

    @Override
    public Optional<Refusal> refusalOf(byte[] body) {
        if (!isUtf8Object(body)) {
            return refused("the body is not a JSON object in UTF-8");
        }
        try (JsonParser parser = JSON.createParser(body)) {
            var fields = fields(parser);
            if (parser.nextToken() != null) {
                return refused("something follows the JSON object");
            }
            return fault.apply(fields).flatMap(JsonObjectBody::refused);
        } catch (IOException e) {
            // Jackson's message quotes the body, which is nobody's business but the sender's.
            return refused("the body is not one well-formed JSON object");
        }
    }

    private static Map<String, Field> fields(JsonParser parser) throws IOException {
        var fields = new TreeMap<String, Field>();
        parser.nextToken();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            var name = parser.currentName();
            var value = parser.nextToken();
            fields.put(name, new Field(value, value.isScalarValue() ? parser.getText() : ""));
            parser.skipChildren();
        }
        return fields;
    }

    /**
     * Keeps out the other encodings that Jackson would detect, all of which write a brace with a zero byte:
     * whoever reads the topic may count on UTF-8.
     */
    private static boolean isUtf8Object(byte[] body) {
        for (byte b : body) {
            if (b == 0) {
                return false;
            }
        }
        for (byte b : body) {
            if (b != ' ' && b != '\n' && b != '\r' && b != '\t') {
                return b == '{';
            }
        }
        return false;
    }

    private static Optional<Refusal> refused(String error) {
        return Optional.of(new Refusal(Outcome.BODY_REFUSED, error));
    }
}
