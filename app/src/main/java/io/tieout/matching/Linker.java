package io.tieout.matching;

import io.tieout.matching.Arrival.Placement;
import io.tieout.matching.Arrival.Withdrawal;
import io.tieout.matching.Linked.Held;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The link step: replaces an alias before correlation.
 *
 * <p>A reference with an alias goes on under what it stands for. One without waits until the source that
 * could state one has spoken, and then goes on as it is; when an alias comes after all, the entry moves. So
 * whatever the order, an entry ends where the alias says (LinkerTest.endsTheSameInEveryOrder).
 */
public final class Linker {

    private Linker() {}

    /** What is kept afterwards, and what goes on to the cases, in order. */
    public record Linking(Linked after, List<Arrival> onward) {
        public Linking {
            onward = List.copyOf(onward);
        }
    }

    /**
     * An entry came under the reference.
     *
     * @param promise what it says of how complete its group is; null when it says nothing
     * @param since when this version could be known, as far as the step has heard its account
     * @param silent the aliasing source has spoken past the entry, so that no alias is awaited for it
     */
    public static Linking place(
            Linked before, Member member, @Nullable Promise promise, Instant since, boolean silent) {
        Optional<Held> known = before.held(member.id());
        List<Placed.Sent> sent = known.map(Held::sent).orElse(List.of());
        Held held = new Held(member, promise, false, before.since(member.id(), since), sent);
        Alias alias = before.alias();
        Optional<String> target =
                alias != null ? Optional.of(alias.standsFor()) : held.current().map(Placed.Sent::correlationId);
        if (target.isEmpty() && silent) {
            target = Optional.of(before.reference());
        }
        if (target.isEmpty()) {
            return new Linking(before.with(held), List.of());
        }
        var onward = new ArrayList<Arrival>(1);
        return new Linking(before.with(sendTo(target.get(), before.policy(), held, onward)), onward);
    }

    /** An entry left the reference. */
    public static Linking withdraw(Linked before, Withdrawal withdrawal) {
        Optional<Held> known = before.held(withdrawal.id());
        if (known.isEmpty()) {
            return new Linking(before, List.of());
        }
        var onward = new ArrayList<Arrival>(1);
        var sent = new ArrayList<Placed.Sent>();
        for (Placed.Sent one : known.get().sent()) {
            if (!one.withdrawn()) {
                onward.add(new Withdrawal(
                        before.policy(),
                        one.correlationId(),
                        withdrawal.id(),
                        withdrawal.version(),
                        withdrawal.statedAt(),
                        withdrawal.lineage(),
                        false));
            }
            sent.add(one.leave());
        }
        return new Linking(
                before.with(new Held(
                        known.get().newest(),
                        known.get().promise(),
                        true,
                        known.get().since(),
                        sent)),
                onward);
    }

    /** The source has said what the reference stands for. */
    public static Linking learn(Linked before, Alias alias) {
        Alias known = before.alias();
        if (known != null && !known.givesWayTo(alias)) {
            return new Linking(before, List.of());
        }
        Linked after = before.with(alias);
        var onward = new ArrayList<Arrival>(2);
        for (Held held : before.held()) {
            if (!held.gone()) {
                after = after.with(move(alias.standsFor(), before.policy(), held, onward));
            }
        }
        return new Linking(after, onward);
    }

    /** The aliasing source has spoken past this entry and named no alias: it goes on as it is. */
    public static Linking release(Linked before, EntryId id) {
        Optional<Held> held = before.held(id).filter(Held::waits);
        if (held.isEmpty()) {
            return new Linking(before, List.of());
        }
        var onward = new ArrayList<Arrival>(1);
        return new Linking(before.with(sendTo(before.reference(), before.policy(), held.get(), onward)), onward);
    }

    private static Held move(String target, String policy, Held held, List<Arrival> onward) {
        Optional<Placed.Sent> current = held.current();
        if (current.isPresent() && current.get().correlationId().equals(target)) {
            return held;
        }
        Member newest = held.newest();
        var sent = new ArrayList<Placed.Sent>();
        for (Placed.Sent one : held.sent()) {
            if (!one.withdrawn()) {
                onward.add(new Withdrawal(
                        policy,
                        one.correlationId(),
                        newest.id(),
                        newest.version(),
                        newest.statedAt(),
                        newest.lineage(),
                        true));
            }
            sent.add(one.leave());
        }
        return sendTo(target, policy, new Held(newest, held.promise(), false, held.since(), sent), onward);
    }

    private static Held sendTo(String target, String policy, Held held, List<Arrival> onward) {
        Member member = held.newest();
        Optional<Placed.Sent> earlier = held.sentTo(target);
        onward.add(new Placement(
                policy, target, member, earlier.map(Placed.Sent::amount).orElse(null), held.promise()));
        var now = new Placed.Sent(policy, member.side(), target, member.amount(), false, false, member.knownAt());
        var sent = new ArrayList<Placed.Sent>(held.sent());
        earlier.ifPresent(sent::remove);
        sent.add(now);
        return new Held(member, held.promise(), false, held.since(), sent);
    }
}
