package io.tieout.matching;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * The laws of matching, over generated histories: whatever happens, and in whatever order it is read, the
 * end is what an oracle says that sees everything at once.
 *
 * <p>{@code -Dtieout.laws.histories=1000000 -Dtieout.laws.seed=7} tries more and others.
 */
class MatcherLawsTest {

    private static final int INTERLEAVINGS = 2;

    @Test
    void holdOverGeneratedHistories() {
        Seen seen = hold(Histories::generate);
        assertThat(seen.reasons.keySet())
                .as("reasons that were open in the end")
                .contains(
                        Reason.COUNTERPART_MISSING,
                        Reason.AMOUNT_MISMATCH,
                        Reason.CURRENCY_MISMATCH,
                        Reason.MATCH_BROKEN,
                        Reason.DUPLICATE_ENTRY,
                        Reason.CONFLICTING_DUPLICATE,
                        Reason.MISSING_CORRELATION_ID,
                        Reason.AMOUNT_MISSING);
    }

    @Test
    void holdOverGeneratedHistoriesOfGroups() {
        Seen seen = hold(Histories::ofGroups);
        assertThat(seen.reasons.keySet())
                .as("reasons that were open in the end")
                .contains(
                        Reason.COUNTERPART_MISSING,
                        Reason.SHORT,
                        Reason.OVER,
                        Reason.CURRENCY_MISMATCH,
                        Reason.MATCH_BROKEN,
                        Reason.RATE_MISSING,
                        Reason.MISSING_CORRELATION_ID,
                        Reason.AMOUNT_MISSING);
    }

    private static Seen hold(LongFunction<History> generator) {
        int histories = Integer.getInteger("tieout.laws.histories", 3_000);
        long seed = Long.getLong("tieout.laws.seed", 1);
        var seen = new Seen();
        for (long i = seed; i < seed + histories; i++) {
            History history = generator.apply(i);
            String objection = objection(history, i, INTERLEAVINGS, seen);
            if (objection != null) {
                report(history, i);
            }
        }
        assertThat(seen.matches).as("histories with a match that stays").isGreaterThan(histories / 20);
        return seen;
    }

    /** What the generated histories brought about, so that a generator gone tame is noticed. */
    private static final class Seen {
        private int matches;
        private final Map<Reason, Integer> reasons = new HashMap<>();

        void note(Sink.Ending ending) {
            matches += ending.matches().isEmpty() ? 0 : 1;
            ending.open().keySet().forEach(id -> reasons.merge(id.reason(), 1, Integer::sum));
        }
    }

    private static @Nullable String objection(History history, long seed, int interleavings, Seen seen) {
        try {
            Oracle oracle = Oracle.of(history);
            for (int i = 0; i < interleavings; i++) {
                var random = new Random(seed * 31 + i);
                var sink = new Sink();
                var flow = new Flow(history.policies(), history.start(), 2, sink);
                play(history, flow, random);
                Sink.Ending ending = sink.ending();
                seen.note(ending);
                String objection = oracle.objection(ending);
                if (objection != null) {
                    return "Order: " + objection;
                }
                objection = doubly(ending);
                if (objection != null) {
                    return objection;
                }
                long before = sink.received();
                play(prefix(history, random), flow, random);
                if (sink.received() != before) {
                    return "Replay: " + (sink.received() - before) + " outcomes came of what was known";
                }
            }
            return null;
        } catch (Flow.Broken broken) {
            return String.valueOf(broken.getMessage());
        } catch (RuntimeException e) {
            return "Thrown: " + e + " at "
                    + List.of(e.getStackTrace()).subList(0, Math.min(4, e.getStackTrace().length));
        }
    }

    /** Reads, delivers and drains in a random order; only each log's own order, and each queue's, is kept. */
    private static void play(History history, Flow flow, Random random) {
        List<AccountId> accounts = List.copyOf(history.logs().keySet());
        var position = new HashMap<AccountId, Integer>();
        int left = history.size();
        int favour = random.nextInt(Math.max(1, accounts.size()));
        while (left > 0) {
            boolean favoured = random.nextInt(3) > 0;
            AccountId account = accounts.get(favoured ? favour : random.nextInt(accounts.size()));
            List<Said> log = log(history, account);
            int at = position.getOrDefault(account, 0);
            if (at == log.size()) {
                favour = random.nextInt(accounts.size());
            } else if (random.nextBoolean()) {
                flow.read(log.get(at));
                position.put(account, at + 1);
                left--;
            }
            int partition = random.nextInt(flow.partitionCount());
            if (random.nextInt(3) > 0) {
                flow.deliver(partition, accounts.get(random.nextInt(accounts.size())));
            }
            if (random.nextInt(6) == 0) {
                flow.drain(partition, 1 + random.nextInt(2));
            }
        }
        flow.settle();
    }

    private static History prefix(History history, Random random) {
        var logs = new LinkedHashMap<AccountId, List<Said>>();
        history.logs()
                .forEach((account, log) ->
                        logs.put(account, random.nextBoolean() ? log : log.subList(0, random.nextInt(log.size() + 1))));
        return new History(history.policies(), history.expected(), history.retired(), logs);
    }

    /** Exclusivity. */
    private static @Nullable String doubly(Sink.Ending ending) {
        Set<String> used = new HashSet<>();
        for (Map.Entry<String, Sink.ActiveMatch> match : ending.matches().entrySet()) {
            String policy = match.getKey().substring(0, match.getKey().indexOf('|'));
            for (Sink.Held held : match.getValue().entries()) {
                if (!used.add(policy + "|" + held.id())) {
                    return "Exclusivity: " + held.id() + " is in two matches of " + policy;
                }
            }
        }
        return null;
    }

    private static void report(History history, long seed) {
        History smallest = shrunk(history, seed);
        fail("Seed " + seed + " breaks a law (-Dtieout.laws.histories=1 -Dtieout.laws.seed=" + seed + "):\n"
                + objection(smallest, seed, 40, new Seen()) + "\nThe smallest history that does:\n" + smallest);
    }

    /** Takes away whatever can go while the history still breaks a law. */
    private static History shrunk(History history, long seed) {
        History smallest = history;
        boolean smaller = true;
        while (smaller) {
            smaller = false;
            for (AccountId account : smallest.logs().keySet()) {
                for (int i = log(smallest, account).size() - 1; i >= 0; i--) {
                    var logs = new LinkedHashMap<>(smallest.logs());
                    var log = new ArrayList<>(log(smallest, account));
                    log.remove(i);
                    logs.put(account, log);
                    var candidate = new History(history.policies(), history.expected(), history.retired(), logs);
                    if (objection(candidate, seed, 40, new Seen()) != null) {
                        smallest = candidate;
                        smaller = true;
                    }
                }
            }
        }
        return smallest;
    }

    private static List<Said> log(History history, AccountId account) {
        return history.logs().getOrDefault(account, List.of());
    }
}
