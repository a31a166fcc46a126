package io.tieout.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.tieout.GoldenFile;
import org.junit.jupiter.api.Test;

final class GrammarPageTest {

    @Test
    void thePageIsWhatTheReaderAsksFor() {
        GoldenFile.in("topology-docs/policies.md").mustBe(GrammarPage.markdown());
    }

    @Test
    void noMeaningIsGivenToAKeyThatTheReaderDoesNotAskFor() {
        String page = GrammarPage.markdown();

        assertThat(GrammarPage.MEANINGS.keySet())
                .allSatisfy(key -> assertThat(page).contains("| `" + key + "` |"));
    }
}
