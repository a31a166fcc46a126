package io.tieout.topology;

import static io.tieout.topology.PlainEntries.covered;
import static io.tieout.topology.PlainEntries.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.tieout.matching.Policy;
import io.tieout.policy.PolicyReader;
import io.tieout.topology.PlainEntries.Stated;
import io.tieout.v1.AuditRecord;
import io.tieout.v1.CaseStatus;
import io.tieout.v1.CoverageReport;
import io.tieout.v1.ExceptionStatus;
import io.tieout.v1.Match;
import io.tieout.v1.MatchStatus;
import io.tieout.v1.ReconciliationCase;
import io.tieout.v1.ReconciliationException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A policy gets a new version while it holds cases: the flow is stopped and started again on what it kept. */
final class PolicyVersionsFlowTest {

    private static final String MONDAY = "2026-03-02T10:00:00Z";
    private static final String FIRST = "tolerance: {EUR: 0.00}\nwindow: 2d\ngrace: 1h\n";

    private Flow flow = new Flow(
            List.of(pair(1, FIRST), group(1, FIRST)),
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
    void aMismatchThatTheNewVersionAllowsIsResolvedAndMatchesUnderIt() {
        provider(entry("charge", "ch_1", 4_500, MONDAY, "pi_1"));
        books(entry("booking", "b_1", 4_498, MONDAY, "pi_1"));
        assertThat(flow.said(ReconciliationException.class)).singleElement().satisfies(mismatch -> {
            assertThat(mismatch.getReason()).isEqualTo("AMOUNT_MISMATCH");
            assertThat(mismatch.getPolicyVersion()).isEqualTo(1);
        });

        raise(2, "tolerance: {EUR: 0.05}\nwindow: 2d\ngrace: 1h\n");

        List<Flow.Said> said = flow.said();
        assertThat(of(ReconciliationException.class, said)).singleElement().satisfies(resolved -> {
            assertThat(resolved.getStatus()).isEqualTo(ExceptionStatus.RESOLVED);
            assertThat(resolved.getResolution()).isEqualTo("POLICY");
            assertThat(resolved.getPolicyVersion()).isEqualTo(2);
        });
        assertThat(of(Match.class, said))
                .extracting(Match::getMatchId, Match::getPolicyVersion)
                .containsExactlyInAnyOrder(tuple("captures|pi_1", 2), tuple("payouts|pi_1", 2));
        assertThat(of(ReconciliationCase.class, said))
                .hasSize(2)
                .allSatisfy(state -> assertThat(state.getPolicyVersion()).isEqualTo(2));
        assertThat(of(AuditRecord.class, said))
                .allSatisfy(audit -> assertThat(audit.getPolicyVersion()).isEqualTo(2));
    }

    @Test
    void whatIsClosedKeepsWhatWasSaidOfItUntilSomethingHappensToIt() {
        flow.close();
        flow = new Flow(
                List.of(pair(1, "tolerance: {EUR: 0.05}\nwindow: 2d\ngrace: 1h\n")),
                Map.of("books.entry", new PlainEntries("odoo"), "provider.entry", new PlainEntries("stripe")));
        provider(entry("charge", "ch_1", 4_500, MONDAY, "pi_1"));
        books(entry("booking", "b_1", 4_498, MONDAY, "pi_1"));
        flow.said();

        flow = flow.restarted(
                List.of(pair(2, FIRST)), List.of(pair(1, "tolerance: {EUR: 0.05}\nwindow: 2d\ngrace: 1h\n")));
        flow.wallClock(Duration.ofSeconds(1));
        books(entry("booking", "b_1", 4_498, MONDAY, "pi_1"));
        assertThat(of(Match.class, flow.said())).as("the same version again").isEmpty();

        books(entry("booking", "b_1", 4_499, MONDAY, "pi_1").with("version", 2));

        List<Flow.Said> said = flow.said();
        assertThat(of(Match.class, said)).singleElement().satisfies(match -> {
            assertThat(match.getStatus()).isEqualTo(MatchStatus.REVOKED);
            assertThat(match.getPolicyVersion()).isEqualTo(2);
        });
        assertThat(of(ReconciliationException.class, said))
                .extracting(ReconciliationException::getReason)
                .as("until its deadline, as ever")
                .containsExactly("MATCH_BROKEN");
    }

    @Test
    void aShorterWindowMakesWhatIsOpenDueEarlier() {
        provider(entry("charge", "ch_1", 4_500, MONDAY, "pi_1"));
        provider(entry("charge", "ch_2", 100, MONDAY, "g_1"));
        bothCovered("2026-03-03T12:00:00Z");
        assertThat(flow.said(ReconciliationException.class)).isEmpty();

        raise(2, "window: 1d\ngrace: 1h\n");
        bothCovered("2026-03-03T12:30:00Z");

        assertThat(flow.said(ReconciliationException.class))
                .extracting(
                        ReconciliationException::getCorrelationId,
                        ReconciliationException::getReason,
                        ReconciliationException::getPolicyVersion)
                .containsExactlyInAnyOrder(
                        tuple("pi_1", "CAPTURE_NOT_BOOKED", 2),
                        tuple("pi_1", "COUNTERPART_MISSING", 2),
                        tuple("g_1", "CAPTURE_NOT_BOOKED", 2),
                        tuple("g_1", "COUNTERPART_MISSING", 2));
    }

    @Test
    void aLongerWindowFiresNothingAtTheOldDeadline() {
        provider(entry("charge", "ch_1", 4_500, MONDAY, "pi_1"));
        raise(2, "window: 5d\ngrace: 1h\n");
        flow.said();

        bothCovered("2026-03-05T00:00:00Z");
        flow.wallClock(Duration.ofSeconds(1));
        assertThat(flow.said(ReconciliationException.class)).isEmpty();

        bothCovered("2026-03-08T00:00:00Z");
        flow.wallClock(Duration.ofSeconds(1));
        assertThat(flow.said(ReconciliationException.class)).hasSize(2).allSatisfy(missing -> {
            assertThat(missing.getStatus()).isEqualTo(ExceptionStatus.OPEN);
            assertThat(missing.getPolicyVersion()).isEqualTo(2);
        });
    }

    @Test
    void aLongerWindowReopensWhatWasOverdue() {
        provider(entry("charge", "ch_1", 4_500, MONDAY, "pi_1"));
        bothCovered("2026-03-05T00:00:00Z");
        assertThat(flow.said(ReconciliationException.class)).hasSize(2);

        raise(2, "window: 5d\ngrace: 1h\n");

        List<Flow.Said> said = flow.said();
        assertThat(of(ReconciliationException.class, said)).hasSize(2).allSatisfy(missing -> {
            assertThat(missing.getStatus()).isEqualTo(ExceptionStatus.RESOLVED);
            assertThat(missing.getResolution()).isEqualTo("POLICY");
        });
        assertThat(of(ReconciliationCase.class, said)).allSatisfy(state -> {
            assertThat(state.getStatus()).isEqualTo(CaseStatus.OPEN);
            assertThat(state.getPolicyVersion()).isEqualTo(2);
        });
        books(entry("booking", "b_1", 4_500, "2026-03-06T10:00:00Z", "pi_1"));
        assertThat(of(Match.class, flow.said()))
                .hasSize(2)
                .allSatisfy(match -> assertThat(match.getStatus()).isEqualTo(MatchStatus.MATCHED));
    }

    @Test
    void whatReachesACaseBeforeItsTurnMeetsItUnderTheNewVersion() {
        provider(entry("charge", "ch_1", 4_500, MONDAY, "pi_1"));
        bothCovered("2026-03-03T12:00:00Z");
        flow.said();

        flow = flow.restarted(
                List.of(pair(2, "window: 1d\ngrace: 1h\n"), group(2, "window: 1d\ngrace: 1h\n")),
                List.of(pair(1, FIRST), group(1, FIRST)));
        books(entry("booking", "b_1", 4_500, "2026-03-03T12:30:00Z", "pi_1"));

        assertThat(of(Match.class, flow.said())).hasSize(2).allSatisfy(match -> {
            assertThat(match.getTiming()).isEqualTo(io.tieout.v1.Timing.LATE);
            assertThat(match.getPolicyVersion()).isEqualTo(2);
        });
    }

    @Test
    void aRestartWithTheSameVersionSaysNothing() {
        provider(entry("charge", "ch_1", 4_500, MONDAY, "pi_1"));
        books(entry("booking", "b_1", 4_498, MONDAY, "pi_1"));
        provider(entry("charge", "ch_2", 4_500, MONDAY, "pi_2"));
        flow = flow.restarted(List.of(pair(1, FIRST), group(1, FIRST)), List.of());
        flow.wallClock(Duration.ofSeconds(1));
        assertThat(flow.said()).isEmpty();
    }

    @Test
    void everyCaseGetsItsTurnHoweverManyThereAre() {
        for (int i = 0; i < 1_050; i++) {
            provider(entry("charge", "ch_" + i, 4_500, MONDAY, "pi_" + i));
        }
        bothCovered("2026-03-03T12:00:00Z");
        flow.said();

        raise(2, "window: 1d\ngrace: 1h\n");
        assertThat(flow.<Long>store(Stores.TURNED).get("payouts"))
                .as("2,000 a step")
                .isNull();
        flow.wallClock(Duration.ofSeconds(1));
        assertThat(flow.<Long>store(Stores.TURNED).get("payouts")).isEqualTo(2L);
        bothCovered("2026-03-03T12:30:00Z");
        flow.wallClock(Duration.ofSeconds(1));

        assertThat(flow.said(ReconciliationException.class)).hasSize(2_100);
    }

    @Test
    void aCaseThatAVersionDecidedWhichNobodyKnowsStopsTheFlow() {
        provider(entry("charge", "ch_1", 4_500, MONDAY, "pi_1"));
        Flow older = flow.restarted(List.of(pair(3, FIRST)), List.of());
        flow = new Flow(
                List.of(pair(1, FIRST)),
                Map.of("books.entry", new PlainEntries("odoo"), "provider.entry", new PlainEntries("stripe")));
        provider(entry("charge", "ch_9", 4_500, MONDAY, "pi_9"));

        assertThatThrownBy(() -> older.raw(
                        "books.entry",
                        "shop",
                        "",
                        entry("booking", "b_1", 4_500, MONDAY, "pi_1").json()))
                .hasStackTraceContaining("decided by its version 1")
                .hasStackTraceContaining("the same policy files");
        older.close();
    }

    @Test
    void aPolicyThatEndedGoesOnWithWhatBeganBeforeAndComplainsOfNothingElse() {
        provider(entry("charge", "before", 4_500, "2026-03-09T23:00:00Z", "pi_1"));
        provider(entry("charge", "alone", 4_500, "2026-03-09T22:00:00Z", "pi_2"));
        raise(2, "window: 2d\ngrace: 1h\nends: 2026-03-10\n");
        books(entry("booking", "across", 4_500, "2026-03-10T01:00:00Z", "pi_1"));
        books(entry("booking", "after", 700, "2026-03-10T02:00:00Z", "pi_3"));
        books(entry("booking", "long after", 700, "2026-03-20T02:00:00Z", "pi_4"));

        List<Flow.Said> said = flow.said();
        assertThat(of(Match.class, said))
                .hasSize(2)
                .allSatisfy(match -> assertThat(match.getCorrelationId()).isEqualTo("pi_1"));
        bothCovered("2026-04-01T00:00:00Z");

        assertThat(of(ReconciliationException.class, flow.said()))
                .extracting(ReconciliationException::getCorrelationId)
                .as("only what began before it ended is missed")
                .containsExactly("pi_2", "pi_2");
        assertThat(flow.all(
                        ReconciliationCase.class,
                        state -> state.getCorrelationId().equals("pi_3")))
                .last()
                .satisfies(state -> assertThat(state.getStatus()).isEqualTo(CaseStatus.UNREQUIRED));
        assertThat(flow.all(
                        ReconciliationCase.class,
                        state -> state.getCorrelationId().equals("pi_4")))
                .isEmpty();
    }

    private void raise(int version, String rules) {
        flow = flow.restarted(
                List.of(pair(version, rules), group(version, rules)), List.of(pair(1, FIRST), group(1, FIRST)));
        flow.wallClock(Duration.ofMillis(100));
    }

    private static <T> List<T> of(Class<T> record, List<Flow.Said> said) {
        return said.stream()
                .map(Flow.Said::value)
                .filter(record::isInstance)
                .map(record::cast)
                .toList();
    }

    private void books(Stated stated) {
        flow.raw("books.entry", "shop", "", stated.json());
    }

    private void provider(Stated stated) {
        flow.raw("provider.entry", "acct_1", "", stated.json());
    }

    private void bothCovered(String to) {
        flow.raw("books.entry", "shop", "", covered(to));
        flow.raw("provider.entry", "acct_1", "", covered(to));
    }

    private static Policy pair(int version, String rules) {
        return policy("captures", version, "shape: pair\n" + rules);
    }

    private static Policy group(int version, String rules) {
        return policy("payouts", version, "shape: group\ncloses: when-balanced\n" + rules);
    }

    private static Policy policy(String name, int version, String rules) {
        return PolicyReader.read(
                name + ".yaml",
                """
                policy: %s
                version: %d
                title: Every charge is booked
                owner: finance
                sides:
                  books: {source: odoo, object: booking, stage: POSTED, key: REF}
                  provider: {source: stripe, object: charge, stage: POSTED, key: REF}
                agree: books.amount = provider.amount
                missing:
                  books: {reason: %s}
                  provider: {reason: BOOKED_NOT_CAPTURED}
                """.formatted(name, version, name.equals("captures") ? "CAPTURE_NOT_BOOKED" : "COUNTERPART_MISSING")
                        + rules);
    }
}
