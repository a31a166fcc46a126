package io.tieout.views;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.jspecify.annotations.Nullable;

/** Reads one partition of the views. Each read is of one key or of one range: none looks through a store. */
public final class Views {

    /** Rows that one page may read to find what combined filters want; then it is answered as far as it came. */
    static final int READ_AT_MOST = 2_000;

    /** Sorts behind the colon with which the id begins. */
    private static final String BEHIND_ID = ";";

    private final StorePartition stores;

    /** The stores of one partition. */
    @FunctionalInterface
    public interface StorePartition {
        /** A store by its name. */
        ReadOnlyKeyValueStore<String, byte[]> store(String name);
    }

    public Views(StorePartition stores) {
        this.stores = stores;
    }

    /** An entry by its id. */
    public Optional<ObjectNode> entry(String id) {
        return Optional.ofNullable(stores.store(ViewsTopology.ENTRIES).get(id)).map(Rows::read);
    }

    /**
     * What hangs on a case, by kind in the words of the topics; empty when nothing does.
     *
     * @param limit of outcomes of a kind
     */
    public Optional<ObjectNode> caseOf(String caseId, int limit) {
        ObjectNode found = JsonNodeFactory.instance.objectNode();
        boolean any = false;
        for (Kind kind : List.of(Kind.CASE, Kind.MATCH, Kind.MATCH_LINE, Kind.LATE_ARRIVAL, Kind.EXCEPTION)) {
            var rows = found.putArray(plural(kind));
            try (var range = stores.store(ViewsTopology.CASES)
                    .range(Rows.first(caseId, kind.name()), Rows.last(caseId, kind.name()))) {
                while (range.hasNext() && rows.size() < limit) {
                    rows.add(Rows.read(range.next().value));
                }
                any |= !rows.isEmpty();
                if (range.hasNext()) {
                    found.put("truncated", true);
                }
            }
        }
        return any ? Optional.of(found) : Optional.empty();
    }

    private static String plural(Kind kind) {
        return switch (kind) {
            case CASE -> "cases";
            case MATCH -> "matches";
            default -> kind.name().toLowerCase(Locale.ROOT) + "s";
        };
    }

    /** Who bears a reference, at most so many. */
    public List<Bearer> bearers(String reference, int limit) {
        var bearers = new ArrayList<Bearer>();
        try (var range = stores.store(ViewsTopology.REFERENCES).range(Rows.first(reference), Rows.last(reference))) {
            while (range.hasNext() && bearers.size() < limit) {
                String[] parts = Rows.parts(range.next().key, 3);
                bearers.add(new Bearer(parts[1], parts[2]));
            }
        }
        return bearers;
    }

    /** All of a store that is small by its nature: coverage and policies. */
    public List<ObjectNode> all(String store) {
        var all = new ArrayList<ObjectNode>();
        try (var rows = stores.store(store).all()) {
            rows.forEachRemaining(row -> all.add(Rows.read(row.value)));
        }
        return all;
    }

    /** The next page of a list. */
    public Page page(Listing listing) {
        Lists list = listing.list();
        String field = "";
        for (String one : list.fields()) {
            if (listing.equal().containsKey(one)) {
                field = one;
                break;
            }
        }
        String value = listing.equal().getOrDefault(field, "");
        String start = "";
        if (listing.notAfter() != null) {
            start = Lists.newestFirst(listing.notAfter());
        }
        if (listing.after() != null && listing.after().compareTo(start) > 0) {
            start = listing.after();
        }
        String end = listing.notBefore() == null
                ? Rows.last(list.name(), field, value)
                : Rows.key(list.name(), field, value, Lists.newestFirst(listing.notBefore()) + BEHIND_ID);
        return read(listing, Rows.key(list.name(), field, value, start), end);
    }

    private Page read(Listing listing, String start, String end) {
        var cases = stores.store(ViewsTopology.CASES);
        var rows = new ArrayList<Page.Row>();
        @Nullable String reached = null;
        int read = 0;
        try (var range = stores.store(ViewsTopology.LISTS).range(start, end)) {
            while (range.hasNext()) {
                if (rows.size() == listing.limit() || read == READ_AT_MOST) {
                    return new Page(rows, reached);
                }
                var row = range.next();
                String order = Rows.parts(row.key, 4)[3];
                if (order.equals(listing.after())) {
                    continue;
                }
                read++;
                reached = order;
                byte @Nullable [] outcome = cases.get(new String(row.value, UTF_8));
                // Between the two reads it may have been resolved: then it is no longer of the list.
                if (outcome != null) {
                    ObjectNode shown = Rows.read(outcome);
                    if (listing.list().rows(shown).contains(row.key) && listing.wants(shown)) {
                        rows.add(new Page.Row(order, shown));
                    }
                }
            }
        }
        return new Page(rows, null);
    }
}
