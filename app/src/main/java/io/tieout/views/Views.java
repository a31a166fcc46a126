package io.tieout.views;

import static io.tieout.views.Page.ORDER;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.jspecify.annotations.Nullable;

/** Reads one partition of the views. Each read is of one key or of ranges: none looks through a store. */
public final class Views {

    /** Outcomes that one page may read to find what filters want; then it is answered as far as it came. */
    public static final int READ_AT_MOST = 500;

    /** Times that one page may go on in an index elsewhere than at its next row, each as dear as a read of a key. */
    private static final int JUMPS_AT_MOST = 5_000;

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

    /** The next page of a list; short where what was read did not fill it, and it says up to where that was. */
    public Page page(Listing listing) {
        Lists list = listing.list();
        String start = "";
        if (listing.notAfter() != null) {
            start = Lists.newestFirst(listing.notAfter());
        }
        if (listing.after() != null && ORDER.compare(listing.after(), start) > 0) {
            start = listing.after();
        }
        String end = listing.notBefore() == null ? null : Lists.newestFirst(listing.notBefore()) + BEHIND_ID;
        var strands = new ArrayList<Strand>();
        try {
            var lists = stores.store(ViewsTopology.LISTS);
            for (String field : list.fields()) {
                if (listing.equal().containsKey(field)) {
                    String value = listing.equal().getOrDefault(field, "");
                    strands.add(Strand.open(lists, new String[] {list.name(), field, value}, start, end));
                }
            }
            if (strands.isEmpty()) {
                strands.add(Strand.open(lists, new String[] {list.name(), "", ""}, start, end));
            }
            return read(listing, strands);
        } finally {
            strands.forEach(Strand::close);
        }
    }

    /** What stands in all strands. Each jumps to where the others are, so the rarest of them says how much is read. */
    private Page read(Listing listing, List<Strand> strands) {
        var cases = stores.store(ViewsTopology.CASES);
        var rows = new ArrayList<Page.Row>();
        @Nullable String reached = null;
        int read = 0;
        int jumps = 0;
        Strand first = strands.get(0);
        @Nullable String order = first.order();
        while (order != null) {
            if (rows.size() == listing.limit() || read == READ_AT_MOST || jumps >= JUMPS_AT_MOST) {
                return new Page(rows, reached);
            }
            @Nullable String further = order;
            for (Strand strand : strands) {
                jumps += strand.goTo(further) ? 1 : 0;
                further = strand.order();
                if (further == null) {
                    return new Page(rows, null);
                }
            }
            reached = order;
            if (further.equals(order)) {
                if (!order.equals(listing.after())) {
                    read++;
                    // Between the two reads it may have been resolved: then it is no longer of the list.
                    byte @Nullable [] outcome = cases.get(first.row());
                    if (outcome != null) {
                        ObjectNode shown = Rows.read(outcome);
                        if (listing.wants(shown) && listing.list().stands(shown, order)) {
                            rows.add(new Page.Row(order, shown));
                        }
                    }
                }
                first.next();
            } else {
                jumps += first.goTo(further) ? 1 : 0;
            }
            order = first.order();
        }
        return new Page(rows, null);
    }
}
