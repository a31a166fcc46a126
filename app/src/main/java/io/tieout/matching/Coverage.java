package io.tieout.matching;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How far every account has been heard, as one matching task knows it.
 *
 * @param heard what each account has been heard of that has spoken
 * @param expected accounts that are to be waited for although they may not have spoken yet
 * @param retired accounts that hold back nothing any more
 */
public record Coverage(Map<AccountId, Heard> heard, Set<AccountId> expected, Set<AccountId> retired) {

    /** Later than every deadline, and still to be written in milliseconds. */
    public static final Instant FOREVER = Instant.ofEpochMilli(Long.MAX_VALUE);

    /** What coverage says about the deadline of a case. */
    public enum Judgement {
        /** An account that could still fill a missing side has not spoken past the deadline. */
        WAITING,
        /** Every account that could still fill a missing side has: it is missing. */
        DUE,
        /** The time where the missing entry would lie was not heard, or not all of it: nothing can be said. */
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
        Heard known = heard.get(account);
        further.put(account, known == null ? Heard.of(interval) : known.with(interval));
        return new Coverage(further, expected, retired);
    }

    /** The same with one account heard further. */
    public Coverage with(AccountId account, Heard more) {
        var further = new HashMap<>(heard);
        further.merge(account, more, Heard::with);
        return new Coverage(further, expected, retired);
    }

    /**
     * Deadlines before this instant have passed for cases in which all these sides are missing; null when
     * an account that could fill one of them has never spoken, or none could. A retired account holds back
     * nothing: where only retired ones could fill the sides, every deadline has passed ({@link #FOREVER}).
     */
    public @Nullable Instant frontier(List<Side> missing) {
        Instant frontier = null;
        for (Side side : missing) {
            Instant ofSide = frontier(side);
            if (ofSide == null) {
                return null;
            }
            frontier = frontier == null || ofSide.isBefore(frontier) ? ofSide : frontier;
        }
        return frontier;
    }

    /** Whether some account that is expected or has spoken could fill the side. */
    boolean couldFill(Side side) {
        return expected.stream().anyMatch(side::filledBy)
                || heard.keySet().stream().anyMatch(side::filledBy);
    }

    private @Nullable Instant frontier(Side side) {
        Instant frontier = null;
        for (AccountId account : expected) {
            if (side.filledBy(account)) {
                if (!heard.containsKey(account) && !retired.contains(account)) {
                    return null;
                }
                frontier = FOREVER;
            }
        }
        for (Map.Entry<AccountId, Heard> spoken : heard.entrySet()) {
            if (side.filledBy(spoken.getKey())) {
                Instant to = retired.contains(spoken.getKey())
                        ? FOREVER
                        : spoken.getValue().to();
                frontier = frontier == null || to.isBefore(frontier) ? to : frontier;
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
    public Judgement judge(List<Side> missing, Instant expectedFrom, Instant deadline) {
        return judge(missing, missing, expectedFrom, deadline);
    }

    /**
     * Whether anything can be said of a case.
     *
     * @param toHear sides that must have been heard past the deadline
     * @param toCover sides of which an account must have been heard from {@code expectedFrom} to the deadline
     */
    Judgement judge(List<Side> toHear, List<Side> toCover, Instant expectedFrom, Instant deadline) {
        Instant frontier = frontier(toHear);
        if (frontier == null || !frontier.isAfter(deadline)) {
            return Judgement.WAITING;
        }
        for (Side side : toCover) {
            if (!covers(side, expectedFrom, deadline)) {
                return Judgement.BEFORE_COVERAGE;
            }
        }
        return Judgement.DUE;
    }

    /**
     * Whether an account that could fill the side, be it retired by now, was heard all this time, and none that
     * could was lost for a part of it. One that was first heard later holds back nothing before.
     */
    private boolean covers(Side side, Instant expectedFrom, Instant deadline) {
        boolean covered = false;
        for (Map.Entry<AccountId, Heard> spoken : heard.entrySet()) {
            if (side.filledBy(spoken.getKey())) {
                if (!retired.contains(spoken.getKey()) && spoken.getValue().missesSomeOf(expectedFrom, deadline)) {
                    return false;
                }
                covered |= spoken.getValue().covers(expectedFrom, deadline);
            }
        }
        return covered;
    }

    /** The accounts that have not spoken past the deadline, in order of their names. */
    public List<AccountId> awaited(List<Side> missing, Instant deadline) {
        var awaited = new ArrayList<AccountId>(2);
        for (Side side : missing) {
            for (AccountId account : expected) {
                if (side.filledBy(account) && !heard.containsKey(account)) {
                    await(awaited, account);
                }
            }
            for (Map.Entry<AccountId, Heard> spoken : heard.entrySet()) {
                if (side.filledBy(spoken.getKey()) && !spoken.getValue().passed(deadline)) {
                    await(awaited, spoken.getKey());
                }
            }
        }
        if (awaited.size() > 1) {
            awaited.sort(null);
        }
        return List.copyOf(awaited);
    }

    private void await(List<AccountId> awaited, AccountId account) {
        if (!retired.contains(account) && !awaited.contains(account)) {
            awaited.add(account);
        }
    }

    /** Whether any account has spoken past the instant. */
    public boolean anyPassed(Instant instant) {
        for (Heard one : heard.values()) {
            if (one.passed(instant)) {
                return true;
            }
        }
        return false;
    }
}
