package io.tieout.matching;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * How far every account has been heard, as one matching task knows it.
 *
 * @param heard the interval of each account that has stated one
 * @param expected accounts that are to be waited for although they may not have spoken yet
 * @param retired accounts that hold back nothing any more
 */
public record Coverage(Map<AccountId, Interval> heard, Set<AccountId> expected, Set<AccountId> retired) {

    /** What coverage says about the deadline of a case. */
    public enum Judgement {
        /** An account that could fill a missing side has not spoken past the deadline. */
        WAITING,
        /** Every account that could fill a missing side has: it is missing. */
        DUE,
        /** The time where the missing entry would lie was never heard: nothing can be said. */
        BEFORE_COVERAGE
    }

    public Coverage {
        heard = Map.copyOf(heard);
        expected = Set.copyOf(expected);
        retired = Set.copyOf(retired);
    }

    /** Nothing heard yet. */
    public static Coverage of(Set<AccountId> expected, Set<AccountId> retired) {
        return new Coverage(Map.of(), expected, retired);
    }

    /** The same with one account heard further. */
    public Coverage with(AccountId account, Interval interval) {
        var further = new HashMap<>(heard);
        further.merge(account, interval, Interval::extendedBy);
        return new Coverage(further, expected, retired);
    }

    /** The accounts that could fill the side, in order of their names. */
    List<AccountId> fillers(Side side) {
        var accounts = new TreeSet<>(heard.keySet());
        accounts.addAll(expected);
        accounts.removeAll(retired);
        accounts.removeIf(account -> !side.filledBy(account));
        return List.copyOf(accounts);
    }

    /**
     * Deadlines before this instant have passed for cases in which all these sides are missing; null when
     * an account that could fill one of them has never spoken, or none could.
     */
    public @Nullable Instant frontier(List<Side> missing) {
        Instant frontier = null;
        for (Side side : missing) {
            List<AccountId> fillers = fillers(side);
            if (fillers.isEmpty()) {
                return null;
            }
            for (AccountId account : fillers) {
                Interval interval = heard.get(account);
                if (interval == null) {
                    return null;
                }
                frontier = frontier == null || interval.to().isBefore(frontier) ? interval.to() : frontier;
            }
        }
        return frontier;
    }

    /**
     * Whether these sides of a case can be called missing.
     *
     * @param expectedFrom earliest stated time at which a missing entry would lie
     * @param deadline latest stated time at which it would be on time
     */
    Judgement judge(List<Side> missing, Instant expectedFrom, Instant deadline) {
        Instant frontier = frontier(missing);
        if (frontier == null || !frontier.isAfter(deadline)) {
            return Judgement.WAITING;
        }
        for (Side side : missing) {
            boolean inside = fillers(side).stream()
                    .map(heard::get)
                    .anyMatch(interval -> interval != null && interval.startsBy(expectedFrom));
            if (!inside) {
                return Judgement.BEFORE_COVERAGE;
            }
        }
        return Judgement.DUE;
    }

    /** The accounts that have not spoken past the deadline, in order of their names. */
    List<AccountId> awaited(List<Side> missing, Instant deadline) {
        var awaited = new ArrayList<AccountId>();
        for (Side side : missing) {
            for (AccountId account : fillers(side)) {
                Interval interval = heard.get(account);
                if ((interval == null || !interval.passed(deadline)) && !awaited.contains(account)) {
                    awaited.add(account);
                }
            }
        }
        return awaited;
    }

    /** Whether any account has spoken past the instant. */
    boolean anyPassed(Instant instant) {
        return heard.values().stream().anyMatch(interval -> interval.passed(instant));
    }
}
