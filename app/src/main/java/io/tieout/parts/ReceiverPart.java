package io.tieout.parts;

import io.tieout.config.Settings;
import io.tieout.connect.RawTopics;
import io.tieout.connect.stripe.StripeWebhooks;
import io.tieout.connect.webhook.KafkaRawSink;
import io.tieout.connect.webhook.RawSink;
import io.tieout.connect.webhook.Route;
import io.tieout.connect.webhook.WebhookOptions;
import io.tieout.connect.webhook.WebhookReceiver;
import java.time.InstantSource;
import java.util.List;
import java.util.function.UnaryOperator;
import org.apache.kafka.common.config.types.Password;

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

    /** Whether the settings hold what receiving needs: an account and a signing secret. */
    public static boolean isConfigured(Settings settings) {
        return settings.stripeAccount().isPresent()
                && !settings.stripeWebhookSecrets().isEmpty();
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
        var secrets =
                settings.stripeWebhookSecrets().stream().map(Password::value).toList();
        var account = settings.stripeAccount()
                .orElseThrow(
                        () -> new PartException("stripe.account is not set: webhooks of which account are these?"));
        if (secrets.isEmpty()) {
            throw new PartException("stripe.webhook.secrets is not set: no webhook could be told from a forged one."
                    + " Copy the signing secret of the endpoint from Stripe's dashboard.");
        }
        var routes = List.of(StripeWebhooks.route(account, secrets, clock));
        var sink = KafkaRawSink.connect(settings.producerProperties(), List.of(RawTopics.STRIPE_EVENT));
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
