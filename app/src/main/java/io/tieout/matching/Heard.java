package io.tieout.matching;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Stated time within which everything that an account stated has been read. Usually that is one interval; where
 * its source could not be heard for a while and cannot be asked any more, there is a gap, and it goes on behind it:
 *
 * <pre>
 *   1 March                 2 April     (Stripe lists the last 30 days; its poller was down for longer)
 *     |------ span ------|     gap     |------ span ------>
 * </pre>
 *
 * <p>It only grows: {@code to} moves forward, {@code from} moves back with a back-fill, and a statement that bridges
 * a gap makes two spans one. So what was missing by less is missing by more.
 *
 * @param spans in their order, no two of them touching; at least one
 * @param since start of what was stated first; null for ever. What is back-filled from before it was stated when
 *     nobody listened yet
 */
public record Heard(List<Interval> spans, @Nullable Instant since) {

    public Heard {
        spans = List.copyOf(spans);
        if (spans.isEmpty()) {
            throw new IllegalArgumentException("Who was heard was heard for some time");
        }
    }

    public static Heard of(Interval first) {
        return new Heard(List.of(first), first.from());
    }

    /** Both together. */
    public Heard with(Interval newer) {
        var all = new ArrayList<Interval>(spans.size() + 1);
        Interval joined = newer;
        int place = 0;
        for (Interval span : spans) {
            Interval together = span.together(joined);
            if (together != null) {
                joined = together;
            } else {
                all.add(span);
                place += joined.startsBy(span.to()) ? 0 : 1;
            }
        }
        all.add(place, joined);
        return new Heard(all, since);
    }

    /** Both together. */
    public Heard with(Heard newer) {
        Heard all = this;
        for (Interval span : newer.spans) {
            all = all.with(span);
        }
        return all;
    }

    /** What lies in both; null when nothing does. */
    public @Nullable Heard common(Heard other) {
        var common = new ArrayList<Interval>(spans.size());
        for (Interval mine : spans) {
            for (Interval its : other.spans) {
                Interval both = mine.common(its);
                if (both != null) {
                    common.add(both);
                }
            }
        }
        return common.isEmpty() ? null : new Heard(common, since);
    }

    /**
     * All but this time; null when nothing is left.
     *
     * @param until not included; null for everything from {@code from} on
     */
    public @Nullable Heard without(Instant from, @Nullable Instant until) {
        var left = new ArrayList<Interval>(spans.size() + 1);
        for (Interval span : spans) {
            if (span.startsBy(from)) {
                left.add(span.to().isAfter(from) ? new Interval(span.from(), from) : span);
            }
            if (until != null && span.to().isAfter(until)) {
                left.add(span.startsBy(until) ? new Interval(until, span.to()) : span);
            }
        }
        return left.isEmpty() ? null : new Heard(left, since);
    }

    /** The span that goes on as the account speaks. */
    public Interval newest() {
        return spans.get(spans.size() - 1);
    }

    /** End of what has been read, not included. */
    public Instant to() {
        return newest().to();
    }

    boolean passed(Instant instant) {
        return newest().passed(instant);
    }

    /** Whether all that was stated from one instant to another has been read. */
    boolean covers(Instant from, Instant until) {
        for (Interval span : spans) {
            if (span.startsBy(from) && span.startsBy(until) && span.passed(until)) {
                return true;
            }
        }
        return false;
    }

    /** Whether between these instants the account, which had been heard before, could not be heard. */
    boolean missesSomeOf(Instant from, Instant until) {
        for (int next = 1; next < spans.size(); next++) {
            Instant begins = spans.get(next - 1).to();
            Instant ends = spans.get(next).from();
            boolean listened = since == null || !since.isAfter(begins);
            if (listened && ends != null && ends.isAfter(from) && !begins.isAfter(until)) {
                return true;
            }
        }
        return false;
    }

    /** Whether more is covered than before of the time that had passed already: what was undecidable may not be now. */
    public boolean knowsMoreOfThePastThan(Heard before) {
        int last = before.spans.size() - 1;
        if (spans.size() <= last || !spans.subList(0, last).equals(before.spans.subList(0, last))) {
            return true;
        }
        Instant from = spans.get(last).from();
        return from == null
                ? before.spans.get(last).from() != null
                : !from.equals(before.spans.get(last).from());
    }

    /**
     * By when everything stated at this instant had been promised to be read: the end of what has been read, where
     * that includes the instant; else the instant itself, as no promise was made about it.
     */
    public Instant promisedBy(Instant statedAt) {
        return covers(statedAt, statedAt) ? to() : statedAt;
    }

    /** The start of the next span behind an instant about which no promise was made; null where there is none. */
    public @Nullable Instant nextAfter(Instant instant) {
        for (Interval span : spans) {
            if (!span.startsBy(instant)) {
                return span.from();
            }
        }
        return null;
    }

    /**
     * When an entry could first be known that is read only now: when this version of it was stated; or, if that had
     * been promised to be read already, at the end of what has been read. If its account was not heard all the time
     * from when it happened, its source may have stated it before: then it could be known when it happened.
     *
     * @param heard of its own account; null when it has stated nothing yet
     */
    public static Instant knownAt(@Nullable Heard heard, @Nullable Instant businessAt, Instant statedAt) {
        Instant happened = businessAt == null || businessAt.isAfter(statedAt) ? statedAt : businessAt;
        Interval span = heard == null ? null : heard.lastStartingBy(statedAt);
        return heard == null || span == null || !span.startsBy(happened) ? happened : heard.promisedBy(statedAt);
    }

    private @Nullable Interval lastStartingBy(Instant instant) {
        Interval last = null;
        for (Interval span : spans) {
            last = span.startsBy(instant) ? span : last;
        }
        return last;
    }
}
