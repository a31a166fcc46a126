package io.tieout.connect.stripe;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One answer of {@code GET /v1/events}: {@code {"object": "list", "data": [event, ...], "has_more": true}},
 * newest event first.
 *
 * <p>Each event is cut out of the answer at the offsets where its braces stand, so that what is stored is
 * what Stripe wrote, down to the blanks, and no number passes through a Java type.
 */
record EventPage(List<PolledEvent> events, boolean hasMore) {

    private static final JsonFactory JSON = new JsonFactory();

    /** Reads an answer; one that is not a list of events is an error of the sender or of something between. */
    static EventPage parse(byte[] answer) throws StripeUnavailableException {
        try (JsonParser parser = JSON.createParser(answer)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw notAList("it is not a JSON object");
            }
            @Nullable List<PolledEvent> events = null;
            @Nullable Boolean hasMore = null;
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                var name = parser.currentName();
                var value = parser.nextToken();
                if (name.equals("data") && value == JsonToken.START_ARRAY) {
                    events = events(parser, answer);
                } else if (name.equals("has_more") && value.isBoolean()) {
                    hasMore = parser.getBooleanValue();
                } else {
                    parser.skipChildren();
                }
            }
            if (events == null || hasMore == null) {
                throw notAList("it lacks data or has_more");
            }
            return new EventPage(List.copyOf(events), hasMore);
        } catch (IOException e) {
            // The parser's message quotes the answer: money facts do not belong into a log.
            throw notAList("it is not well-formed JSON");
        }
    }

    private static List<PolledEvent> events(JsonParser parser, byte[] answer)
            throws IOException, StripeUnavailableException {
        var events = new ArrayList<PolledEvent>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (parser.currentToken() != JsonToken.START_OBJECT) {
                throw notAList("its data holds something that is not an event");
            }
            events.add(event(parser, answer));
        }
        return events;
    }

    private static PolledEvent event(JsonParser parser, byte[] answer) throws IOException, StripeUnavailableException {
        int start = Math.toIntExact(parser.currentTokenLocation().getByteOffset());
        @Nullable String id = null;
        @Nullable Instant created = null;
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            var name = parser.currentName();
            var value = parser.nextToken();
            if (name.equals("id") && value == JsonToken.VALUE_STRING) {
                id = parser.getText();
            } else if (name.equals("created") && value == JsonToken.VALUE_NUMBER_INT) {
                created = Instant.ofEpochSecond(parser.getLongValue());
            } else {
                parser.skipChildren();
            }
        }
        int end = Math.toIntExact(parser.currentLocation().getByteOffset());
        if (id == null || created == null) {
            throw notAList("an event in it lacks id or created");
        }
        return new PolledEvent(id, created, Arrays.copyOfRange(answer, start, end));
    }

    private static StripeUnavailableException notAList(String why) {
        return StripeUnavailableException.losingPlace("the answer is not a list of events: " + why);
    }
}
