package io.tieout.scenario;

import io.tieout.matching.AccountId;
import io.tieout.matching.Policy;
import io.tieout.topology.OfflineFlow;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A story on the real flow: what is stated and heard, and what must come of it. Everything that comes must be expected: {@link
 * #expect} takes all that came since the last one, and {@link #andNothingElse} ends.
 */
public final class Scenario implements AutoCloseable {

    private final OfflineFlow flow;
    private final Books books;
    private final List<Came> fresh = new ArrayList<>();
    private final Map<String, Came> cases = new HashMap<>();
    private final Map<String, Came> newest = new LinkedHashMap<>();

    private Scenario(List<Policy> policies, Set<AccountId> expected, Set<AccountId> retired) {
        flow = new OfflineFlow(
                policies, expected, retired, said -> Came.of(said).ifPresent(this::came));
        books = new Books(policies, flow, expected);
    }

    /** A scenario of these policies, with one account, {@code main}, for each side that names none; all are waited for. */
    public static Scenario of(Policy... policies) {
        List<Policy> all = List.of(policies);
        return of(all, Books.accounts(all), Set.of());
    }

    /**
     * A scenario of these policies and accounts.
     *
     * @param expected accounts that are waited for before they have spoken
     * @param retired accounts that hold back nothing any more
     */
    public static Scenario of(List<Policy> policies, Set<AccountId> expected, Set<AccountId> retired) {
        return new Scenario(policies, expected, retired);
    }

    /** The accounts that are waited for when a scenario names none. */
    static Set<AccountId> usualAccounts(List<Policy> policies) {
        return Books.accounts(policies);
    }

    /**
     * Lets this be stated or heard, in this order: {@code 2026-03-01 10:00 books tx_1: 45.00 EUR for pi_1}.
     *
     * @throws ScenarioFault when a sentence is not understood
     */
    public Scenario given(String... sentences) {
        for (String sentence : sentences) {
            books.tell(sentence);
        }
        return this;
    }

    /**
     * Demands that exactly this has come since the last demand, in any order: {@code match pi_1 late}.
     *
     * @throws ScenarioFailure when something did not come, or something else came
     * @throws ScenarioFault when a sentence is not understood
     */
    public Scenario expect(String... sentences) {
        check(Arrays.stream(sentences).map(Expected::read).toList());
        return this;
    }

    /**
     * Demands that exactly these matches count and exactly these exceptions are open now, whatever came on the way: {@code match
     * pi_1 late}, or {@code nothing}.
     *
     * @throws ScenarioFailure when something does not stand, or something else does
     * @throws ScenarioFault when a sentence is not understood
     */
    public Scenario stands(String... sentences) {
        checkWhatStands(Arrays.stream(sentences).map(Expected::read).toList());
        return this;
    }

    /** Demands that nothing has come since the last demand. */
    public Scenario expectNothing() {
        return expect("nothing");
    }

    /** Demands that nothing has come since the last demand, and ends. */
    public void andNothingElse() {
        try {
            expectNothing();
        } finally {
            close();
        }
    }

    private void came(Came came) {
        if (came.kind().equals("case")) {
            cases.put(came.facts().get("policy") + "|" + came.subject(), came);
        } else {
            fresh.add(came);
            newest.put(came.identity(), came);
        }
    }

    void check(List<Expected> expectations) {
        flow.settle();
        var came = List.copyOf(fresh);
        fresh.clear();
        compare(expectations, came, "did not come", "came instead");
    }

    void checkWhatStands(List<Expected> expectations) {
        flow.settle();
        fresh.clear();
        var standing = newest.values().stream().filter(Came::stands).toList();
        compare(expectations, standing, "does not stand", "stands instead");
    }

    private void compare(List<Expected> expectations, List<Came> came, String lacking, String instead) {
        var unexpected = new ArrayList<>(came);
        var unmet = new ArrayList<String>();
        for (Expected expected : expectations) {
            if (expected.kind().equals("case")) {
                checkCase(expected, unmet);
            } else if (!expected.kind().equals("nothing")) {
                Came found =
                        unexpected.stream().filter(expected::is).findFirst().orElse(null);
                if (found == null) {
                    unmet.add(expected.sentence() + nearest(expected, unexpected));
                } else {
                    unexpected.remove(found);
                }
            }
        }
        if (!unmet.isEmpty() || !unexpected.isEmpty()) {
            var lines = new ArrayList<String>();
            unmet.forEach(sentence -> lines.add("  " + lacking + ": " + sentence));
            unexpected.forEach(
                    one -> lines.add("  " + (unmet.isEmpty() ? "not expected" : instead) + ": " + one.sentence()));
            throw new ScenarioFailure(String.join("\n", lines));
        }
    }

    private void checkCase(Expected expected, List<String> unmet) {
        List<Came> same =
                cases.values().stream().filter(expected::ofTheSameSubject).toList();
        if (same.stream().noneMatch(expected::is)) {
            unmet.add(expected.sentence()
                    + (same.isEmpty()
                            ? " (there is no such case)"
                            : same.stream().map(Came::sentence).collect(Collectors.joining("; ", " (it is: ", ")"))));
        }
    }

    private static String nearest(Expected expected, List<Came> came) {
        @Nullable
        Came near = came.stream().filter(expected::ofTheSameSubject).findFirst().orElse(null);
        return near == null ? "" : " (it came otherwise)";
    }

    @Override
    public void close() {
        flow.close();
    }
}
