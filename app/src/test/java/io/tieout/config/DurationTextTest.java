package io.tieout.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationTextTest {

    @ParameterizedTest
    @CsvSource({"100ms, PT0.1S", "5s, PT5S", "15m, PT15M", "2h, PT2H", "1d, PT24H", "0s, PT0S", "' 5s ', PT5S"})
    void readsANumberAndAUnit(String text, Duration duration) {
        assertThat(DurationText.parse(text)).contains(duration);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "5", "s", "-5s", "1.5s", "5 minutes", "5 s", "5S", "PT5S", "999999999999999d"})
    void readsNothingElse(String text) {
        assertThat(DurationText.parse(text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0ms", "1ms", "100ms", "90s", "15m", "36h", "30d"})
    void writesTheShortestTextThatReadsBack(String text) {
        var duration = DurationText.parse(text).orElseThrow();

        assertThat(DurationText.of(duration)).isEqualTo(text);
    }

    @Test
    void writesTheLargestUnitThatFits() {
        assertThat(DurationText.of(Duration.ofHours(2))).isEqualTo("2h");
    }
}
