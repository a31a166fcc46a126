package io.tieout.connect.stripe.standin;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** The events of the stand-in in the order of Stripe's list, which any slice of time can be read from at once. */
final class EventLog {

    private static final Duration RETENTION = Duration.ofDays(30);
    private static final JsonFactory JSON = new JsonFactory();

    /** Where an event stands: by its time, then by when it was added. */
    private record Place(Instant created, long order) implements Comparable<Place> {

        static Place first(Instant created) {
            return new Place(created, Long.MIN_VALUE);
        }

        static Place last(Instant created) {
            return new Place(created, Long.MAX_VALUE);
        }

        @Override
        public int compareTo(Place other) {
            int byTime = created.compareTo(other.created);
            return byTime != 0 ? byTime : Long.compare(order, other.order);
        }
    }

    private record Stored(String json, String type, Instant visibleFrom) {}

    /** A selection; {@code from} inclusive, {@code to} exclusive; no types means all. */
    record Query(
            @Nullable Instant from,
            @Nullable Instant to,
            Set<String> types,
            @Nullable String startingAfter,
            @Nullable String endingBefore,
            int limit) {}

    /** Newest first. */
    record Page(List<String> events, boolean hasMore) {}

    private final ConcurrentSkipListMap<Place, Stored> events = new ConcurrentSkipListMap<>();
    private final Map<String, Place> places = new ConcurrentHashMap<>();
    private final AtomicLong added = new AtomicLong();

    void add(String json, Instant created, Instant visibleFrom) {
        var head = head(json);
        var place = new Place(created, added.incrementAndGet());
        if (places.putIfAbsent(head.id, place) != null) {
            throw new IllegalArgumentException("There is an event " + head.id + " already.");
        }
        events.put(place, new Stored(json, head.type, visibleFrom));
    }

    int size() {
        return places.size();
    }

    /** Empty where an event that the query names does not exist. */
    Optional<Page> list(Query query, Instant now) {
        // What is still to happen is in the log already, and may be much: it is not even walked over.
        NavigableMap<Place, Stored> selected = events.headMap(Place.last(now), true)
                .tailMap(Place.first(earlier(later(query.from, now.minus(RETENTION)), now)), true);
        if (query.to != null && !query.to.isAfter(now)) {
            selected = selected.headMap(Place.first(query.to), false);
        }
        if (query.startingAfter != null) {
            var place = places.get(query.startingAfter);
            return place == null
                    ? Optional.empty()
                    : Optional.of(
                            page(selected.headMap(place, false).descendingMap().values(), query, now));
        }
        if (query.endingBefore != null) {
            var place = places.get(query.endingBefore);
            if (place == null) {
                return Optional.empty();
            }
            // The page next to the named event, on its newer side.
            var page = page(selected.tailMap(place, false).values(), query, now);
            var newestFirst = new ArrayDeque<String>();
            page.events.forEach(newestFirst::addFirst);
            return Optional.of(new Page(List.copyOf(newestFirst), page.hasMore));
        }
        return Optional.of(page(selected.descendingMap().values(), query, now));
    }

    private static Page page(Collection<Stored> inOrder, Query query, Instant now) {
        var page = new ArrayList<String>();
        for (var event : inOrder) {
            boolean listed =
                    !now.isBefore(event.visibleFrom) && (query.types.isEmpty() || query.types.contains(event.type));
            if (listed) {
                if (page.size() == query.limit) {
                    return new Page(page, true);
                }
                page.add(event.json);
            }
        }
        return new Page(page, false);
    }

    private static Instant later(@Nullable Instant one, Instant other) {
        return one != null && one.isAfter(other) ? one : other;
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    private record Head(String id, String type) {}

    private static Head head(String json) {
        try (var parser = JSON.createParser(json)) {
            @Nullable String id = null;
            @Nullable String type = null;
            parser.nextToken();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                var name = parser.currentName();
                var value = parser.nextToken();
                if (value == JsonToken.VALUE_STRING && name.equals("id")) {
                    id = parser.getText();
                } else if (value == JsonToken.VALUE_STRING && name.equals("type")) {
                    type = parser.getText();
                } else {
                    parser.skipChildren();
                }
            }
            if (id == null || type == null) {
                throw new IllegalArgumentException("An event has an id and a type: " + json);
            }
            return new Head(id, type);
        } catch (IOException e) {
            throw new IllegalArgumentException("An event is a JSON object: " + json, e);
        }
    }
}
