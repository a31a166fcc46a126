package io.tieout.views;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is asked of a list.
 *
 * @param equal fields and what they must be
 * @param notAfter the newest that is wanted
 * @param notBefore the oldest that is wanted
 * @param atLeast least amount in minor units, whichever its sign
 * @param atMost greatest amount in minor units, whichever its sign
 * @param after cursor: what stood last on the page before
 * @param limit rows of a page
 */
public record Listing(
        Lists list,
        Map<String, String> equal,
        @Nullable Instant notAfter,
        @Nullable Instant notBefore,
        @Nullable Long atLeast,
        @Nullable Long atMost,
        @Nullable String after,
        int limit) {

    public Listing {
        equal = Map.copyOf(equal);
    }

    /** The same, behind another place. */
    public Listing behind(@Nullable String place) {
        return new Listing(list, equal, notAfter, notBefore, atLeast, atMost, place, limit);
    }

    boolean wants(JsonNode outcome) {
        for (var field : equal.entrySet()) {
            if (!outcome.path(field.getKey()).asText("").equals(field.getValue())) {
                return false;
            }
        }
        if (atLeast == null && atMost == null) {
            return true;
        }
        JsonNode amount = outcome.path("amount").path("minor");
        if (!amount.isNumber()) {
            return false;
        }
        long minor = Math.abs(amount.asLong());
        return (atLeast == null || minor >= atLeast) && (atMost == null || minor <= atMost);
    }
}
