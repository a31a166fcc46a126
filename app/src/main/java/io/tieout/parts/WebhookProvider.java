package io.tieout.parts;

import io.tieout.config.Settings;
import io.tieout.config.SettingsDefinition;
import io.tieout.connect.adyen.AdyenWebhooks;
import io.tieout.connect.paypal.PayPalCertificates;
import io.tieout.connect.paypal.PayPalWebhooks;
import io.tieout.connect.shopify.ShopifyWebhooks;
import io.tieout.connect.stripe.StripeWebhooks;
import io.tieout.connect.webhook.Route;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;
import org.apache.kafka.common.config.types.Password;

/**
 * A provider whose webhooks can be received, as the settings name it.
 *
 * @param name first part of its path
 * @param account whose webhooks these are, where the settings say
 * @param isSigned whether the settings hold what tells its webhooks from forged ones
 * @param open its route; asked only where there are both
 * @param weakness what its signature leaves open as things are set, and what to do about it
 */
public record WebhookProvider(
        String name,
        String accountSetting,
        String secretSetting,
        Function<Settings, Optional<String>> account,
        Predicate<Settings> isSigned,
        BiFunction<Settings, InstantSource, Route> open,
        Function<Settings, Optional<String>> weakness) {

    /** Every provider, in the order in which people read them. */
    public static final List<WebhookProvider> ALL = List.of(
            new WebhookProvider(
                    "stripe",
                    SettingsDefinition.STRIPE_ACCOUNT,
                    SettingsDefinition.STRIPE_WEBHOOK_SECRETS,
                    Settings::stripeAccount,
                    settings -> !settings.stripeWebhookSecrets().isEmpty(),
                    (settings, clock) -> StripeWebhooks.route(
                            settings.stripeAccount().orElseThrow(), texts(settings.stripeWebhookSecrets()), clock),
                    settings -> Optional.empty()),
            new WebhookProvider(
                    "adyen",
                    SettingsDefinition.ADYEN_ACCOUNT,
                    SettingsDefinition.ADYEN_WEBHOOK_KEYS,
                    Settings::adyenAccount,
                    settings -> !settings.adyenWebhookKeys().isEmpty(),
                    (settings, clock) -> adyen(settings),
                    settings -> settings.adyenWebhookUser().isPresent()
                            ? Optional.empty()
                            : Optional.of(
                                    "Adyen's signature does not cover the date, nor whether a notification is live."
                                            + " Let the webhook send a user and a password, and set adyen.webhook.user and"
                                            + " adyen.webhook.password.")),
            new WebhookProvider(
                    "shopify",
                    SettingsDefinition.SHOPIFY_ACCOUNT,
                    SettingsDefinition.SHOPIFY_WEBHOOK_SECRETS,
                    Settings::shopifyAccount,
                    settings -> !settings.shopifyWebhookSecrets().isEmpty(),
                    (settings, clock) -> ShopifyWebhooks.route(
                            settings.shopifyAccount().orElseThrow(), texts(settings.shopifyWebhookSecrets())),
                    settings -> Optional.empty()),
            new WebhookProvider(
                    "paypal",
                    SettingsDefinition.PAYPAL_ACCOUNT,
                    SettingsDefinition.PAYPAL_WEBHOOK_ID,
                    Settings::paypalAccount,
                    settings -> !settings.paypalWebhookIds().isEmpty(),
                    (settings, clock) -> PayPalWebhooks.route(
                            settings.paypalAccount().orElseThrow(),
                            settings.paypalWebhookIds(),
                            new PayPalCertificates(PayPalCertificates.AT_PAYPAL, clock)),
                    settings -> Optional.empty()));

    /** Whether the settings hold its account and its secret. */
    boolean isConfigured(Settings settings) {
        return account.apply(settings).isPresent() && isSigned.test(settings);
    }

    Route route(Settings settings, InstantSource clock) {
        return open.apply(settings, clock);
    }

    private static Route adyen(Settings settings) {
        var account = settings.adyenAccount().orElseThrow();
        var keys = texts(settings.adyenWebhookKeys());
        var user = settings.adyenWebhookUser();
        var password = settings.adyenWebhookPassword();
        if (user.isPresent() != password.isPresent()) {
            throw new PartException(
                    "adyen.webhook.user and adyen.webhook.password go together: set both, as the webhook"
                            + " sends them, or neither.");
        }
        return user.isPresent()
                ? AdyenWebhooks.route(account, keys, user.get(), password.get().value())
                : AdyenWebhooks.route(account, keys);
    }

    private static List<String> texts(List<Password> secrets) {
        return secrets.stream().map(Password::value).toList();
    }
}
