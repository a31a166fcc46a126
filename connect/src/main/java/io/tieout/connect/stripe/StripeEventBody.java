package io.tieout.connect.stripe;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.tieout.connect.webhook.BodyRule;
import io.tieout.connect.webhook.Outcome;
import io.tieout.connect.webhook.Refusal;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A body must be one JSON object in UTF-8, of {@code object} {@code event}, with an {@code id}. */
public final class StripeEventBody implements BodyRule {

    private static final JsonFactory JSON = new JsonFactoryBuilder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    @Override
    public Optional<Refusal> refusalOf(byte[] body) {
        if (!isUtf8Object(body)) {
            return refused("the body is not a JSON object in UTF-8");
        }
        try (JsonParser parser = JSON.createParser(body)) {
            return refusalOf(parser);
        } catch (IOException e) {
            // Jackson's message quotes the body, which is nobody's business but the sender's.
            return refused("the body is not one well-formed JSON object");
        }
    }

    private static Optional<Refusal> refusalOf(JsonParser parser) throws IOException {
        @Nullable String id = null;
        @Nullable String object = null;
        parser.nextToken();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            var name = parser.currentName();
            var value = parser.nextToken();
            if (value == JsonToken.VALUE_STRING && name.equals("id")) {
                id = parser.getText();
            } else if (value == JsonToken.VALUE_STRING && name.equals("object")) {
                object = parser.getText();
            } else {
                parser.skipChildren();
            }
        }
        if (parser.nextToken() != null) {
            return refused("something follows the JSON object");
        }
        if ("v2.core.event".equals(object)) {
            return refused("this is a thin event (v2.core.event), which carries no object: give this endpoint"
                    + " snapshot events");
        }
        if (!"event".equals(object)) {
            return refused("the body is not an event: its object must be \"event\"");
        }
        return id == null || id.isBlank() ? refused("the event has no id") : Optional.empty();
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
