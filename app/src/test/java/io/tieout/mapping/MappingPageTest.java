package io.tieout.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import io.tieout.GoldenFile;
import org.junit.jupiter.api.Test;

final class MappingPageTest {

    @Test
    void thePageIsWhatTheReaderAsksFor() {
        GoldenFile.in("topology-docs/mappings.md").mustBe(MappingPage.markdown());
    }

    @Test
    void everyKeyThatTheReaderAsksForHasAMeaningAndNoOther() {
        assertThat(MappingPage.MEANINGS.keySet())
                .containsExactlyInAnyOrderElementsOf(MappingPage.asked().keySet());
    }
}
