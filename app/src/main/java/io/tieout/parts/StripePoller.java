package io.tieout.parts;

import io.tieout.config.DurationText;
import io.tieout.config.Settings;
import io.tieout.connect.RawTopics;
import io.tieout.connect.stripe.StripeEventSourceConnector;
import io.tieout.connect.stripe.StripePollerConfig;
import java.util.LinkedHashMap;
import java.util.Map;

/** The connector that polls one Stripe account, as a Connect cluster is told about it. */
public final class StripePoller {

    /** Name of the connector, here and in the file for clusters elsewhere. */
    public static final String CONNECTOR = "tieout-stripe";

    private static final String STRING = "org.apache.kafka.connect.storage.StringConverter";
    private static final String BYTES = "org.apache.kafka.connect.converters.ByteArrayConverter";

    private StripePoller() {}

    /**
     * The same as connect/config/sources/stripe.json, with what the settings say filled in.
     *
     * @param keyReference what the worker replaces by the key, such as {@code ${directory:/secrets:stripe.api.key}}
     */
    public static Map<String, String> configuration(Settings settings, String keyReference) {
        var configuration = new LinkedHashMap<String, String>();
        configuration.put("connector.class", StripeEventSourceConnector.class.getName());
        configuration.put("tasks.max", "1");
        configuration.put(StripePollerConfig.TOPIC, RawTopics.STRIPE_EVENT);
        configuration.put(StripePollerConfig.ACCOUNT, account(settings));
        configuration.put(StripePollerConfig.API_KEY, keyReference);
        configuration.put(StripePollerConfig.API_URL, settings.stripeApiUrl());
        configuration.put(StripePollerConfig.POLL_INTERVAL, DurationText.of(settings.stripePollInterval()));
        configuration.put(StripePollerConfig.POLL_SETTLE, DurationText.of(settings.stripePollSettle()));
        configuration.put(StripePollerConfig.POLL_OVERLAP, DurationText.of(settings.stripePollOverlap()));
        settings.stripePollFrom().ifPresent(from -> configuration.put(StripePollerConfig.POLL_FROM, from.toString()));
        configuration.put("key.converter", STRING);
        configuration.put("value.converter", BYTES);
        configuration.put("header.converter", STRING);
        // An event that cannot be written stops the poller: skipping it would make its coverage a lie.
        configuration.put("errors.tolerance", "none");
        configuration.put("producer.override.acks", "all");
        configuration.put("producer.override.enable.idempotence", "true");
        configuration.put("producer.override.max.in.flight.requests.per.connection", "1");
        configuration.put("producer.override.max.request.size", String.valueOf(2 * 1024 * 1024));
        return configuration;
    }

    private static String account(Settings settings) {
        return settings.stripeAccount()
                .orElseThrow(() -> new PartException("stripe.account is not set: stripe.api.key polls which account?"));
    }
}
