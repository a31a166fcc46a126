package io.tieout.connect.poll;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class BackoffTest {

    @Test
    void waitsDoubleUpToTheLongest() {
        var backoff = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(10));
        assertThat(List.of(1, 2, 3, 4, 5, 6, 1000))
                .extracting(backoff::after)
                .extracting(Duration::toSeconds)
                .containsExactly(1L, 2L, 4L, 8L, 10L, 10L, 10L);
    }
}
