package io.tieout.topology;

import static io.tieout.topology.MatchingFlowTest.charge;
import static io.tieout.topology.OdooLog.payment;
import static org.assertj.core.api.Assertions.assertThat;

import io.tieout.v1.CoverageReport;
import io.tieout.v1.ExceptionStatus;
import io.tieout.v1.Match;
import io.tieout.v1.MatchStatus;
import io.tieout.v1.ReconciliationException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The policy card-capture where Odoo names the charge and Stripe the payment intent. */
final class LinkFlowTest {

    private final Flow flow = new Flow();
    private final OdooLog odoo = new OdooLog(flow);

    @AfterEach
    void everyMinorUnitIsAccountedFor() {
        assertThat(flow.all(CoverageReport.class, report -> true).stream()
                        .flatMap(report -> report.getControlTotals().stream()))
                .allSatisfy(total -> {
                    assertThat(total.getDifferenceCount()).isZero();
                    assertThat(total.getDifferenceMinor()).isZero();
                });
        assertThat(flow.all(
                        ReconciliationException.class,
                        exception -> exception.getReason().equals("CONSERVATION_BROKEN")))
                .isEmpty();
        flow.close();
    }

    @Test
    void aRowThatNamesTheChargeMeetsItsPaymentIntent() {
        flow.stripe(charge("pi_1", "ch_1", 4500, "2026-03-02T10:00:00Z"));
        odoo.commits("2026-03-02T10:00:05Z", payment(1, "done", "45.00", "ch_1", "2026-03-02T10:00:00Z"));

        assertThat(flow.said(Match.class)).singleElement().satisfies(match -> {
            assertThat(match.getMatchId()).isEqualTo("card-capture|pi_1");
            assertThat(match.getEntries()).hasSize(2);
        });
        everythingIsCovered("2026-03-09T00:00:00Z");
        assertThat(flow.all(ReconciliationException.class, exception -> true)).isEmpty();
    }

    @Test
    void theRowMayComeFirst() {
        odoo.commits("2026-03-02T10:00:05Z", payment(1, "done", "45.00", "ch_1", "2026-03-02T10:00:00Z"));
        assertThat(flow.said(Match.class)).isEmpty();
        flow.stripe(charge("pi_1", "ch_1", 4500, "2026-03-02T10:00:00Z"));

        assertThat(flow.said(Match.class)).extracting(Match::getMatchId).containsExactly("card-capture|pi_1");
    }

    @Test
    void nothingIsMissingWhileItsEntryAwaitsAnAlias() {
        flow.stripe(charge("pi_1", "ch_2", 4500, "2026-03-02T10:00:00Z"));
        odoo.commits("2026-03-02T10:00:05Z", payment(1, "done", "45.00", "ch_1", "2026-03-02T10:00:00Z"));
        flow.stripeCovered("2026-02-01T00:00:00Z", "2026-03-02T10:30:00Z");
        odoo.beats("2026-03-09T00:00:00Z");
        assertThat(open()).as("ch_1 may be pi_1 still").isEmpty();

        flow.stripe(charge("pi_1", "ch_1", 4500, "2026-03-02T10:30:00Z"));
        flow.stripeCovered("2026-02-01T00:00:00Z", "2026-03-09T00:00:00Z");
        assertThat(open()).containsOnlyKeys("card-capture|pi_1|provider|DUPLICATE_ENTRY");
    }

    @Test
    void coverageGoesOnWhenItsAliasComesWithoutAnotherStatement() {
        flow.stripe(charge("pi_9", "ch_9", 4500, "2026-03-02T10:00:00Z"));
        odoo.commits("2026-03-02T10:00:05Z", payment(1, "done", "45.00", "ch_1", "2026-03-02T10:00:00Z"));
        odoo.beats("2026-03-09T00:00:00Z");
        assertThat(open()).as("Odoo is covered only up to the row that waits").isEmpty();

        flow.stripe(charge("pi_1", "ch_1", 4500, "2026-03-02T10:00:00Z"));
        assertThat(open()).containsOnlyKeys("card-capture|pi_9|books|CAPTURE_NOT_BOOKED");
    }

    @Test
    void aChargeThatNobodyKnowsIsMissingUnderItsOwnName() {
        odoo.commits("2026-03-02T10:00:05Z", payment(1, "done", "45.00", "ch_1", "2026-03-02T10:00:00Z"));
        everythingIsCovered("2026-03-09T00:00:00Z");

        assertThat(open()).containsOnlyKeys("card-capture|ch_1|provider|BOOKED_NOT_CAPTURED");
    }

    @Test
    void aChargeWithoutAPaymentIntentMeetsTheRowThatNamesIt() {
        flow.stripe(charge("", "ch_1", 4500, "2026-03-02T10:00:00Z").replace("\"payment_intent\":\"\",", ""));
        odoo.commits("2026-03-02T10:00:05Z", payment(1, "done", "45.00", "ch_1", "2026-03-02T10:00:00Z"));
        everythingIsCovered("2026-03-09T00:00:00Z");

        assertThat(matches()).containsOnlyKeys("card-capture|ch_1");
        assertThat(open()).isEmpty();
    }

    /** An upgrade rewrote the reference from charge to payment intent: two ways into one case. */
    @Test
    void aRowThatIsUpgradedStaysInItsCase() {
        flow.stripe(charge("pi_1", "ch_1", 4500, "2026-03-02T10:00:00Z"));
        odoo.commits("2026-03-02T10:00:05Z", payment(1, "done", "45.00", "ch_1", "2026-03-02T10:00:00Z"));
        odoo.commits("2026-03-02T11:00:05Z", payment(1, "done", "45.00", "pi_1", "2026-03-02T10:00:00Z"));
        odoo.commits("2026-03-02T12:00:05Z", payment(1, "done", "44.00", "ch_1", "2026-03-02T10:00:00Z"));
        odoo.commits("2026-03-02T13:00:05Z", payment(1, "done", "45.00", "pi_1", "2026-03-02T10:00:00Z"));
        everythingIsCovered("2026-03-09T00:00:00Z");

        assertThat(matches()).containsOnlyKeys("card-capture|pi_1");
        assertThat(open()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5})
    void anyOrderEndsTheSame(int order) {
        List<Runnable> said = new ArrayList<>(List.of(
                () -> odoo.commits("2026-03-02T10:00:05Z", payment(1, "done", "45.00", "ch_1", "2026-03-02T10:00:00Z")),
                () -> odoo.beats("2026-03-09T00:00:00Z")));
        List<Runnable> stripe = List.of(
                () -> flow.stripe(charge("pi_1", "ch_1", 4500, "2026-03-02T10:00:00Z")),
                () -> flow.stripeCovered("2026-02-01T00:00:00Z", "2026-03-09T00:00:00Z"));
        int[][] places = {{0, 1}, {0, 2}, {0, 3}, {1, 2}, {1, 3}, {2, 3}};
        said.add(places[order][0], stripe.get(0));
        said.add(places[order][1], stripe.get(1));
        said.forEach(Runnable::run);

        assertThat(matches()).containsOnlyKeys("card-capture|pi_1");
        assertThat(open()).isEmpty();
    }

    private void everythingIsCovered(String to) {
        flow.stripeCovered("2026-02-01T00:00:00Z", to);
        odoo.beats(to);
    }

    private Map<String, Match> matches() {
        var standing = new HashMap<String, Match>();
        flow.all(Match.class, match -> true).forEach(match -> standing.put(match.getMatchId(), match));
        standing.values().removeIf(match -> match.getStatus() != MatchStatus.MATCHED);
        return standing;
    }

    private Map<String, ReconciliationException> open() {
        var standing = new HashMap<String, ReconciliationException>();
        flow.all(ReconciliationException.class, exception -> true)
                .forEach(exception -> standing.put(exception.getExceptionId(), exception));
        standing.values().removeIf(exception -> exception.getStatus() == ExceptionStatus.RESOLVED);
        return standing;
    }
}
