package io.tieout.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Settings in environment variables: {@code TIEOUT_STRIPE_API_KEY} is {@code stripe.api.key}. */
public final class EnvironmentVariables {

    private static final String PREFIX = "TIEOUT_";

    /**
     * What Kubernetes puts into every pod beside a service named {@code tieout} or {@code tieout-receiver}, such
     * as {@code TIEOUT_SERVICE_HOST=10.0.0.7} and {@code TIEOUT_RECEIVER_PORT=tcp://10.0.0.7:8080}.
     */
    private static final Pattern SERVICE_LINK_NAME = Pattern.compile(
            "TIEOUT(_\\w+)?_(SERVICE_(HOST|PORT)(_\\w+)?|PORT_\\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)");

    private static final Pattern SERVICE_LINK_VALUE = Pattern.compile("(tcp|udp|sctp)://\\S+");

    private EnvironmentVariables() {}

    /** Every variable that begins with {@code TIEOUT_}, known or not, but for those that Kubernetes makes. */
    public static List<GivenSetting> read(Map<String, String> environment) {
        var settings = new ArrayList<GivenSetting>();
        new TreeMap<>(environment).forEach((variable, value) -> {
            if (variable.startsWith(PREFIX) && !isServiceLink(variable, value)) {
                settings.add(new GivenSetting(settingOf(variable), value, "environment variable " + variable));
            }
        });
        return settings;
    }

    /** The variable that sets a setting. */
    public static String variableOf(String setting) {
        return PREFIX + setting.toUpperCase(Locale.ROOT).replace('.', '_');
    }

    private static String settingOf(String variable) {
        return variable.substring(PREFIX.length()).toLowerCase(Locale.ROOT).replace('_', '.');
    }

    private static boolean isServiceLink(String variable, String value) {
        return SERVICE_LINK_NAME.matcher(variable).matches()
                || SERVICE_LINK_VALUE.matcher(value).matches();
    }
}
