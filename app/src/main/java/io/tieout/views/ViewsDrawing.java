package io.tieout.views;

import io.tieout.config.Settings;
import io.tieout.connect.registry.RegistryClient;
import io.tieout.connect.registry.RegistryConfig;
import io.tieout.topology.TopologyDrawing;
import io.tieout.wire.ContractSerdes;
import org.apache.kafka.streams.StreamsConfig;

/** The flow of the views, as text and as a picture. Reaches for nothing over the network. */
public final class ViewsDrawing {

    private ViewsDrawing() {}

    /** Draws the flow that these settings make. */
    public static TopologyDrawing of(Settings settings) {
        try (var registry = new RegistryClient(RegistryConfig.at("http://nowhere.invalid"))) {
            var config = ViewsApplication.properties(settings, "nowhere.invalid:1");
            // Never asked: nothing is started.
            config.putIfAbsent(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "nowhere.invalid:9092");
            return TopologyDrawing.of(ViewsTopology.build(
                            new StreamsConfig(config), ContractSerdes.ours(registry), settings.matchingPartitions())
                    .describe());
        }
    }
}
