package io.tieout.connect.stripe;

import io.tieout.connect.DurationSetting;
import io.tieout.connect.RawTopics;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.types.Password;
import org.jspecify.annotations.Nullable;

/** The settings of {@link StripeEventSourceConnector}. */
public final class StripePollerConfig extends AbstractConfig {

    public static final String ACCOUNT = "stripe.account";
    public static final String API_KEY = "stripe.api.key";
    public static final String API_URL = "stripe.api.url";
    public static final String TOPIC = "topic";
    public static final String POLL_INTERVAL = "stripe.poll.interval";
    public static final String POLL_SETTLE = "stripe.poll.settle";
    public static final String POLL_OVERLAP = "stripe.poll.overlap";
    public static final String POLL_FROM = "stripe.poll.from";
    public static final String POLL_SLICE = "stripe.poll.slice";
    public static final String POLL_PAGES = "stripe.poll.pages";
    public static final String API_TIMEOUT = "stripe.api.timeout";
    public static final String RETRY_BACKOFF = "stripe.retry.backoff";
    public static final String RETRY_BACKOFF_MAX = "stripe.retry.backoff.max";

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]*");
    private static final Pattern KEY = Pattern.compile("[A-Za-z0-9_]+");
    private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost", "[::1]");

    public StripePollerConfig(Map<String, String> settings) {
        super(definition(), settings, false);
    }

    /** Every setting with its documentation. */
    public static ConfigDef definition() {
        return new ConfigDef()
                .define(
                        ACCOUNT,
                        ConfigDef.Type.STRING,
                        ConfigDef.NO_DEFAULT_VALUE,
                        ConfigDef.LambdaValidator.with(
                                StripePollerConfig::checkAccount, () -> "letters, digits, '_', '-' and '.'"),
                        Importance.HIGH,
                        "Id of the Stripe account (acct_...) that the key belongs to: the key of every record, the same"
                                + " as in the path of the account's webhooks.")
                .define(
                        API_KEY,
                        ConfigDef.Type.PASSWORD,
                        ConfigDef.NO_DEFAULT_VALUE,
                        ConfigDef.LambdaValidator.with(StripePollerConfig::checkKey, () -> "a Stripe API key"),
                        Importance.HIGH,
                        "Key of the Stripe API. A restricted key (rk_...) that may read Events is enough. Give it by a"
                                + " config provider of the worker, such as ${env:STRIPE_API_KEY}, never in the clear.")
                .define(
                        API_URL,
                        ConfigDef.Type.STRING,
                        "https://api.stripe.com",
                        ConfigDef.LambdaValidator.with(
                                StripePollerConfig::checkUrl, () -> "https, or http to this machine"),
                        Importance.LOW,
                        "Base of the Stripe API.")
                .define(
                        TOPIC,
                        ConfigDef.Type.STRING,
                        RawTopics.STRIPE_EVENT,
                        new ConfigDef.NonEmptyString(),
                        Importance.LOW,
                        "Raw topic for events and coverage; the webhook receiver writes to the same.")
                .define(
                        POLL_INTERVAL,
                        ConfigDef.Type.STRING,
                        "10s",
                        new DurationSetting(Duration.ofMillis(1)),
                        Importance.MEDIUM,
                        "How long to wait once everything was read.")
                .define(
                        POLL_SETTLE,
                        ConfigDef.Type.STRING,
                        "30s",
                        new DurationSetting(Duration.ZERO),
                        Importance.MEDIUM,
                        "How long Stripe may take to list an event after the time it gives it. Coverage stays this far"
                                + " behind Stripe's clock.")
                .define(
                        POLL_OVERLAP,
                        ConfigDef.Type.STRING,
                        "5m",
                        new DurationSetting(Duration.ZERO),
                        Importance.MEDIUM,
                        "How far before the last coverage to read again, for events that took longer than "
                                + POLL_SETTLE + " to be listed.")
                .define(
                        POLL_FROM,
                        ConfigDef.Type.STRING,
                        null,
                        ConfigDef.LambdaValidator.with(
                                StripePollerConfig::checkFrom, () -> "2026-01-31 or 2026-01-31T00:00:00Z"),
                        Importance.MEDIUM,
                        "Where to begin when there is no stored offset; without it, or if it is earlier, with the"
                                + " oldest that Stripe still lists (30 days).")
                .define(
                        POLL_SLICE,
                        ConfigDef.Type.STRING,
                        "1d",
                        new DurationSetting(Slice.SHORTEST),
                        Importance.LOW,
                        "Longest span of time to list at once while catching up.")
                .define(
                        POLL_PAGES,
                        ConfigDef.Type.INT,
                        20,
                        Range.atLeast(1),
                        Importance.LOW,
                        "Most pages (of 100 events) to hold in memory; a span with more is listed in shorter ones.")
                .define(
                        API_TIMEOUT,
                        ConfigDef.Type.STRING,
                        "30s",
                        new DurationSetting(Duration.ofMillis(1)),
                        Importance.LOW,
                        "How long to wait for an answer.")
                .define(
                        RETRY_BACKOFF,
                        ConfigDef.Type.STRING,
                        "1s",
                        new DurationSetting(Duration.ofMillis(1)),
                        Importance.LOW,
                        "First wait after a failed request; it doubles with each further failure.")
                .define(
                        RETRY_BACKOFF_MAX,
                        ConfigDef.Type.STRING,
                        "1m",
                        new DurationSetting(Duration.ofMillis(1)),
                        Importance.LOW,
                        "Longest wait between failed requests, unless Stripe asks for more.");
    }

    String account() {
        return getString(ACCOUNT);
    }

    /** Files and variables often end in a line break, which is no part of a key. */
    String apiKey() {
        return getPassword(API_KEY).value().strip();
    }

    URI apiUrl() {
        return URI.create(getString(API_URL).replaceAll("/+$", ""));
    }

    String topic() {
        return getString(TOPIC);
    }

    Duration duration(String name) {
        return DurationSetting.parse(getString(name));
    }

    Backoff backoff() {
        return new Backoff(duration(RETRY_BACKOFF), duration(RETRY_BACKOFF_MAX));
    }

    SliceReader.Settings reading() {
        @Nullable String from = getString(POLL_FROM);
        return new SliceReader.Settings(
                account(),
                from == null || from.isBlank() ? null : parseFrom(from),
                duration(POLL_SETTLE),
                duration(POLL_OVERLAP),
                duration(POLL_SLICE),
                getInt(POLL_PAGES));
    }

    private static Instant parseFrom(String text) {
        var from = text.strip();
        return from.indexOf('T') < 0
                ? LocalDate.parse(from).atStartOfDay(ZoneOffset.UTC).toInstant()
                : Instant.parse(from);
    }

    private static void checkFrom(String name, @Nullable Object value) {
        if (value == null || ((String) value).isBlank()) {
            return;
        }
        try {
            parseFrom((String) value);
        } catch (DateTimeParseException e) {
            throw new ConfigException(name, value, "Write a date (2026-01-31) or a time (2026-01-31T00:00:00Z).");
        }
    }

    private static void checkAccount(String name, @Nullable Object value) {
        if (value == null || !NAME.matcher((String) value).matches()) {
            throw new ConfigException(name, value, "Use letters, digits, '_', '-' and '.' only, as in acct_1A2b3C.");
        }
    }

    private static void checkKey(String name, @Nullable Object value) {
        if (value == null || !KEY.matcher(((Password) value).value().strip()).matches()) {
            // The value is kept out of the message.
            throw new ConfigException("Invalid value for " + name + ": it is empty or holds characters that no Stripe"
                    + " key has. If it comes from a config provider, check that the worker resolves it.");
        }
    }

    private static void checkUrl(String name, @Nullable Object value) {
        try {
            var url = URI.create(String.valueOf(value));
            if (url.getHost() != null
                    && ("https".equals(url.getScheme())
                            || ("http".equals(url.getScheme()) && LOOPBACK.contains(url.getHost())))) {
                return;
            }
        } catch (IllegalArgumentException e) {
            throw new ConfigException(name, value, "Not a URL: " + e.getMessage());
        }
        throw new ConfigException(
                name, value, "Use https (the key would travel in the clear), or http to 127.0.0.1 for a stand-in.");
    }
}
