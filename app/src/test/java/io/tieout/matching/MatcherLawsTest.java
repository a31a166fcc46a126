package io.tieout.matching;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tieout.scenario.ScenarioFailure;
import io.tieout.scenario.ScenarioFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.LongFunction;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * The laws of matching, over generated histories: whatever happens, in whatever order it is read, however often the
 * process ends and goes on, the end is what an oracle says that sees everything at once.
 *
 * <p>{@code -Dtieout.histories=1000000 -Dtieout.seed=7} tries more and others. What breaks a law is made small and
 * written as a scenario.
 */
class MatcherLawsTest {

    private static final int INTERLEAVINGS = 2;

    /** So many histories show everything that the generator can bring about. */
    private static final int MANY = 1_000;

    @Test
    void holdOverGeneratedHistories() {
        Seen seen = hold(Histories::generate, 3_600);
        assumeTrue(seen.histories >= MANY, "too few histories to show everything");
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
                        Reason.BUSINESS_DATE_MISSING,
                        Reason.BUSINESS_DATE_OUT_OF_RANGE,
                        Reason.AMOUNT_MISSING);
    }

    @Test
    void holdOverGeneratedHistoriesOfGroups() {
        Seen seen = hold(Histories::ofGroups, 2_600);
        assumeTrue(seen.histories >= MANY, "too few histories to show everything");
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

    @Test
    void holdOverGeneratedHistoriesOfAliases() {
        Seen seen = hold(Histories::ofAliases, 1_800);
        assumeTrue(seen.histories >= MANY, "too few histories to show everything");
        assertThat(seen.reasons.keySet())
                .as("reasons that were open in the end")
                .contains(Reason.COUNTERPART_MISSING, Reason.AMOUNT_MISMATCH, Reason.DUPLICATE_ENTRY);
        assertThat(seen.under).as("names under which cases were in the end").contains("R0", "C0");
    }

    /** What is decided under another version half way depends on when: but nothing is lost, doubled or said twice. */
    @Test
    void holdTogetherWhenAPolicyChangesHalfWay() {
        List<UnaryOperator<Policy>> changes = List.of(
                policy -> changed(policy, policy.tolerance(), policy.window().multipliedBy(2)),
                policy -> changed(policy, policy.tolerance(), Duration.ofHours(1)),
                policy -> changed(policy, new Tolerance(Map.of(), BigDecimal.TEN, BigDecimal.ZERO), policy.window()),
                policy -> changed(policy, Tolerance.NONE, policy.window()));
        List<LongFunction<History>> kinds = List.of(Histories::generate, Histories::ofAliases, Histories::ofGroups);
        for (long seed = seed(); seed < seed() + histories(600); seed++) {
            Random random = new Random(seed);
            History history = kinds.get(random.nextInt(kinds.size())).apply(seed);
            UnaryOperator<Policy> change = changes.get(random.nextInt(changes.size()));
            var sink = new Sink();
            var flow = new Flow(history.policies(), history.start(), 2, sink);
            play(prefix(history, random), flow, random, Restarts.SOME);
            flow.govern(history.policies().stream().map(change).toList());
            play(history, flow, random, Restarts.SOME);
            assertThat(doubly(sink.ending())).as("seed %d", seed).isNull();
            long before = sink.received();
            play(history, flow, random, Restarts.SOME);
            assertThat(sink.received())
                    .as("outcomes of what was known, seed %d", seed)
                    .isEqualTo(before);
        }
    }

    /** Lineage: what stands comes again of the records that it names, without any other. */
    @Test
    void whatStandsComesOfTheInputsThatItNames() {
        List<LongFunction<History>> kinds = List.of(Histories::generate, Histories::ofGroups);
        int standing = 0;
        for (long seed = seed(); seed < seed() + histories(600); seed++) {
            Random random = new Random(seed);
            History history =
                    Named.numbered(kinds.get(random.nextInt(kinds.size())).apply(seed));
            var named = new Named();
            play(history, new Flow(history.policies(), history.start(), 2, named), random, Restarts.SOME);
            assertThat(named.objection(history)).as("seed %d", seed).isNull();
            standing += named.standing();
        }
        assertThat(standing).as("matches and exceptions that stood").isGreaterThan(histories(600) / 2);
    }

    /** The proof that a broken law is found, and made small: an oracle that allows a cent more than the engine. */
    @Test
    void whatBreaksALawBecomesASmallScenario() {
        UnaryOperator<Policy> generous = policy -> changed(
                policy,
                new Tolerance(
                        Map.of(
                                "EUR",
                                policy.tolerance()
                                        .absolute()
                                        .getOrDefault("EUR", BigDecimal.ZERO)
                                        .add(CENT)),
                        policy.tolerance().otherwise(),
                        policy.tolerance().percent()),
                policy.window());
        Tale tale = null;
        for (long seed = 1; tale == null; seed++) {
            Tale candidate = Tale.of(Histories.generate(seed), new Random(seed));
            // Five cents are allowed: the amounts of the histories differ by three, or by ten and more.
            Tale near = candidate.with(
                    candidate.said().stream().map(MatcherLawsTest::sixCents).toList());
            tale = simply(near, generous) == null ? null : near;
        }
        int many = tale.said().size();

        Tale smallest = smallest(tale, generous);

        assertThat(smallest.said()).hasSizeLessThan(many).hasSize(2);
        Sink.Ending right = simplyEnding(smallest);
        assertThat(right.matches()).isEmpty();
        Path wrong =
                save(smallest, "The oracle is wrong", oracle(smallest, generous).ending(), "planted");
        assertThat(wrong).content().contains("100.06 EUR");
        assertThatThrownBy(ScenarioFile.read(wrong)::run)
                .isInstanceOf(ScenarioFailure.class)
                .hasMessageContaining("does not stand: match")
                .hasMessageContaining("stands instead: exception AMOUNT_MISMATCH");
        Path holds = save(smallest, "The engine is right", right, "planted-and-mended");
        ScenarioFile.read(holds).run();
    }

    private static final BigDecimal CENT = new BigDecimal("0.01");

    private static Said sixCents(Said said) {
        if (said instanceof Said.Stated stated) {
            Entry entry = stated.entry();
            Money amount = entry.amount();
            if (amount != null && amount.minor() == 10_003) {
                return new Said.Stated(Histories.copy(
                        entry,
                        entry.stage(),
                        entry.references(),
                        new Money(10_006, amount.currency()),
                        entry.businessAt()));
            }
        }
        return said;
    }

    private static Policy changed(Policy policy, Tolerance tolerance, Duration window) {
        return new Policy(
                policy.name(),
                policy.version() + 1,
                policy.starts(),
                policy.ends(),
                policy.title(),
                policy.owner(),
                policy.sides(),
                policy.shape(),
                policy.alias(),
                tolerance,
                window,
                policy.grace(),
                policy.missing(),
                policy.retention());
    }

    private static int histories(int usual) {
        Integer all = Integer.getInteger("tieout.histories");
        // What is asked for is shared out as what is usual is.
        return all == null ? usual : (int) Math.max(1, (long) all * usual / 10_000);
    }

    private static long seed() {
        return Long.getLong("tieout.seed", 1);
    }

    private static Seen hold(LongFunction<History> generator, int usual) {
        int histories = histories(usual);
        var seen = new Seen();
        for (long i = seed(); i < seed() + histories; i++) {
            History history = generator.apply(i);
            String objection = objection(history, i, INTERLEAVINGS, seen);
            if (objection != null) {
                report(history, i, objection);
            }
        }
        seen.histories = histories;
        if (histories >= MANY) {
            assertThat(seen.matches).as("histories with a match that stays").isGreaterThan(histories / 20);
        }
        return seen;
    }

    /** What the generated histories brought about, so that a generator gone tame is noticed. */
    private static final class Seen {
        private int histories;
        private int matches;
        private final Map<Reason, Integer> reasons = new HashMap<>();
        private final Set<String> under = new HashSet<>();

        void note(Sink.Ending ending) {
            matches += ending.matches().isEmpty() ? 0 : 1;
            ending.open().keySet().forEach(id -> reasons.merge(id.reason(), 1, Integer::sum));
            ending.matches().keySet().forEach(id -> under.add(id.substring(id.indexOf('|') + 1)));
            ending.open().keySet().forEach(id -> under.add(id.about()));
        }
    }

    /** How often the process ends and goes on with what it kept. */
    private enum Restarts {
        NONE,
        SOME
    }

    private static @Nullable String objection(History history, long seed, int interleavings, Seen seen) {
        try {
            Oracle oracle = Oracle.of(history);
            for (int i = 0; i < interleavings; i++) {
                var random = new Random(seed * 31 + i);
                var sink = new Sink();
                var flow = new Flow(history.policies(), history.start(), 2, sink);
                Restarts restarts = i == 0 ? Restarts.NONE : Restarts.SOME;
                if (i == 1 && random.nextInt(4) == 0) {
                    // A new version with the same rules.
                    play(prefix(history, random), flow, random, restarts);
                    flow.govern(history.policies().stream()
                            .map(policy -> changed(policy, policy.tolerance(), policy.window()))
                            .toList());
                }
                play(history, flow, random, restarts);
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
                play(prefix(history, random), flow, random, restarts);
                if (sink.received() != before) {
                    return "Replay: " + (sink.received() - before) + " outcomes came of what was known";
                }
            }
            return null;
        } catch (RuntimeException e) {
            return thrown(e);
        }
    }

    private static String thrown(RuntimeException e) {
        return e instanceof Flow.Broken
                ? String.valueOf(e.getMessage())
                : "Thrown: " + e + " at "
                        + List.of(e.getStackTrace()).subList(0, Math.min(4, e.getStackTrace().length));
    }

    /** What is wrong when everything is read in this order and goes through at once, as in a scenario; null if nothing is. */
    private static @Nullable String simply(Tale tale, UnaryOperator<Policy> believed) {
        try {
            Sink.Ending ending = simplyEnding(tale);
            String objection = oracle(tale, believed).objection(ending);
            return objection == null ? doubly(ending) : objection;
        } catch (RuntimeException e) {
            return thrown(e);
        }
    }

    private static Oracle oracle(Tale tale, UnaryOperator<Policy> believed) {
        return Oracle.of(
                new Tale(tale.policies().stream().map(believed).toList(), tale.expected(), tale.retired(), tale.said())
                        .history());
    }

    static Sink.Ending simplyEnding(Tale tale) {
        var sink = new Sink();
        var flow = new Flow(tale.policies(), tale.history().start(), 1, sink);
        for (Said said : tale.said()) {
            flow.read(said);
            flow.deliverAll();
            if (said instanceof Said.Covered) {
                flow.settle();
            }
        }
        flow.settle();
        return sink.ending();
    }

    private static Tale smallest(Tale tale, UnaryOperator<Policy> believed) {
        return tale.with(
                Smallest.of(tale.said(), said -> simply(tale.with(said), believed) != null, Smallest::plainer));
    }

    /** Reads, delivers and drains in a random order; only each log's own order, and each queue's, is kept. */
    private static void play(History history, Flow flow, Random random, Restarts restarts) {
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
                flow.link(partition, accounts.get(random.nextInt(accounts.size())));
                flow.deliverLinked(partition, random.nextInt(flow.partitionCount()));
            }
            if (restarts == Restarts.SOME && random.nextInt(30) == 0) {
                flow.restart();
            }
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

    private static void report(History history, long seed, String objection) {
        String again = "Seed " + seed + " breaks a law: " + objection + "\n(-Dtieout.histories=1 -Dtieout.seed=" + seed
                + " tries it again)\n";
        for (int order = 0; order < 40; order++) {
            Tale tale = Tale.of(history, new Random(order));
            if (simply(tale, UnaryOperator.identity()) != null) {
                Tale smallest = smallest(tale, UnaryOperator.identity());
                Path file = save(
                        smallest,
                        "Seed " + seed,
                        oracle(smallest, UnaryOperator.identity()).ending(),
                        "seed-" + seed);
                fail(again + "The smallest scenario that shows it, with its policies in " + file + ":\n"
                        + simply(smallest, UnaryOperator.identity()) + "\n" + read(file));
            }
        }
        Tale tale = Tale.of(history, new Random(seed));
        Tale smallest = tale.with(Smallest.of(
                tale.said(),
                said -> objection(tale.with(said).history(), seed, 40, new Seen()) != null,
                Smallest::plainer));
        fail(again + "It takes several tasks, a restart or a replay to show it. The smallest history that does:\n"
                + objection(smallest.history(), seed, 40, new Seen()) + "\n" + smallest.history() + "\n"
                + TaleText.of(smallest, "Seed " + seed, List.of()));
    }

    private static Path save(Tale tale, String title, Sink.Ending ending, String name) {
        return TaleText.save(tale, title, TaleText.stands(ending), Path.of("target", "laws", name));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Said> log(History history, AccountId account) {
        return history.logs().getOrDefault(account, List.of());
    }
}
