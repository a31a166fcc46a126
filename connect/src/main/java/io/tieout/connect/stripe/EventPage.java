package io.tieout.connect.stripe;

import io.tieout.connect.poll.JsonPage;
import io.tieout.connect.poll.JsonPage.MalformedException;
import io.tieout.connect.poll.Polled;
import io.tieout.connect.poll.UnavailableException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * One answer of {@code GET /v1/events}: {@code {"object": "list", "data": [event, ...], "has_more": true}},
 * newest event first.
 */
record EventPage(List<Polled> events, boolean hasMore) {

    /** Reads an answer; one that is not a list of events is an error of the sender or of something between. */
    static EventPage parse(byte[] answer) throws UnavailableException {
        try {
            var page = JsonPage.parse(answer, "data");
            var hasMore = page.field("has_more");
            if (page.elements().isEmpty() || !hasMore.isBoolean()) {
                throw notAList("it lacks data or has_more");
            }
            var events = new ArrayList<Polled>();
            for (var json : page.elements().get()) {
                events.add(event(json));
            }
            return new EventPage(List.copyOf(events), hasMore.booleanValue());
        } catch (MalformedException e) {
            throw notAList(e.why());
        }
    }

    private static Polled event(byte[] json) throws MalformedException, UnavailableException {
        var event = JsonPage.tree(json);
        var id = event.path("id");
        var created = event.path("created");
        if (!id.isTextual() || !created.isIntegralNumber()) {
            throw notAList("an event in it lacks id or created");
        }
        return Polled.event(id.textValue(), Instant.ofEpochSecond(created.longValue()), json);
    }

    private static UnavailableException notAList(String why) {
        return UnavailableException.losingPlace("the answer is not a list of events: " + why);
    }
}
