package io.tieout.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.tieout.parts.ApplicationPart;
import io.tieout.topology.TopologyDrawing;
import io.tieout.views.ViewsDrawing;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows the flow. */
@Command(
        name = "topology",
        description = "Shows the flow that would run: sources, operators, stores and topics. Starts nothing.",
        footer = {
            "",
            "Matching is one flow; the views, from which questions are answered, are another one behind it.",
            "",
            "Example:",
            "  app/bin/tieout topology --mermaid"
        })
final class TopologyCommand implements Callable<Integer> {

    private final Surroundings surroundings;

    @Mixin
    final HelpOption help = new HelpOption();

    @Mixin
    final SettingsOptions options;

    @Option(names = "--mermaid", description = "Draws it for Mermaid instead of describing it in words.")
    private boolean mermaid;

    @Option(names = "--views", description = "Shows the flow of the views instead of that of matching.")
    private boolean views;

    @Option(names = "--json", description = "Prints JSON that holds both.")
    private boolean json;

    TopologyCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
        this.options = new SettingsOptions(surroundings);
    }

    @Override
    public Integer call() {
        var settings = options.settings();
        var drawing =
                views ? ViewsDrawing.of(settings) : TopologyDrawing.of(settings, ApplicationPart.policies(settings));
        if (json) {
            surroundings
                    .out()
                    .println(JsonNodeFactory.instance
                            .objectNode()
                            .put("text", drawing.text())
                            .put("mermaid", drawing.mermaid()));
        } else {
            surroundings.out().print(mermaid ? drawing.mermaid() : drawing.text());
        }
        return ExitCode.OK;
    }
}
