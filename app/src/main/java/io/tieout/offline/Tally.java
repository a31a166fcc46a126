package io.tieout.offline;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tieout.topology.OfflineFlow.Said;
import io.tieout.wire.Contract;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Counts what stands: a later version of a key replaces an earlier one. */
final class Tally {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Map<String, String> open = new HashMap<>();
    private final Set<String> revoked = new HashSet<>();
    private long matches;
    private long lateArrivals;

    void count(Said said) {
        if (said.topic().equals(Contract.MATCH.topic())) {
            JsonNode match = read(said);
            if (match.path("status").asText().equals("REVOKED")) {
                matches--;
                revoked.add(said.key());
            } else if (match.path("version").asInt() == 1 || revoked.remove(said.key())) {
                matches++;
            }
        } else if (said.topic().equals(Contract.EXCEPTION.topic())) {
            JsonNode exception = read(said);
            if (exception.path("status").asText().equals("RESOLVED")) {
                open.remove(said.key());
            } else {
                open.put(said.key(), exception.path("reason").asText());
            }
        } else if (said.topic().equals(Contract.LATE_ARRIVAL.topic())) {
            lateArrivals++;
        }
    }

    private static JsonNode read(Said said) {
        try {
            return JSON.readTree(said.value());
        } catch (IOException e) {
            throw new UncheckedIOException("An outcome of ours is no JSON", e);
        }
    }

    long matches() {
        return matches;
    }

    long lateArrivals() {
        return lateArrivals;
    }

    SortedMap<String, Long> openExceptions() {
        var byReason = new TreeMap<String, Long>();
        open.values().forEach(reason -> byReason.merge(reason, 1L, Long::sum));
        return byReason;
    }
}
