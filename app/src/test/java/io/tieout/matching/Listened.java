package io.tieout.matching;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How far an account was heard, as the oracle sees it: everything that was claimed, one by one, in the order in which
 * it was claimed. It knows nothing of spans.
 */
record Listened(List<Interval> claims, @Nullable Instant since) {

    static Listened of(Heard heard) {
        return new Listened(heard.spans(), heard.since());
    }

    static Listened first(Interval claim) {
        return new Listened(List.of(claim), claim.from());
    }

    Listened and(Interval claim) {
        var more = new ArrayList<>(claims);
        more.add(claim);
        return new Listened(more, since);
    }

    /** Without this time; nothing may be left. */
    Listened without(Instant from, @Nullable Instant until) {
        var left = new ArrayList<Interval>();
        for (Interval claim : claims) {
            if (startsBy(claim, from)) {
                left.add(new Interval(claim.from(), earlier(claim.to(), from)));
            }
            if (until != null && claim.to().isAfter(until)) {
                left.add(new Interval(startsBy(claim, until) ? until : claim.from(), claim.to()));
            }
        }
        return new Listened(left, since);
    }

    /** Null when nothing was ever claimed. */
    @Nullable
    Instant end() {
        return claims.stream().map(Interval::to).max(Instant::compareTo).orElse(null);
    }

    boolean past(Instant instant) {
        Instant end = end();
        return end != null && end.isAfter(instant);
    }

    private boolean heardAt(Instant instant) {
        return claims.stream()
                .anyMatch(claim -> startsBy(claim, instant) && claim.to().isAfter(instant));
    }

    /** Whether one can go from claim to claim, from one instant beyond the other, and is never where none holds. */
    boolean allOf(Instant from, Instant until) {
        Instant here = earlier(from, until);
        Instant goal = from.isAfter(until) ? from : until;
        boolean on = true;
        while (on && !here.isAfter(goal)) {
            Instant at = here;
            for (Interval claim : claims) {
                here = startsBy(claim, at) && claim.to().isAfter(here) ? claim.to() : here;
            }
            on = here.isAfter(at);
        }
        return here.isAfter(goal);
    }

    /** Whether there is a moment in between of which nothing is claimed, though before and after there is. */
    boolean lostIn(Instant from, Instant until) {
        var moments = new ArrayList<Instant>();
        moments.add(from);
        claims.forEach(claim -> moments.add(claim.to()));
        return moments.stream()
                .filter(moment -> !moment.isBefore(from) && !moment.isAfter(until))
                .anyMatch(moment -> !heardAt(moment)
                        && (since == null || !since.isAfter(moment))
                        && claims.stream()
                                .map(Interval::from)
                                .filter(Objects::nonNull)
                                .anyMatch(begin -> begin.isAfter(moment)));
    }

    Instant promised(Instant statedAt) {
        return heardAt(statedAt) ? Objects.requireNonNull(end()) : statedAt;
    }

    /** The next beginning of a claim. */
    @Nullable
    Instant nextAfter(Instant instant) {
        return claims.stream()
                .map(Interval::from)
                .filter(Objects::nonNull)
                .filter(begin -> begin.isAfter(instant) && !heardJustBefore(begin))
                .min(Instant::compareTo)
                .orElse(null);
    }

    static Instant knownAt(@Nullable Listened listened, Entry entry) {
        Instant stated = entry.statedAt();
        Instant business = entry.businessAt();
        Instant happened = business == null ? stated : earlier(business, stated);
        boolean attended = listened != null
                && listened.claims.stream().anyMatch(claim -> startsBy(claim, stated))
                && listened.claims.stream()
                        .map(Interval::from)
                        .filter(Objects::nonNull)
                        .noneMatch(begin ->
                                begin.isAfter(happened) && !begin.isAfter(stated) && !listened.heardJustBefore(begin));
        return attended ? listened.promised(stated) : happened;
    }

    private boolean heardJustBefore(Instant instant) {
        return claims.stream().anyMatch(claim -> {
            Instant begin = claim.from();
            return (begin == null || begin.isBefore(instant)) && !claim.to().isBefore(instant);
        });
    }

    private static boolean startsBy(Interval claim, Instant instant) {
        Instant begin = claim.from();
        return begin == null || !begin.isAfter(instant);
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }
}
