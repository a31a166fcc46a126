package io.tieout.matching.pool;

import io.tieout.matching.Clues;
import io.tieout.matching.EntryId;
import io.tieout.matching.pool.Scale.Read;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The part of a pool that one decision touches, and the rule by which options are chosen.
 *
 * <p>An option is chosen when every entry in it prefers it, by the margin, to every other option that is still
 * possible for that entry, and either it is sure or no entry in it could hear of a better one. What is chosen
 * makes every other option of its entries impossible, whereby others may become the preferred ones.
 *
 * <p>The end of this does not depend on where it starts: of two options that can be chosen at some point none
 * is a rival of the other, and choosing one only takes rivals of the other away. So entries, options and
 * coverage alone say what is chosen, whatever came first (PoolLawsTest). When an option appears or vanishes,
 * the choices that it might have prevented or allowed are taken back, and from there the rule is applied again:
 *
 * <pre>
 *   payment 100 -- 70 -- invoice A        chosen: payment and A
 *   payment 100 -- 70 -- invoice B        B comes: A is taken back, neither leads, nothing is chosen
 *   another 100 -- 90 -- invoice B        another payment takes B, and A is the first payment's again
 * </pre>
 */
final class Board {

    private final PoolStore store;
    private final int margin;
    private final Map<EntryId, Optional<Item>> before = new LinkedHashMap<>();
    private final Map<EntryId, Item> now = new HashMap<>();
    private final IdentityHashMap<Clues, Reading> readings = new IdentityHashMap<>();
    private final Set<EntryId> toChoose = new LinkedHashSet<>();
    private final Set<EntryId> changed = new LinkedHashSet<>();

    Board(PoolStore store, int margin) {
        this.store = store;
        this.margin = margin;
    }

    PoolStore store() {
        return store;
    }

    /** The entry as it stands in this decision; null when the pool does not keep it. */
    @Nullable
    Item find(EntryId id) {
        if (!before.containsKey(id)) {
            Item kept = store.item(id);
            before.put(id, Optional.ofNullable(kept));
            if (kept != null) {
                now.put(id, kept);
            }
        }
        return now.get(id);
    }

    Item get(EntryId id) {
        return Objects.requireNonNull(find(id), () -> id + " is in the index of the pool, and not kept");
    }

    /** The entry as it stood before this decision; null when the pool did not keep it. */
    @Nullable
    Item before(EntryId id) {
        return before.getOrDefault(id, Optional.empty()).orElse(null);
    }

    Reading reading(Item item) {
        return readings.computeIfAbsent(item.clues(), Reading::of);
    }

    Read read(EntryId id) {
        Item item = get(id);
        return new Read(item, reading(item));
    }

    void put(Item item) {
        find(item.id());
        now.put(item.id(), item);
        changed.add(item.id());
        toChoose.add(item.id());
    }

    /** The entries that changed in this decision, in order of their ids. */
    List<EntryId> changed() {
        return changed.stream().sorted(Comparator.comparing(EntryId::toString)).toList();
    }

    /** What is said of an entry may depend on what its rivals can still choose: entries at most two options away. */
    List<EntryId> concerned() {
        Set<EntryId> near = new LinkedHashSet<>(changed);
        Set<EntryId> frontier = near;
        for (int hops = 0; hops < 2; hops++) {
            Set<EntryId> next = new LinkedHashSet<>();
            for (EntryId id : frontier) {
                for (Option option : get(id).options()) {
                    option.members().stream().filter(one -> !near.contains(one)).forEach(next::add);
                }
            }
            near.addAll(next);
            frontier = next;
        }
        return near.stream().sorted(Comparator.comparing(EntryId::toString)).toList();
    }

    void add(Option option) {
        for (EntryId member : option.members()) {
            put(get(member).with(option));
        }
        reconsider(option);
    }

    void remove(Option option) {
        Item anchor = get(option.anchor());
        if (anchor.chosen() != null && anchor.chosen().sameAs(option)) {
            takeBack(option);
        }
        for (EntryId member : option.members()) {
            put(get(member).without(option));
        }
    }

    /** The option appeared, or is possible again: choices that it might have prevented are taken back. */
    private void reconsider(Option option) {
        Deque<Option> possible = new ArrayDeque<>();
        possible.add(option);
        while (!possible.isEmpty()) {
            Option one = possible.remove();
            var threatened = new ArrayList<Option>(1);
            boolean impossible = false;
            for (EntryId member : one.members()) {
                Option chosen = get(member).chosen();
                if (chosen != null && !chosen.sameAs(one)) {
                    impossible |= one.score() <= chosen.score() - margin;
                    threatened.add(chosen);
                }
            }
            if (!impossible) {
                threatened.forEach(chosen -> possible.addAll(release(chosen)));
            }
        }
    }

    /** An entry found out that it may not choose: what it chose is taken back. */
    void doubt(EntryId id) {
        Option chosen = get(id).chosen();
        if (chosen != null && !decidable(chosen)) {
            takeBack(chosen);
        }
    }

    private void takeBack(Option chosen) {
        release(chosen).forEach(this::reconsider);
    }

    /** Takes a choice back, and returns what may be possible again. */
    private List<Option> release(Option chosen) {
        var revived = new ArrayList<Option>();
        for (EntryId id : chosen.members()) {
            Item member = get(id);
            if (member.chosen() == null) {
                continue;
            }
            put(member.chosen(null));
            member.options().stream().filter(option -> !option.sameAs(chosen)).forEach(revived::add);
        }
        return revived;
    }

    /** Applies the rule until nothing more can be chosen. */
    void choose() {
        while (!toChoose.isEmpty()) {
            EntryId id = toChoose.iterator().next();
            toChoose.remove(id);
            Option preferred = preferred(get(id));
            if (preferred == null || !decidable(preferred)) {
                continue;
            }
            boolean byAll = preferred.members().stream().allMatch(member -> {
                Option own = preferred(get(member));
                return own != null && own.sameAs(preferred);
            });
            if (byAll) {
                settle(preferred);
            }
        }
    }

    private void settle(Option option) {
        for (EntryId member : option.members()) {
            Item settled = get(member).chosen(option);
            put(settled);
            for (Option impossible : settled.options()) {
                toChoose.addAll(impossible.members());
            }
        }
    }

    private boolean decidable(Option option) {
        return option.sure()
                || option.members().stream().allMatch(member -> get(member).mayChoose());
    }

    /** The possible option that leads all others by the margin; null when none does. */
    @Nullable
    Option preferred(Item item) {
        List<Option> leading = leading(item);
        return leading.size() == 1 ? leading.get(0) : null;
    }

    /** The best possible option of the entry, and those that it does not lead by the margin. */
    List<Option> leading(Item item) {
        if (!item.live() || item.chosen() != null) {
            return List.of();
        }
        var possible = new ArrayList<Option>(item.options().size());
        int best = Integer.MIN_VALUE;
        for (Option option : item.options()) {
            if (possible(option)) {
                possible.add(option);
                best = Math.max(best, option.score());
            }
        }
        int least = best - margin;
        possible.removeIf(option -> option.score() <= least);
        return possible;
    }

    private boolean possible(Option option) {
        for (EntryId member : option.members()) {
            if (get(member).chosen() != null) {
                return false;
            }
        }
        return true;
    }

    /** Whether an entry may yet hear of something that makes it, or a rival of it, choose. */
    boolean pending(Item item) {
        for (Option option : leading(item)) {
            for (EntryId id : option.members()) {
                Item member = get(id);
                boolean hears = !member.due() && !option.sure();
                if (hears || (!member.id().equals(item.id()) && contested(member, option))) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Whether a member has an option at least as good that still waits for somebody. */
    private boolean contested(Item member, Option option) {
        for (Option rival : leading(member)) {
            if (!rival.sameAs(option) && !rival.sure()) {
                for (EntryId id : rival.members()) {
                    if (!get(id).due()) {
                        return true;
                    }
                }
            }
        }
        return false;
    }
}
