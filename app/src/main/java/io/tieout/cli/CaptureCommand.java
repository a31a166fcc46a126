package io.tieout.cli;

import io.tieout.connect.odoo.CaptureState;
import io.tieout.connect.odoo.OdooCapture;
import io.tieout.connect.odoo.OdooCaptureException;
import io.tieout.connect.odoo.StoredPosition;
import io.tieout.parts.MetricsPart;
import io.tieout.parts.OdooPart;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Runs the capture of an Odoo database alone. */
@Command(
        name = "capture",
        description = "Captures an Odoo database into an existing Kafka, until Ctrl-C.",
        footer = {
            "",
            "A second one for the same database stands by and takes over. Needs kafka.bootstrap.servers and",
            "odoo.database.*; `tieout doctor` says what the database lacks.",
            "",
            "Example:",
            "  app/bin/tieout capture --config tieout.properties"
        })
final class CaptureCommand implements Callable<Integer> {

    /** How often the state is looked at, to be told. */
    private static final Duration LOOK = Duration.ofSeconds(1);

    private final Surroundings surroundings;

    @Mixin
    final HelpOption help = new HelpOption();

    @Mixin
    final SettingsOptions options;

    @Option(
            names = "--snapshot",
            description = "Reads all rows anew first: after the slot was lost, or when tables or columns were added. No"
                    + " other capture of the database may run.")
    private boolean snapshot;

    CaptureCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
        this.options = new SettingsOptions(surroundings);
    }

    @Override
    public Integer call() {
        var settings = RunningStack.addressesFor(options.settings());
        KafkaAddress.of(settings).mustAnswer();
        LogFiles.write(settings);
        var captureSettings = OdooPart.captureSettings(settings);
        if (snapshot) {
            StoredPosition.forget(captureSettings);
        }
        try (var stop = StopSignal.listen();
                var parts = new StartedParts(surroundings.err(), stop)) {
            var metrics = parts.start("metrics", () -> MetricsPart.start(settings, surroundings.clock()));
            surroundings.out().println("metrics at " + metrics.url());
            var capture = parts.start("capture of " + captureSettings.database().location(), () -> {
                var started = new OdooCapture(captureSettings);
                started.start();
                return started;
            });
            metrics.watch(() -> Optional.of(capture));
            tellUntilEnd(capture, stop);
        }
        return ExitCode.OK;
    }

    private void tellUntilEnd(OdooCapture capture, StopSignal stop) {
        var told = "";
        while (!stop.await(LOOK)) {
            var state = capture.state();
            if (!told.equals(state.toString())) {
                told = state.toString();
                surroundings.err().println(told);
            }
            if (state.phase() == CaptureState.Phase.FAILED) {
                throw new OdooCaptureException(state.detail());
            }
        }
    }
}
