package io.tieout.topology;

import io.tieout.config.Settings;
import io.tieout.connect.registry.RegistryClient;
import io.tieout.connect.registry.RegistryConfig;
import io.tieout.matching.Policy;
import io.tieout.wire.ContractSerdes;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TopologyDescription;
import org.apache.kafka.streams.TopologyDescription.Processor;
import org.apache.kafka.streams.TopologyDescription.Sink;
import org.apache.kafka.streams.TopologyDescription.Source;

/** A flow as text and as a picture, made from the very topology that runs. Reaches for nothing over the network. */
public final class TopologyDrawing {

    private static final Pattern STORES = Pattern.compile("\\(stores: \\[([^\\]]*)\\]\\)");

    private final TopologyDescription description;

    private TopologyDrawing(TopologyDescription description) {
        this.description = description;
    }

    /** Draws what Kafka describes. */
    public static TopologyDrawing of(TopologyDescription description) {
        return new TopologyDrawing(description);
    }

    /** Draws the flow of matching that these settings and policies make. */
    public static TopologyDrawing of(Settings settings, List<Policy> policies) {
        try (var registry = new RegistryClient(RegistryConfig.at("http://nowhere.invalid"))) {
            var plan = new Plan(
                    policies,
                    List.of(),
                    Application.intakes(),
                    ContractSerdes.ours(registry),
                    Application.expected(settings),
                    Set.of(),
                    settings.rawPartitions(),
                    settings.matchingPartitions(),
                    settings.staleAfter(),
                    () -> Instant.EPOCH);
            var config = Application.properties(settings);
            // Never asked: nothing is started.
            config.putIfAbsent(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "nowhere.invalid:9092");
            return of(ReconciliationTopology.build(plan, new StreamsConfig(config))
                    .describe());
        }
    }

    /** Kafka's own description. */
    public String text() {
        return STORES.matcher(description.toString().stripTrailing()).replaceAll(TopologyDrawing::inOrder) + "\n";
    }

    /** Kafka names the stores of an operator in an order that differs from run to run. */
    private static String inOrder(MatchResult stores) {
        return "(stores: ["
                + Arrays.stream(stores.group(1).split(", ", -1)).sorted().collect(Collectors.joining(", ")) + "])";
    }

    /** A flowchart in Mermaid: rounded boxes are topics, cylinders are stores, boxes are operators. */
    public String mermaid() {
        var drawing = new StringBuilder("flowchart LR\n");
        var topics = new TreeSet<String>();
        var edges = new TreeSet<String>();
        for (var part : description.subtopologies()) {
            drawing.append("  subgraph part").append(part.id()).append('\n');
            var stores = new TreeSet<String>();
            for (var node : new TreeSet<>(
                    part.nodes().stream().map(TopologyDescription.Node::name).toList())) {
                drawing.append("    ")
                        .append(id(node))
                        .append("[\"")
                        .append(node)
                        .append("\"]\n");
            }
            for (var node : part.nodes()) {
                node.successors().forEach(next -> edges.add(id(node.name()) + " --> " + id(next.name())));
                if (node instanceof Source source && source.topicSet() != null) {
                    source.topicSet().forEach(topic -> edges.add(topic(topics, topic) + " --> " + id(node.name())));
                }
                if (node instanceof Sink sink && sink.topic() != null) {
                    edges.add(id(node.name()) + " --> " + topic(topics, sink.topic()));
                }
                if (node instanceof Processor processor) {
                    processor.stores().forEach(store -> {
                        stores.add(store);
                        edges.add(id(node.name()) + " --- " + id("store " + store));
                    });
                }
            }
            stores.forEach(store -> drawing.append("    ")
                    .append(id("store " + store))
                    .append("[(\"")
                    .append(store)
                    .append("\")]\n"));
            drawing.append("  end\n");
        }
        topics.forEach(topic -> drawing.append("  ")
                .append(id("topic " + topic))
                .append("([\"")
                .append(topic)
                .append("\"])\n"));
        edges.forEach(edge -> drawing.append("  ").append(edge).append('\n'));
        return drawing.toString();
    }

    private static String topic(Set<String> topics, String topic) {
        topics.add(topic);
        return id("topic " + topic);
    }

    private static String id(String name) {
        return name.replaceAll("[^A-Za-z0-9]", "_");
    }
}
