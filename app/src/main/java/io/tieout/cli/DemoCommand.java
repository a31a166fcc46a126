package io.tieout.cli;

import io.tieout.demo.Demo;
import io.tieout.demo.Fault;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Tries the whole product on a simulated week of a web shop. */
@Command(
        name = "demo",
        description = "Plays a week of a web shop with planted trouble against a fresh local stack, and judges from the"
                + " outcome topics what was found.",
        footer = {
            "",
            "Odoo's database, Stripe's webhooks and Stripe's list of events are simulated on a clock of their own;",
            "Kafka, the capture, the receiver, the poller and the matching are the product as it ships. Exit code 0",
            "means: nothing missed, nothing invented, every minor unit accounted for.",
            "",
            "Example:",
            "  app/bin/tieout demo --orders 500 --seed 11"
        })
final class DemoCommand implements Callable<Integer> {

    private static final int MOST_ORDERS = 200_000;

    private final Surroundings surroundings;

    @Mixin
    final HelpOption help = new HelpOption();

    @Mixin
    final SettingsOptions options;

    @Option(names = "--orders", paramLabel = "N", description = "Orders of the week. Default: ${DEFAULT-VALUE}.")
    private int orders = 2000;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "The same seed and number of orders plant the same week. Default: ${DEFAULT-VALUE}.")
    private long seed = 7;

    @Option(names = "--json", paramLabel = "FILE", description = "Writes the verdict as JSON, with every finding.")
    private @Nullable Path jsonFile;

    @Option(names = "--keep", description = "Leaves everything running until Ctrl-C, to look around in.")
    private boolean keep;

    @Option(
            names = "--fault",
            paramLabel = "FAULT",
            converter = FaultName.class,
            description =
                    "Puts a fault into the product, to show that the trial finds it: tolerance (amounts may differ"
                            + " by one minor unit) or coverage (Stripe is declared covered too early). Default: none.")
    private Fault fault = Fault.NONE;

    DemoCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
        this.options = new SettingsOptions(surroundings);
    }

    // From Java 22 on a console may be no terminal; the progress then rewrites its line in a file, which does no harm.
    @SuppressWarnings("SystemConsoleNull")
    @Override
    public Integer call() {
        if (orders < 1 || orders > MOST_ORDERS) {
            throw new UsageError("--orders takes a number from 1 to " + MOST_ORDERS + ".");
        }
        Path log = LogFiles.write(options.settings());
        boolean terminal = System.console() != null;
        try (var stop = StopSignal.listen();
                var demo = Demo.start(
                        new Demo.Options(orders, seed, fault, terminal, stop::isAsked), surroundings.err())) {
            var report = demo.play();
            report.print(surroundings.out());
            if (jsonFile != null) {
                JsonFile.write(jsonFile, "The verdict", report.json());
            }
            surroundings.err().println("Log: " + log);
            if (keep) {
                demo.answerQuestions();
                demo.writeTables();
                try (var parts = new StartedParts(surroundings.err(), stop)) {
                    parts.start(
                            "the record of addresses",
                            () -> RunningStack.write(demo.dataDirectory(), demo.addresses()));
                    sayWhereThingsAre(demo);
                    stop.await();
                }
            }
            return report.tiedOut() ? ExitCode.OK : ExitCode.FINDING;
        }
    }

    private void sayWhereThingsAre(Demo demo) {
        var lines = demo.parts().stream()
                .map(part -> new StartedParts.Line(part.name(), part.address(), part.startedIn(), OptionalLong.empty()))
                .toList();
        surroundings.out().println(new EndpointTable(lines).text());
        surroundings.out().printf("""
                        Look around in another terminal:
                          export TIEOUT_DATA_DIR=%s
                          app/bin/tieout exceptions
                          app/bin/tieout explain REFERENCE
                        topology-docs/first-hour.md goes on from here.
                        The topics hold %d orders more than the verdict knew, from the measurement after it.
                        Ctrl-C stops everything and deletes it.
                        """, demo.dataDirectory(), Demo.PROBES);
    }

    /** The names of faults as they are typed. */
    static final class FaultName implements ITypeConverter<Fault> {

        @Override
        public Fault convert(String name) {
            return Arrays.stream(Fault.values())
                    .filter(known -> known.name().toLowerCase(Locale.ROOT).equals(name))
                    .findFirst()
                    .orElseThrow(
                            () -> new TypeConversionException("'" + name + "' is not none, tolerance or coverage"));
        }
    }
}
