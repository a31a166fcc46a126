package io.tieout.parts;

import io.tieout.config.Settings;
import io.tieout.config.SettingsDefinition;
import io.tieout.local.LocalOptions;
import io.tieout.local.LocalStack;
import io.tieout.local.Part;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/** What of the local stack is to be started, and where what was started is. */
public final class LocalParts {

    private LocalParts() {}

    /** A persistent stack of every part for which the settings name no other. */
    public static LocalOptions options(Settings settings) {
        var options = LocalOptions.persistent(settings.dataDir())
                .database(settings.odooDatabaseName())
                .port(Part.BROKER, settings.localKafkaPort())
                .port(Part.POSTGRES, settings.localPostgresPort())
                .port(Part.REGISTRY, settings.localRegistryPort())
                .port(Part.CONNECT, settings.localConnectPort());
        if (!startsPostgres(settings) && !startsBi(settings)) {
            options = options.without(Part.POSTGRES);
        }
        if (settings.schemaRegistryUrl().isPresent()) {
            options =
                    options.external(Part.REGISTRY, settings.schemaRegistryUrl().get());
        }
        if (settings.connectUrl().isPresent()) {
            options = options.external(Part.CONNECT, settings.connectUrl().get());
        }
        if (settings.kafkaBootstrapServers().isPresent()) {
            options = options.external(
                            Part.BROKER, settings.kafkaBootstrapServers().get())
                    .connect(workerProperties(settings));
        }
        return options;
    }

    /** Whether the settings name no Odoo database, and so a local one is started. */
    public static boolean startsPostgres(Settings settings) {
        return settings.odooEnabled() && settings.odooDatabaseHostname().isEmpty();
    }

    /** Whether the BI tables go into the local PostgreSQL. */
    private static boolean startsBi(Settings settings) {
        return settings.biEnabled() && settings.biDatabaseHostname().isEmpty();
    }

    /** The settings that name the parts of the stack. */
    public static Map<String, String> addresses(LocalStack stack, Settings settings) {
        var addresses = new TreeMap<String, String>();
        addresses.put(SettingsDefinition.KAFKA_BOOTSTRAP_SERVERS, stack.bootstrapServers());
        addresses.put(SettingsDefinition.SCHEMA_REGISTRY_URL, stack.registryUrl());
        addresses.put(SettingsDefinition.CONNECT_URL, stack.connectUrl());
        if (startsPostgres(settings)) {
            var database = stack.postgres();
            addresses.put(SettingsDefinition.ODOO_DATABASE_HOSTNAME, database.host());
            addresses.put(SettingsDefinition.ODOO_DATABASE_PORT, String.valueOf(database.port()));
            addresses.put(SettingsDefinition.ODOO_DATABASE_DBNAME, database.database());
            addresses.put(SettingsDefinition.ODOO_DATABASE_USER, database.user());
            addresses.put(SettingsDefinition.ODOO_DATABASE_PASSWORD, database.password());
        }
        return addresses;
    }

    /** A local worker on a Kafka elsewhere needs its credentials: for itself, and for what its connectors use. */
    private static Map<String, String> workerProperties(Settings settings) {
        var properties = new HashMap<String, String>();
        add(properties, "", settings.adminProperties());
        add(properties, "producer.", settings.producerProperties());
        add(properties, "consumer.", settings.consumerProperties());
        add(properties, "admin.", settings.adminProperties());
        return properties;
    }

    private static void add(Map<String, String> properties, String prefix, Map<String, Object> client) {
        client.forEach((name, value) -> properties.put(prefix + name, value.toString()));
    }
}
