package io.tieout.views;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Whether an answer may lack what was committed too long ago; times in seconds. */
class FreshnessTest {

    private final Freshness freshness = new Freshness(Duration.ofSeconds(2));

    @Test
    void beforeTheFirstLookNothingIsKnown() {
        assertThat(freshness.at(seconds(1)).stale()).isTrue();
        assertThat(freshness.at(seconds(1)).lag()).isEqualTo(-1);
    }

    @Test
    void nothingWaitsAtOneLookAfterTheOther() {
        for (int second = 1; second < 10; second++) {
            look(second, 0, 0);

            assertThat(freshness.at(seconds(second + 1)).stale()).isFalse();
            assertThat(freshness.at(seconds(second + 1)).waited()).isZero();
        }
    }

    @Test
    void whatWaitsGrowsOlder() {
        look(10, 5, 1);

        assertThat(freshness.at(seconds(11)).stale()).isFalse();
        assertThat(freshness.at(seconds(12)).stale()).isTrue();
        assertThat(freshness.at(seconds(12)).waited()).isEqualTo(Duration.ofSeconds(3));
    }

    /** As of a process that was frozen: what it saw last says nothing of what was committed since. */
    @Test
    void aLookThatIsTooLongAgoSaysNothingOfWhatCameSince() {
        look(10, 0, 0);

        assertThat(freshness.at(seconds(12)).stale()).isFalse();
        assertThat(freshness.at(seconds(13)).stale()).isTrue();
    }

    /** Whoever was away for long may have lost its part to another, which is up to date in its place. */
    @Test
    void afterAGapOneLookIsNotEnough() {
        look(10, 0, 0);
        look(60, 0, 0);
        assertThat(freshness.at(seconds(60)).stale()).isTrue();

        look(61, 0, 0);
        assertThat(freshness.at(seconds(61)).stale()).isTrue();

        look(62, 0, 0);
        assertThat(freshness.at(seconds(62)).stale()).isFalse();
    }

    @Test
    void brokersThatAreSilentLeaveItUnknownHoweverPatientOneIs() {
        var patient = new Freshness(Duration.ofHours(1));
        patient.looked(new Progress(Map.of(), 0, Duration.ZERO, false), seconds(10));

        assertThat(patient.at(seconds(15)).stale()).isFalse();
        assertThat(patient.at(seconds(16)).stale()).isTrue();
    }

    private void look(int second, long lag, int waited) {
        freshness.looked(
                new Progress(Map.of("recon.match.v1", List.of(7L)), lag, Duration.ofSeconds(waited), false),
                seconds(second));
    }

    private static long seconds(long seconds) {
        return Duration.ofSeconds(seconds).toNanos();
    }
}
