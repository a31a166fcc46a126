package io.tieout.topology;

import static io.tieout.topology.PlainEntries.covered;
import static io.tieout.topology.PlainEntries.entry;
import static org.assertj.core.api.Assertions.assertThat;

import io.tieout.matching.Policy;
import io.tieout.policy.PolicyReader;
import io.tieout.topology.PlainEntries.Stated;
import io.tieout.v1.CaseStatus;
import io.tieout.v1.ControlTotal;
import io.tieout.v1.CoverageReport;
import io.tieout.v1.ExceptionStatus;
import io.tieout.v1.LateArrival;
import io.tieout.v1.Match;
import io.tieout.v1.MatchLine;
import io.tieout.v1.MatchStatus;
import io.tieout.v1.ReconciliationCase;
import io.tieout.v1.ReconciliationException;
import io.tieout.v1.SideTotal;
import io.tieout.v1.Timing;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A payout and its movements, an invoice and its payments, from raw record to outcome on the real topology. */
final class GroupFlowTest {

    private static final String MONDAY = "2026-03-02T10:00:00Z";

    private static final Policy PAYOUT = PolicyReader.read("payout-movements.yaml", """
            policy: payout-movements
            version: 1
            title: Every payout is the sum of its movements, fees deducted
            owner: treasury
            sides:
              payout: {source: odoo, object: payout, stage: POSTED, key: REF}
              movements: {source: stripe, object: movement, stage: POSTED, key: REF}
            shape: group
            closes: when-complete
            complete: {side: payout, where: {status: completed}}
            agree: payout.amount = movements.net
            window: 7d
            grace: 1d
            retention: 30d
            missing:
              payout: {reason: COUNTERPART_MISSING}
              movements: {reason: COUNTERPART_MISSING}
            """);

    private static final Policy INVOICE = PolicyReader.read("invoice-payments.yaml", """
            policy: invoice-payments
            version: 1
            title: Every invoice is paid in full by its due date
            owner: receivables
            sides:
              invoice: {source: odoo, object: invoice, stage: POSTED, key: REF}
              payments: {source: stripe, object: payment, stage: POSTED, key: REF}
            shape: group
            closes: when-balanced
            agree: invoice.amount = payments.amount
            window: 30d
            grace: 1d
            missing:
              invoice: {reason: COUNTERPART_MISSING}
              payments: {reason: COUNTERPART_MISSING, severity: high}
            """);

    private final Flow flow = new Flow(
            List.of(PAYOUT, INVOICE),
            Map.of("books.entry", new PlainEntries("odoo"), "provider.entry", new PlainEntries("stripe")));

    @AfterEach
    void everyMinorUnitIsAccountedFor() {
        bothCovered("2027-12-01T00:00:00Z");
        assertThat(flow.all(CoverageReport.class, report -> true).stream()
                        .flatMap(report -> report.getControlTotals().stream()))
                .isNotEmpty()
                .allSatisfy(total -> {
                    assertThat(total.getDifferenceCount()).isZero();
                    assertThat(total.getDifferenceMinor()).isZero();
                });
        flow.close();
    }

    @Test
    void aPayoutMatchesItsMovementsNetOfFeesOnceItsSourceSaysThatTheseAreAll() {
        books(entry("payout", "po_1", 9_700, MONDAY, "po_1"));
        provider(entry("movement", "m_1", 6_000, MONDAY, "po_1").with("net", 5_800));
        provider(entry("movement", "m_2", 4_000, MONDAY, "po_1").with("net", 3_900));
        assertThat(flow.said(Match.class)).isEmpty();
        books(entry("payout", "po_1", 9_700, MONDAY, "po_1").with("version", 2).with("status", "completed"));

        assertThat(flow.said(Match.class)).singleElement().satisfies(match -> {
            assertThat(match.getMatchId()).isEqualTo("payout-movements|po_1");
            assertThat(match.getTiming()).isEqualTo(Timing.ON_TIME);
            assertThat(match.getEntryCount()).isEqualTo(3);
            assertThat(match.getSides())
                    .containsExactly(
                            new SideTotal("payout", "EUR", 9_700L, 1L), new SideTotal("movements", "EUR", 9_700L, 2L));
            assertThat(match.getEntries())
                    .hasSize(3)
                    .allSatisfy(one -> assertThat(one.getLineage()).isNotNull());
        });
    }

    @Test
    void eachMemberHasItsLineFromJoiningToLeaving() {
        provider(entry("movement", "m_1", 6_000, MONDAY, "po_1").with("net", 5_800));
        provider(entry("movement", "m_1", 6_000, MONDAY, "po_1")
                .with("net", 5_900)
                .with("version", 2));
        provider(entry("movement", "m_1", 6_000, MONDAY, "po_2")
                .with("net", 5_900)
                .with("version", 3));

        assertThat(flow.said(MatchLine.class))
                .extracting(
                        MatchLine::getLineId,
                        MatchLine::getVersion,
                        MatchLine::getJoined,
                        line -> line.getAmount().getMinor())
                .containsExactlyInAnyOrder(
                        line("po_1", 1, true, 5_800),
                        line("po_1", 2, true, 5_900),
                        line("po_1", 3, false, 5_900),
                        line("po_2", 1, true, 5_900));
    }

    private static org.assertj.core.groups.Tuple line(String group, int version, boolean joined, long minor) {
        String id = "payout-movements|" + group + "|stripe/acct_1/movement/m_1";
        return org.assertj.core.groups.Tuple.tuple(id, version, joined, minor);
    }

    @Test
    void anInvoiceIsMatchedByItsPaymentsAndReopenedByAFurtherOne() {
        books(entry("invoice", "1", 10_000, MONDAY, "INV/1").with("due", "2026-03-20T00:00:00Z"));
        provider(entry("payment", "a", 4_000, MONDAY, "INV/1"));
        provider(entry("payment", "b", 6_000, MONDAY, "INV/1"));
        provider(entry("payment", "c", 500, MONDAY, "INV/1"));
        provider(entry("payment", "c", 500, MONDAY, "INV/1").with("version", 2).with("deleted", true));

        List<Flow.Said> said = flow.said();
        assertThat(of(said, Match.class))
                .extracting(Match::getVersion, Match::getStatus, Match::getEntryCount)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(1, MatchStatus.MATCHED, 3L),
                        org.assertj.core.groups.Tuple.tuple(2, MatchStatus.REVOKED, 3L),
                        org.assertj.core.groups.Tuple.tuple(3, MatchStatus.MATCHED, 3L));
        assertThat(of(said, ReconciliationException.class)).isEmpty();
    }

    @Test
    void anInvoiceThatIsPaidShortIsAnExceptionOncePaymentsWereHeardPastItsDueDate() {
        books(entry("invoice", "1", 10_000, MONDAY, "INV/1").with("due", "2026-03-20T00:00:00Z"));
        provider(entry("payment", "a", 4_000, MONDAY, "INV/1"));
        provider(covered("2026-03-25T00:00:00Z"));
        assertThat(flow.said(ReconciliationException.class)).isEmpty();
        books(covered("2026-03-25T00:00:00Z"));

        assertThat(flow.said(ReconciliationException.class)).singleElement().satisfies(exception -> {
            assertThat(exception.getExceptionId()).isEqualTo("invoice-payments|INV/1|payments|SHORT");
            assertThat(exception.getResidualMinor()).isEqualTo(6_000);
            assertThat(exception.getEntries()).hasSize(2);
            assertThat(exception.getDueAt()).isEqualTo("2026-03-21T00:00:00Z");
        });

        provider(entry("payment", "b", 6_000, "2026-03-26T10:00:00Z", "INV/1"));
        List<Flow.Said> said = flow.said();
        assertThat(of(said, ReconciliationException.class))
                .singleElement()
                .satisfies(exception -> assertThat(exception.getStatus()).isEqualTo(ExceptionStatus.RESOLVED));
        assertThat(of(said, LateArrival.class))
                .singleElement()
                .satisfies(late ->
                        assertThat(late.getResolved()).containsExactly("invoice-payments|INV/1|payments|SHORT"));
        assertThat(of(said, Match.class))
                .singleElement()
                .satisfies(match -> assertThat(match.getTiming()).isEqualTo(Timing.LATE));
        assertThat(of(said, ReconciliationCase.class))
                .extracting(ReconciliationCase::getStatus)
                .containsExactly(CaseStatus.MATCHED);
    }

    @Test
    void theLedgerMovesTotalsWhenAGroupIsMatched() {
        for (int i = 0; i < 300; i++) {
            provider(entry("payment", "p" + i, 100, MONDAY, "INV/1"));
        }
        provider(covered("2026-03-03T00:00:00Z"));
        assertThat(held("stripe", "invoice-payments").getOpenCount()).isEqualTo(300);
        books(entry("invoice", "1", 30_000, MONDAY, "INV/1"));
        provider(covered("2026-03-04T00:00:00Z"));

        ControlTotal held = held("stripe", "invoice-payments");
        assertThat(held.getOpenCount()).isZero();
        assertThat(held.getMatchedCount()).isEqualTo(300);
        assertThat(held.getMatchedMinor()).isEqualTo(30_000);
    }

    @Test
    void aGroupPastItsRetentionIsSweptAndALateOneOfItsIdBeginsAnew() {
        for (int i = 0; i < 50; i++) {
            provider(entry("movement", "m_" + i, 100, MONDAY, "po_1").with("net", 100));
        }
        books(entry("payout", "po_1", 5_000, MONDAY, "po_1").with("status", "completed"));
        assertThat(flow.rows(Stores.GROUP_MEMBERS)).isEqualTo(51);
        assertThat(flow.rows(Stores.GROUP_TIMES)).isEqualTo(102);

        bothCovered("2026-05-01T00:00:00Z");
        assertThat(flow.rows(Stores.GROUP_MEMBERS)).isZero();
        assertThat(flow.rows(Stores.GROUP_TIMES)).isZero();
        assertThat(flow.rows(Stores.GROUPS)).isZero();
        assertThat(flow.rows(Stores.DEADLINES)).isZero();
        assertThat(held("stripe", "payout-movements").getVoidCount()).isEqualTo(50);

        provider(entry("movement", "m_new", 100, "2026-05-01T10:00:00Z", "po_1").with("net", 100));
        provider(entry("movement", "m_1", 100, "2026-05-01T11:00:00Z", "po_1")
                .with("net", 300)
                .with("version", 2));
        bothCovered("2026-05-02T00:00:00Z");
        assertThat(held("stripe", "payout-movements").getOpenCount()).isEqualTo(2);
        assertThat(held("stripe", "payout-movements").getVoidCount()).isEqualTo(49);
    }

    private ControlTotal held(String source, String policy) {
        List<CoverageReport> reports = flow.all(
                CoverageReport.class, report -> report.getSource().equals(source) && report.getPartition() != null);
        return reports.get(reports.size() - 1).getControlTotals().stream()
                .filter(total -> total.getPolicy().equals(policy))
                .findFirst()
                .orElseThrow();
    }

    private static <T> List<T> of(List<Flow.Said> said, Class<T> record) {
        return said.stream()
                .map(Flow.Said::value)
                .filter(record::isInstance)
                .map(record::cast)
                .toList();
    }

    private void bothCovered(String to) {
        books(covered(to));
        provider(covered(to));
        // The first mark moved what was due in the account that came last.
        flow.wallClock(java.time.Duration.ofMillis(200));
    }

    private void books(Stated stated) {
        books(stated.json());
    }

    private void books(String json) {
        flow.raw("books.entry", "shop", "entry", json);
    }

    private void provider(Stated stated) {
        provider(stated.json());
    }

    private void provider(String json) {
        flow.raw("provider.entry", "acct_1", "entry", json);
    }
}
