package io.tieout.demo;

import io.tieout.demo.Expectation.ExpectedMatch;
import io.tieout.demo.Outcomes.AmountSeen;
import io.tieout.demo.Outcomes.CoverageSeen;
import io.tieout.demo.Outcomes.EntrySeen;
import io.tieout.demo.Outcomes.ExceptionSeen;
import io.tieout.demo.Outcomes.LateSeen;
import io.tieout.demo.Outcomes.MatchSeen;
import io.tieout.demo.Outcomes.Sum;
import io.tieout.demo.Outcomes.TotalSeen;
import io.tieout.demo.Verdict.Finding;
import io.tieout.demo.Verdict.KindLine;
import io.tieout.demo.Verdict.LedgerLine;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Compares the plan with the outcome topics.
 *
 * <p>An exception that was raised falsely and resolved later counts as invented: somebody has looked at
 * it by then. A match that was made falsely and revoked later likewise.
 */
final class Judge {

    private record CaseKey(String policy, String correlationId) {}

    private record LedgerKey(String policy, String currency) implements Comparable<LedgerKey> {
        @Override
        public int compareTo(LedgerKey other) {
            int byPolicy = policy.compareTo(other.policy);
            return byPolicy != 0 ? byPolicy : currency.compareTo(other.currency);
        }
    }

    private final TrialPlan plan;
    private final Outcomes outcomes;
    private final Map<CaseKey, Expectation> expected = new LinkedHashMap<>();
    private final Map<String, MatchSeen> matches = new LinkedHashMap<>();
    private final Map<String, ExceptionSeen> exceptions = new LinkedHashMap<>();
    private final Map<String, LateSeen> late = new LinkedHashMap<>();
    private final Map<String, CoverageSeen> coverage = new LinkedHashMap<>();
    private final Map<String, EntrySeen> entries = new HashMap<>();

    private final List<Finding> missed = new ArrayList<>();
    private final List<Finding> invented = new ArrayList<>();
    private final List<String> broken = new ArrayList<>();

    private Judge(TrialPlan plan, Outcomes outcomes) {
        this.plan = plan;
        this.outcomes = outcomes;
        plan.expectations()
                .forEach(expectation ->
                        expected.put(new CaseKey(expectation.policy(), expectation.correlationId()), expectation));
    }

    static Verdict judge(TrialPlan plan, Outcomes outcomes) {
        return new Judge(plan, outcomes).verdict();
    }

    private Verdict verdict() {
        fold();
        plan.expectations().forEach(this::look);
        nameInventions();
        noEntryInTwoMatches();
        List<LedgerLine> ledger = ledger();
        outcomes.deadLetters().forEach(letter -> broken.add("A record could not be read: " + letter));
        outcomes.leaks().forEach(leak -> broken.add("A secret of the database left it: " + leak));
        return new Verdict(kinds(), ledger, missed, invented, broken);
    }

    /** The last version of each key; on the way, versions must grow by one. */
    private void fold() {
        Map<String, Integer> versions = new HashMap<>();
        for (MatchSeen match : outcomes.matches()) {
            next("Match", match.matchId(), match.version(), versions);
            matches.put(match.matchId(), match);
        }
        versions.clear();
        for (ExceptionSeen exception : outcomes.exceptions()) {
            next("Exception", exception.exceptionId(), exception.version(), versions);
            exceptions.put(exception.exceptionId(), exception);
        }
        outcomes.lateArrivals().forEach(arrival -> late.put(arrival.entryId(), arrival));
        outcomes.coverage().forEach(report -> coverage.put(report.key(), report));
        outcomes.entries().forEach(entry -> entries.put(entry.entryId(), entry));
    }

    private void next(String what, String id, int version, Map<String, Integer> versions) {
        int before = versions.getOrDefault(id, 0);
        if (version != before + 1) {
            broken.add("%s %s goes from version %d to %d".formatted(what, id, before, version));
        }
        versions.put(id, version);
    }

    private void look(Expectation expectation) {
        lookForMatch(expectation);
        for (var planted : expectation.exceptions().entrySet()) {
            ExceptionSeen seen = exception(expectation, planted.getKey());
            if (seen == null) {
                missed(expectation, "exception " + planted.getKey());
            } else if (!seen.status().equals(planted.getValue())) {
                missed(
                        expectation,
                        "exception %s is %s and should be %s"
                                .formatted(planted.getKey(), seen.status(), planted.getValue()));
            }
        }
        for (String entryId : expectation.late()) {
            LateSeen seen = late.get(entryId);
            if (seen == null || !seen.kind().equals("LATE_STATED")) {
                missed(expectation, "late arrival of " + entryId);
            }
        }
    }

    private void lookForMatch(Expectation expectation) {
        ExpectedMatch planted = expectation.match();
        MatchSeen seen = matches.get(expectation.policy() + "|" + expectation.correlationId());
        if (planted == null) {
            if (seen != null) {
                invented(expectation, "match, now " + seen.status());
            }
            return;
        }
        if (seen == null) {
            missed(expectation, "match");
            return;
        }
        if (!seen.status().equals(planted.status())) {
            missed(expectation, "match is %s and should be %s".formatted(seen.status(), planted.status()));
        }
        if (!seen.timing().equals(planted.timing())) {
            missed(expectation, "match is %s and should be %s".formatted(seen.timing(), planted.timing()));
        }
        if (seen.varianceMinor() != 0) {
            missed(expectation, "match has a variance of %d minor units".formatted(seen.varianceMinor()));
        }
        Set<String> ids = seen.entries().stream().map(AmountSeen::entryId).collect(Collectors.toSet());
        if (!ids.equals(planted.entries()) || ids.size() != seen.entries().size()) {
            missed(expectation, "match is of " + ids + " and should be of " + planted.entries());
        }
    }

    private @Nullable ExceptionSeen exception(Expectation expectation, String reason) {
        return exceptions.values().stream()
                .filter(seen -> seen.reason().equals(reason)
                        && expectation.policy().equals(seen.policy())
                        && expectation.correlationId().equals(seen.correlationId()))
                .findFirst()
                .orElse(null);
    }

    private void nameInventions() {
        for (MatchSeen match : matches.values()) {
            if (!expected.containsKey(new CaseKey(match.policy(), match.correlationId()))) {
                invented.add(new Finding(0, "match", match.policy(), match.correlationId()));
            }
        }
        for (ExceptionSeen exception : exceptions.values()) {
            String what =
                    "exception %s, now %s: %s".formatted(exception.reason(), exception.status(), exception.detail());
            Expectation expectation = expectation(exception.policy(), exception.correlationId());
            if (expectation == null) {
                invented.add(new Finding(0, what, text(exception.policy()), exception.exceptionId()));
            } else if (!expectation.exceptions().containsKey(exception.reason())) {
                invented(expectation, what);
            }
        }
        for (LateSeen arrival : late.values()) {
            String what = "late arrival %s of %s".formatted(arrival.kind(), arrival.entryId());
            Expectation expectation = expectation(arrival.policy(), arrival.correlationId());
            if (expectation == null) {
                invented.add(new Finding(0, what, arrival.policy(), arrival.correlationId()));
            } else if (!expectation.late().contains(arrival.entryId())) {
                invented(expectation, what);
            }
        }
    }

    private static String text(@Nullable String policy) {
        return policy == null ? "no policy" : policy;
    }

    private @Nullable Expectation expectation(@Nullable String policy, @Nullable String correlationId) {
        return policy == null || correlationId == null ? null : expected.get(new CaseKey(policy, correlationId));
    }

    private void noEntryInTwoMatches() {
        Map<String, String> holders = new HashMap<>();
        for (MatchSeen match : matches.values()) {
            if (!match.stands()) {
                continue;
            }
            for (AmountSeen entry : match.entries()) {
                String holder = holders.put(match.policy() + "|" + entry.entryId(), match.matchId());
                if (holder != null) {
                    broken.add("Entry %s is in two matches: %s and %s"
                            .formatted(entry.entryId(), holder, match.matchId()));
                }
            }
        }
    }

    /** Every minor unit that was planted is matched, excepted or void, by the topics and by the control totals. */
    private List<LedgerLine> ledger() {
        Map<LedgerKey, Sum> planted = new TreeMap<>();
        for (PlantedEntry entry : plan.entries()) {
            add(planted, entry.policy(), entry.currency(), entry.minor());
        }
        Map<LedgerKey, Sum> matched = new TreeMap<>();
        Set<String> counted = new HashSet<>();
        for (MatchSeen match : matches.values()) {
            if (match.stands()) {
                for (AmountSeen entry : match.entries()) {
                    counted.add(match.policy() + "|" + entry.entryId());
                    add(matched, match.policy(), entry.currency(), entry.minor());
                }
            }
        }
        Map<LedgerKey, Sum> excepted = new TreeMap<>();
        for (ExceptionSeen exception : exceptions.values()) {
            String policy = exception.policy();
            if (!exception.open() || policy == null) {
                continue;
            }
            for (AmountSeen entry : exception.entries()) {
                if (counted.add(policy + "|" + entry.entryId())) {
                    add(excepted, policy, entry.currency(), entry.minor());
                }
            }
        }
        Map<LedgerKey, Sum> voided = new TreeMap<>();
        for (PlantedEntry entry : plan.entries()) {
            EntrySeen seen = entries.get(entry.entryId());
            if (seen == null) {
                broken.add("Entry %s of order %d is not in the topic of entries"
                        .formatted(entry.entryId(), entry.order().number()));
            } else if (seen.stage().equals("CANCELLED")) {
                add(voided, entry.policy(), entry.currency(), entry.minor());
            }
        }
        return compare(planted, matched, excepted, voided);
    }

    private List<LedgerLine> compare(
            Map<LedgerKey, Sum> planted,
            Map<LedgerKey, Sum> matched,
            Map<LedgerKey, Sum> excepted,
            Map<LedgerKey, Sum> voided) {
        Map<LedgerKey, List<TotalSeen>> totals = coverage.values().stream()
                .flatMap(report -> report.totals().stream())
                .collect(Collectors.groupingBy(
                        total -> new LedgerKey(total.policy(), total.currency()), TreeMap::new, Collectors.toList()));
        Set<LedgerKey> keys = new TreeSet<>(planted.keySet());
        keys.addAll(matched.keySet());
        keys.addAll(excepted.keySet());
        keys.addAll(totals.keySet());
        List<LedgerLine> lines = new ArrayList<>();
        for (LedgerKey key : keys) {
            List<TotalSeen> controls = totals.getOrDefault(key, List.of());
            LedgerLine line = new LedgerLine(
                    key.policy(),
                    key.currency(),
                    planted.getOrDefault(key, Sum.NONE),
                    matched.getOrDefault(key, Sum.NONE),
                    excepted.getOrDefault(key, Sum.NONE),
                    voided.getOrDefault(key, Sum.NONE),
                    sum(controls, TotalSeen::sent));
            lines.add(line);
            check(
                    line,
                    "matched, excepted and void by the topics",
                    line.matched().plus(line.excepted()).plus(line.voided()));
            check(line, "taken in by the control totals", line.sent());
            check(
                    line,
                    "matched, excepted and void by the control totals",
                    sum(controls, TotalSeen::matched)
                            .plus(sum(controls, TotalSeen::excepted))
                            .plus(sum(controls, TotalSeen::voided)));
            for (TotalSeen control : controls) {
                if (!control.difference().equals(Sum.NONE)) {
                    broken.add("The control totals of %s in %s differ by %d entries and %d minor units"
                            .formatted(
                                    key.policy(),
                                    key.currency(),
                                    control.difference().count(),
                                    control.difference().minor()));
                }
            }
        }
        return lines;
    }

    private void check(LedgerLine line, String what, Sum found) {
        if (!found.equals(line.planted())) {
            broken.add("%s in %s: planted %d entries of %d minor units, %s are %d of %d"
                    .formatted(
                            line.policy(),
                            line.currency(),
                            line.planted().count(),
                            line.planted().minor(),
                            what,
                            found.count(),
                            found.minor()));
        }
    }

    private static Sum sum(List<TotalSeen> totals, Function<TotalSeen, Sum> of) {
        return totals.stream().map(of).reduce(Sum.NONE, Sum::plus);
    }

    private static void add(Map<LedgerKey, Sum> sums, String policy, String currency, long minor) {
        sums.merge(new LedgerKey(policy, currency), new Sum(1, minor), Sum::plus);
    }

    private List<KindLine> kinds() {
        Map<Integer, Kind> kindByOrder = new HashMap<>();
        plan.orders().forEach(order -> kindByOrder.put(order.number(), order.kind()));
        Map<Kind, Set<Integer>> wrong = new EnumMap<>(Kind.class);
        Map<Kind, Integer> missedByKind = count(missed, kindByOrder, wrong);
        Map<Kind, Integer> inventedByKind = count(invented, kindByOrder, wrong);
        return plan.planted().entrySet().stream()
                .map(planted -> new KindLine(
                        planted.getKey(),
                        planted.getValue(),
                        planted.getValue()
                                - wrong.getOrDefault(planted.getKey(), Set.of()).size(),
                        missedByKind.getOrDefault(planted.getKey(), 0),
                        inventedByKind.getOrDefault(planted.getKey(), 0)))
                .toList();
    }

    private static Map<Kind, Integer> count(
            List<Finding> findings, Map<Integer, Kind> kindByOrder, Map<Kind, Set<Integer>> wrong) {
        Map<Kind, Integer> counts = new EnumMap<>(Kind.class);
        for (Finding finding : findings) {
            Kind kind = kindByOrder.get(finding.order());
            if (kind != null) {
                counts.merge(kind, 1, Integer::sum);
                wrong.computeIfAbsent(kind, none -> new HashSet<>()).add(finding.order());
            }
        }
        return counts;
    }

    private void missed(Expectation expectation, String what) {
        missed.add(finding(expectation, what));
    }

    private void invented(Expectation expectation, String what) {
        invented.add(finding(expectation, what));
    }

    private static Finding finding(Expectation expectation, String what) {
        return new Finding(expectation.order().number(), what, expectation.policy(), expectation.correlationId());
    }
}
