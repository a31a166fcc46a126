package io.tieout.config;

import io.tieout.GoldenFile;
import org.junit.jupiter.api.Test;

class SettingsPageTest {

    @Test
    void thePageDocumentsTheSettingsAsTheyAreDefined() {
        GoldenFile.in("topology-docs/settings.md").mustBe(SettingsPage.markdown());
    }
}
