package io.tieout.topology;

import static io.tieout.topology.MatchingFlowTest.charge;
import static io.tieout.topology.OdooLog.payment;
import static org.assertj.core.api.Assertions.assertThat;

import io.tieout.policy.PolicyReader;
import io.tieout.v1.CaseStatus;
import io.tieout.v1.CoverageReport;
import io.tieout.v1.Evidence;
import io.tieout.v1.ExceptionStatus;
import io.tieout.v1.LateArrival;
import io.tieout.v1.Match;
import io.tieout.v1.MatchLine;
import io.tieout.v1.MatchStatus;
import io.tieout.v1.MatchedEntry;
import io.tieout.v1.ReconciliationCase;
import io.tieout.v1.ReconciliationException;
import io.tieout.v1.Timing;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A pool from raw record to outcome, on the real topology: captures and bookings that need share no reference. */
final class PoolFlowTest {

    private static final String POLICY = """
            policy: captures
            version: 1
            title: Every capture is booked
            owner: finance-operations
            sides:
              books: {source: odoo, object: payment_transaction, stage: CAPTURED}
              provider: {source: stripe, object: charge, stage: CAPTURED}
            shape: pool
            pool: [currency]
            agree: books.amount = provider.amount
            window: 3d
            grace: 1h
            missing:
              books: {reason: CAPTURE_NOT_BOOKED}
              provider: {reason: BOOKED_NOT_CAPTURED}
            """;

    private final Flow flow = new Flow(List.of(PolicyReader.read("captures.yaml", POLICY)), Application.intakes());
    private final OdooLog odoo = new OdooLog(flow);

    PoolFlowTest() {
        odoo.beats("2026-02-01T00:00:00Z");
        flow.stripeCovered("2026-02-01T00:00:00Z", "2026-02-02T00:00:00Z");
        flow.said();
    }

    @AfterEach
    void everyMinorUnitIsAccountedFor() {
        assertThat(flow.all(CoverageReport.class, report -> true).stream()
                        .flatMap(report -> report.getControlTotals().stream()))
                .isNotEmpty()
                .allSatisfy(total -> {
                    assertThat(total.getDifferenceCount()).isZero();
                    assertThat(total.getDifferenceMinor()).isZero();
                });
        flow.close();
    }

    private void everybodyHasSpoken(String until) {
        odoo.beats(until);
        flow.stripeCovered("2026-02-01T00:00:00Z", until);
    }

    @Test
    void aReferenceThatNobodyElseBearsDecidesAtOnceAndIsShown() {
        odoo.commits("2026-03-02T10:00:05Z", payment(1, "done", "45.00", "pi_9001", "2026-03-02T10:00:00Z"));
        flow.stripe(charge("pi_9001", "ch_9001", 4500, "2026-03-02T09:59:58Z"));

        assertThat(flow.all(Match.class, one -> true)).singleElement().satisfies(match -> {
            assertThat(match.getMatchId()).isEqualTo("captures|odoo/shop/payment_transaction/1");
            assertThat(match.getTiming()).isEqualTo(Timing.ON_TIME);
            assertThat(match.getEntries()).hasSize(2);
            assertThat(match.getEvidence())
                    .extracting(Evidence::getKind)
                    .contains("STRUCTURED_REFERENCE", "EXACT_AMOUNT", "DATE");
        });
        assertThat(flow.all(MatchLine.class, MatchLine::getJoined))
                .extracting(MatchLine::getMatchId)
                .containsExactly(
                        "captures|odoo/shop/payment_transaction/1", "captures|odoo/shop/payment_transaction/1");
        everybodyHasSpoken("2026-03-20T00:00:00Z");
        assertThat(flow.all(ReconciliationException.class, one -> true)).isEmpty();
    }

    @Test
    void amountAndDateWaitUntilBothSidesHaveSpokenPastTheWindow() {
        odoo.commits("2026-03-02T10:00:05Z", payment(1, "done", "45.00", "", "2026-03-02T10:00:00Z"));
        flow.stripe(charge("pi_9001", "ch_9001", 4500, "2026-03-02T09:59:58Z"));
        odoo.beats("2026-03-10T00:00:00Z");
        assertThat(flow.said(Match.class)).isEmpty();

        flow.stripeCovered("2026-02-01T00:00:00Z", "2026-03-10T00:00:00Z");

        assertThat(flow.said(Match.class)).singleElement().satisfies(match -> {
            assertThat(match.getStatus()).isEqualTo(MatchStatus.MATCHED);
            assertThat(match.getEvidence().stream().mapToInt(Evidence::getScore).sum())
                    .isEqualTo(50);
        });
        assertThat(flow.all(ReconciliationException.class, one -> true)).isEmpty();
    }

    @Test
    void twoThatFitEquallyWellAreNeverGuessed() {
        odoo.commits("2026-03-02T10:00:05Z", payment(1, "done", "45.00", "", "2026-03-02T10:00:00Z"));
        flow.stripe(charge("pi_9001", "ch_9001", 4500, "2026-03-02T09:59:58Z"));
        flow.stripe(charge("pi_9002", "ch_9002", 4500, "2026-03-02T09:59:59Z"));
        everybodyHasSpoken("2026-03-10T00:00:00Z");

        assertThat(flow.all(Match.class, match -> true)).isEmpty();
        assertThat(flow.all(
                        ReconciliationException.class,
                        one -> one.getExceptionId().startsWith("captures|odoo/shop/payment_transaction/1|")))
                .singleElement()
                .satisfies(exception -> {
                    assertThat(exception.getReason()).isEqualTo("AMBIGUOUS");
                    assertThat(exception.getEntries())
                            .extracting(MatchedEntry::getEntryId)
                            .containsExactly(
                                    "odoo/shop/payment_transaction/1",
                                    "stripe/acct_1/charge/ch_9001",
                                    "stripe/acct_1/charge/ch_9002");
                });
        assertThat(flow.all(
                        ReconciliationCase.class,
                        one -> one.getCaseId().equals("captures|odoo/shop/payment_transaction/1")))
                .last()
                .satisfies(one -> assertThat(one.getStatus()).isEqualTo(CaseStatus.EXCEPTED));
    }

    @Test
    void whatIsMissingIsSaidAndWhatComesLateResolvesIt() {
        flow.stripe(charge("pi_9001", "ch_9001", 4500, "2026-03-02T09:59:58Z"));
        everybodyHasSpoken("2026-03-10T00:00:00Z");
        assertThat(flow.said(ReconciliationException.class))
                .singleElement()
                .satisfies(exception -> assertThat(exception.getReason()).isEqualTo("CAPTURE_NOT_BOOKED"));

        odoo.commits("2026-03-11T10:00:00Z", payment(1, "done", "45.00", "pi_9001", "2026-03-02T10:00:00Z"));

        assertThat(flow.all(ReconciliationException.class, one -> true)).last().satisfies(exception -> {
            assertThat(exception.getStatus()).isEqualTo(ExceptionStatus.RESOLVED);
            assertThat(exception.getVersion()).isEqualTo(2);
        });
        assertThat(flow.all(Match.class, one -> true))
                .singleElement()
                .satisfies(match -> assertThat(match.getTiming()).isEqualTo(Timing.LATE));
        assertThat(flow.all(LateArrival.class, one -> true))
                .singleElement()
                .satisfies(late -> assertThat(late.getResolved()).hasSize(1));
    }

    @Test
    void anEntryThatLeavesFreesTheOther() {
        odoo.commits("2026-03-02T10:00:05Z", payment(1, "done", "45.00", "pi_9001", "2026-03-02T10:00:00Z"));
        flow.stripe(charge("pi_9001", "ch_9001", 4500, "2026-03-02T09:59:58Z"));
        odoo.commits("2026-03-02T12:00:00Z", payment(1, "cancel", "45.00", "pi_9001", "2026-03-02T12:00:00Z"));

        assertThat(flow.said(Match.class))
                .extracting(Match::getStatus)
                .containsExactly(MatchStatus.MATCHED, MatchStatus.REVOKED);

        everybodyHasSpoken("2026-03-10T00:00:00Z");
        assertThat(flow.all(
                        ReconciliationException.class, one -> one.getReason().equals("CAPTURE_NOT_BOOKED")))
                .singleElement()
                .satisfies(exception -> assertThat(exception.getStatus()).isEqualTo(ExceptionStatus.OPEN));
    }

    @Test
    void whatIsSettledIsForgottenAfterItsRetention() {
        odoo.commits("2026-03-02T10:00:05Z", payment(1, "done", "45.00", "pi_9001", "2026-03-02T10:00:00Z"));
        flow.stripe(charge("pi_9001", "ch_9001", 4500, "2026-03-02T09:59:58Z"));
        everybodyHasSpoken("2026-03-20T00:00:00Z");
        flow.said();

        everybodyHasSpoken("2026-12-01T00:00:00Z");
        odoo.commits("2026-12-01T00:00:01Z", payment(1, "done", "46.00", "pi_9001", "2026-03-02T10:00:00Z"));
        everybodyHasSpoken("2026-12-02T00:00:00Z");

        assertThat(flow.said(Match.class)).isEmpty();
    }
}
