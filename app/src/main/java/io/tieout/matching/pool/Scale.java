package io.tieout.matching.pool;

import io.tieout.matching.EntryId;
import io.tieout.matching.Evidence;
import io.tieout.matching.Evidence.Kind;
import io.tieout.matching.EvidenceTable;
import io.tieout.matching.Money;
import io.tieout.matching.Policy;
import io.tieout.matching.Shape;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Weighs whether entries of a pool belong together. What it says of entries depends on these entries alone
 * and on which references still distinguish somebody, so it does not matter which of them came first.
 */
final class Scale {

    /** Of a name at least so many percent of the letters stand in the other: it is the same name. */
    static final int NAMED = 80;

    /** Of a name less than that stands in the other: it is another name. */
    private static final int UNLIKE = 50;

    /** A fee or a rounding, in percent of the larger amount. */
    private static final long SMALL_PERCENT = 5;

    private final Policy policy;
    private final EvidenceTable table;
    private final boolean offset;

    Scale(Policy policy, Shape.Pool shape) {
        this.policy = policy;
        this.table = shape.evidence();
        this.offset = shape.offset();
    }

    /** An entry and how it reads. */
    record Read(Item item, Reading reading) {}

    /** The option that two entries are, with what speaks for it; null when nothing does. */
    @Nullable
    Weighed pair(Read one, Read other, Predicate<String> distinct) {
        if (one.item().side().equals(other.item().side())) {
            return offset ? offset(one, other, distinct) : null;
        }
        boolean inOrder = one.item().side().equals(policy.sides().get(0).name());
        return inOrder ? across(one, other, distinct) : across(other, one, distinct);
    }

    /** An option and what it rests on. */
    record Weighed(Option option, List<Evidence> evidence) {}

    private @Nullable Weighed across(Read first, Read second, Predicate<String> distinct) {
        Item one = first.item();
        Item other = second.item();
        boolean within = one.apart(other).compareTo(policy.window()) <= 0;
        Evidence reference = reference(first.reading(), second.reading(), distinct);
        boolean named =
                within && (one.named().contains(other.id()) || other.named().contains(one.id()));
        if (reference == null && !within) {
            return null;
        }
        Money amount = one.member().amount();
        Money counter = other.member().amount();
        boolean whole = reference != null && reference.kind() != Kind.PART_OF_REFERENCE;
        if (!amount.currency().equals(counter.currency())) {
            return whole ? weighed(Option.Kind.MISMATCH, one, other, List.of(reference)) : null;
        }
        if (Long.signum(amount.minor()) != Long.signum(counter.minor())) {
            return null;
        }
        long variance = amount.minus(counter);
        boolean seen = variance == 0 && within && (one.mayChoose() || other.mayChoose());
        if (reference == null && !named && !seen) {
            return null;
        }
        var evidence = new ArrayList<Evidence>(4);
        if (reference != null) {
            evidence.add(reference);
        }
        boolean agree = policy.tolerance().allows(variance, amount);
        boolean similar = !agree && similar(amount.minor(), counter.minor());
        if (agree) {
            evidence.add(amounts(variance, amount));
        } else if (similar) {
            evidence.add(evidence(Kind.SIMILAR_AMOUNT, amount + " and " + counter));
        }
        int likeness = names(first.reading(), second.reading(), evidence);
        if (!whole && likeness < UNLIKE && terser(first, second).item().pointing()) {
            evidence.add(evidence(Kind.NAMES_ANOTHER, "the text speaks of another name than the entry"));
        }
        dates(one.apart(other), evidence);
        if (agree) {
            Weighed match = weighed(Option.Kind.PAIR, one, other, evidence);
            return match.option().score() >= table.accept() ? match : null;
        }
        boolean right = whole || (similar && (named || reference != null));
        return right ? weighed(Option.Kind.MISMATCH, one, other, evidence) : null;
    }

    /** A long text mentions much; it is the short one that is about somebody. */
    private static Read terser(Read one, Read other) {
        return label(one.reading()).joined().length()
                        <= label(other.reading()).joined().length()
                ? one
                : other;
    }

    /** What the entry is about: its text, or where it has none its counterparty. */
    static Words label(Reading reading) {
        return reading.words().list().isEmpty() ? reading.party() : reading.words();
    }

    private @Nullable Weighed offset(Read first, Read second, Predicate<String> distinct) {
        Item one = first.item();
        Item other = second.item();
        Money amount = one.member().amount();
        Money counter = other.member().amount();
        boolean opposite = amount.currency().equals(counter.currency())
                && amount.minor() != 0
                && amount.minor() == -counter.minor()
                && one.apart(other).compareTo(policy.window()) <= 0;
        if (!opposite) {
            return null;
        }
        for (String token : Reading.shared(first.reading(), second.reading())) {
            if (structured(first.reading(), second.reading(), token) && distinct.test(token)) {
                var evidence = new ArrayList<Evidence>(3);
                evidence.add(evidence(Kind.STRUCTURED_REFERENCE, "both bear " + token));
                evidence.add(evidence(Kind.EXACT_AMOUNT, amount + " and its opposite"));
                dates(one.apart(other), evidence);
                boolean ordered = one.id().toString().compareTo(other.id().toString()) < 0;
                return ordered
                        ? weighed(Option.Kind.OFFSET, one, other, evidence)
                        : weighed(Option.Kind.OFFSET, other, one, evidence);
            }
        }
        return null;
    }

    private static boolean structured(Reading one, Reading other, String token) {
        return (one.references().contains(token)
                        && (other.references().contains(token) || other.parts().contains(token)))
                || (other.references().contains(token) && one.parts().contains(token));
    }

    private Weighed weighed(Option.Kind kind, Item anchor, Item other, List<Evidence> evidence) {
        int score = 0;
        boolean whole = false;
        for (Evidence one : evidence) {
            score += one.points();
            whole |= one.kind() == Kind.STRUCTURED_REFERENCE || one.kind() == Kind.REFERENCE_IN_TEXT;
        }
        boolean sure = whole && kind != Option.Kind.MISMATCH && score >= table.strong();
        return new Weighed(new Option(kind, List.of(anchor.id(), other.id()), score, sure), List.copyOf(evidence));
    }

    /** What speaks for an amount being the sum of these entries: of each kind what the weakest of them offers. */
    @Nullable
    Weighed sum(Read anchor, List<Read> parts, Predicate<String> distinct) {
        Evidence weakest = null;
        Duration widest = Duration.ZERO;
        var members = new ArrayList<EntryId>(parts.size() + 1);
        for (Read part : parts) {
            Evidence reference = reference(anchor.reading(), part.reading(), distinct);
            var evidence = new ArrayList<Evidence>(2);
            names(anchor.reading(), part.reading(), evidence);
            if (reference != null) {
                evidence.add(reference);
            }
            Evidence best = null;
            for (Evidence one : evidence) {
                best = best == null || one.points() > best.points() ? one : best;
            }
            if (best == null) {
                return null;
            }
            weakest = weakest == null || best.points() < weakest.points() ? best : weakest;
            Duration apart = anchor.item().apart(part.item());
            widest = apart.compareTo(widest) > 0 ? apart : widest;
            members.add(part.item().id());
        }
        members.sort((one, other) -> one.toString().compareTo(other.toString()));
        members.add(0, anchor.item().id());
        var evidence = new ArrayList<Evidence>(4);
        evidence.add(evidence(
                Kind.EXACT_AMOUNT, anchor.item().member().amount() + " is the sum of " + parts.size() + " entries"));
        if (weakest != null) {
            evidence.add(weakest);
        }
        dates(widest, evidence);
        evidence.add(evidence(Kind.SUM_OF_SEVERAL, parts.size() + " entries"));
        int score = evidence.stream().mapToInt(Evidence::points).sum();
        Option option = new Option(Option.Kind.SUM, members, score, false);
        return score >= table.accept() ? new Weighed(option, List.copyOf(evidence)) : null;
    }

    private @Nullable Evidence reference(Reading one, Reading other, Predicate<String> distinct) {
        Evidence best = null;
        for (String token : Reading.shared(one, other)) {
            Kind kind = kind(one, other, token);
            if ((best == null || table.of(kind) > best.points()) && distinct.test(token)) {
                best = evidence(kind, "both bear " + token);
            }
        }
        return best;
    }

    private static Kind kind(Reading one, Reading other, String token) {
        boolean wholeOfOne = one.references().contains(token);
        boolean wholeOfOther = other.references().contains(token);
        if (wholeOfOne && wholeOfOther) {
            return Kind.STRUCTURED_REFERENCE;
        }
        return wholeOfOne || wholeOfOther ? Kind.REFERENCE_IN_TEXT : Kind.PART_OF_REFERENCE;
    }

    private Evidence amounts(long variance, Money amount) {
        return variance == 0
                ? evidence(Kind.EXACT_AMOUNT, amount.toString())
                : evidence(
                        Kind.AMOUNT_IN_TOLERANCE,
                        amount + ", and " + new Money(Math.abs(variance), amount.currency()) + " apart");
    }

    /** Adds what the names say, and returns how alike they are, from 0 to 100. */
    private int names(Reading one, Reading other, List<Evidence> into) {
        int party = Math.max(
                Words.likeness(one.party(), other.party()),
                Math.max(Words.likeness(one.party(), other.words()), Words.likeness(one.words(), other.party())));
        int text = Words.likeness(one.words(), other.words());
        Kind kind = table.of(Kind.COUNTERPARTY) * party >= table.of(Kind.TEXT) * text && party > 0
                ? Kind.COUNTERPARTY
                : Kind.TEXT;
        int likeness = kind == Kind.COUNTERPARTY ? party : text;
        int points = table.of(kind) * likeness / 100;
        if (points > 0) {
            into.add(new Evidence(kind, points, likeness + " percent of the name"));
        }
        return Math.max(party, text);
    }

    /** How alike what the two say of a counterparty is, from 0 to 100. */
    int likeness(Reading one, Reading other) {
        return names(one, other, new ArrayList<>(1));
    }

    private void dates(Duration apart, List<Evidence> into) {
        int points = table.ofDates(apart);
        if (points != 0) {
            into.add(new Evidence(Kind.DATE, points, apart.toDays() + " days apart"));
        }
    }

    private Evidence evidence(Kind kind, String detail) {
        return new Evidence(kind, table.of(kind), detail);
    }

    /** The same digits in another order, one digit too many or too few, or a small difference such as a fee. */
    static boolean similar(long one, long other) {
        long small = Math.min(Math.abs(one), Math.abs(other));
        long large = Math.max(Math.abs(one), Math.abs(other));
        if (large - small <= large / 100 * SMALL_PERCENT) {
            return true;
        }
        String left = Long.toString(small);
        String right = Long.toString(large);
        return left.length() == right.length() ? sorted(left).equals(sorted(right)) : Words.oneSlipApart(left, right);
    }

    private static String sorted(String digits) {
        char[] characters = digits.toCharArray();
        Arrays.sort(characters);
        return new String(characters);
    }
}
