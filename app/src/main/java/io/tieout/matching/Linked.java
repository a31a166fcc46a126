package io.tieout.matching;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * All that is known of one reference that may have an alias: the alias, and the entries that came under it.
 *
 * @param alias what it stands for; null as long as nobody has said
 */
public record Linked(
        String policy, String reference, @Nullable Alias alias, List<Held> held) {

    /**
     * An entry that came under the reference.
     *
     * @param newest its newest version
     * @param promise what that version says of how complete its group is; null when it says nothing
     * @param gone it left the reference
     * @param since when it could first be known under this reference: from then on it awaits its alias, whichever of
     *     its versions is here by now
     * @param sent where it was sent, at most one of them not withdrawn
     */
    public record Held(Member newest, @Nullable Promise promise, boolean gone, Instant since, List<Placed.Sent> sent) {
        public Held {
            sent = List.copyOf(sent);
        }

        /** It has not been sent anywhere, and wants to be. */
        public boolean waits() {
            return !gone && current().isEmpty();
        }

        Optional<Placed.Sent> current() {
            return sent.stream().filter(one -> !one.withdrawn()).findFirst();
        }

        Optional<Placed.Sent> sentTo(String correlationId) {
            return sent.stream()
                    .filter(one -> one.correlationId().equals(correlationId))
                    .findFirst();
        }
    }

    /** Whether this entry awaits its alias here since then. */
    public boolean awaits(Held other) {
        return held(other.newest().id())
                .filter(one -> one.waits() && one.since().equals(other.since()))
                .isPresent();
    }

    /** Since when an entry awaits its alias that comes now, and could be known at this instant. */
    public Instant since(EntryId id, Instant known) {
        return held(id).filter(Held::waits).map(Held::since).orElse(known);
    }

    public Linked {
        held = List.copyOf(held);
    }

    /** Nothing known. */
    public static Linked absent(String policy, String reference) {
        return new Linked(policy, reference, null, List.of());
    }

    Optional<Held> held(EntryId id) {
        return held.stream().filter(one -> one.newest().id().equals(id)).findFirst();
    }

    Linked with(Held changed) {
        var all = new ArrayList<Held>(held.size() + 1);
        boolean known = false;
        for (Held one : held) {
            boolean same = one.newest().id().equals(changed.newest().id());
            all.add(same ? changed : one);
            known |= same;
        }
        if (!known) {
            all.add(changed);
        }
        return new Linked(policy, reference, alias, all);
    }

    Linked with(Alias said) {
        return new Linked(policy, reference, said, held);
    }
}
