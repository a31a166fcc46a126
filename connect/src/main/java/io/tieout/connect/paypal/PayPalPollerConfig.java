package io.tieout.connect.paypal;

import io.tieout.connect.DurationSetting;
import io.tieout.connect.RawTopics;
import io.tieout.connect.poll.PollConfig;
import io.tieout.connect.poll.PollConfig.Provider.Told;
import io.tieout.connect.poll.Slice;
import io.tieout.connect.poll.SliceReader;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigException;
import org.jspecify.annotations.Nullable;

/** The settings of {@link PayPalTransactionSourceConnector}. */
public final class PayPalPollerConfig extends PollConfig {

    public static final String ACCOUNT = "paypal.account";
    public static final String CLIENT_ID = "paypal.client.id";
    public static final String CLIENT_SECRET = "paypal.client.secret";
    public static final String API_URL = "paypal.api.url";
    public static final String POLL_INTERVAL = "paypal.poll.interval";
    public static final String POLL_SETTLE = "paypal.poll.settle";
    public static final String POLL_OVERLAP = "paypal.poll.overlap";
    public static final String POLL_FROM = "paypal.poll.from";
    private static final String POLL_SLICE = "paypal.poll.slice";
    private static final String POLL_PAGES = "paypal.poll.pages";

    /** The longest that PayPal takes in one query. */
    private static final Duration LONGEST_SLICE = Duration.ofDays(31);

    private static final Pattern CREDENTIAL = Pattern.compile("[A-Za-z0-9_-]+");

    private static final Provider PAYPAL = new Provider(
            "PayPal",
            "paypal.",
            "Merchant id at PayPal (such as JVEQ2ZK6A9V7U) of the app's owner",
            RawTopics.PAYPAL_EVENT,
            "https://api-m.paypal.com",
            "15m",
            new Told(
                    "3h",
                    "How long PayPal may take to list a transaction, by its documentation three hours. Coverage stays this"
                            + " far behind PayPal's clock, and never passes the time of PayPal's data."),
            new Told(
                    "1d",
                    "How far before the last coverage to read again, for transactions that took longer than "
                            + POLL_SETTLE + " to be listed, or changed since."),
            new Told(
                    null,
                    "Where to begin when there is no stored offset: at most three years back, which is what PayPal lists;"
                            + " without it 31 days back."));

    public PayPalPollerConfig(Map<String, String> settings) {
        super(PAYPAL, definition(), settings);
    }

    /** Every setting with its documentation. */
    public static ConfigDef definition() {
        return shared(PAYPAL)
                .define(
                        CLIENT_ID,
                        ConfigDef.Type.PASSWORD,
                        ConfigDef.NO_DEFAULT_VALUE,
                        secretOf(CREDENTIAL, "PayPal client id"),
                        Importance.HIGH,
                        "Client id of an app at PayPal with the feature Transaction Search.")
                .define(
                        CLIENT_SECRET,
                        ConfigDef.Type.PASSWORD,
                        ConfigDef.NO_DEFAULT_VALUE,
                        secretOf(CREDENTIAL, "PayPal client secret"),
                        Importance.HIGH,
                        "Secret of that app. Give it by a config provider of the worker, such as"
                                + " ${env:PAYPAL_CLIENT_SECRET}, never in the clear.")
                .define(
                        POLL_SLICE,
                        ConfigDef.Type.STRING,
                        "7d",
                        ConfigDef.LambdaValidator.with(
                                PayPalPollerConfig::checkSlice,
                                () -> "a whole number and ms, s, m, h or d; from 1s to 31d"),
                        Importance.LOW,
                        "Longest span of time to list at once while catching up.")
                .define(
                        POLL_PAGES,
                        ConfigDef.Type.INT,
                        20,
                        Range.atLeast(1),
                        Importance.LOW,
                        "Most pages (of 500 transactions) to hold in memory; a span with more is listed in shorter"
                                + " ones.");
    }

    String clientId() {
        return secret(CLIENT_ID);
    }

    String clientSecret() {
        return secret(CLIENT_SECRET);
    }

    SliceReader.Settings reading() {
        return new SliceReader.Settings(
                account(),
                from(),
                settle(),
                overlap(),
                DurationSetting.parse(getString(POLL_SLICE)),
                getInt(POLL_PAGES));
    }

    private static void checkSlice(String name, @Nullable Object value) {
        new DurationSetting(Slice.SHORTEST).ensureValid(name, String.valueOf(value));
        if (DurationSetting.parse(String.valueOf(value)).compareTo(LONGEST_SLICE) > 0) {
            throw new ConfigException(name, value, "PayPal lists at most 31 days at once.");
        }
    }
}
