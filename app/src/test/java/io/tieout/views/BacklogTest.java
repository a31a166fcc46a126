package io.tieout.views;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** For how long committed records have waited. */
class BacklogTest {

    private final Backlog backlog = new Backlog();

    @Test
    void underLoadNothingWaitsLong() {
        for (int second = 0; second < 10_000; second++) {
            look(second, second * 100L, second * 100L + 50);
        }

        assertThat(waited(10_000)).isLessThanOrEqualTo(2);
    }

    @Test
    void theOldestCountsFromTheLookBeforeItWasSeen() {
        look(1, 10, 10);
        look(2, 10, 15);
        look(3, 10, 20);
        assertThat(waited(5)).isEqualTo(4);

        look(6, 15, 20);
        assertThat(waited(6)).as("15 came after the look at 2").isEqualTo(4);

        look(7, 20, 20);
        assertThat(waited(9)).isZero();
    }

    @Test
    void whatWasThereBeforeAnybodyLookedHasWaitedForEver() {
        look(1, 0, 10);
        assertThat(waited(1)).isGreaterThan(Duration.ofDays(365).toSeconds());

        look(2, 9, 12);
        assertThat(waited(2)).isGreaterThan(Duration.ofDays(365).toSeconds());

        look(3, 10, 12);
        assertThat(waited(3)).isEqualTo(2);
    }

    @Test
    void whoIsStuckForLongIsNeverSaidToBeNewerThanHeIs() {
        look(0, 0, 0);
        for (int second = 1; second < 5_000; second++) {
            look(second, 0, second);
        }
        assertThat(waited(5_000)).isEqualTo(5_000);

        look(5_000, 2_500, 5_000);
        assertThat(waited(5_000)).isGreaterThanOrEqualTo(2_500);
    }

    private void look(long second, long takenUp, long end) {
        backlog.look(Duration.ofSeconds(second).toNanos(), takenUp, end);
    }

    private long waited(long second) {
        return Duration.ofNanos(backlog.waitedNanos(Duration.ofSeconds(second).toNanos()))
                .toSeconds();
    }
}
