package io.tieout.matching.pool;

import io.tieout.matching.Clues;
import io.tieout.matching.Coverage.Judgement;
import io.tieout.matching.EntryId;
import io.tieout.matching.Member;
import io.tieout.matching.Money;
import io.tieout.matching.Policy;
import io.tieout.matching.Reason;
import io.tieout.matching.Shape;
import io.tieout.matching.pool.PoolStory.Ending;
import io.tieout.matching.pool.Scale.Read;
import io.tieout.matching.pool.Scale.Weighed;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Says how a pool must end by looking at everything at once: no index, no order, every pair and every sum. It
 * weighs evidence as the engine does; what it does not share is how options are found, kept and chosen.
 */
final class PoolOracle {

    private final Policy policy;
    private final Shape.Pool shape;
    private final Scale scale;
    private final List<Read> all = new ArrayList<>();
    private final List<Option> options = new ArrayList<>();
    private final Map<EntryId, Option> chosen = new HashMap<>();
    private final Set<EntryId> exhausted = new HashSet<>();
    private final Map<String, Boolean> distinct = new HashMap<>();
    private final Map<Reading, Reading.NameKeys> nameKeys = new IdentityHashMap<>();

    /** @param due of each live entry, what coverage says of its deadline */
    private PoolOracle(Policy policy, Map<Member, Clues> live, Map<EntryId, Judgement> due) {
        this.policy = policy;
        this.shape = (Shape.Pool) policy.shape();
        this.scale = new Scale(policy, shape);
        live.forEach((member, clues) -> {
            Item item = Item.of(member, clues).judged(due.get(member.id()), Judgement.DUE);
            all.add(new Read(item, Reading.of(clues)));
        });
    }

    static Ending ending(Policy policy, Map<Member, Clues> live, Map<EntryId, Judgement> due) {
        var oracle = new PoolOracle(policy, live, due);
        oracle.look();
        oracle.findOptions();
        oracle.choose();
        return oracle.ending();
    }

    private boolean within(Read one, Read other) {
        return one.item().apart(other.item()).compareTo(policy.window()) <= 0;
    }

    private boolean across(Read one, Read other) {
        return !one.item().side().equals(other.item().side());
    }

    private List<Read> equal(Read one) {
        return all.stream()
                .filter(other -> across(one, other) && within(one, other))
                .filter(other -> other.item()
                        .member()
                        .amount()
                        .equals(one.item().member().amount()))
                .toList();
    }

    private void look() {
        for (int i = 0; i < all.size(); i++) {
            Read one = all.get(i);
            if (!one.item().due()) {
                continue;
            }
            boolean crowded = equal(one).size() > shape.candidates();
            List<Read> named = isLonely(one) ? named(one) : List.of();
            List<EntryId> ids = named.stream()
                    .map(other -> other.item().id())
                    .sorted((left, right) -> left.toString().compareTo(right.toString()))
                    .toList();
            boolean pointing = isName(one);
            all.set(i, new Read(one.item().searched(crowded, ids, pointing, null), one.reading()));
        }
    }

    private boolean isName(Read one) {
        Set<String> single = new HashSet<>();
        Scale.label(one.reading()).keys(new HashSet<>(), single);
        return all.stream()
                .filter(other -> across(one, other) && within(one, other))
                .filter(other -> (amount(other).minor() < 0) == (amount(one).minor() < 0))
                .anyMatch(other -> keys(other, false).stream().anyMatch(single::contains));
    }

    private boolean isLonely(Read one) {
        return equal(one).size() <= shape.candidates()
                && equal(one).stream()
                        .noneMatch(other -> scale.likeness(one.reading(), other.reading()) >= Scale.NAMED);
    }

    private List<Read> named(Read one) {
        List<Read> byPairs = named(one, true);
        return byPairs.isEmpty() ? named(one, false) : byPairs;
    }

    private List<Read> named(Read one, boolean pairs) {
        Set<Read> named = new HashSet<>();
        for (String key : keys(one, pairs)) {
            List<Read> bearers = all.stream()
                    .filter(other -> across(one, other) && within(one, other))
                    .filter(other -> (amount(other).minor() < 0) == (amount(one).minor() < 0))
                    .filter(other -> keys(other, pairs).contains(key))
                    .toList();
            if (bearers.size() <= shape.candidates()) {
                named.addAll(bearers);
            }
        }
        named.removeIf(other -> scale.likeness(one.reading(), other.reading()) < Scale.NAMED);
        return List.copyOf(named);
    }

    private Set<String> keys(Read one, boolean pairs) {
        Reading.NameKeys keys = nameKeys.computeIfAbsent(one.reading(), Reading::nameKeys);
        return pairs ? keys.pairs() : keys.single();
    }

    private boolean distinct(String token) {
        return distinct.computeIfAbsent(token, this::isDistinct);
    }

    private boolean isDistinct(String token) {
        return policy.sides().stream()
                .allMatch(side -> all.stream()
                                .filter(one -> one.item().side().equals(side.name()))
                                .filter(one -> one.reading().bears(token))
                                .count()
                        <= shape.candidates());
    }

    private void findOptions() {
        Predicate<String> distinct = this::distinct;
        for (int i = 0; i < all.size(); i++) {
            for (int j = i + 1; j < all.size(); j++) {
                Weighed pair = scale.pair(all.get(i), all.get(j), distinct);
                if (pair != null) {
                    options.add(pair.option());
                }
            }
        }
        all.stream().filter(one -> one.item().due() && isLonely(one)).forEach(one -> sums(one, distinct));
    }

    private void sums(Read anchor, Predicate<String> distinct) {
        List<Read> parts = all.stream()
                .filter(other -> across(anchor, other))
                .filter(other -> anchor.item().named().contains(other.item().id())
                        || Reading.shared(anchor.reading(), other.reading()).stream()
                                .anyMatch(distinct))
                .filter(other -> isPart(amount(other), amount(anchor)))
                .toList();
        var found = new ArrayList<List<Read>>();
        for (int mask = 1; mask < 1 << parts.size(); mask++) {
            var some = new ArrayList<Read>();
            long sum = 0;
            for (int i = 0; i < parts.size(); i++) {
                if ((mask & 1 << i) != 0) {
                    some.add(parts.get(i));
                    sum += amount(parts.get(i)).minor();
                }
            }
            if (some.size() > 1
                    && some.size() <= shape.members()
                    && sum == amount(anchor).minor()) {
                found.add(some);
            }
        }
        if (found.size() > shape.candidates()) {
            exhausted.add(anchor.item().id());
            return;
        }
        for (List<Read> some : found) {
            Weighed weighed = scale.sum(anchor, some, distinct);
            if (weighed != null) {
                options.add(weighed.option());
            }
        }
    }

    private static Money amount(Read one) {
        return one.item().member().amount();
    }

    private static boolean isPart(Money part, Money whole) {
        return part.currency().equals(whole.currency())
                && Long.signum(part.minor()) == Long.signum(whole.minor())
                && Math.abs(part.minor()) < Math.abs(whole.minor());
    }

    private boolean possible(Option option) {
        return option.members().stream().noneMatch(chosen::containsKey);
    }

    private List<Option> possible(EntryId id) {
        return options.stream()
                .filter(option -> option.members().contains(id) && possible(option))
                .toList();
    }

    private List<Option> leading(EntryId id) {
        List<Option> possible = possible(id);
        int best = possible.stream().mapToInt(Option::score).max().orElse(0);
        return possible.stream()
                .filter(option -> option.score() > best - shape.evidence().margin())
                .toList();
    }

    private Item item(EntryId id) {
        return all.stream()
                .map(Read::item)
                .filter(one -> one.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    private void choose() {
        boolean again = true;
        while (again) {
            again = false;
            for (Option option : options) {
                boolean decidable = option.sure()
                        || option.members().stream().allMatch(id -> item(id).due() && !item(id).crowded());
                boolean preferred = possible(option)
                        && option.members().stream().allMatch(id -> leading(id).equals(List.of(option)));
                if (decidable && preferred) {
                    option.members().forEach(id -> chosen.put(id, option));
                    again = true;
                }
            }
        }
    }

    private Ending ending() {
        var ending = new Ending(new HashSet<>(), new HashMap<>());
        for (Read one : all) {
            Item item = one.item();
            Option option = chosen.get(item.id());
            if (option != null && option.matches()) {
                ending.matches().add(option.members());
            }
            Reason reason = reason(item, option);
            if (reason != null) {
                ending.open().put(item.id(), reason);
            }
        }
        return ending;
    }

    private @Nullable Reason reason(Item item, @Nullable Option option) {
        if (option != null) {
            boolean disagrees = !option.matches() && option.anchor().equals(item.id());
            boolean currency = !item(option.members().get(0))
                    .member()
                    .amount()
                    .currency()
                    .equals(item(option.members().get(1)).member().amount().currency());
            return !disagrees ? null : currency ? Reason.CURRENCY_MISMATCH : Reason.AMOUNT_MISMATCH;
        }
        if (!item.due()) {
            return null;
        }
        List<Option> leading = leading(item.id());
        if (leading.stream().anyMatch(one -> pending(one, item.id()))) {
            return null;
        }
        if (item.crowded() || (leading.isEmpty() && exhausted.contains(item.id()))) {
            return Reason.SEARCH_LIMIT;
        }
        if (!leading.isEmpty()) {
            return Reason.AMBIGUOUS;
        }
        return mayBeTaken(item) ? null : Reason.COUNTERPART_MISSING;
    }

    /** As one of several by a larger one that has not looked for its parts, and is not settled for sure. */
    private boolean mayBeTaken(Item item) {
        Read one = all.stream()
                .filter(read -> read.item().id().equals(item.id()))
                .findFirst()
                .orElseThrow();
        return shape.members() > 1
                && all.stream()
                        .filter(other -> across(one, other) && within(one, other))
                        .filter(other -> other.item().judgement() == Judgement.WAITING)
                        .filter(other -> isPart(amount(one), amount(other)))
                        .filter(other -> {
                            Option chosenByIt = chosen.get(other.item().id());
                            return chosenByIt == null || !chosenByIt.sure();
                        })
                        .anyMatch(other -> speaksOf(one, other));
    }

    private boolean speaksOf(Read one, Read other) {
        if (Reading.shared(one.reading(), other.reading()).stream().anyMatch(this::distinct)) {
            return true;
        }
        Set<String> keys = new HashSet<>(keys(one, true));
        keys.addAll(keys(one, false));
        return scale.likeness(other.reading(), one.reading()) >= Scale.NAMED
                && keys.stream().anyMatch(key -> {
                    List<Read> bearers = all.stream()
                            .filter(read -> across(one, read) && within(one, read))
                            .filter(read ->
                                    (amount(read).minor() < 0) == (amount(one).minor() < 0))
                            .filter(read -> keys(read, true).contains(key)
                                    || keys(read, false).contains(key))
                            .toList();
                    return bearers.size() <= shape.candidates() && bearers.contains(other);
                });
    }

    private boolean pending(Option option, EntryId of) {
        return option.members().stream()
                .anyMatch(id -> (!item(id).due() && !option.sure())
                        || (!id.equals(of)
                                && leading(id).stream()
                                        .filter(rival -> !rival.equals(option) && !rival.sure())
                                        .flatMap(rival -> rival.members().stream())
                                        .anyMatch(member -> !item(member).due())));
    }
}
