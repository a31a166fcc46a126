package io.tieout.topology;

import static io.tieout.topology.OdooLog.payment;
import static org.assertj.core.api.Assertions.assertThat;

import io.tieout.v1.AuditRecord;
import io.tieout.v1.CoverageReport;
import io.tieout.v1.Entry;
import io.tieout.v1.ExceptionStatus;
import io.tieout.v1.LateArrival;
import io.tieout.v1.Match;
import io.tieout.v1.MatchStatus;
import io.tieout.v1.ReconciliationException;
import io.tieout.v1.Timing;
import io.tieout.wire.Outcomes;
import io.tieout.wire.Routed;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The card-capture policy from raw record to outcome, on the real topology. */
final class MatchingFlowTest {

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
        flow.close();
    }

    @Test
    void aBookingAndItsCaptureMatch() {
        odoo.commits("2026-03-02T10:00:05Z", payment(1, "done", "45.00", "pi_1", "2026-03-02T10:00:00Z"));
        flow.stripe(charge("pi_1", "ch_1", 4500, "2026-03-02T09:59:58Z"));

        List<Match> matches = flow.said(Match.class);
        assertThat(matches).singleElement().satisfies(match -> {
            assertThat(match.getMatchId()).isEqualTo("card-capture|pi_1");
            assertThat(match.getStatus()).isEqualTo(MatchStatus.MATCHED);
            assertThat(match.getTiming()).isEqualTo(Timing.ON_TIME);
            assertThat(match.getVersion()).isEqualTo(1);
            assertThat(match.getEntries())
                    .hasSize(2)
                    .allSatisfy(entry -> assertThat(entry.getLineage()).isNotNull());
        });
        assertThat(exceptions()).isEmpty();
    }

    @Test
    void onlyTheLastImageOfATransactionIsAFact() {
        odoo.commits(
                "2026-03-02T10:00:05Z",
                payment(1, "draft", "1.00", "", "2026-03-02T10:00:00Z"),
                payment(1, "pending", "45.00", "pi_1", "2026-03-02T10:00:00Z"),
                payment(1, "done", "45.00", "pi_1", "2026-03-02T10:00:00Z"));

        assertThat(flow.said(Entry.class)).singleElement().satisfies(entry -> {
            assertThat(entry.getStage()).isEqualTo(io.tieout.v1.Stage.CAPTURED);
            assertThat(entry.getAmount().getMinor()).isEqualTo(4500);
        });
    }

    @Test
    void aTransactionThatIsSentAgainChangesNothing() {
        odoo.begin("2026-03-02T10:00:05Z");
        payment(1, "draft", "1.00", "", "2026-03-02T10:00:00Z").into(odoo);
        flow.said();
        odoo.commits("2026-03-02T10:00:05Z", payment(1, "done", "45.00", "pi_1", "2026-03-02T10:00:00Z"));
        odoo.commits("2026-03-02T10:00:06Z", payment(1, "done", "45.00", "pi_1", "2026-03-02T10:00:00Z"));

        assertThat(flow.said(Entry.class).stream().filter(entry -> entry.getStage() == io.tieout.v1.Stage.CAPTURED))
                .hasSize(1);
    }

    @Test
    void aCaptureThatIsNeverBookedIsAnExceptionOnceOdooHasSpokenPastTheDeadline() {
        flow.stripe(charge("pi_1", "ch_1", 4500, "2026-03-02T10:00:00Z"));
        flow.stripeCovered("2026-02-01T00:00:00Z", "2026-03-09T00:00:00Z");
        assertThat(exceptions()).as("Stripe alone does not decide").isEmpty();

        odoo.beats("2026-03-03T11:00:00Z");
        assertThat(exceptions()).as("the deadline itself is not past").isEmpty();

        odoo.beats("2026-03-03T11:00:01Z");
        assertThat(exceptions()).singleElement().satisfies(exception -> {
            assertThat(exception.getReason()).isEqualTo("CAPTURE_NOT_BOOKED");
            assertThat(exception.getStatus()).isEqualTo(ExceptionStatus.OPEN);
            assertThat(exception.getSidesMissing()).containsExactly("books");
            assertThat(exception.getAmount().getMinor()).isEqualTo(4500);
        });
    }

    @Test
    void aLateBookingResolvesTheExceptionAndMatchesLate() {
        flow.stripe(charge("pi_1", "ch_1", 4500, "2026-03-02T10:00:00Z"));
        flow.stripeCovered("2026-02-01T00:00:00Z", "2026-03-09T00:00:00Z");
        odoo.beats("2026-03-05T00:00:00Z");
        flow.said();
        odoo.commits("2026-03-05T10:00:05Z", payment(1, "done", "45.00", "pi_1", "2026-03-05T10:00:00Z"));

        List<Flow.Said> said = flow.said();
        assertThat(said)
                .anySatisfy(one -> assertThat(one.value()).isInstanceOfSatisfying(LateArrival.class, late -> {
                    assertThat(late.getResolved()).containsExactly("card-capture|pi_1|books|CAPTURE_NOT_BOOKED");
                    assertThat(late.getCompleted()).isTrue();
                }));
        assertThat(said)
                .anySatisfy(one -> assertThat(one.value())
                        .isInstanceOfSatisfying(
                                Match.class,
                                match -> assertThat(match.getTiming()).isEqualTo(Timing.LATE)));
        assertThat(said)
                .anySatisfy(one -> assertThat(one.value())
                        .isInstanceOfSatisfying(ReconciliationException.class, exception -> {
                            assertThat(exception.getStatus()).isEqualTo(ExceptionStatus.RESOLVED);
                            assertThat(exception.getVersion()).isEqualTo(2);
                        }));
    }

    @Test
    void aBookingThatIsCancelledAfterTheMatchRevokesIt() {
        odoo.commits("2026-03-02T10:00:05Z", payment(1, "done", "45.00", "pi_1", "2026-03-02T10:00:00Z"));
        flow.stripe(charge("pi_1", "ch_1", 4500, "2026-03-02T10:00:00Z"));
        flow.said();
        odoo.commits("2026-03-02T12:00:00Z", payment(1, "cancel", "45.00", "pi_1", "2026-03-02T12:00:00Z"));

        List<Flow.Said> said = flow.said();
        assertThat(said)
                .anySatisfy(one -> assertThat(one.value()).isInstanceOfSatisfying(Match.class, match -> {
                    assertThat(match.getStatus()).isEqualTo(MatchStatus.REVOKED);
                    assertThat(match.getVersion()).isEqualTo(2);
                }));
        assertThat(said)
                .anySatisfy(one -> assertThat(one.value())
                        .isInstanceOfSatisfying(
                                ReconciliationException.class,
                                exception -> assertThat(exception.getReason()).isEqualTo("MATCH_BROKEN")));

        flow.stripeCovered("2026-02-01T00:00:00Z", "2026-03-09T00:00:00Z");
        odoo.beats("2026-03-09T00:00:00Z");
        assertThat(exceptions())
                .extracting(ReconciliationException::getReason, ReconciliationException::getStatus)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("MATCH_BROKEN", ExceptionStatus.RESOLVED),
                        org.assertj.core.groups.Tuple.tuple("CAPTURE_NOT_BOOKED", ExceptionStatus.OPEN));
    }

    @Test
    void oneChargeAnnouncedFourTimesIsOneEntry() {
        String charge = charge("pi_1", "ch_1", 4500, "2026-03-02T10:00:00Z");
        flow.stripe(charge).stripe(charge).stripe(charge.replace("charge.succeeded", "charge.updated"));

        assertThat(flow.said(Entry.class)).hasSize(1);
    }

    @Test
    void theDifferenceOfOneCentIsNoMatch() {
        odoo.commits("2026-03-02T10:00:05Z", payment(1, "done", "45.01", "pi_1", "2026-03-02T10:00:00Z"));
        flow.stripe(charge("pi_1", "ch_1", 4500, "2026-03-02T10:00:00Z"));

        List<ReconciliationException> exceptions = exceptions();
        assertThat(exceptions).singleElement().satisfies(exception -> {
            assertThat(exception.getReason()).isEqualTo("AMOUNT_MISMATCH");
            assertThat(exception.getResidualMinor()).isEqualTo(1L);
        });
        assertThat(flow.all(Match.class, match -> true)).isEmpty();
    }

    @Test
    void whatCannotBeReadBecomesADeadLetterWithItsBytes() {
        flow.stripe("{\"object\":\"event\"");

        assertThat(flow.deadLetters()).singleElement().satisfies(letter -> {
            assertThat(new String(letter.value(), java.nio.charset.StandardCharsets.UTF_8))
                    .isEqualTo("{\"object\":\"event\"");
            assertThat(letter.headers().lastHeader("tieout-error")).isNotNull();
            assertThat(letter.headers().lastHeader("tieout-offset")).isNotNull();
        });
    }

    @Test
    void aSourceThatFallsSilentIsSaidOnceAndTakenBack() {
        odoo.beats("2026-03-01T00:00:00Z");
        flow.wallClock(Duration.ofMinutes(20)).wallClock(Duration.ofMinutes(20));

        assertThat(exceptions())
                .extracting(ReconciliationException::getExceptionId)
                .containsExactlyInAnyOrder("odoo/shop||SOURCE_STALE", "stripe/acct_1||SOURCE_STALE");

        odoo.beats("2026-03-01T00:39:00Z");
        assertThat(exceptions()).singleElement().satisfies(exception -> {
            assertThat(exception.getStatus()).isEqualTo(ExceptionStatus.RESOLVED);
            assertThat(exception.getVersion()).isEqualTo(2);
        });
    }

    @Test
    void saysSoWhenAnEntryWasLostOnTheWay() {
        try (Flow lossy = new Flow()) {
            OdooLog log = new OdooLog(lossy);
            log.commits("2026-03-02T10:00:05Z", payment(1, "done", "45.00", "pi_1", "2026-03-02T10:00:00Z"));
            log.beats("2026-03-02T10:00:10Z");
            assertThat(lossy.said(ReconciliationException.class))
                    .as("all arrived")
                    .isEmpty();

            // The intake has sent one more, of 1.00 EUR, and matching never sees it.
            KeyValueStore<String, Routed.Sent> sent = lossy.store(Stores.SENT);
            KeyValue<String, Routed.Sent> line;
            try (var lines = sent.all()) {
                line = lines.next();
                assertThat(lines.hasNext()).isFalse();
            }
            Routed.Sent truly = line.value;
            assertThat(truly).isEqualTo(new Routed.Sent("card-capture", "EUR", 1, 4500));
            sent.put(line.key, new Routed.Sent("card-capture", "EUR", 2, 4600));
            log.beats("2026-03-02T10:00:20Z");

            List<Flow.Said> said = lossy.said();
            assertThat(values(said, ReconciliationException.class))
                    .singleElement()
                    .satisfies(exception -> {
                        assertThat(exception.getReason()).isEqualTo("CONSERVATION_BROKEN");
                        assertThat(exception.getStatus()).isEqualTo(ExceptionStatus.OPEN);
                        assertThat(exception.getSource() + "/" + exception.getAccount())
                                .isEqualTo("odoo/shop");
                        assertThat(exception.getDetail()).contains("card-capture EUR: 1 entries, 100 minor units");
                    });
            assertThat(values(said, CoverageReport.class).stream()
                            .flatMap(report -> report.getControlTotals().stream()))
                    .isNotEmpty()
                    .allSatisfy(total -> {
                        assertThat(total.getDifferenceCount()).isEqualTo(1);
                        assertThat(total.getDifferenceMinor()).isEqualTo(100);
                    });

            log.beats("2026-03-02T10:00:30Z");
            assertThat(lossy.said(ReconciliationException.class))
                    .as("said once")
                    .isEmpty();

            sent.put(line.key, truly);
            log.beats("2026-03-02T10:00:40Z");
            assertThat(lossy.said(ReconciliationException.class))
                    .singleElement()
                    .satisfies(exception -> {
                        assertThat(exception.getStatus()).isEqualTo(ExceptionStatus.RESOLVED);
                        assertThat(exception.getVersion()).isEqualTo(2);
                    });
        }
    }

    @Test
    void theAuditIsAChain() {
        odoo.commits("2026-03-02T10:00:05Z", payment(1, "done", "45.00", "pi_1", "2026-03-02T10:00:00Z"));
        flow.stripe(charge("pi_1", "ch_1", 4500, "2026-03-02T10:00:00Z"));
        odoo.commits("2026-03-02T12:00:00Z", payment(1, "cancel", "45.00", "pi_1", "2026-03-02T12:00:00Z"));

        List<AuditRecord> audit = flow.said(AuditRecord.class);
        assertThat(audit)
                .extracting(AuditRecord::getDecision)
                .containsExactly("MATCHED", "REVOKED", "EXCEPTION_OPENED");
        String previous = "0".repeat(64);
        for (AuditRecord record : audit) {
            assertThat(record.getPreviousHash()).isEqualTo(previous);
            var before = new io.tieout.matching.AuditChain(record.getChainId(), record.getSequence() - 1, previous);
            assertThat(before.append(Outcomes.hashed(record)).hash()).isEqualTo(record.getHash());
            previous = record.getHash();
        }
    }

    private static <T> List<T> values(List<Flow.Said> said, Class<T> kind) {
        return said.stream()
                .map(Flow.Said::value)
                .filter(kind::isInstance)
                .map(kind::cast)
                .toList();
    }

    private List<ReconciliationException> exceptions() {
        return flow.said(ReconciliationException.class);
    }

    static String charge(String intent, String charge, long amount, String created) {
        long seconds = Instant.parse(created).getEpochSecond();
        return "{\"id\":\"evt_" + charge + "\",\"object\":\"event\",\"created\":" + seconds
                + ",\"livemode\":true,\"type\":\"charge.succeeded\",\"data\":{\"object\":{\"id\":\"" + charge
                + "\",\"object\":\"charge\",\"amount\":" + amount + ",\"amount_captured\":" + amount
                + ",\"captured\":true,\"created\":" + seconds
                + ",\"currency\":\"eur\",\"livemode\":true,\"payment_intent\":\"" + intent
                + "\",\"refunded\":false,\"status\":\"succeeded\"}}}";
    }
}
