package io.tieout.metrics;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tieout.v1.Category;
import io.tieout.v1.ControlTotal;
import io.tieout.v1.CoverageReport;
import io.tieout.v1.ExceptionStatus;
import io.tieout.v1.LateArrival;
import io.tieout.v1.LateKind;
import io.tieout.v1.Match;
import io.tieout.v1.MatchStatus;
import io.tieout.v1.Money;
import io.tieout.v1.ReconciliationException;
import io.tieout.v1.Severity;
import io.tieout.v1.Timing;
import io.tieout.wire.Contract;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

class OutcomeTallyTest {

    private static final Instant NOW = Instant.parse("2026-03-02T10:00:00Z");

    private final Meters meters = new Meters();
    private final OutcomeTally tally = new OutcomeTally(
            meters, List.of("card-capture", "card-refund"), List.of("odoo.change", "stripe.event"), () -> NOW);

    @Test
    void whatDidNotHappenYetIsThereWithZero() {
        assertThat(figure("tieout_matches_total{policy=\"card-refund\",timing=\"LATE\"}"))
                .isZero();
        assertThat(figure("tieout_late_arrivals_total{kind=\"LATE_DELIVERED\",policy=\"card-capture\"}"))
                .isZero();
        assertThat(figure("tieout_dead_letters_total{topic=\"stripe.event\"}")).isZero();
        assertThat(figure("tieout_event_to_match_latency_seconds_count{policy=\"card-capture\"}"))
                .isZero();
    }

    @Test
    void aMatchCountsOnceWhateverBecomesOfIt() {
        take(match(1, MatchStatus.MATCHED), true);
        take(match(2, MatchStatus.MATCHED), true);
        take(match(3, MatchStatus.REVOKED), true);

        assertThat(figure("tieout_matches_total{policy=\"card-capture\",timing=\"ON_TIME\"}"))
                .isEqualTo(1);
        assertThat(figure("tieout_matches_amended_total{policy=\"card-capture\"}"))
                .isEqualTo(1);
        assertThat(figure("tieout_matches_revoked_total{policy=\"card-capture\"}"))
                .isEqualTo(1);
    }

    @Test
    void onlyWhatIsSaidNowIsMeasuredInTime() {
        take(match(1, MatchStatus.MATCHED), false);
        take(match(1, MatchStatus.MATCHED), true);

        assertThat(figure("tieout_event_to_match_latency_seconds_count{policy=\"card-capture\"}"))
                .isEqualTo(1);
        assertThat(figure("tieout_event_to_match_latency_seconds_sum{policy=\"card-capture\"}"))
                .isEqualTo(20);
        assertThat(figure("tieout_event_to_match_latency_seconds_bucket{policy=\"card-capture\",le=\"15.0\"}"))
                .isZero();
        assertThat(figure("tieout_ingest_to_match_latency_seconds_sum{policy=\"card-capture\"}"))
                .isEqualTo(2);
        assertThat(figure("tieout_ingest_to_match_latency_seconds_bucket{policy=\"card-capture\",le=\"2.5\"}"))
                .isEqualTo(1);
    }

    @Test
    void anExceptionIsOpenUntilItIsResolved() {
        take(exception("x1", ExceptionStatus.OPEN, Duration.ofMinutes(5)), true);
        take(exception("x2", ExceptionStatus.OPEN, Duration.ofHours(30)), false);
        take(exception("x2", ExceptionStatus.ASSIGNED, Duration.ofHours(30)), true);

        assertThat(open("under_1h")).isEqualTo(1);
        assertThat(open("1d_to_7d")).isEqualTo(1);
        assertThat(open("over_30d")).isZero();

        take(exception("x1", ExceptionStatus.RESOLVED, Duration.ofMinutes(5)), true);
        take(exception("x2", ExceptionStatus.RESOLVED, Duration.ofHours(30)), true);

        assertThat(open("under_1h")).isZero();
        assertThat(open("1d_to_7d")).isZero();
        assertThat(figure("tieout_exceptions_opened_total{policy=\"card-capture\",reason=\"AMOUNT_MISMATCH\","
                        + "severity=\"HIGH\"}"))
                .as("the second was open before this process looked")
                .isEqualTo(1);
    }

    @Test
    void whatAnotherInstanceReadsNowIsItsOwnToSay() {
        var exception = exception("x1", ExceptionStatus.OPEN, Duration.ofMinutes(5));
        take(exception, true);

        tally.forget(partition(Contract.EXCEPTION));

        assertThat(open("under_1h")).isZero();
    }

    @Test
    void coverageIsHeldAgainstTheClock() {
        take(Contract.COVERAGE, "stripe/acct_1", coverage(NOW.minusSeconds(90), 100), false);
        take(Contract.COVERAGE, "stripe/acct_1", coverage(NOW.minusSeconds(40), 130), true);

        assertThat(figure("tieout_coverage_lag_seconds{account=\"acct_1\",source=\"stripe\"}"))
                .isEqualTo(40);
        assertThat(figure("tieout_source_stale{account=\"acct_1\",source=\"stripe\"}"))
                .isZero();
        assertThat(figure("tieout_entries_total{source=\"stripe\"}"))
                .as("since this process looks")
                .isEqualTo(30);
    }

    @Test
    void differencesNeverMakeUpForEachOther() {
        take(Contract.COVERAGE, "stripe/acct_1#0", totals(0, 10, 10, 0), true);
        assertThat(difference("entries")).isZero();

        take(Contract.COVERAGE, "stripe/acct_1#0", totals(0, 10, 9, 1), true);
        take(Contract.COVERAGE, "stripe/acct_1#1", totals(1, 4, 5, -1), true);

        assertThat(difference("entries")).isEqualTo(2);
        assertThat(difference("minor")).isEqualTo(200);
        assertThat(figure("tieout_entries_held{policy=\"card-capture\",source=\"stripe\",state=\"matched\"}"))
                .isEqualTo(14);
    }

    @Test
    void namesThatNobodyKnowsAreOther() {
        var late = LateArrival.newBuilder()
                .setEntryId("stripe/acct_1/charge/ch_1")
                .setPolicy("of-last-year")
                .setPolicyVersion(1)
                .setCorrelationId("pi_1")
                .setSide("provider")
                .setKind(LateKind.LATE_STATED)
                .setStatedAt(NOW)
                .setLateByMs(1)
                .build();
        take(Contract.LATE_ARRIVAL, "stripe/acct_1/charge/ch_1", late, true);
        var headers = new RecordHeaders();
        headers.add("tieout-topic", "stripe.event".getBytes(UTF_8));
        tally.take(new Outcome(new TopicPartition("recon.dead-letter.v1", 0), "acct_1", null, headers, NOW, true));

        assertThat(figure("tieout_late_arrivals_total{kind=\"LATE_STATED\",policy=\"other\"}"))
                .isEqualTo(1);
        assertThat(figure("tieout_dead_letters_total{topic=\"stripe.event\"}")).isEqualTo(1);
        assertThat(meters.scrape()).doesNotContain("of-last-year", "ch_1", "pi_1");
    }

    private double open(String age) {
        return scraped(
                meters.scrape(),
                "tieout_exceptions_open{age=\"" + age
                        + "\",policy=\"card-capture\",reason=\"AMOUNT_MISMATCH\",severity=\"HIGH\"}");
    }

    private double difference(String measure) {
        return figure("tieout_conservation_difference{measure=\"" + measure
                + "\",policy=\"card-capture\",source=\"stripe\"}");
    }

    private double figure(String series) {
        return scraped(meters.scrape(), series);
    }

    static double scraped(String text, String series) {
        return text.lines()
                .filter(line -> line.startsWith(series + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(series.length() + 1)))
                .findFirst()
                .orElseThrow(() -> new AssertionError("There is no " + series + " in\n" + text));
    }

    private static Match match(int version, MatchStatus status) {
        return Match.newBuilder()
                .setMatchId("card-capture|pi_1")
                .setVersion(version)
                .setStatus(status)
                .setPolicy("card-capture")
                .setPolicyVersion(1)
                .setCorrelationId("pi_1")
                .setTiming(Timing.ON_TIME)
                .setAmount(new Money(100L, "EUR"))
                .setVarianceMinor(0)
                .setSides(List.of())
                .setEntryCount(2)
                .setMatchedAt(NOW.minusSeconds(20))
                .build();
    }

    private static ReconciliationException exception(String id, ExceptionStatus status, Duration age) {
        return ReconciliationException.newBuilder()
                .setExceptionId(id)
                .setVersion(1)
                .setStatus(status)
                .setCategory(Category.DATA_INTEGRITY)
                .setReason("AMOUNT_MISMATCH")
                .setSeverity(Severity.HIGH)
                .setPolicy("card-capture")
                .setDetail("They differ.")
                .setOpenedAt(NOW.minus(age))
                .build();
    }

    private static CoverageReport coverage(Instant to, long read) {
        return CoverageReport.newBuilder()
                .setSource("stripe")
                .setAccount("acct_1")
                .setCoveredTo(to)
                .setEntriesRead(read)
                .build();
    }

    private static CoverageReport totals(int partition, long sent, long matched, long difference) {
        var total = new ControlTotal();
        total.getSchema().getFields().stream()
                .filter(field -> field.schema().getType() == org.apache.avro.Schema.Type.LONG)
                .forEach(field -> total.put(field.pos(), 0L));
        total.setPolicy("card-capture");
        total.setCurrency("EUR");
        total.setSentCount(sent);
        total.setMatchedCount(matched);
        total.setDifferenceCount(difference);
        total.setDifferenceMinor(difference * 100);
        return CoverageReport.newBuilder()
                .setSource("stripe")
                .setAccount("acct_1")
                .setPartition(partition)
                .setControlTotals(List.of(total))
                .build();
    }

    private void take(Match match, boolean live) {
        take(Contract.MATCH, match.getMatchId(), match, live);
    }

    private void take(ReconciliationException exception, boolean live) {
        take(Contract.EXCEPTION, exception.getExceptionId(), exception, live);
    }

    private void take(Contract contract, String key, SpecificRecord value, boolean live) {
        tally.take(
                new Outcome(partition(contract), key, generic(value), new RecordHeaders(), NOW.minusSeconds(2), live));
    }

    private static TopicPartition partition(Contract contract) {
        return new TopicPartition(contract.topic(), 0);
    }

    /** As a reader sees it who knows the schema alone. */
    private static GenericRecord generic(SpecificRecord value) {
        try {
            var bytes = new ByteArrayOutputStream();
            var encoder = EncoderFactory.get().binaryEncoder(bytes, null);
            new SpecificDatumWriter<SpecificRecord>(value.getSchema()).write(value, encoder);
            encoder.flush();
            return new GenericDatumReader<GenericRecord>(value.getSchema())
                    .read(null, DecoderFactory.get().binaryDecoder(bytes.toByteArray(), null));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
