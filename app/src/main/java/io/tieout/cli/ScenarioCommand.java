package io.tieout.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.tieout.policy.PolicyException;
import io.tieout.scenario.ScenarioFailure;
import io.tieout.scenario.ScenarioFault;
import io.tieout.scenario.ScenarioFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Runs scenarios. */
@Command(
        name = "scenario",
        description = "Runs scenarios: what is stated and heard, and what must come of it, and nothing else.",
        footer = {
            "",
            "Exits with 1 when something else comes than a scenario expects, and with 2 when one is not understood.",
            "topology-docs/scenarios.md shows how they are written.",
            "",
            "Example:",
            "  app/bin/tieout scenario app/src/main/resources/scenarios/late-entry.txt"
        })
final class ScenarioCommand implements Callable<Integer> {

    private final Surroundings surroundings;

    @Mixin
    final HelpOption help = new HelpOption();

    @Mixin
    final TraceOption trace = new TraceOption();

    @Parameters(paramLabel = "FILE", arity = "1..*", description = "Scenario files.")
    private List<Path> files = List.of();

    @Option(names = "--json", description = "Prints JSON.")
    private boolean json;

    ScenarioCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        int failed = 0;
        int faulty = 0;
        var results = JsonNodeFactory.instance.arrayNode();
        for (Path file : files) {
            String title = "";
            String problem = null;
            try {
                ScenarioFile scenario = ScenarioFile.read(file);
                title = scenario.title();
                scenario.run();
            } catch (ScenarioFailure e) {
                failed++;
                problem = e.getMessage();
            } catch (ScenarioFault | PolicyException e) {
                faulty++;
                problem = e.getMessage();
            }
            if (json) {
                results.addObject()
                        .put("file", file.toString())
                        .put("scenario", title)
                        .put("problem", problem);
            } else {
                tell(title, problem);
            }
        }
        if (json) {
            surroundings.out().println(results);
        } else {
            surroundings
                    .out()
                    .printf(Locale.ROOT, "%d of %d scenarios hold%n", files.size() - failed - faulty, files.size());
        }
        return faulty > 0 ? ExitCode.USAGE : failed > 0 ? ExitCode.FINDING : ExitCode.OK;
    }

    private void tell(String title, @Nullable String problem) {
        if (problem == null) {
            surroundings.out().println("holds: " + title);
        } else {
            surroundings.out().println("FAILS  " + problem);
        }
    }
}
