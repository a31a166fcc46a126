package io.tieout.connect.poll;

import io.tieout.connect.DurationSetting;
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
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.types.Password;
import org.jspecify.annotations.Nullable;

/** The settings that every poller has, under its provider's prefix, such as {@code stripe.poll.interval}. */
public abstract class PollConfig extends AbstractConfig {

    public static final String TOPIC = "topic";

    private static final String ACCOUNT = "account";
    private static final String API_URL = "api.url";
    private static final String API_TIMEOUT = "api.timeout";
    private static final String POLL_INTERVAL = "poll.interval";
    private static final String POLL_SETTLE = "poll.settle";
    private static final String POLL_OVERLAP = "poll.overlap";
    private static final String POLL_FROM = "poll.from";
    private static final String RETRY_BACKOFF = "retry.backoff";
    private static final String RETRY_BACKOFF_MAX = "retry.backoff.max";

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]*");
    private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost", "[::1]");

    /**
     * A provider's own defaults, and what its words are.
     *
     * @param name as people write it, such as {@code Stripe}
     * @param prefix of its settings, with the dot
     * @param account what names an account of it, a sentence
     * @param topic to which is written
     * @param apiUrl base of its API; null where that follows from the account
     * @param interval between two looks once everything was read
     * @param settle what this means and how long it is
     * @param overlap the same
     * @param from the same
     */
    public record Provider(
            String name,
            String prefix,
            String account,
            String topic,
            @Nullable String apiUrl,
            String interval,
            Told settle,
            Told overlap,
            Told from) {

        /** A setting's default, null where it has none, and what it means. */
        public record Told(@Nullable String value, String meaning) {}
    }

    private final Provider provider;

    protected PollConfig(Provider provider, ConfigDef definition, Map<String, String> settings) {
        super(definition, settings, false);
        this.provider = provider;
    }

    /** Every setting that all pollers have, with its documentation. */
    protected static ConfigDef shared(Provider provider) {
        var prefix = provider.prefix;
        return new ConfigDef()
                .define(
                        prefix + ACCOUNT,
                        ConfigDef.Type.STRING,
                        ConfigDef.NO_DEFAULT_VALUE,
                        ConfigDef.LambdaValidator.with(
                                PollConfig::checkAccount, () -> "letters, digits, '_', '-' and '.'"),
                        Importance.HIGH,
                        provider.account + ": the key of every record, the same as in the path of the account's"
                                + " webhooks.")
                .define(
                        prefix + API_URL,
                        ConfigDef.Type.STRING,
                        provider.apiUrl,
                        ConfigDef.LambdaValidator.with(PollConfig::checkUrl, () -> "https, or http to this machine"),
                        Importance.LOW,
                        "Base of the API of " + provider.name
                                + (provider.apiUrl == null ? "; by default that of the account." : "."))
                .define(
                        TOPIC,
                        ConfigDef.Type.STRING,
                        provider.topic,
                        new ConfigDef.NonEmptyString(),
                        Importance.LOW,
                        "Raw topic for what is read and for coverage; the webhook receiver writes to the same.")
                .define(
                        prefix + POLL_INTERVAL,
                        ConfigDef.Type.STRING,
                        provider.interval,
                        new DurationSetting(Duration.ofMillis(1)),
                        Importance.MEDIUM,
                        "How long to wait once everything was read.")
                .define(
                        prefix + POLL_SETTLE,
                        ConfigDef.Type.STRING,
                        provider.settle.value,
                        new DurationSetting(Duration.ZERO),
                        Importance.MEDIUM,
                        provider.settle.meaning)
                .define(
                        prefix + POLL_OVERLAP,
                        ConfigDef.Type.STRING,
                        provider.overlap.value,
                        new DurationSetting(Duration.ZERO),
                        Importance.MEDIUM,
                        provider.overlap.meaning)
                .define(
                        prefix + POLL_FROM,
                        ConfigDef.Type.STRING,
                        provider.from.value,
                        ConfigDef.LambdaValidator.with(
                                PollConfig::checkFrom, () -> "2026-01-31 or 2026-01-31T00:00:00Z"),
                        Importance.MEDIUM,
                        provider.from.meaning)
                .define(
                        prefix + API_TIMEOUT,
                        ConfigDef.Type.STRING,
                        "30s",
                        new DurationSetting(Duration.ofMillis(1)),
                        Importance.LOW,
                        "How long to wait for an answer.")
                .define(
                        prefix + RETRY_BACKOFF,
                        ConfigDef.Type.STRING,
                        "1s",
                        new DurationSetting(Duration.ofMillis(1)),
                        Importance.LOW,
                        "First wait after a failed request; it doubles with each further failure.")
                .define(
                        prefix + RETRY_BACKOFF_MAX,
                        ConfigDef.Type.STRING,
                        "1m",
                        new DurationSetting(Duration.ofMillis(1)),
                        Importance.LOW,
                        "Longest wait between failed requests, unless " + provider.name + " asks for more.");
    }

    /** As people write it. */
    public final String provider() {
        return provider.name;
    }

    public final String account() {
        return getString(provider.prefix + ACCOUNT);
    }

    public final URI apiUrl() {
        @Nullable String url = getString(provider.prefix + API_URL);
        return URI.create((url == null ? "https://" + account() : url).replaceAll("/+$", ""));
    }

    public final String topic() {
        return getString(TOPIC);
    }

    public final Duration interval() {
        return duration(POLL_INTERVAL);
    }

    public final Duration settle() {
        return duration(POLL_SETTLE);
    }

    public final Duration overlap() {
        return duration(POLL_OVERLAP);
    }

    /** Where the first reading begins; null where that is not said. */
    public final @Nullable Instant from() {
        @Nullable String from = getString(provider.prefix + POLL_FROM);
        return from == null || from.isBlank() ? null : parseFrom(from);
    }

    public final Exchange exchange() {
        return new Exchange(duration(API_TIMEOUT));
    }

    final Backoff backoff() {
        return new Backoff(duration(RETRY_BACKOFF), duration(RETRY_BACKOFF_MAX));
    }

    /** @param name without the provider's prefix */
    protected final Duration duration(String name) {
        return DurationSetting.parse(getString(provider.prefix + name));
    }

    /** A secret. Files and variables often end in a line break, which is no part of it. */
    protected final String secret(String name) {
        return getPassword(name).value().strip();
    }

    /**
     * Checks the form of a secret, and never shows it.
     *
     * @param what it is, such as {@code Stripe key}
     */
    protected static ConfigDef.Validator secretOf(Pattern form, String what) {
        return ConfigDef.LambdaValidator.with(
                (name, value) -> {
                    if (value == null
                            || !form.matcher(((Password) value).value().strip()).matches()) {
                        // The value is kept out of the message.
                        throw new ConfigException("Invalid value for " + name + ": it is empty or holds characters that"
                                + " no " + what
                                + " has. If it comes from a config provider, check that the worker resolves it.");
                    }
                },
                () -> "a " + what);
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

    private static void checkUrl(String name, @Nullable Object value) {
        if (value == null) {
            return;
        }
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
