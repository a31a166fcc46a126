package io.tieout.intake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a charge beside what one event shows of it: when it was captured, and which of its refunds gave no
 * money back. Events come in any order, so what is known only grows, and {@link #level} says how much it is: what is
 * stated from the same object at a higher level is a newer version of it.
 *
 * <p>A charge does not say when it was captured. {@code charge.captured} does, by its own time; {@code
 * charge.succeeded} of a captured charge does, since it was captured when it was made. Until one of them is read, a
 * charge that was seen uncaptured was captured no later than its newest event, and any other when it was made.
 *
 * <p>Releasing what was authorised and not captured is a refund to Stripe, and none to the customer: the refund of a
 * charge that is not captured, and that of the remainder, made when less was captured. Example: 45.00 authorised,
 * 30.00 captured; the refund of 15.00 of that second is a release ({@code StripeIntakeTest}).
 */
final class StripeCharge {

    static final int LEVELS = 8;
    private static final int TIME_OF_CAPTURE = 4;

    private final String key;
    private boolean uncaptured;
    private boolean captured;
    private @Nullable Long capturedAt;
    private long newestStated = Long.MIN_VALUE;
    private @Nullable ObjectNode newest;
    private final Map<String, ObjectNode> refunds = new LinkedHashMap<>();

    private StripeCharge(String id) {
        this.key = "charge/" + id;
    }

    static StripeCharge recall(String id, Memory memory) {
        StripeCharge charge = new StripeCharge(id);
        ObjectNode known = memory.recall(charge.key);
        if (known != null) {
            charge.uncaptured = known.path("uncaptured").asBoolean();
            charge.captured = known.path("captured").asBoolean();
            charge.capturedAt =
                    known.has("captured_at") ? known.get("captured_at").longValue() : null;
            if (known.get("newest") instanceof ObjectNode newest) {
                charge.newest = newest;
                charge.newestStated = known.path("newest_stated").longValue();
            }
            known.path("refunds").properties().forEach(refund -> {
                if (refund.getValue() instanceof ObjectNode kept) {
                    charge.refunds.put(refund.getKey(), kept);
                }
            });
        }
        return charge;
    }

    void remember(Memory memory) {
        ObjectNode known = Json.object().put("uncaptured", uncaptured).put("captured", captured);
        if (capturedAt != null) {
            known.put("captured_at", capturedAt);
        }
        if (newest != null) {
            known.set("newest", newest);
            known.put("newest_stated", newestStated);
        }
        if (!refunds.isEmpty()) {
            ObjectNode kept = known.putObject("refunds");
            refunds.forEach(kept::set);
        }
        if (!known.equals(memory.recall(key))) {
            memory.remember(key, known);
        }
    }

    /** The charge was seen authorised, and not captured. */
    void seenUncaptured() {
        uncaptured = true;
    }

    /**
     * The charge was seen captured, in this image and by an event of this time.
     *
     * @param at the time of capture, where that event says it
     * @return whether no newer event has shown it so
     */
    boolean seenCaptured(ObjectNode charge, Instant stated, @Nullable Instant at) {
        captured = true;
        if (at != null) {
            capturedAt = capturedAt == null ? at.getEpochSecond() : Math.min(capturedAt, at.getEpochSecond());
        }
        if (stated.getEpochSecond() < newestStated) {
            return false;
        }
        newest = charge;
        newestStated = stated.getEpochSecond();
        return true;
    }

    /** How much is known, from 0, nothing, to 4, the time of capture. It never falls. */
    int level() {
        if (capturedAt != null) {
            return TIME_OF_CAPTURE;
        }
        return (captured ? 2 : 0) + (uncaptured ? 1 : 0);
    }

    /** The newest event's image of the captured charge, and that event's time; nothing before one was read. */
    @Nullable
    ObjectNode newest() {
        return newest;
    }

    Instant newestStated() {
        return Instant.ofEpochSecond(newestStated);
    }

    /** When the money was taken, as far as is known, for a charge that an event of this time shows captured. */
    Instant capturedAt(Instant created, Instant stated) {
        if (capturedAt != null) {
            return Instant.ofEpochSecond(capturedAt);
        }
        return uncaptured ? stated : created;
    }

    /** Whether a refund gave up money that was never taken, as far as is known. */
    boolean released(JsonNode refund) {
        if ("expired_uncaptured_charge".equals(Json.text(refund, "reason")) || (uncaptured && !captured)) {
            return true;
        }
        if (newest == null
                || capturedAt == null
                || !newest.path("amount_captured").isIntegralNumber()) {
            return false;
        }
        long remainder = newest.path("amount").longValue()
                - newest.path("amount_captured").longValue();
        return remainder > 0
                && refund.path("amount").longValue() == remainder
                && Math.abs(refund.path("created").longValue() - capturedAt) <= 1;
    }

    /** Keeps the newest event's image of a refund, as long as more may become known of its charge. */
    void keep(String id, ObjectNode refund, Instant stated) {
        ObjectNode kept = refunds.get(id);
        if (level() < TIME_OF_CAPTURE && (kept == null || kept.path("stated").longValue() <= stated.getEpochSecond())) {
            refunds.put(id, Json.object().put("stated", stated.getEpochSecond()).set("refund", refund));
        }
    }

    /** The refunds that were kept, with the times of their events; they are kept on while more may become known. */
    Map<ObjectNode, Instant> kept() {
        var kept = new LinkedHashMap<ObjectNode, Instant>();
        refunds.values().forEach(one -> {
            if (one.get("refund") instanceof ObjectNode refund) {
                kept.put(refund, Instant.ofEpochSecond(one.path("stated").longValue()));
            }
        });
        if (level() == TIME_OF_CAPTURE) {
            refunds.clear();
        }
        return kept;
    }
}
