package io.tieout.matching.pool;

import io.tieout.matching.Coverage;
import io.tieout.matching.EntryId;
import io.tieout.matching.Evidence;
import io.tieout.matching.Money;
import io.tieout.matching.Policy;
import io.tieout.matching.Shape;
import io.tieout.matching.Side;
import io.tieout.matching.pool.Scale.Read;
import io.tieout.matching.pool.Scale.Weighed;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds, by index, who may belong to an entry, and keeps the options on the board in step with what it finds.
 *
 * <p>Entries find each other by a clue: a reference, the exact amount, or the beginning of a name. A clue that
 * more entries bear than the policy's bound distinguishes nobody and is not followed, so an entry costs no more
 * in a large pool than in a small one.
 */
final class Search {

    /** Of so many times the bound, an entry could be settled by anybody: nobody who would take it is let choose. */
    private static final int MANY = 4;

    private static final Instant BEGINNING = Instant.ofEpochMilli(Long.MIN_VALUE);
    private static final Instant END = Instant.ofEpochMilli(Long.MAX_VALUE);

    private final Policy policy;
    private final Shape.Pool shape;
    private final Scale scale;
    private final Board board;
    private final Map<String, Bearers> bearers = new HashMap<>();

    Search(Policy policy, Shape.Pool shape, Scale scale, Board board) {
        this.policy = policy;
        this.shape = shape;
        this.scale = scale;
        this.board = board;
    }

    /** Makes the entry known under its clues; returns the due entries that should look again. */
    Set<EntryId> enter(Item item, Coverage coverage) {
        Reading reading = board.reading(item);
        Instant at = item.member().businessAt();
        clues(item, reading).forEach(clue -> board.store().index(clue, at, item.id()));
        bearers.replaceAll((token, known) -> reading.bears(token) ? known.with(item.side(), item.id()) : known);
        Set<EntryId> again = dueAround(item, reading, coverage);
        for (String token : reading.tokens()) {
            Bearers bearers = bearers(token);
            int own = bearers.of(item.side()).size();
            if (own == shape.candidates() + 1 && bearers.of(other(item.side())).size() <= shape.candidates()) {
                again.addAll(compareAll(bearers));
            } else if (bearers.distinct(shape.candidates())) {
                again.addAll(compareWithAll(item.id(), bearers));
            }
        }
        again.remove(item.id());
        return again;
    }

    /** Makes the entry unknown, with every option that it had; returns the due entries that should look again. */
    Set<EntryId> leave(Item item, Coverage coverage) {
        Reading reading = board.reading(item);
        Instant at = item.member().businessAt();
        Set<EntryId> again = dueAround(item, reading, coverage);
        var freed = new ArrayList<String>(0);
        for (String token : reading.tokens()) {
            Bearers bearers = bearers(token);
            int others = bearers.of(other(item.side())).size();
            if (bearers.of(item.side()).size() == shape.candidates() + 1 && others <= shape.candidates()) {
                freed.add(token);
            } else if (bearers.distinct(shape.candidates())) {
                bearers.of(other(item.side())).stream()
                        .filter(one -> board.get(one).due())
                        .forEach(again::add);
            }
        }
        for (Option option : List.copyOf(board.get(item.id()).options())) {
            option.members().stream().filter(member -> board.get(member).due()).forEach(again::add);
            board.remove(option);
        }
        clues(item, reading).forEach(clue -> board.store().unindex(clue, at, item.id()));
        bearers.clear();
        freed.forEach(token -> again.addAll(compareAll(bearers(token))));
        again.remove(item.id());
        return again;
    }

    /** Forgets an entry that is settled for good, and what others may have thought of it. */
    void dropTraces(Item item) {
        for (Option option : item.options()) {
            for (EntryId id : option.members()) {
                Item member = board.find(id);
                if (member != null && !id.equals(item.id())) {
                    board.put(member.without(option));
                    board.store().keep(board.get(id));
                }
            }
        }
        if (item.live()) {
            Instant at = item.member().businessAt();
            clues(item, board.reading(item)).forEach(clue -> board.store().unindex(clue, at, item.id()));
        }
    }

    /** Coverage has passed the entry's deadline: who may belong to it is known, so it looks for them all. */
    void look(EntryId id) {
        Item item = board.get(id);
        if (!item.live() || !item.due()) {
            return;
        }
        Reading reading = board.reading(item);
        List<EntryId> equal = around(amountClue(item, other(item.side())), item, shape.candidates() + 1);
        boolean crowded = equal.size() > shape.candidates()
                || equal.stream().anyMatch(one -> board.get(one).options().size() > MANY * shape.candidates());
        List<EntryId> exact = crowded ? List.of() : equal;
        boolean lonely = !crowded
                && exact.stream()
                        .noneMatch(
                                one -> scale.likeness(reading, board.read(one).reading()) >= Scale.NAMED);
        List<EntryId> named = lonely ? named(item, reading) : List.of();
        boolean pointing = isName(item, Scale.label(reading));
        board.put(item.searched(crowded, named, pointing, takenUntil(item)));
        board.doubt(id);
        Set<EntryId> met = new LinkedHashSet<>(exact);
        if (pointing != item.pointing()) {
            met.addAll(allKnown(item, reading));
        }
        met.addAll(board.get(id).named());
        for (Option option : item.options()) {
            if (option.kind() != Option.Kind.SUM) {
                met.addAll(option.members());
            }
        }
        met.remove(id);
        met.forEach(other -> compare(id, other));
        sums(id, lonely);
    }

    /** Whether an entry may yet be taken as one of several is looked at again. */
    void lookForTakers(EntryId id) {
        Item item = board.get(id);
        Instant now = takenUntil(item);
        if (item.live() && item.due() && !Objects.equals(now, item.takenUntil())) {
            board.put(item.takenUntil(now));
        }
    }

    /** Due entries that the entry may take as parts of itself, or might have taken. */
    Set<EntryId> partsThatAreDue(EntryId id, Coverage coverage) {
        Item item = board.get(id);
        return shape.members() > 1 ? dueAround(item, board.reading(item), coverage) : Set.of();
    }

    /**
     * Deadline of the latest entry of the other side that may take this one as one of several: a deposit that bears
     * the name of the customer, and is larger. Only then it looks for its parts.
     */
    private @Nullable Instant takenUntil(Item item) {
        if (shape.members() == 1) {
            return null;
        }
        Reading reading = board.reading(item);
        Set<EntryId> larger = new LinkedHashSet<>();
        Reading.NameKeys keys = reading.nameKeys();
        Set<String> all = new LinkedHashSet<>(keys.pairs());
        all.addAll(keys.single());
        for (String key : all) {
            List<EntryId> found = around(nameClue(item, other(item.side()), key), item, shape.candidates() + 1);
            if (found.size() <= shape.candidates()) {
                found.stream()
                        .filter(one -> scale.likeness(board.read(one).reading(), reading) >= Scale.NAMED)
                        .forEach(larger::add);
            }
        }
        for (String token : reading.tokens()) {
            if (isDistinct(token)) {
                bearers(token).of(other(item.side())).stream()
                        .filter(one -> board.get(one).apart(item).compareTo(policy.window()) <= 0)
                        .forEach(larger::add);
            }
        }
        return larger.stream()
                .map(board::get)
                .filter(one -> !one.surelyChosen())
                .filter(one -> isPart(item.member().amount(), one.member().amount()))
                .map(one -> one.deadline(policy.window().plus(policy.grace())))
                .max(Instant::compareTo)
                .orElse(null);
    }

    /** Everybody who may see something in the entry, whoever of the two looked. */
    private Set<EntryId> allKnown(Item item, Reading reading) {
        Set<EntryId> known =
                new LinkedHashSet<>(around(amountClue(item, other(item.side())), item, MANY * shape.candidates()));
        for (String token : reading.tokens()) {
            if (isDistinct(token)) {
                known.addAll(bearers(token).of(other(item.side())));
            }
        }
        return known;
    }

    /** Whether the other side speaks of somebody, or something, by the word that the label begins with. */
    private boolean isName(Item item, Words label) {
        Set<String> pairs = new LinkedHashSet<>();
        Set<String> single = new LinkedHashSet<>();
        label.keys(pairs, single);
        return single.stream()
                .anyMatch(key -> !around(nameClue(item, other(item.side()), key), item, 1)
                        .isEmpty());
    }

    /** Entries of the other side that this one names, as far as the names distinguish somebody. */
    private List<EntryId> named(Item item, Reading reading) {
        Reading.NameKeys keys = reading.nameKeys();
        List<EntryId> named = named(item, reading, keys.pairs());
        return named.isEmpty() ? named(item, reading, keys.single()) : named;
    }

    private List<EntryId> named(Item item, Reading reading, Set<String> keys) {
        Set<EntryId> met = new LinkedHashSet<>();
        for (String key : keys) {
            List<EntryId> found = around(nameClue(item, other(item.side()), key), item, shape.candidates() + 1);
            if (found.size() <= shape.candidates()) {
                met.addAll(found);
            }
        }
        return met.stream()
                .filter(one -> scale.likeness(reading, board.read(one).reading()) >= Scale.NAMED)
                .sorted(Comparator.comparing(EntryId::toString))
                .toList();
    }

    /** Brings the option that two entries are up to date. */
    private void compare(EntryId one, EntryId other) {
        Weighed weighed = scale.pair(board.read(one), board.read(other), this::isDistinct);
        Option is = weighed == null ? null : weighed.option();
        Option was = null;
        for (Option option : board.get(one).options()) {
            if (option.kind() != Option.Kind.SUM && option.members().contains(other)) {
                was = option;
            }
        }
        if (was == null ? is == null : was.equals(is)) {
            return;
        }
        if (was != null) {
            board.remove(was);
        }
        if (is != null) {
            board.add(is);
        }
    }

    private List<EntryId> compareWithAll(EntryId id, Bearers bearers) {
        var due = new ArrayList<EntryId>(1);
        for (EntryId other : bearers.all()) {
            if (!other.equals(id)) {
                compare(id, other);
                if (board.get(other).due()) {
                    due.add(other);
                }
            }
        }
        return due;
    }

    /** A reference began, or ceased, to distinguish somebody; returns the due ones, who may have built sums on it. */
    private List<EntryId> compareAll(Bearers bearers) {
        List<EntryId> all = bearers.all();
        for (int i = 0; i < all.size(); i++) {
            for (int j = i + 1; j < all.size(); j++) {
                compare(all.get(i), all.get(j));
            }
        }
        return all.stream().filter(id -> board.get(id).due()).toList();
    }

    /** Looks for entries of the other side of which this one is the sum. */
    private void sums(EntryId id, boolean wanted) {
        Item item = board.get(id);
        var found = new ArrayList<Weighed>();
        boolean exhausted = false;
        if (wanted && shape.members() > 1) {
            Read anchor = board.read(id);
            List<Read> parts = parts(anchor);
            var sums = new Sums(shape.members(), shape.tries(), shape.candidates());
            List<List<Integer>> indexes = sums.of(
                    item.member().amount().minor(),
                    parts.stream()
                            .map(part -> part.item().member().amount().minor())
                            .toList());
            exhausted = sums.exhausted();
            for (List<Integer> chosen : indexes) {
                Weighed weighed =
                        scale.sum(anchor, chosen.stream().map(parts::get).toList(), this::isDistinct);
                if (weighed != null && !exhausted) {
                    found.add(weighed);
                }
            }
        }
        if (item.exhausted() != exhausted) {
            board.put(item.exhausted(exhausted));
        }
        var wantedOptions = found.stream().map(Weighed::option).toList();
        for (Option option : List.copyOf(board.get(id).options())) {
            if (option.kind() == Option.Kind.SUM && option.anchor().equals(id) && !wantedOptions.contains(option)) {
                board.remove(option);
            }
        }
        List<Option> kept = board.get(id).options();
        wantedOptions.stream().filter(option -> !kept.contains(option)).forEach(board::add);
    }

    private List<Read> parts(Read anchor) {
        Set<EntryId> met = new LinkedHashSet<>(anchor.item().named());
        for (String token : anchor.reading().tokens()) {
            if (isDistinct(token)) {
                met.addAll(bearers(token).of(other(anchor.item().side())));
            }
        }
        Money whole = anchor.item().member().amount();
        return met.stream()
                .map(board::read)
                .filter(part -> isPart(part.item().member().amount(), whole))
                .sorted(Comparator.comparing((Read part) ->
                                -Math.abs(part.item().member().amount().minor()))
                        .thenComparing(part -> part.item().id().toString()))
                .toList();
    }

    private static boolean isPart(Money part, Money whole) {
        return part.currency().equals(whole.currency())
                && Long.signum(part.minor()) == Long.signum(whole.minor())
                && Math.abs(part.minor()) < Math.abs(whole.minor());
    }

    /**
     * Due entries near enough to be concerned by one that comes or goes. While none of them can be due, which is
     * the rule, nothing is searched.
     */
    private Set<EntryId> dueAround(Item item, Reading reading, Coverage coverage) {
        Set<EntryId> due = new LinkedHashSet<>();
        Instant at = item.member().businessAt();
        Instant frontier = coverage.frontier(policy.sides());
        if (frontier == null || !frontier.isAfter(at.plus(policy.grace()))) {
            return due;
        }
        Instant first = at.minus(policy.window());
        Instant last = at.plus(policy.window());
        addConcerned(amountClue(item, item.side()), amountClue(item, other(item.side())), first, at, due);
        addConcerned(amountClue(item, item.side()), amountClue(item, other(item.side())), at, last, due);
        Reading.NameKeys keys = reading.nameKeys();
        Set<String> all = new LinkedHashSet<>(keys.pairs());
        all.addAll(keys.single());
        for (String key : all) {
            String own = nameClue(item, item.side(), key);
            String others = nameClue(item, other(item.side()), key);
            addConcerned(own, others, first, at, due);
            addConcerned(own, others, at, last, due);
        }
        return due;
    }

    /**
     * Adds due bearers of the other side, for half a window. Where more than the bound bear the clue on the own
     * side, every one of the others is crowded with this entry and without it.
     */
    private void addConcerned(String own, String others, Instant from, Instant to, Set<EntryId> due) {
        int enough = shape.candidates() + 2;
        if (board.store().find(own, from, to, enough).size() < enough) {
            board.store().find(others, from, to, MANY * shape.candidates()).stream()
                    .filter(one -> board.get(one).due())
                    .forEach(due::add);
        }
    }

    /** Entries in the way of a newcomer that coverage may have passed without anybody having looked. */
    Set<EntryId> metBy(Item item, Coverage coverage) {
        Reading reading = board.reading(item);
        Set<EntryId> met = new LinkedHashSet<>();
        for (String token : reading.tokens()) {
            Bearers bearers = bearers(token);
            if (bearers.distinct(shape.candidates())) {
                met.addAll(bearers.all());
            }
        }
        Instant at = item.member().businessAt();
        Instant frontier = coverage.frontier(policy.sides());
        if (frontier != null && frontier.isAfter(at.plus(policy.grace()))) {
            met.addAll(around(amountClue(item, other(item.side())), item, shape.candidates()));
        }
        return met;
    }

    private List<EntryId> around(String clue, Item item, int limit) {
        Instant at = item.member().businessAt();
        Duration window = policy.window();
        return board.store().find(clue, at.minus(window), at.plus(window), limit);
    }

    boolean isDistinct(String token) {
        return bearers(token).distinct(shape.candidates());
    }

    private Bearers bearers(String token) {
        return bearers.computeIfAbsent(token, this::findBearers);
    }

    private Bearers findBearers(String token) {
        Side first = policy.sides().get(0);
        Side second = policy.sides().get(1);
        int enough = shape.candidates() + 2;
        return new Bearers(
                first.name(),
                board.store().find(referenceClue(first.name(), token), BEGINNING, END, enough),
                board.store().find(referenceClue(second.name(), token), BEGINNING, END, enough));
    }

    /** Who bears a token, by side; at most as many as are needed to see that they are too many. */
    private record Bearers(String firstSide, List<EntryId> first, List<EntryId> second) {

        List<EntryId> of(String side) {
            return side.equals(firstSide) ? first : second;
        }

        boolean distinct(int most) {
            return first.size() <= most && second.size() <= most;
        }

        List<EntryId> all() {
            var all = new ArrayList<>(first);
            all.addAll(second);
            return all;
        }

        Bearers with(String side, EntryId id) {
            var more = new ArrayList<>(of(side));
            more.add(id);
            return side.equals(firstSide) ? new Bearers(firstSide, more, second) : new Bearers(firstSide, first, more);
        }
    }

    private List<String> clues(Item item, Reading reading) {
        var clues = new ArrayList<String>();
        reading.tokens().forEach(token -> clues.add(referenceClue(item.side(), token)));
        clues.add(amountClue(item, item.side()));
        Reading.NameKeys keys = reading.nameKeys();
        keys.pairs().forEach(key -> clues.add(nameClue(item, item.side(), key)));
        keys.single().forEach(key -> clues.add(nameClue(item, item.side(), key)));
        return clues;
    }

    private static String referenceClue(String side, String token) {
        return "r|" + side + "|" + token;
    }

    private static String amountClue(Item item, String side) {
        Money amount = item.member().amount();
        return "a|" + side + "|" + amount.currency() + "|" + amount.minor();
    }

    /** Money that comes and money that goes have different names to look for. */
    private static String nameClue(Item item, String side, String key) {
        return "n|" + side + "|" + (item.member().amount().minor() < 0 ? "-" : "+") + "|" + key;
    }

    private String other(String side) {
        Side first = policy.sides().get(0);
        return side.equals(first.name()) ? policy.sides().get(1).name() : first.name();
    }

    /** The evidence of a chosen option, as it stands. */
    List<Evidence> evidence(Option option) {
        List<Read> members = option.members().stream().map(board::read).toList();
        Weighed weighed = option.kind() == Option.Kind.SUM
                ? scale.sum(members.get(0), members.subList(1, members.size()), this::isDistinct)
                : scale.pair(members.get(0), members.get(1), this::isDistinct);
        return weighed == null ? List.of() : weighed.evidence();
    }
}
