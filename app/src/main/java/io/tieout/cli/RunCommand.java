package io.tieout.cli;

import io.tieout.parts.ApplicationPart;
import io.tieout.parts.Contracts;
import io.tieout.parts.MetricsPart;
import io.tieout.parts.QueryPart;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Runs the application alone. */
@Command(
        name = "run",
        description = "Runs only the application, on an existing Kafka and schema registry, until Ctrl-C.",
        footer = {
            "",
            "Topics and schemas that are missing are made first. Instances of one application.id share the work: give",
            "each its own application.instance.id and data.dir.",
            "",
            "Example:",
            "  app/bin/tieout run --config tieout.properties --set application.instance.id=2"
        })
final class RunCommand implements Callable<Integer> {

    private final Surroundings surroundings;

    @Mixin
    final HelpOption help = new HelpOption();

    @Mixin
    final SettingsOptions options;

    RunCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
        this.options = new SettingsOptions(surroundings);
    }

    @Override
    public Integer call() {
        var settings = options.settings();
        KafkaAddress.of(settings).mustAnswer();
        if (settings.schemaRegistryUrl().isEmpty()) {
            throw new UsageError("schema.registry.url is not set: where are the schemas of the outcomes kept?");
        }
        LogFiles.write(settings);
        Contracts.establish(settings);
        try (var stop = StopSignal.listen();
                var parts = new StartedParts(surroundings.err(), stop)) {
            var metrics = parts.start("metrics", () -> MetricsPart.start(settings, surroundings.clock()));
            surroundings.out().println("metrics at " + metrics.url());
            var application = parts.start(
                    "the application", () -> ApplicationPart.start(settings, surroundings.clock(), metrics));
            application.onFailure(stop::ask);
            surroundings.out().println("running " + application.describe());
            if (settings.queryEnabled()) {
                var query = parts.start("questions", () -> QueryPart.start(settings, surroundings.clock()));
                surroundings.out().println("questions at " + query.url());
            }
            stop.await();
        }
        return ExitCode.OK;
    }
}
