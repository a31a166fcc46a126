package io.tieout.topology;

import static io.tieout.topology.OdooLog.payment;
import static org.assertj.core.api.Assertions.assertThat;

import io.tieout.v1.ExceptionStatus;
import io.tieout.v1.LateArrival;
import io.tieout.v1.Match;
import io.tieout.v1.ReconciliationException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a source dates absurdly stops nothing and hides nothing. */
final class AbsurdTimesFlowTest {

    private final Flow flow = new Flow();
    private final OdooLog odoo = new OdooLog(flow);

    @AfterEach
    void close() {
        flow.close();
    }

    @ParameterizedTest
    @ValueSource(
            longs = {
                Long.MAX_VALUE,
                31_556_889_864_403_199L,
                9_300_000_000_000_000L,
                1_772_445_598_000L,
                -9_300_000_000_000_000L,
                Long.MIN_VALUE
            })
    void aTimeBeyondAllYearsIsAnExceptionAndStopsNothing(long seconds) {
        flow.stripe(event(seconds, seconds, "ch_1", "pi_1"));
        assertThat(open()).singleElement().satisfies(exception -> {
            assertThat(exception.getReason()).isEqualTo("BUSINESS_DATE_OUT_OF_RANGE");
            assertThat(exception.getEntries()).isNotNull();
        });

        long now = Instant.parse("2026-03-02T09:59:58Z").getEpochSecond();
        flow.stripe(event(now, seconds, "ch_2", "pi_2"));
        assertThat(open())
                .singleElement()
                .satisfies(exception -> assertThat(exception.getReason()).isEqualTo("BUSINESS_DATE_OUT_OF_RANGE"));

        odoo.commits("2026-03-02T10:00:05Z", payment(1, "done", "45.00", "pi_3", "2026-03-02T10:00:00Z"));
        flow.stripe(event(now, now, "ch_3", "pi_3"));
        assertThat(flow.said(Match.class)).hasSize(1);
        assertThat(flow.deadLetters()).isEmpty();
    }

    @Test
    void anEventThatIsDatedNextYearIsAnExceptionAndTheTrueOneIsNewer() {
        long nextYear = Instant.parse("2027-12-28T00:00:00Z").getEpochSecond();
        long now = Instant.parse("2026-03-02T09:59:58Z").getEpochSecond();

        flow.stripe(event(nextYear, nextYear, "ch_1", "pi_1"));
        flow.stripe(event(nextYear, nextYear, "ch_1", "pi_1"));
        assertThat(open()).singleElement().satisfies(exception -> {
            assertThat(exception.getReason()).isEqualTo("BUSINESS_DATE_OUT_OF_RANGE");
            assertThat(exception.getField()).isEqualTo("stated_at");
        });

        odoo.commits("2026-03-02T10:00:05Z", payment(1, "done", "45.00", "pi_1", "2026-03-02T10:00:00Z"));
        flow.stripe(event(now, now, "ch_1", "pi_1"));
        assertThat(flow.said(ReconciliationException.class))
                .singleElement()
                .satisfies(exception -> assertThat(exception.getStatus()).isEqualTo(ExceptionStatus.RESOLVED));
        assertThat(flow.all(Match.class, match -> true)).hasSize(1);
        assertThat(flow.all(LateArrival.class, late -> true)).isEmpty();
    }

    @Test
    void whatIsKnownStandsWhenAnEventOfNextYearSpeaksOfIt() {
        long nextYear = Instant.parse("2027-12-28T00:00:00Z").getEpochSecond();
        long now = Instant.parse("2026-03-02T09:59:58Z").getEpochSecond();

        flow.stripe(event(now, now, "ch_1", "pi_1"));
        flow.stripe(event(nextYear, now, "ch_1", "pi_1"));
        assertThat(open()).hasSize(1);
        odoo.commits("2026-03-02T10:00:05Z", payment(1, "done", "45.00", "pi_1", "2026-03-02T10:00:00Z"));
        assertThat(flow.said(Match.class)).hasSize(1);
    }

    @Test
    void anEventOfAnotherAccountIsNotTakenForOurs() {
        long now = Instant.parse("2026-03-02T09:59:58Z").getEpochSecond();
        flow.stripe(event(now, now, "ch_1", "pi_1").replace("\"type\"", "\"account\":\"acct_other\",\"type\""));

        assertThat(flow.deadLetters())
                .singleElement()
                .satisfies(letter -> assertThat(new String(
                                letter.headers().lastHeader("tieout-error").value(), StandardCharsets.UTF_8))
                        .contains("acct_other")
                        .contains("acct_1"));
        flow.stripe(event(now, now, "ch_1", "pi_1").replace("\"type\"", "\"account\":\"acct_1\",\"type\""));
        assertThat(flow.deadLetters()).isEmpty();
    }

    private List<ReconciliationException> open() {
        return flow.said(ReconciliationException.class).stream()
                .filter(exception -> exception.getStatus() == ExceptionStatus.OPEN)
                .toList();
    }

    private static String event(long stated, long created, String charge, String intent) {
        return """
                {"id":"evt_%s_%d","object":"event","type":"charge.succeeded","created":%d,"livemode":true,"data":{"object":
                {"id":"%s","object":"charge","amount":4500,"amount_captured":4500,"captured":true,"created":%d,"currency":"eur",
                "livemode":true,"payment_intent":"%s","status":"succeeded","refunded":false}}}
                """.formatted(charge, stated, stated, charge, created, intent);
    }
}
