package io.tieout.cli;

import io.tieout.parts.MetricsPart;
import io.tieout.parts.ReceiverPart;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Runs the webhook receiver alone. */
@Command(
        name = "receive",
        description = "Receives webhooks and writes them to an existing Kafka, until Ctrl-C.",
        footer = {
            "",
            "It keeps no state: run as many as you like behind a load balancer. GET /health says whether it can",
            "write. Needs kafka.bootstrap.servers, receiver.port, and account and secret of each provider:",
            "stripe.account and stripe.webhook.secrets, adyen.account and adyen.webhook.keys,",
            "shopify.account and shopify.webhook.secrets,",
            "paypal.account and paypal.webhook.id.",
            "",
            "Example:",
            "  app/bin/tieout receive --config tieout.properties --set receiver.port=8090"
        })
final class ReceiveCommand implements Callable<Integer> {

    private final Surroundings surroundings;

    @Mixin
    final HelpOption help = new HelpOption();

    @Mixin
    final SettingsOptions options;

    ReceiveCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
        this.options = new SettingsOptions(surroundings);
    }

    @Override
    public Integer call() {
        var settings = RunningStack.addressesFor(options.settings());
        KafkaAddress.of(settings).mustAnswer();
        LogFiles.write(settings);
        try (var stop = StopSignal.listen();
                var parts = new StartedParts(surroundings.err(), stop)) {
            var metrics = parts.start("metrics", () -> MetricsPart.start(settings, surroundings.clock()));
            surroundings.out().println("metrics at " + metrics.url());
            var receiver =
                    parts.start("webhook receiver", () -> ReceiverPart.start(settings, surroundings.clock(), metrics));
            receiver.urls().forEach(url -> surroundings.out().println("receiving at " + url));
            stop.await();
        }
        return ExitCode.OK;
    }
}
