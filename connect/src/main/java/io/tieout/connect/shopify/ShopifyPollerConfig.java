package io.tieout.connect.shopify;

import io.tieout.connect.RawTopics;
import io.tieout.connect.poll.PollConfig;
import io.tieout.connect.poll.PollConfig.Provider.Told;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigException;
import org.jspecify.annotations.Nullable;

/** The settings of {@link ShopifyBalanceSourceConnector}. */
public final class ShopifyPollerConfig extends PollConfig {

    public static final String ACCOUNT = "shopify.account";
    public static final String ACCESS_TOKEN = "shopify.access.token";
    public static final String API_URL = "shopify.api.url";
    public static final String API_VERSION = "shopify.api.version";
    public static final String POLL_INTERVAL = "shopify.poll.interval";
    public static final String POLL_SETTLE = "shopify.poll.settle";
    public static final String POLL_OVERLAP = "shopify.poll.overlap";
    public static final String POLL_FROM = "shopify.poll.from";

    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9_]+");
    private static final Pattern VERSION = Pattern.compile("20[0-9]{2}-(01|04|07|10)");

    private static final Provider SHOPIFY = new Provider(
            "Shopify",
            "shopify.",
            "The shop at Shopify, such as acme.myshopify.com",
            RawTopics.SHOPIFY_BALANCE,
            null,
            "15m",
            new Told(
                    "15m",
                    "How long Shopify may take to list a movement or a payout. Coverage stays this far behind Shopify's"
                            + " clock."),
            new Told("30d", "How old a payout may be and still be looked at again, since its state changes."),
            new Told(null, "Where to begin when there is no stored offset; without it 30 days back."));

    public ShopifyPollerConfig(Map<String, String> settings) {
        super(SHOPIFY, definition(), settings);
    }

    /** Every setting with its documentation. */
    public static ConfigDef definition() {
        return shared(SHOPIFY)
                .define(
                        ACCESS_TOKEN,
                        ConfigDef.Type.PASSWORD,
                        ConfigDef.NO_DEFAULT_VALUE,
                        secretOf(TOKEN, "Shopify access token"),
                        Importance.HIGH,
                        "Admin API access token of an app in this shop that may read payouts"
                                + " (read_shopify_payments_payouts). Give it by a config provider of the worker, such as"
                                + " ${env:SHOPIFY_ACCESS_TOKEN}, never in the clear.")
                .define(
                        API_VERSION,
                        ConfigDef.Type.STRING,
                        "2026-10",
                        ConfigDef.LambdaValidator.with(
                                ShopifyPollerConfig::checkVersion, () -> "a version such as 2026-10"),
                        Importance.LOW,
                        "Version of Shopify's Admin API.");
    }

    String accessToken() {
        return secret(ACCESS_TOKEN);
    }

    String apiVersion() {
        return getString(API_VERSION);
    }

    private static void checkVersion(String name, @Nullable Object value) {
        if (value == null || !VERSION.matcher((String) value).matches()) {
            throw new ConfigException(name, value, "Write a version such as 2026-10.");
        }
    }
}
