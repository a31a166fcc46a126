package io.tieout.config;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.ConfigKey;

/** The page that documents every setting, made from {@link SettingsDefinition}. */
public final class SettingsPage {

    private static final String HEAD = """
            # Settings

            Generated from `SettingsDefinition.java`; a test compares. To change it, change the definition.

            Sources, each stronger than those before it:

            1. the defaults below;
            2. a properties file: `--config FILE`;
            3. environment variables: `TIEOUT_` and the name in capitals, with `_` for each dot, so `stripe.api.key` is
               `TIEOUT_STRIPE_API_KEY`;
            4. options: `--set stripe.poll.interval=5s`, as often as you like. Secrets do not belong there: a process
               list shows them.

            A name that is not below is an error that names the nearest one, and so is a name that a file holds twice.
            A blank value counts as not set. Durations are a whole number and a unit: `100ms`, `5s`, `15m`, `2h`, `1d`.
            Variables that Kubernetes makes for a service named `tieout` or `tieout-…` (`TIEOUT_SERVICE_HOST`,
            `TIEOUT_RECEIVER_PORT=tcp://…`) are no settings.

            """;

    private static final String KAFKA = """
            ## Kafka clients

            `kafka.*` is passed through without its prefix. `kafka.security.protocol=SASL_SSL` goes to every client;
            `kafka.consumer.*`, `kafka.producer.*` and `kafka.admin.*` go to clients of that kind only, as in
            `kafka.consumer.max.poll.records=200`. Some cannot be set, because the promises of Tieout rest on them:

            | Setting | Why |
            |---|---|
            """;

    private SettingsPage() {}

    /** The page as Markdown. */
    public static String markdown() {
        var page = new StringBuilder(HEAD);
        for (var group : SettingsDefinition.GROUPS) {
            page.append("## ").append(group).append("\n\n");
            page.append("| Setting | Default | Expected | Meaning |\n|---|---|---|---|\n");
            SettingsDefinition.DEFINITION.configKeys().values().stream()
                    .filter(key -> key.group.equals(group))
                    .sorted(Comparator.comparingInt(key -> key.orderInGroup))
                    .map(SettingsPage::row)
                    .forEach(page::append);
            page.append('\n');
        }
        page.append(KAFKA);
        page.append(SettingsDefinition.FIXED_KAFKA_SETTINGS.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(fixed -> "| `kafka." + fixed.getKey() + "` | " + fixed.getValue() + " |\n")
                .collect(Collectors.joining()));
        return page.toString();
    }

    private static String row(ConfigKey key) {
        return "| `" + key.name + "` | " + byDefault(key) + " | " + expected(key) + " | " + key.documentation + " |\n";
    }

    private static String byDefault(ConfigKey key) {
        return key.defaultValue == null || key.defaultValue.equals(List.of())
                ? "not set"
                : "`" + key.defaultValue + "`";
    }

    private static String expected(ConfigKey key) {
        if (key.validator == null) {
            return key.type == ConfigDef.Type.BOOLEAN ? "true or false" : "a secret";
        }
        return key.type == ConfigDef.Type.PASSWORD ? "a secret: " + key.validator : key.validator.toString();
    }
}
