package io.tieout.parts;

import io.tieout.config.Settings;
import io.tieout.config.SettingsDefinition;
import io.tieout.connect.RawTopics;
import io.tieout.connect.paypal.PayPalTransactionSourceConnector;
import io.tieout.connect.poll.PollConfig;
import io.tieout.connect.poll.PollConnector;
import io.tieout.connect.shopify.ShopifyBalanceSourceConnector;
import io.tieout.connect.stripe.StripeEventSourceConnector;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.apache.kafka.common.config.types.Password;

/**
 * The connector that polls one account of a provider, as a Connect cluster is told about it. What it is told has the
 * names of the settings here.
 */
public enum Poller {
    STRIPE(
            "Stripe",
            StripeEventSourceConnector.class,
            RawTopics.STRIPE_EVENT,
            SettingsDefinition.STRIPE_ACCOUNT,
            SettingsDefinition.STRIPE_API_KEY),
    PAYPAL(
            "PayPal",
            PayPalTransactionSourceConnector.class,
            RawTopics.PAYPAL_EVENT,
            SettingsDefinition.PAYPAL_ACCOUNT,
            SettingsDefinition.PAYPAL_CLIENT_ID,
            SettingsDefinition.PAYPAL_CLIENT_SECRET),
    SHOPIFY(
            "Shopify",
            ShopifyBalanceSourceConnector.class,
            RawTopics.SHOPIFY_BALANCE,
            SettingsDefinition.SHOPIFY_ACCOUNT,
            SettingsDefinition.SHOPIFY_ACCESS_TOKEN);

    private static final String STRING = "org.apache.kafka.connect.storage.StringConverter";
    private static final String BYTES = "org.apache.kafka.connect.converters.ByteArrayConverter";

    private final String provider;
    private final Class<? extends PollConnector> connectorClass;
    private final String topic;
    private final String accountSetting;

    @SuppressWarnings("ImmutableEnumChecker") // Made by List.of.
    private final List<String> secrets;

    Poller(
            String provider,
            Class<? extends PollConnector> connectorClass,
            String topic,
            String accountSetting,
            String... secrets) {
        this.provider = provider;
        this.connectorClass = connectorClass;
        this.topic = topic;
        this.accountSetting = accountSetting;
        this.secrets = List.of(secrets);
    }

    /** The provider's name, for people. */
    public String provider() {
        return provider;
    }

    /** Its name in settings and in entry ids. */
    private String source() {
        return accountSetting.substring(0, accountSetting.indexOf('.'));
    }

    /** Name of the connector, here and in the file for clusters elsewhere. */
    public String connector() {
        return "tieout-" + source();
    }

    /** The file for clusters elsewhere. */
    public String file() {
        return "connect/config/sources/" + source() + ".json";
    }

    public Class<? extends PollConnector> connectorClass() {
        return connectorClass;
    }

    public String accountSetting() {
        return accountSetting;
    }

    /** The account that the settings name. */
    public Optional<String> account(Settings settings) {
        return settings.named(accountSetting);
    }

    /** The settings that hold what proves who asks. */
    public List<String> secretSettings() {
        return secrets;
    }

    /** Whether the settings hold any of its secrets: then it is to be run from here. */
    public boolean isAsked(Settings settings) {
        return secrets.stream().anyMatch(name -> settings.secretNamed(name).isPresent());
    }

    /**
     * The same as its file in connect/config/sources, with what the settings say filled in.
     *
     * @param reference what the worker replaces by the secret of a setting, such as
     *     {@code ${directory:/secrets:stripe.api.key}}
     */
    public Map<String, String> configuration(Settings settings, UnaryOperator<String> reference) {
        var configuration = new LinkedHashMap<String, String>();
        configuration.put("connector.class", connectorClass.getName());
        configuration.put("tasks.max", "1");
        configuration.put(PollConfig.TOPIC, topic);
        configuration.put(
                accountSetting,
                account(settings)
                        .orElseThrow(() -> new PartException(
                                accountSetting + " is not set: " + secrets.get(0) + " polls which account?")));
        secrets.forEach(name -> configuration.put(name, reference.apply(name)));
        configuration.putAll(settings.polling(source()));
        configuration.put("key.converter", STRING);
        configuration.put("value.converter", BYTES);
        configuration.put("header.converter", STRING);
        // What cannot be written stops the poller: skipping it would make its coverage a lie.
        configuration.put("errors.tolerance", "none");
        configuration.put("producer.override.acks", "all");
        configuration.put("producer.override.enable.idempotence", "true");
        configuration.put("producer.override.max.in.flight.requests.per.connection", "1");
        configuration.put("producer.override.max.request.size", String.valueOf(2 * 1024 * 1024));
        return configuration;
    }

    /** The secrets that the settings hold, by setting; all that it needs, or it is said which is lacking. */
    public Map<String, Password> secrets(Settings settings) {
        var held = new LinkedHashMap<String, Password>();
        for (var name : secrets) {
            held.put(
                    name,
                    settings.secretNamed(name)
                            .orElseThrow(() -> new PartException(name + " is not set: " + provider + " is polled with "
                                    + String.join(" and ", secrets) + ".")));
        }
        return held;
    }
}
