package io.tieout.connect.stripe;

import io.tieout.connect.DurationSetting;
import io.tieout.connect.RawTopics;
import io.tieout.connect.poll.PollConfig;
import io.tieout.connect.poll.PollConfig.Provider.Told;
import io.tieout.connect.poll.Slice;
import io.tieout.connect.poll.SliceReader;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Range;

/** The settings of {@link StripeEventSourceConnector}. */
public final class StripePollerConfig extends PollConfig {

    public static final String ACCOUNT = "stripe.account";
    public static final String API_KEY = "stripe.api.key";
    public static final String API_URL = "stripe.api.url";
    public static final String POLL_INTERVAL = "stripe.poll.interval";
    public static final String POLL_SETTLE = "stripe.poll.settle";
    public static final String POLL_OVERLAP = "stripe.poll.overlap";
    public static final String POLL_FROM = "stripe.poll.from";
    private static final String POLL_SLICE = "stripe.poll.slice";
    private static final String POLL_PAGES = "stripe.poll.pages";

    private static final Pattern KEY = Pattern.compile("[A-Za-z0-9_]+");

    private static final Provider STRIPE = new Provider(
            "Stripe",
            "stripe.",
            "Id of the Stripe account (acct_...) that the key belongs to",
            RawTopics.STRIPE_EVENT,
            "https://api.stripe.com",
            "10s",
            new Told(
                    "30s",
                    "How long Stripe may take to list an event after the time it gives it. Coverage stays this far"
                            + " behind Stripe's clock."),
            new Told(
                    "5m",
                    "How far before the last coverage to read again, for events that took longer than " + POLL_SETTLE
                            + " to be listed."),
            new Told(
                    null,
                    "Where to begin when there is no stored offset; without it, with the oldest event that Stripe still lists"
                            + " (30 days). Where it is earlier, charges and refunds are read up to there first, as they"
                            + " stand now; the key must be able to read them."));

    public StripePollerConfig(Map<String, String> settings) {
        super(STRIPE, definition(), settings);
    }

    /** Every setting with its documentation. */
    public static ConfigDef definition() {
        return shared(STRIPE)
                .define(
                        API_KEY,
                        ConfigDef.Type.PASSWORD,
                        ConfigDef.NO_DEFAULT_VALUE,
                        secretOf(KEY, "Stripe key"),
                        Importance.HIGH,
                        "Key of the Stripe API. A restricted key (rk_...) that may read Events is enough. Give it by a"
                                + " config provider of the worker, such as ${env:STRIPE_API_KEY}, never in the clear.")
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
                        "Most pages (of 100 events) to hold in memory; a span with more is listed in shorter ones.");
    }

    String apiKey() {
        return secret(API_KEY);
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
}
