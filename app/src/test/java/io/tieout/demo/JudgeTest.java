package io.tieout.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.tieout.demo.Expectation.ExpectedMatch;
import io.tieout.demo.Outcomes.AmountSeen;
import io.tieout.demo.Outcomes.CoverageSeen;
import io.tieout.demo.Outcomes.EntrySeen;
import io.tieout.demo.Outcomes.ExceptionSeen;
import io.tieout.demo.Outcomes.LateSeen;
import io.tieout.demo.Outcomes.MatchSeen;
import io.tieout.demo.Outcomes.Sum;
import io.tieout.demo.Outcomes.TotalSeen;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class JudgeTest {

    private final TrialPlan plan = TrialPlan.of(60, 7);
    private final Perfect perfect = new Perfect(plan);

    @Test
    void tiesOutWhenTheTopicsHoldExactlyWhatWasPlanted() {
        Verdict verdict = Judge.judge(plan, perfect.outcomes());

        assertThat(verdict.missed()).isEmpty();
        assertThat(verdict.invented()).isEmpty();
        assertThat(verdict.broken()).isEmpty();
        assertThat(verdict.tiedOut()).isTrue();
        assertThat(verdict.kinds()).allSatisfy(line -> assertThat(line.found()).isEqualTo(line.planted()));
        assertThat(verdict.kinds()).hasSize(Kind.values().length);
    }

    @ParameterizedTest
    @EnumSource(
            value = Kind.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"DECLINED", "ABANDONED"})
    void namesWhatIsMissedOfEveryKind(Kind kind) {
        Expectation lost = expectation(kind);
        perfect.matches.removeIf(match -> match.correlationId().equals(lost.correlationId()));
        perfect.exceptions.removeIf(exception -> lost.correlationId().equals(exception.correlationId()));

        Verdict verdict = Judge.judge(plan, perfect.outcomes());

        assertThat(verdict.tiedOut()).isFalse();
        assertThat(verdict.missed()).isNotEmpty().allSatisfy(finding -> {
            assertThat(finding.order()).isEqualTo(lost.order().number());
            assertThat(finding.correlationId()).isEqualTo(lost.correlationId());
        });
        assertThat(line(verdict, kind).missed()).isPositive();
        assertThat(line(verdict, kind).found()).isEqualTo(line(verdict, kind).planted() - 1);
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void namesAnExceptionThatWasInventedForEveryKind(Kind kind) {
        Expectation harmed = expectation(kind);
        perfect.exceptions.add(Perfect.exception(harmed, "DUPLICATE_ENTRY", 1, "OPEN", List.of()));

        Verdict verdict = Judge.judge(plan, perfect.outcomes());

        assertThat(verdict.tiedOut()).isFalse();
        assertThat(verdict.invented()).singleElement().satisfies(finding -> {
            assertThat(finding.order()).isEqualTo(harmed.order().number());
            assertThat(finding.what()).contains("DUPLICATE_ENTRY");
        });
        assertThat(line(verdict, kind).invented()).isEqualTo(1);
    }

    @Test
    void countsAFalseExceptionThatWasResolvedAsInvented() {
        Expectation harmed = expectation(Kind.PLAIN);
        perfect.exceptions.add(Perfect.exception(harmed, "CAPTURE_NOT_BOOKED", 1, "OPEN", List.of()));
        perfect.exceptions.add(Perfect.exception(harmed, "CAPTURE_NOT_BOOKED", 2, "RESOLVED", List.of()));

        assertThat(Judge.judge(plan, perfect.outcomes()).invented()).hasSize(1);
    }

    @Test
    void namesAMatchThatWasInvented() {
        Expectation never = expectation(Kind.AMOUNT_WRONG_BY_ONE);
        perfect.matches.add(new MatchSeen(
                never.policy() + "|" + never.correlationId(),
                1,
                "MATCHED",
                never.policy(),
                never.correlationId(),
                "ON_TIME",
                1,
                perfect.amounts(never)));

        Verdict verdict = Judge.judge(plan, perfect.outcomes());

        assertThat(verdict.invented())
                .singleElement()
                .satisfies(finding -> assertThat(finding.what()).startsWith("match"));
    }

    @Test
    void namesWhatBelongsToNoOrder() {
        perfect.matches.add(
                new MatchSeen("card-capture|pi_x", 1, "MATCHED", "card-capture", "pi_x", "ON_TIME", 0, List.of()));
        perfect.exceptions.add(new ExceptionSeen(
                "stripe/a||SOURCE_STALE", 1, "RESOLVED", "SOURCE_STALE", null, null, "not heard", List.of()));
        perfect.late.add(new LateSeen("stripe/a/charge/ch_x", "card-capture", "pi_x", "LATE_DELIVERED"));

        Verdict verdict = Judge.judge(plan, perfect.outcomes());

        assertThat(verdict.invented())
                .hasSize(3)
                .allSatisfy(finding -> assertThat(finding.order()).isZero());
    }

    @Test
    void namesALateArrivalThatIsNone() {
        Expectation harmed = expectation(Kind.WEBHOOK_LOST);
        perfect.late.add(new LateSeen(
                perfect.amounts(harmed).get(0).entryId(), harmed.policy(), harmed.correlationId(), "LATE_DELIVERED"));

        assertThat(Judge.judge(plan, perfect.outcomes()).invented())
                .singleElement()
                .satisfies(finding -> assertThat(finding.what()).contains("LATE_DELIVERED"));
    }

    @Test
    void namesALateArrivalThatWasMissed() {
        perfect.late.clear();

        assertThat(Judge.judge(plan, perfect.outcomes()).missed())
                .isNotEmpty()
                .allSatisfy(finding -> assertThat(finding.what()).startsWith("late arrival"));
    }

    @Test
    void seesAnEntryInTwoMatches() {
        MatchSeen match = perfect.matches.get(0);
        perfect.matches.add(new MatchSeen(
                "card-capture|pi_y", 1, "MATCHED", match.policy(), "pi_y", "ON_TIME", 0, match.entries()));

        assertThat(Judge.judge(plan, perfect.outcomes()).broken())
                .anySatisfy(rule -> assertThat(rule)
                        .contains("is in two matches")
                        .contains(match.entries().get(0).entryId()));
    }

    @Test
    void seesAGapInTheVersions() {
        MatchSeen match = perfect.matches.get(0);
        perfect.matches.add(new MatchSeen(
                match.matchId(),
                match.version() + 2,
                match.status(),
                match.policy(),
                match.correlationId(),
                match.timing(),
                match.varianceMinor(),
                match.entries()));

        assertThat(Judge.judge(plan, perfect.outcomes()).broken())
                .containsExactly("Match " + match.matchId() + " goes from version 1 to 3");
    }

    @Test
    void seesAnAmountThatIsOffByOne() {
        MatchSeen match = perfect.matches.remove(0);
        List<AmountSeen> entries = new ArrayList<>(match.entries());
        AmountSeen first = entries.get(0);
        entries.set(0, new AmountSeen(first.entryId(), first.currency(), first.minor() + 1));
        perfect.matches.add(
                0,
                new MatchSeen(
                        match.matchId(),
                        match.version(),
                        match.status(),
                        match.policy(),
                        match.correlationId(),
                        match.timing(),
                        match.varianceMinor(),
                        entries));

        assertThat(Judge.judge(plan, perfect.outcomes()).broken())
                .singleElement()
                .satisfies(rule -> assertThat(rule)
                        .contains(first.currency())
                        .contains("matched, excepted and void by the topics"));
    }

    @Test
    void seesControlTotalsThatAreOffByOne() {
        CoverageSeen report = perfect.coverage.get(0);
        TotalSeen total = report.totals().get(0);
        perfect.coverage.set(
                0,
                new CoverageSeen(
                        report.source(),
                        report.account(),
                        report.partition(),
                        report.coveredTo(),
                        report.stale(),
                        List.of(new TotalSeen(
                                total.policy(),
                                total.currency(),
                                total.sent().plus(new Sum(0, 1)),
                                total.matched(),
                                total.excepted(),
                                total.open(),
                                total.voided(),
                                total.before(),
                                new Sum(0, 1)))));

        assertThat(Judge.judge(plan, perfect.outcomes()).broken())
                .anySatisfy(rule -> assertThat(rule).contains("taken in by the control totals"))
                .anySatisfy(rule -> assertThat(rule).contains("differ by 0 entries and 1 minor units"));
    }

    @Test
    void seesDeadLettersAndSecrets() {
        perfect.deadLetters.add("odoo.change 0@17");
        perfect.leaks.add("odoo.change 0@18");

        assertThat(Judge.judge(plan, perfect.outcomes()).broken()).hasSize(2);
    }

    private Expectation expectation(Kind kind) {
        boolean refund = kind == Kind.REFUNDED || kind == Kind.REFUND_NOT_BOOKED || kind == Kind.REFUND_NOT_PAID;
        return plan.expectations().stream()
                .filter(expectation -> expectation.order().kind() == kind
                        && expectation.policy().equals(refund ? TrialPlan.REFUNDS : TrialPlan.CAPTURES))
                .findFirst()
                .orElseThrow();
    }

    private static Verdict.KindLine line(Verdict verdict, Kind kind) {
        return verdict.kinds().stream()
                .filter(line -> line.kind() == kind)
                .findFirst()
                .orElseThrow();
    }

    /** The topics as a faultless product would leave them. */
    private static final class Perfect {
        final List<MatchSeen> matches = new ArrayList<>();
        final List<ExceptionSeen> exceptions = new ArrayList<>();
        final List<LateSeen> late = new ArrayList<>();
        final List<CoverageSeen> coverage = new ArrayList<>();
        final List<EntrySeen> entries = new ArrayList<>();
        final List<String> deadLetters = new ArrayList<>();
        final List<String> leaks = new ArrayList<>();
        private final TrialPlan plan;

        Perfect(TrialPlan plan) {
            this.plan = plan;
            plan.expectations().forEach(this::fulfil);
            Map<String, TotalSeen> totals = new HashMap<>();
            for (PlantedEntry entry : plan.entries()) {
                boolean cancelled = entry.order().kind() == Kind.CANCELLED_AFTER_MATCH
                        && entry.entryId().startsWith("odoo");
                boolean matched = plan.expectations().stream()
                        .map(Expectation::match)
                        .anyMatch(match -> match != null
                                && match.status().equals(ExpectedMatch.MATCHED)
                                && match.entries().contains(entry.entryId()));
                entries.add(new EntrySeen(
                        entry.entryId(),
                        cancelled ? "CANCELLED" : "CAPTURED",
                        new AmountSeen(entry.entryId(), entry.currency(), entry.minor())));
                Sum one = new Sum(1, entry.minor());
                TotalSeen before = totals.getOrDefault(
                        entry.policy() + entry.currency(),
                        new TotalSeen(
                                entry.policy(),
                                entry.currency(),
                                Sum.NONE,
                                Sum.NONE,
                                Sum.NONE,
                                Sum.NONE,
                                Sum.NONE,
                                Sum.NONE,
                                Sum.NONE));
                totals.put(
                        entry.policy() + entry.currency(),
                        new TotalSeen(
                                entry.policy(),
                                entry.currency(),
                                before.sent().plus(one),
                                matched ? before.matched().plus(one) : before.matched(),
                                matched || cancelled
                                        ? before.excepted()
                                        : before.excepted().plus(one),
                                Sum.NONE,
                                cancelled ? before.voided().plus(one) : before.voided(),
                                Sum.NONE,
                                Sum.NONE));
            }
            int partition = 0;
            for (TotalSeen total : totals.values()) {
                coverage.add(new CoverageSeen("odoo", "odoo", partition++, TrialPlan.END, false, List.of(total)));
            }
        }

        private void fulfil(Expectation expectation) {
            ExpectedMatch match = expectation.match();
            if (match != null) {
                for (int version = 1; version <= (match.status().equals("REVOKED") ? 2 : 1); version++) {
                    matches.add(new MatchSeen(
                            expectation.policy() + "|" + expectation.correlationId(),
                            version,
                            version == 1 ? "MATCHED" : "REVOKED",
                            expectation.policy(),
                            expectation.correlationId(),
                            match.timing(),
                            0,
                            amounts(expectation)));
                }
            }
            expectation.exceptions().forEach((reason, status) -> {
                List<AmountSeen> held = amounts(expectation).stream()
                        .filter(entry -> expectation.order().kind() != Kind.CANCELLED_AFTER_MATCH
                                || entry.entryId().startsWith("stripe"))
                        .toList();
                exceptions.add(exception(expectation, reason, 1, "OPEN", held));
                if (status.equals("RESOLVED")) {
                    exceptions.add(exception(expectation, reason, 2, "RESOLVED", held));
                }
            });
            expectation
                    .late()
                    .forEach(entryId -> late.add(
                            new LateSeen(entryId, expectation.policy(), expectation.correlationId(), "LATE_STATED")));
        }

        static ExceptionSeen exception(
                Expectation expectation, String reason, int version, String status, List<AmountSeen> entries) {
            return new ExceptionSeen(
                    expectation.policy() + "|" + expectation.correlationId() + "|side|" + reason,
                    version,
                    status,
                    reason,
                    expectation.policy(),
                    expectation.correlationId(),
                    "What happened.",
                    entries);
        }

        List<AmountSeen> amounts(Expectation expectation) {
            return plan.entries().stream()
                    .filter(entry -> entry.order().equals(expectation.order())
                            && entry.policy().equals(expectation.policy()))
                    .map(entry -> new AmountSeen(entry.entryId(), entry.currency(), entry.minor()))
                    .toList();
        }

        Outcomes outcomes() {
            return new Outcomes(matches, exceptions, late, coverage, entries, deadLetters, leaks);
        }
    }
}
