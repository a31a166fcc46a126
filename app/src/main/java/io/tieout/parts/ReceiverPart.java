package io.tieout.parts;

import io.tieout.config.Settings;
import io.tieout.config.SettingsDefinition;
import io.tieout.connect.webhook.KafkaRawSink;
import io.tieout.connect.webhook.RawSink;
import io.tieout.connect.webhook.Route;
import io.tieout.connect.webhook.WebhookOptions;
import io.tieout.connect.webhook.WebhookReceiver;
import java.time.InstantSource;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The webhook receiver and what it writes through. */
public final class ReceiverPart implements AutoCloseable {

    private final WebhookReceiver receiver;
    private final KafkaRawSink sink;
    private final List<Route> routes;

    private ReceiverPart(WebhookReceiver receiver, KafkaRawSink sink, List<Route> routes) {
        this.receiver = receiver;
        this.sink = sink;
        this.routes = routes;
    }

    /** Whether the settings hold what receiving needs: an account and its signing secret, of one provider or more. */
    public static boolean isConfigured(Settings settings) {
        return WebhookProvider.ALL.stream().anyMatch(provider -> provider.isConfigured(settings))
                || MappedRoutes.isConfigured(settings);
    }

    /** Listens from now on, and tells the metrics what comes. */
    public static ReceiverPart start(Settings settings, InstantSource clock, MetricsPart metrics) {
        var part = start(settings, clock, metrics::timed);
        metrics.watch(part.receiver, part.sink);
        return part;
    }

    /** Listens from now on. */
    public static ReceiverPart start(Settings settings, InstantSource clock) {
        return start(settings, clock, sink -> sink);
    }

    private static ReceiverPart start(Settings settings, InstantSource clock, UnaryOperator<RawSink> around) {
        var routes = Stream.concat(
                        WebhookProvider.ALL.stream()
                                .filter(provider -> provider.isConfigured(settings))
                                .map(provider -> provider.route(settings, clock)),
                        MappedRoutes.of(settings).stream())
                .toList();
        if (routes.isEmpty()) {
            throw new PartException(
                    "No provider can be received: set the account and the signing secrets of one or more, "
                            + WebhookProvider.ALL.stream()
                                    .map(provider -> provider.accountSetting() + " and " + provider.secretSetting())
                                    .collect(Collectors.joining(", or "))
                            + ", or " + SettingsDefinition.MAPPED_ACCOUNTS + " and "
                            + SettingsDefinition.MAPPED_WEBHOOK_SECRETS
                            + ". Without the secret no webhook could be told from a forged one.");
        }
        var sink = KafkaRawSink.connect(
                settings.producerProperties(),
                routes.stream().map(Route::topic).distinct().toList());
        boolean started = false;
        try {
            var receiver = WebhookReceiver.start(
                    WebhookOptions.at(settings.receiverHost(), settings.receiverPort()), routes, around.apply(sink));
            started = true;
            return new ReceiverPart(receiver, sink, routes);
        } finally {
            if (!started) {
                sink.close();
            }
        }
    }

    /** The addresses that take webhooks, one an account. */
    public List<String> urls() {
        return routes.stream().map(route -> receiver.url() + route.path()).toList();
    }

    public int port() {
        return receiver.port();
    }

    /** Takes nothing new, and writes what was accepted. */
    @Override
    public void close() {
        receiver.close();
        sink.close();
    }
}
