package io.tieout.config;

import static io.tieout.config.SettingsDefinition.DEFINITION;
import static io.tieout.config.SettingsDefinition.FIXED_KAFKA_SETTINGS;
import static io.tieout.config.SettingsDefinition.KAFKA_BOOTSTRAP_SERVERS;
import static io.tieout.config.SettingsDefinition.KAFKA_PREFIX;

import io.tieout.connect.bank.folder.SftpAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.types.Password;

/**
 * The settings of one run: immutable, checked, typed. {@link SettingsDefinition} says what each one means.
 *
 * <p>{@code kafka.*} is passed through: {@code kafka.security.protocol} goes to every Kafka client, {@code
 * kafka.consumer.*}, {@code kafka.producer.*} and {@code kafka.admin.*} to clients of that kind only.
 */
public final class Settings {

    private static final List<String> CLIENT_KINDS =
            List.of("main.consumer.", "restore.consumer.", "global.consumer.", "consumer.", "producer.", "admin.");

    private final Map<String, GivenSetting> given;
    private final AbstractConfig values;

    private Settings(Map<String, GivenSetting> given) {
        this.given = given;
        var texts = new TreeMap<String, String>();
        given.forEach((name, setting) -> texts.put(name, setting.value()));
        this.values = new AbstractConfig(DEFINITION, texts, false);
    }

    /**
     * Settings from what was given, in ascending order of precedence. A blank value counts as not set.
     *
     * @throws InvalidSettings when a name is unknown or a value is not what its setting expects
     */
    public static Settings of(List<GivenSetting> ascending) {
        var problems = new ArrayList<String>();
        var effective = new LinkedHashMap<String, GivenSetting>();
        for (var setting : ascending) {
            unknown(setting).ifPresent(problems::add);
            effective.remove(setting.name());
            if (!setting.value().isBlank()) {
                effective.put(setting.name(), setting);
            }
        }
        var texts = new TreeMap<String, String>();
        effective.forEach((name, setting) -> texts.put(name, setting.value()));
        for (var checked : DEFINITION.validate(texts)) {
            var setting = effective.get(checked.name());
            if (setting != null && !checked.errorMessages().isEmpty()) {
                problems.add(unusable(setting));
            }
        }
        if (!problems.isEmpty()) {
            throw new InvalidSettings(problems);
        }
        return new Settings(effective);
    }

    /** The defaults alone. */
    public static Settings defaults() {
        return of(List.of());
    }

    /** These settings with some replaced, such as the addresses of parts that were just started. */
    public Settings with(Map<String, String> replaced, String origin) {
        var all = new ArrayList<>(given.values());
        new TreeMap<>(replaced).forEach((name, value) -> all.add(new GivenSetting(name, value, origin)));
        return of(all);
    }

    /** What was given, without defaults, in a form that may be shown: secrets are hidden. */
    public Map<String, String> shown() {
        var shown = new TreeMap<String, String>();
        given.forEach((name, setting) -> shown.put(name, isSecret(name) ? Password.HIDDEN : setting.value()));
        return shown;
    }

    /** Where a setting was given; empty when it has its default. */
    public Optional<String> origin(String name) {
        return Optional.ofNullable(given.get(name)).map(GivenSetting::origin);
    }

    // Parts around the application.

    public Optional<String> kafkaBootstrapServers() {
        return text(KAFKA_BOOTSTRAP_SERVERS);
    }

    public Optional<String> schemaRegistryUrl() {
        return text(SettingsDefinition.SCHEMA_REGISTRY_URL);
    }

    /** Every {@code schema.registry.*} setting under its own name, as the registry client and the serdes understand it. */
    public Map<String, Object> registryProperties() {
        var properties = new TreeMap<String, Object>();
        values.nonInternalValues().forEach((name, value) -> {
            if (name.startsWith("schema.registry.") && value != null) {
                properties.put(name, value);
            }
        });
        return properties;
    }

    /** Class name of the serde for {@code recon.*}. */
    public String valueSerdeClass() {
        return text(SettingsDefinition.VALUE_SERDE_CLASS).orElseThrow();
    }

    public Optional<String> connectUrl() {
        return text(SettingsDefinition.CONNECT_URL).map(Settings::withoutLastSlash);
    }

    /** Every {@code kafka.*} setting without its prefix, as {@code StreamsConfig} understands it. */
    public Map<String, Object> streamsProperties() {
        var properties = new TreeMap<String, Object>();
        given.forEach((name, setting) -> {
            if (name.startsWith(KAFKA_PREFIX)) {
                properties.put(name.substring(KAFKA_PREFIX.length()), setting.value());
            }
        });
        return properties;
    }

    /** The {@code kafka.*} settings that go to every client, without their prefix. */
    public Map<String, Object> kafkaProperties() {
        return clientProperties("none.");
    }

    public Map<String, Object> consumerProperties() {
        return clientProperties("consumer.");
    }

    public Map<String, Object> producerProperties() {
        return clientProperties("producer.");
    }

    public Map<String, Object> adminProperties() {
        return clientProperties("admin.");
    }

    private Map<String, Object> clientProperties(String kind) {
        var all = streamsProperties();
        var properties = new TreeMap<String, Object>();
        all.forEach((name, value) -> {
            if (CLIENT_KINDS.stream().noneMatch(name::startsWith)) {
                properties.put(name, value);
            }
        });
        all.forEach((name, value) -> {
            if (name.startsWith(kind)) {
                properties.put(name.substring(kind.length()), value);
            }
        });
        return properties;
    }

    // Application.

    public String applicationId() {
        return values.getString(SettingsDefinition.APPLICATION_ID);
    }

    public String applicationInstanceId() {
        return values.getString(SettingsDefinition.APPLICATION_INSTANCE_ID);
    }

    /** How soon an instance that is new, or has lost its state, is given work once it has read the state. */
    public static final Duration TAKES_OVER_WITHIN = Duration.ofMinutes(1);

    public int standbyReplicas() {
        return values.getInt(SettingsDefinition.APPLICATION_STANDBY_REPLICAS);
    }

    /** The data directory, absolute. */
    public Path dataDir() {
        return path(values.getString(SettingsDefinition.DATA_DIR));
    }

    public Optional<Path> policiesDir() {
        return text(SettingsDefinition.POLICIES_DIR).map(Settings::path);
    }

    public Optional<Path> mappingsDir() {
        return text(SettingsDefinition.MAPPINGS_DIR).map(Settings::path);
    }

    /** What is pushed to the receiver, each as {@code mapping/account}. */
    public List<String> mappedAccounts() {
        return values.getList(SettingsDefinition.MAPPED_ACCOUNTS);
    }

    public List<Password> mappedWebhookSecrets() {
        return secrets(SettingsDefinition.MAPPED_WEBHOOK_SECRETS);
    }

    /** Retired accounts, each as {@code source/account}. */
    public List<String> accountsRetired() {
        return values.getList(SettingsDefinition.ACCOUNTS_RETIRED);
    }

    public Duration commitInterval() {
        return duration(SettingsDefinition.COMMIT_INTERVAL);
    }

    public Duration staleAfter() {
        return duration(SettingsDefinition.STALE_AFTER);
    }

    /** Whether the log is JSON. */
    public boolean logsJson() {
        return values.getString(SettingsDefinition.LOG_FORMAT).equals("json");
    }

    // Topics.

    public int matchingPartitions() {
        return values.getInt(SettingsDefinition.MATCHING_PARTITIONS);
    }

    public int rawPartitions() {
        return values.getInt(SettingsDefinition.RAW_PARTITIONS);
    }

    /** Replicas of created topics; -1 is the broker's default. */
    public short topicsReplicationFactor() {
        return values.getInt(SettingsDefinition.TOPICS_REPLICATION_FACTOR).shortValue();
    }

    // Odoo.

    public boolean odooEnabled() {
        return values.getBoolean(SettingsDefinition.ODOO_ENABLED);
    }

    public String odooAccount() {
        return values.getString(SettingsDefinition.ODOO_ACCOUNT);
    }

    public Optional<String> odooDatabaseHostname() {
        return text(SettingsDefinition.ODOO_DATABASE_HOSTNAME);
    }

    public int odooDatabasePort() {
        return values.getInt(SettingsDefinition.ODOO_DATABASE_PORT);
    }

    public String odooDatabaseName() {
        return values.getString(SettingsDefinition.ODOO_DATABASE_DBNAME);
    }

    public String odooDatabaseUser() {
        return values.getString(SettingsDefinition.ODOO_DATABASE_USER);
    }

    public Optional<Password> odooDatabasePassword() {
        return secret(SettingsDefinition.ODOO_DATABASE_PASSWORD);
    }

    public String odooDatabaseSslMode() {
        return values.getString(SettingsDefinition.ODOO_DATABASE_SSLMODE);
    }

    public Optional<Path> odooDatabaseSslRootCert() {
        return text(SettingsDefinition.ODOO_DATABASE_SSLROOTCERT).map(Settings::path);
    }

    public String odooSlotName() {
        return values.getString(SettingsDefinition.ODOO_SLOT_NAME);
    }

    public String odooPublicationName() {
        return values.getString(SettingsDefinition.ODOO_PUBLICATION_NAME);
    }

    public Duration odooHeartbeatInterval() {
        return duration(SettingsDefinition.ODOO_HEARTBEAT_INTERVAL);
    }

    /** In bytes. */
    public long odooWalLimit() {
        return SizeText.parse(values.getString(SettingsDefinition.ODOO_WAL_LIMIT))
                .orElseThrow();
    }

    // Stripe.

    public Optional<String> stripeAccount() {
        return text(SettingsDefinition.STRIPE_ACCOUNT);
    }

    public Optional<Password> stripeApiKey() {
        return secret(SettingsDefinition.STRIPE_API_KEY);
    }

    public String stripeApiUrl() {
        return withoutLastSlash(values.getString(SettingsDefinition.STRIPE_API_URL));
    }

    /** Signing secrets, newest first or in any other order: each of them is tried. */
    public List<Password> stripeWebhookSecrets() {
        return secrets(SettingsDefinition.STRIPE_WEBHOOK_SECRETS);
    }

    public Duration stripePollInterval() {
        return duration(SettingsDefinition.STRIPE_POLL_INTERVAL);
    }

    public Duration stripePollSettle() {
        return duration(SettingsDefinition.STRIPE_POLL_SETTLE);
    }

    public Duration stripePollOverlap() {
        return duration(SettingsDefinition.STRIPE_POLL_OVERLAP);
    }

    public Optional<Instant> stripePollFrom() {
        return text(SettingsDefinition.STRIPE_POLL_FROM).flatMap(Checks::parseInstant);
    }

    // Pollers.

    /** A setting that is a text, by its name. */
    public Optional<String> named(String name) {
        return text(name);
    }

    /** A secret by the name of its setting. */
    public Optional<Password> secretNamed(String name) {
        return secret(name);
    }

    /** What the poller of a source is told beside its account and its secrets, by setting. */
    public Map<String, String> polling(String source) {
        var told = new TreeMap<String, String>();
        values.nonInternalValues().forEach((name, value) -> {
            if (value == null) {
                return;
            }
            var text = String.valueOf(value).strip();
            if (name.equals(source + ".api.url")) {
                told.put(name, withoutLastSlash(text));
            } else if (name.equals(source + ".poll.from")) {
                told.put(name, Checks.parseInstant(text).orElseThrow().toString());
            } else if (name.startsWith(source + ".poll.")) {
                told.put(name, DurationText.of(DurationText.parse(text).orElseThrow()));
            }
        });
        return told;
    }

    /** Whether PayPal's transactions are polled. */
    public boolean paypalPolled() {
        return secret(SettingsDefinition.PAYPAL_CLIENT_ID).isPresent();
    }

    /** Whether the payouts of Shopify Payments are polled. */
    public boolean shopifyPolled() {
        return secret(SettingsDefinition.SHOPIFY_ACCESS_TOKEN).isPresent();
    }

    // Other providers.

    public Optional<String> adyenAccount() {
        return text(SettingsDefinition.ADYEN_ACCOUNT);
    }

    /** HMAC keys in hexadecimal digits, in any order: each of them is tried. */
    public List<Password> adyenWebhookKeys() {
        return secrets(SettingsDefinition.ADYEN_WEBHOOK_KEYS);
    }

    public Optional<String> adyenWebhookUser() {
        return text(SettingsDefinition.ADYEN_WEBHOOK_USER);
    }

    public Optional<Password> adyenWebhookPassword() {
        return secret(SettingsDefinition.ADYEN_WEBHOOK_PASSWORD);
    }

    public Optional<String> shopifyAccount() {
        return text(SettingsDefinition.SHOPIFY_ACCOUNT);
    }

    /** Secrets in any order: each of them is tried. */
    public List<Password> shopifyWebhookSecrets() {
        return secrets(SettingsDefinition.SHOPIFY_WEBHOOK_SECRETS);
    }

    public Optional<String> paypalAccount() {
        return text(SettingsDefinition.PAYPAL_ACCOUNT);
    }

    public List<String> paypalWebhookIds() {
        return values.getList(SettingsDefinition.PAYPAL_WEBHOOK_ID);
    }

    // Bank statements.

    /** The drop folder, absolute. */
    /** The whole path of a directory of this machine, or the address of one on an SFTP server. */
    public Optional<String> bankFolder() {
        return text(SettingsDefinition.BANK_FOLDER)
                .map(folder -> SftpAddress.isOne(folder)
                        ? folder
                        : path(folder).toAbsolutePath().toString());
    }

    public Optional<Path> bankSftpKnownHosts() {
        return text(SettingsDefinition.BANK_SFTP_KNOWN_HOSTS).map(Settings::path);
    }

    public Optional<Password> bankSftpPassword() {
        return secret(SettingsDefinition.BANK_SFTP_PASSWORD);
    }

    public Optional<Path> bankSftpKeyFile() {
        return text(SettingsDefinition.BANK_SFTP_KEY_FILE).map(Settings::path);
    }

    public Optional<Password> bankSftpKeyPassphrase() {
        return secret(SettingsDefinition.BANK_SFTP_KEY_PASSPHRASE);
    }

    public Duration bankFolderSettle() {
        return duration(SettingsDefinition.BANK_FOLDER_SETTLE);
    }

    public Optional<Path> bankCsvProfile() {
        return text(SettingsDefinition.BANK_CSV_PROFILE).map(Settings::path);
    }

    /** Accounts that are waited for before they have spoken. */
    public List<String> bankAccounts() {
        return values.getList(SettingsDefinition.BANK_ACCOUNTS);
    }

    // Webhook receiver.

    public boolean receiverEnabled() {
        return values.getBoolean(SettingsDefinition.RECEIVER_ENABLED);
    }

    public String receiverHost() {
        return values.getString(SettingsDefinition.RECEIVER_HOST);
    }

    public int receiverPort() {
        return values.getInt(SettingsDefinition.RECEIVER_PORT);
    }

    // Metrics and health.

    public String metricsHost() {
        return values.getString(SettingsDefinition.METRICS_HOST);
    }

    public int metricsPort() {
        return values.getInt(SettingsDefinition.METRICS_PORT);
    }

    // Questions.

    public boolean queryEnabled() {
        return values.getBoolean(SettingsDefinition.QUERY_ENABLED);
    }

    public String queryHost() {
        return values.getString(SettingsDefinition.QUERY_HOST);
    }

    public int queryPort() {
        return values.getInt(SettingsDefinition.QUERY_PORT);
    }

    /** How long something may be committed before an answer without it is marked stale. */
    public Duration queryStaleAfter() {
        return duration(SettingsDefinition.QUERY_STALE_AFTER);
    }

    public Optional<Password> queryToken() {
        return secret(SettingsDefinition.QUERY_TOKEN);
    }

    public Optional<String> queryAdvertisedHost() {
        return text(SettingsDefinition.QUERY_ADVERTISED_HOST);
    }

    // Tables for BI.

    public boolean biEnabled() {
        return values.getBoolean(SettingsDefinition.BI_ENABLED);
    }

    public Optional<String> biDatabaseHostname() {
        return text(SettingsDefinition.BI_DATABASE_HOSTNAME);
    }

    public int biDatabasePort() {
        return values.getInt(SettingsDefinition.BI_DATABASE_PORT);
    }

    public String biDatabaseName() {
        return values.getString(SettingsDefinition.BI_DATABASE_DBNAME);
    }

    public String biDatabaseUser() {
        return values.getString(SettingsDefinition.BI_DATABASE_USER);
    }

    public Optional<Password> biDatabasePassword() {
        return secret(SettingsDefinition.BI_DATABASE_PASSWORD);
    }

    public String biDatabaseSslMode() {
        return values.getString(SettingsDefinition.BI_DATABASE_SSLMODE);
    }

    // Local stack.

    public int localKafkaPort() {
        return values.getInt(SettingsDefinition.LOCAL_KAFKA_PORT);
    }

    public int localPostgresPort() {
        return values.getInt(SettingsDefinition.LOCAL_POSTGRES_PORT);
    }

    public int localRegistryPort() {
        return values.getInt(SettingsDefinition.LOCAL_REGISTRY_PORT);
    }

    public int localConnectPort() {
        return values.getInt(SettingsDefinition.LOCAL_CONNECT_PORT);
    }

    @Override
    public String toString() {
        return shown().toString();
    }

    private Optional<String> text(String name) {
        return Optional.ofNullable(values.getString(name)).map(String::strip);
    }

    private List<Password> secrets(String name) {
        return secret(name).stream()
                .flatMap(all -> Arrays.stream(all.value().split(",", -1)))
                .map(String::strip)
                .map(Password::new)
                .toList();
    }

    private Optional<Password> secret(String name) {
        return Optional.ofNullable(values.getPassword(name));
    }

    private Duration duration(String name) {
        return DurationText.parse(values.getString(name)).orElseThrow();
    }

    private static Path path(String text) {
        var stripped = text.strip();
        return stripped.startsWith("~/")
                ? Path.of(System.getProperty("user.home"), stripped.substring(2))
                : Path.of(stripped).toAbsolutePath().normalize();
    }

    private static String withoutLastSlash(String url) {
        return url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
    }

    private static Optional<String> unknown(GivenSetting setting) {
        var name = setting.name();
        if (DEFINITION.names().contains(name)) {
            return Optional.empty();
        }
        if (name.startsWith(KAFKA_PREFIX) && !isMistypedBootstrap(name)) {
            return fixed(setting);
        }
        var nearest = NearestName.of(name, DEFINITION.names())
                .map(meant -> " Did you mean " + meant + meantVariable(setting, meant) + "?")
                .orElse(" All settings are in topology-docs/settings.md.");
        return Optional.of("There is no setting " + name + " (" + setting.origin() + ")." + nearest);
    }

    /** A pass-through name is anybody's guess, but this one decides whether a local broker starts instead. */
    private static boolean isMistypedBootstrap(String name) {
        return NearestName.distance(name, KAFKA_BOOTSTRAP_SERVERS) <= 2;
    }

    private static String meantVariable(GivenSetting setting, String meant) {
        return setting.origin().startsWith("environment variable")
                ? " (" + EnvironmentVariables.variableOf(meant) + ")"
                : "";
    }

    private static Optional<String> fixed(GivenSetting setting) {
        var name = setting.name().substring(KAFKA_PREFIX.length());
        var plain = Stream.concat(Stream.of(""), CLIENT_KINDS.stream())
                .filter(name::startsWith)
                .map(kind -> name.substring(kind.length()))
                .filter(FIXED_KAFKA_SETTINGS::containsKey)
                .findFirst();
        return plain.map(fixed ->
                setting.name() + " (" + setting.origin() + ") cannot be set: " + FIXED_KAFKA_SETTINGS.get(fixed) + ".");
    }

    private static String unusable(GivenSetting setting) {
        var key = Objects.requireNonNull(DEFINITION.configKeys().get(setting.name()));
        var shown = isSecret(setting.name()) ? "the value given (not shown)" : "'" + setting.value() + "'";
        var expected = key.validator == null ? expected(key.type) : key.validator.toString();
        return setting.name() + " (" + setting.origin() + "): " + shown + " is not " + expected + ".";
    }

    private static String expected(ConfigDef.Type type) {
        return type == ConfigDef.Type.BOOLEAN
                ? "true or false"
                : "a value of type " + type.name().toLowerCase(Locale.ROOT);
    }

    /** Secrets are those declared so; what is passed through may be one, and nobody here knows. */
    private static boolean isSecret(String name) {
        var key = DEFINITION.configKeys().get(name);
        return key == null || key.type == ConfigDef.Type.PASSWORD;
    }
}
