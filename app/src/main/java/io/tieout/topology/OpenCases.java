package io.tieout.topology;

import io.tieout.matching.Case;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * The cases of one policy in one partition. Those that wait are at hand in memory besides, as many as it may hold:
 * the counterpart of an entry comes soon, and to read and decode its case from disk cost more than to match it.
 *
 * <p>The store is written at once and is the truth. What is at hand is what was put there in this life of the
 * task; a case that was put earlier, or that had to make room, is read from the store.
 *
 * <p>Worked example. A case that was matched is no longer at hand, and its deadline passes later. Had it still been
 * waiting for that deadline, it would be at hand: so nothing is read. Only up to {@link #unsureUntil}, the latest
 * deadline of any case that may wait without being at hand, the store is asked
 * (OpenCasesTest.knowsWithoutReadingThatNothingWaits).
 */
final class OpenCases {

    private final KeyValueStore<String, Case> store;
    private final int room;
    private final Map<String, Waiting> atHand = new LinkedHashMap<>();

    /** Milliseconds since 1970 in UTC. */
    private long unsureUntil;

    private record Waiting(Case current, long deadline) {}

    /**
     * @param room how many cases are held at hand
     * @param lastDeadline of the cases in the store, or later; null when none waits there
     */
    OpenCases(KeyValueStore<String, Case> store, int room, @Nullable Instant lastDeadline) {
        this.store = store;
        this.room = room;
        this.unsureUntil = lastDeadline == null ? Long.MIN_VALUE : lastDeadline.toEpochMilli();
    }

    @Nullable
    Case get(String caseId) {
        Waiting waiting = atHand.get(caseId);
        return waiting == null ? store.get(caseId) : waiting.current;
    }

    /** The case, where it may wait for this deadline; null when it surely does not. */
    @Nullable
    Case waitingFor(long deadline, String caseId) {
        Waiting waiting = atHand.get(caseId);
        if (waiting != null) {
            return waiting.current;
        }
        return deadline <= unsureUntil ? store.get(caseId) : null;
    }

    /**
     * @param deadline that it waits for; null when it waits for none
     */
    void put(String caseId, Case current, @Nullable Instant deadline) {
        store.put(caseId, current);
        // Put in anew, so that the one that was changed longest ago makes room.
        atHand.remove(caseId);
        if (deadline != null) {
            atHand.put(caseId, new Waiting(current, deadline.toEpochMilli()));
            makeRoom();
        }
    }

    private void makeRoom() {
        if (atHand.size() > room) {
            Iterator<Waiting> eldest = atHand.values().iterator();
            unsureUntil = Math.max(unsureUntil, eldest.next().deadline);
            eldest.remove();
        }
    }

    void forget(String caseId) {
        store.put(caseId, null);
        atHand.remove(caseId);
    }

    KeyValueStore<String, Case> stored() {
        return store;
    }
}
