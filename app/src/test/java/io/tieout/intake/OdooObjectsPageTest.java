package io.tieout.intake;

import io.tieout.GoldenFile;
import org.junit.jupiter.api.Test;

final class OdooObjectsPageTest {

    @Test
    void thePageSaysWhatTheMappingsSay() {
        GoldenFile.in("topology-docs/odoo-objects.md").mustBe(OdooObjectsPage.markdown());
    }
}
