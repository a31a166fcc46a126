package io.tieout.topology;

import io.tieout.GoldenFile;
import io.tieout.config.Settings;
import io.tieout.matching.ReasonsPage;
import io.tieout.policy.PolicyFiles;
import io.tieout.views.ViewsDrawing;
import org.junit.jupiter.api.Test;

/** The committed pages about shape are what the program says of itself. */
final class GeneratedPagesTest {

    @Test
    void theTopologyIsTheCommittedOne() {
        var drawing = TopologyDrawing.of(Settings.defaults(), PolicyFiles.builtIn());
        GoldenFile.in("topology-docs/topology.txt").mustBe(drawing.text());
    }

    @Test
    void itsDrawingIsTheCommittedOne() {
        var drawing = TopologyDrawing.of(Settings.defaults(), PolicyFiles.builtIn());
        GoldenFile.in("topology-docs/topology.mmd").mustBe(drawing.mermaid());
    }

    @Test
    void theTopologyOfTheViewsIsTheCommittedOne() {
        GoldenFile.in("topology-docs/topology-views.txt")
                .mustBe(ViewsDrawing.of(Settings.defaults()).text());
    }

    @Test
    void itsDrawingIsTheCommittedOneToo() {
        GoldenFile.in("topology-docs/topology-views.mmd")
                .mustBe(ViewsDrawing.of(Settings.defaults()).mermaid());
    }

    @Test
    void theTopicsAreTheCommittedOnes() {
        GoldenFile.in("topology-docs/topics.md").mustBe(TopicsPage.markdown());
    }

    @Test
    void theReasonsAreTheCommittedOnes() {
        GoldenFile.in("topology-docs/reasons.md").mustBe(ReasonsPage.markdown());
    }
}
