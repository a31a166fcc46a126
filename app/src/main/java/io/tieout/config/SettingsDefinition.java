package io.tieout.config;

import static org.apache.kafka.common.config.ConfigDef.Importance.HIGH;
import static org.apache.kafka.common.config.ConfigDef.Importance.LOW;
import static org.apache.kafka.common.config.ConfigDef.Importance.MEDIUM;

import io.tieout.connect.registry.AvroSerde;
import io.tieout.connect.registry.AvroSerdes;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Validator;
import org.apache.kafka.common.config.ConfigDef.Width;
import org.jspecify.annotations.Nullable;

/** Every setting of Tieout, declared once: name, type, default, check, importance, group and documentation. */
public final class SettingsDefinition {

    public static final String KAFKA_PREFIX = "kafka.";
    public static final String KAFKA_BOOTSTRAP_SERVERS = "kafka.bootstrap.servers";
    public static final String SCHEMA_REGISTRY_URL = "schema.registry.url";
    public static final String SCHEMA_REGISTRY_USER_INFO = "schema.registry.basic.auth.user.info";
    public static final String SCHEMA_REGISTRY_WAIT = "schema.registry.wait";
    public static final String SCHEMA_REGISTRY_REQUEST_TIMEOUT = "schema.registry.request.timeout";
    public static final String VALUE_SERDE_CLASS = AvroSerdes.VALUE_SERDE_CLASS;
    public static final String CONNECT_URL = "connect.url";

    public static final String APPLICATION_ID = "application.id";
    public static final String APPLICATION_INSTANCE_ID = "application.instance.id";
    public static final String APPLICATION_STANDBY_REPLICAS = "application.standby.replicas";
    public static final String DATA_DIR = "data.dir";
    public static final String POLICIES_DIR = "policies.dir";
    public static final String MAPPINGS_DIR = "mappings.dir";
    public static final String ACCOUNTS_RETIRED = "accounts.retired";
    public static final String COMMIT_INTERVAL = "commit.interval";
    public static final String STALE_AFTER = "stale.after";
    public static final String LOG_FORMAT = "log.format";

    public static final String MATCHING_PARTITIONS = "matching.partitions";
    public static final String RAW_PARTITIONS = "raw.partitions";
    public static final String TOPICS_REPLICATION_FACTOR = "topics.replication.factor";

    public static final String ODOO_ENABLED = "odoo.enabled";
    public static final String ODOO_ACCOUNT = "odoo.account";
    public static final String ODOO_DATABASE_HOSTNAME = "odoo.database.hostname";
    public static final String ODOO_DATABASE_PORT = "odoo.database.port";
    public static final String ODOO_DATABASE_DBNAME = "odoo.database.dbname";
    public static final String ODOO_DATABASE_USER = "odoo.database.user";
    public static final String ODOO_DATABASE_PASSWORD = "odoo.database.password";
    public static final String ODOO_DATABASE_SSLMODE = "odoo.database.sslmode";
    public static final String ODOO_DATABASE_SSLROOTCERT = "odoo.database.sslrootcert";
    public static final String ODOO_SLOT_NAME = "odoo.slot.name";
    public static final String ODOO_PUBLICATION_NAME = "odoo.publication.name";
    public static final String ODOO_HEARTBEAT_INTERVAL = "odoo.heartbeat.interval";
    public static final String ODOO_WAL_LIMIT = "odoo.wal.limit";

    public static final String STRIPE_ACCOUNT = "stripe.account";
    public static final String STRIPE_API_KEY = "stripe.api.key";
    public static final String STRIPE_API_URL = "stripe.api.url";
    public static final String STRIPE_WEBHOOK_SECRETS = "stripe.webhook.secrets";
    public static final String STRIPE_POLL_INTERVAL = "stripe.poll.interval";
    public static final String STRIPE_POLL_SETTLE = "stripe.poll.settle";
    public static final String STRIPE_POLL_OVERLAP = "stripe.poll.overlap";
    public static final String STRIPE_POLL_FROM = "stripe.poll.from";

    public static final String ADYEN_ACCOUNT = "adyen.account";
    public static final String ADYEN_WEBHOOK_KEYS = "adyen.webhook.keys";
    public static final String ADYEN_WEBHOOK_USER = "adyen.webhook.user";
    public static final String ADYEN_WEBHOOK_PASSWORD = "adyen.webhook.password";

    public static final String SHOPIFY_ACCOUNT = "shopify.account";
    public static final String SHOPIFY_WEBHOOK_SECRETS = "shopify.webhook.secrets";
    public static final String SHOPIFY_ACCESS_TOKEN = "shopify.access.token";
    public static final String SHOPIFY_API_URL = "shopify.api.url";

    public static final String MAPPED_ACCOUNTS = "mapped.accounts";
    public static final String MAPPED_WEBHOOK_SECRETS = "mapped.webhook.secrets";

    public static final String PAYPAL_ACCOUNT = "paypal.account";
    public static final String PAYPAL_WEBHOOK_ID = "paypal.webhook.id";
    public static final String PAYPAL_CLIENT_ID = "paypal.client.id";
    public static final String PAYPAL_CLIENT_SECRET = "paypal.client.secret";
    public static final String PAYPAL_API_URL = "paypal.api.url";

    public static final String BANK_FOLDER = "bank.folder";
    public static final String BANK_FOLDER_SETTLE = "bank.folder.settle";
    public static final String BANK_SFTP_KNOWN_HOSTS = "bank.sftp.known.hosts";
    public static final String BANK_SFTP_PASSWORD = "bank.sftp.password";
    public static final String BANK_SFTP_KEY_FILE = "bank.sftp.key.file";
    public static final String BANK_SFTP_KEY_PASSPHRASE = "bank.sftp.key.passphrase";
    public static final String BANK_CSV_PROFILE = "bank.csv.profile";
    public static final String BANK_ACCOUNTS = "bank.accounts";

    public static final String BI_ENABLED = "bi.enabled";
    public static final String BI_DATABASE_HOSTNAME = "bi.database.hostname";
    public static final String BI_DATABASE_PORT = "bi.database.port";
    public static final String BI_DATABASE_DBNAME = "bi.database.dbname";
    public static final String BI_DATABASE_USER = "bi.database.user";
    public static final String BI_DATABASE_PASSWORD = "bi.database.password";
    public static final String BI_DATABASE_SSLMODE = "bi.database.sslmode";

    public static final String RECEIVER_ENABLED = "receiver.enabled";
    public static final String RECEIVER_HOST = "receiver.host";
    public static final String RECEIVER_PORT = "receiver.port";

    public static final String METRICS_HOST = "metrics.host";
    public static final String METRICS_PORT = "metrics.port";
    public static final String QUERY_ENABLED = "query.enabled";
    public static final String QUERY_HOST = "query.host";
    public static final String QUERY_PORT = "query.port";
    public static final String QUERY_STALE_AFTER = "query.stale.after";
    public static final String QUERY_TOKEN = "query.token";
    public static final String QUERY_ADVERTISED_HOST = "query.advertised.host";

    public static final String LOCAL_KAFKA_PORT = "local.kafka.port";
    public static final String LOCAL_POSTGRES_PORT = "local.postgres.port";
    public static final String LOCAL_REGISTRY_PORT = "local.registry.port";
    public static final String LOCAL_CONNECT_PORT = "local.connect.port";

    /** What users must not pass through to Kafka, because Tieout's promises rest on it, and where to turn instead. */
    static final Map<String, String> FIXED_KAFKA_SETTINGS = Map.of(
            "processing.guarantee", "it is exactly_once_v2 always; anything less matches money twice",
            "isolation.level", "it is read_committed always; anything less reads matches that never were",
            "enable.idempotence", "it is true always; anything less writes records twice",
            "acks", "it is all always; anything less loses records",
            "application.id", "set application.id",
            "group.id", "set application.id",
            "group.instance.id", "set application.instance.id",
            "group.protocol", "it is classic always; the newer one knows no static members on these brokers",
            "state.dir", "set data.dir",
            "commit.interval.ms", "set commit.interval");

    private static final String PARTS = "Parts around the application";
    private static final String APPLICATION = "Application";
    private static final String TOPICS = "Topics";
    private static final String ODOO = "Odoo";
    private static final String STRIPE = "Stripe";
    private static final String ADYEN = "Adyen";
    private static final String SHOPIFY = "Shopify";
    private static final String PAYPAL = "PayPal";
    private static final String MAPPED = "Mapped sources";
    private static final String BANK = "Bank statements";
    private static final String BI = "Tables for BI";
    private static final String RECEIVER = "Webhook receiver";
    private static final String METRICS = "Metrics and health";
    private static final String QUERY = "Questions";
    private static final String LOCAL = "Local stack";

    /** The groups in the order in which people read them. */
    static final List<String> GROUPS = List.of(
            PARTS,
            APPLICATION,
            TOPICS,
            ODOO,
            STRIPE,
            ADYEN,
            SHOPIFY,
            PAYPAL,
            MAPPED,
            BANK,
            RECEIVER,
            METRICS,
            QUERY,
            BI,
            LOCAL);

    static final ConfigDef DEFINITION = new SettingsDefinition()
            .parts()
            .application()
            .topics()
            .odoo()
            .stripe()
            .adyen()
            .shopify()
            .paypal()
            .mapped()
            .bank()
            .receiver()
            .metrics()
            .query()
            .bi()
            .local()
            .definition;

    private final ConfigDef definition = new ConfigDef();

    private SettingsDefinition() {}

    private SettingsDefinition parts() {
        var servers = Checks.matching(
                "[^\\s,]+:\\d+(\\s*,\\s*[^\\s,]+:\\d+)*", "host:port pairs with commas between, such as kafka-1:9092");
        define(PARTS, KAFKA_BOOTSTRAP_SERVERS, ConfigDef.Type.STRING, null, servers, HIGH, """
                Brokers of an existing Kafka cluster, such as `kafka-1:9092,kafka-2:9092`. \
                Without it `up` starts a broker of its own.""");
        define(PARTS, SCHEMA_REGISTRY_URL, ConfigDef.Type.STRING, null, Checks.urls(), HIGH, """
                Address of a schema registry that serves Confluent's API, such as `http://registry:8081` or, for \
                Apicurio, `http://registry:8080/apis/ccompat/v7`; several of one registry with commas between. Without it `up` starts one of its own.""");
        define(
                PARTS,
                SCHEMA_REGISTRY_USER_INFO,
                ConfigDef.Type.PASSWORD,
                null,
                null,
                MEDIUM,
                "User and password for basic authentication at that registry, as `user:password`.");
        define(PARTS, SCHEMA_REGISTRY_WAIT, ConfigDef.Type.STRING, "60s", Checks.duration("0s", "1h"), LOW, """
                How long a schema that was not seen before waits for a registry that is away, before the work stops.""");
        define(
                PARTS,
                SCHEMA_REGISTRY_REQUEST_TIMEOUT,
                ConfigDef.Type.STRING,
                "10s",
                Checks.duration("100ms", "10m"),
                LOW,
                "How long one request to the registry may take.");
        define(
                PARTS,
                VALUE_SERDE_CLASS,
                ConfigDef.Type.STRING,
                AvroSerde.class.getName(),
                new ConfigDef.NonEmptyString(),
                LOW,
                """
                Class of the serde that the application writes and reads `recon.*` with: another of the same wire format, such as \
                `io.confluent.kafka.streams.serdes.avro.SpecificAvroSerde`, when its jar lies in lib/.""");
        define(PARTS, CONNECT_URL, ConfigDef.Type.STRING, null, Checks.url(), MEDIUM, """
                REST address of a Kafka Connect cluster that polls Stripe, such as `http://connect:8083`. \
                Without it `up` starts a worker of its own.""");
        return this;
    }

    private SettingsDefinition application() {
        var name = Checks.matching("[a-zA-Z0-9._-]{1,100}", "letters, digits, dots, dashes and underscores");
        define(APPLICATION, APPLICATION_ID, ConfigDef.Type.STRING, "tieout", name, HIGH, """
                Name of the application in Kafka: consumer group, transactional ids and internal topics begin with \
                it. Another name begins anew from the raw topics.""");
        define(APPLICATION, APPLICATION_INSTANCE_ID, ConfigDef.Type.STRING, "1", name, MEDIUM, """
                Which instance this is, among those of one `application.id`. It must differ between instances that \
                run at the same time and stay the same over a restart: so a restart is back in seconds.""");
        define(APPLICATION, APPLICATION_STANDBY_REPLICAS, ConfigDef.Type.INT, 0, Checks.between(0, 5), MEDIUM, """
                How many other instances keep a copy of the state of each partition. With 1 or more, another instance takes \
                over at once, and a key whose instance is away is answered from a copy, marked `stale`. Each copy costs \
                the disk and the reading of the state once more.""");
        define(APPLICATION, DATA_DIR, ConfigDef.Type.STRING, ".tieout", Checks.notBlank("a directory"), HIGH, """
                Directory of state stores, logs and the local stack's data. A relative path counts from the current \
                directory; `~/` is the home directory.""");
        define(APPLICATION, POLICIES_DIR, ConfigDef.Type.STRING, null, Checks.any("a directory"), MEDIUM, """
                Directory of your own policy files (`*.yaml`). They stand beside the built-in ones; a file with the \
                name of a built-in policy replaces it.""");
        define(APPLICATION, MAPPINGS_DIR, ConfigDef.Type.STRING, null, Checks.any("a directory"), MEDIUM, """
                Directory of your own mapping files (`*.yaml`), which say how documents of other systems become entries. \
                They stand beside those that come with Tieout; a file with the name of one of these replaces it.""");
        define(
                APPLICATION,
                ACCOUNTS_RETIRED,
                ConfigDef.Type.LIST,
                "",
                Checks.each("[a-z0-9-]+/\\S+", "accounts as source/account with commas between, such as stripe/acct_1"),
                LOW,
                """
                Accounts that will never state anything again, as `source/account`, with commas between, such as \
                `stripe/acct_1`. They hold back no deadline.""");
        define(APPLICATION, COMMIT_INTERVAL, ConfigDef.Type.STRING, "100ms", Checks.duration("1ms", "1m"), MEDIUM, """
                How often a transaction is committed: longer is more throughput, and later outcomes.""");
        define(APPLICATION, STALE_AFTER, ConfigDef.Type.STRING, "15m", Checks.duration("1s", "30d"), MEDIUM, """
                How far the coverage of an account may fall behind the clock before SOURCE_STALE is raised. Choose \
                several times the interval of the slowest heartbeat or poll.""");
        define(APPLICATION, LOG_FORMAT, ConfigDef.Type.STRING, "text", Checks.oneOf("text", "json"), LOW, """
                How `log/tieout.log` in `data.dir` is written: one line of text for each event, or one JSON object. What \
                concerns a case bears its `correlation_id`.""");
        return this;
    }

    private SettingsDefinition topics() {
        define(TOPICS, MATCHING_PARTITIONS, ConfigDef.Type.INT, 4, Checks.between(1, 1000), HIGH, """
                Partitions in which correlation ids are matched: the limit of parallel work. Choose once: changing it \
                needs a new `application.id`.""");
        define(TOPICS, RAW_PARTITIONS, ConfigDef.Type.INT, 1, Checks.between(1, 1000), MEDIUM, """
                Partitions of each raw topic when it is created. One account stays in one partition, so more than the \
                number of accounts is no use; a raw topic is never grown, because that would move accounts.""");
        define(TOPICS, TOPICS_REPLICATION_FACTOR, ConfigDef.Type.INT, -1, Checks.replicationFactor(), HIGH, """
                Replicas of each topic that Tieout creates; -1 takes the broker's `default.replication.factor`. Three \
                in production: with fewer a lost disk is lost money.""");
        return this;
    }

    private SettingsDefinition odoo() {
        var identifier = Checks.matching("[a-z0-9_]{1,63}", "small letters, digits and underscores, at most 63");
        define(
                ODOO,
                ODOO_ENABLED,
                ConfigDef.Type.BOOLEAN,
                true,
                null,
                MEDIUM,
                "Whether `up` captures an Odoo database.");
        define(
                ODOO,
                ODOO_ACCOUNT,
                ConfigDef.Type.STRING,
                "odoo",
                Checks.matching("\\S+", "a name without spaces"),
                HIGH,
                """
                Name under which this database is an account. It stands in every id of its entries: never change it \
                for a database that was captured.""");
        define(ODOO, ODOO_DATABASE_HOSTNAME, ConfigDef.Type.STRING, null, Checks.any("a host name"), HIGH, """
                Host of the PostgreSQL server of an existing Odoo. Without it `up` starts a PostgreSQL of its own.""");
        define(
                ODOO,
                ODOO_DATABASE_PORT,
                ConfigDef.Type.INT,
                5432,
                Checks.between(1, 65535),
                MEDIUM,
                "Port of that server.");
        define(
                ODOO,
                ODOO_DATABASE_DBNAME,
                ConfigDef.Type.STRING,
                "odoo",
                Checks.notBlank("a database"),
                HIGH,
                "Name of Odoo's database.");
        define(ODOO, ODOO_DATABASE_USER, ConfigDef.Type.STRING, "tieout", Checks.notBlank("a user"), HIGH, """
                Database user with the attribute REPLICATION who may read the captured tables.""");
        define(ODOO, ODOO_DATABASE_PASSWORD, ConfigDef.Type.PASSWORD, null, null, HIGH, "Password of that user.");
        define(
                ODOO,
                ODOO_DATABASE_SSLMODE,
                ConfigDef.Type.STRING,
                "prefer",
                Checks.oneOf("disable", "allow", "prefer", "require", "verify-ca", "verify-full"),
                MEDIUM,
                """
                How the connection is encrypted, in libpq's words. Use `verify-full` over a network.""");
        define(
                ODOO,
                ODOO_DATABASE_SSLROOTCERT,
                ConfigDef.Type.STRING,
                null,
                Checks.any("a file"),
                LOW,
                "File with the certificate of the authority that signed the server's, for `verify-ca` and `verify-full`.");
        define(ODOO, ODOO_SLOT_NAME, ConfigDef.Type.STRING, "tieout", identifier, LOW, """
                Replication slot. It keeps the server's WAL until Tieout has read it: drop it when Tieout leaves.""");
        define(
                ODOO,
                ODOO_PUBLICATION_NAME,
                ConfigDef.Type.STRING,
                "tieout",
                identifier,
                LOW,
                "Publication that lists the captured tables and columns.");
        define(ODOO, ODOO_HEARTBEAT_INTERVAL, ConfigDef.Type.STRING, "5s", Checks.duration("0s", "1h"), MEDIUM, """
                How often the row in `tieout_heartbeat` is updated, which is Odoo's coverage: a missing side is \
                reported at most this much after its deadline. `0s` leaves the row to somebody else.""");
        define(ODOO, ODOO_WAL_LIMIT, ConfigDef.Type.STRING, "4GiB", Checks.size(), MEDIUM, """
                How much write-ahead log the slot may hold back on the database's disk before an exception is raised and \
                `doctor` fails. Choose half of what the disk has to spare.""");
        return this;
    }

    private SettingsDefinition stripe() {
        define(
                STRIPE,
                STRIPE_ACCOUNT,
                ConfigDef.Type.STRING,
                null,
                Checks.matching("acct_\\w+", "an id such as acct_1"),
                HIGH,
                """
                The Stripe account, such as `acct_1032D82eZvKYlo2C`. Needed with either of the secrets below.""");
        define(
                STRIPE,
                STRIPE_API_KEY,
                ConfigDef.Type.PASSWORD,
                null,
                Checks.secret("(sk|rk)_(live|test)_\\S+", "a secret or restricted key, which begins with sk_ or rk_"),
                HIGH,
                """
                Key with which events are polled. A restricted key that may read events, charges, refunds and payment \
                intents is enough. Without it nothing states Stripe's coverage, and no missing side is reported.""");
        define(
                STRIPE,
                STRIPE_API_URL,
                ConfigDef.Type.STRING,
                "https://api.stripe.com",
                Checks.url(),
                LOW,
                "Address of Stripe's API.");
        define(
                STRIPE,
                STRIPE_WEBHOOK_SECRETS,
                ConfigDef.Type.PASSWORD,
                null,
                Checks.secret(
                        "\\s*whsec_[^\\s,]+(\\s*,\\s*whsec_[^\\s,]+)*\\s*",
                        "signing secrets, which begin with whsec_, with commas between"),
                HIGH,
                """
                Signing secrets of the webhook endpoint, with commas between: more than one while a secret is rolled \
                over. Without it webhooks are not received.""");
        define(
                STRIPE,
                STRIPE_POLL_INTERVAL,
                ConfigDef.Type.STRING,
                "10s",
                Checks.duration("100ms", "1h"),
                MEDIUM,
                "How often Stripe's list of events is asked.");
        define(STRIPE, STRIPE_POLL_SETTLE, ConfigDef.Type.STRING, "30s", Checks.duration("0s", "1h"), LOW, """
                How long Stripe may take to list an event: coverage stays this far behind the newest answer.""");
        define(STRIPE, STRIPE_POLL_OVERLAP, ConfigDef.Type.STRING, "5m", Checks.duration("0s", "1d"), LOW, """
                How far each poll reaches back behind what it has seen. What is seen again is dropped later.""");
        define(STRIPE, STRIPE_POLL_FROM, ConfigDef.Type.STRING, null, Checks.instant(), MEDIUM, """
                Where the first poll begins, such as `2026-01-01` or `2026-01-01T00:00:00Z`. Stripe lists events of 30 days; \
                without it the first poll begins there. Where it is earlier, charges and refunds are read first, which the \
                key must be able to read.""");
        return this;
    }

    private SettingsDefinition adyen() {
        define(
                ADYEN,
                ADYEN_ACCOUNT,
                ConfigDef.Type.STRING,
                null,
                Checks.matching("[A-Za-z0-9_-][A-Za-z0-9._-]*", "a merchant account code such as ShopNL"),
                HIGH,
                """
                The merchant account at Adyen, as its notifications name it, such as `ShopNL`. Webhooks alone bring it \
                in, which cannot say that none is lacking: what it says is matched, and nothing of it is reported missing.""");
        define(
                ADYEN,
                ADYEN_WEBHOOK_KEYS,
                ConfigDef.Type.PASSWORD,
                null,
                Checks.secret(
                        "\\s*[0-9A-Fa-f]{64}(\\s*,\\s*[0-9A-Fa-f]{64})*\\s*",
                        "HMAC keys of 64 hexadecimal digits, with commas between"),
                HIGH,
                """
                HMAC keys of the webhook, with commas between: more than one while a key is rolled over. Without it \
                Adyen's webhooks are not received.""");
        define(ADYEN, ADYEN_WEBHOOK_USER, ConfigDef.Type.STRING, null, Checks.any("a user"), MEDIUM, """
                User that the webhook sends along. Adyen's signature does not cover the date, so let it send user and \
                password too.""");
        define(
                ADYEN,
                ADYEN_WEBHOOK_PASSWORD,
                ConfigDef.Type.PASSWORD,
                null,
                null,
                MEDIUM,
                "Password that the webhook sends along.");
        return this;
    }

    private SettingsDefinition shopify() {
        define(
                SHOPIFY,
                SHOPIFY_ACCOUNT,
                ConfigDef.Type.STRING,
                null,
                Checks.matching("[a-z0-9][a-z0-9-]*\\.myshopify\\.com", "a shop such as acme.myshopify.com"),
                HIGH,
                """
                The shop at Shopify, by the name that never changes, such as `acme.myshopify.com`. Webhooks bring its \
                orders' money, and cannot say that none is lacking: nothing of that is reported missing.""");
        define(
                SHOPIFY,
                SHOPIFY_WEBHOOK_SECRETS,
                ConfigDef.Type.PASSWORD,
                null,
                Checks.secret("[^\\s,]+(\\s*,\\s*[^\\s,]+)*\\s*", "secrets with commas between"),
                HIGH,
                """
                Secrets with which Shopify signs, with commas between: the client secret of the app, or that of the \
                shop's notifications. Without it Shopify's webhooks are not received.""");
        define(
                SHOPIFY,
                SHOPIFY_ACCESS_TOKEN,
                ConfigDef.Type.PASSWORD,
                null,
                Checks.secret("\\s*[A-Za-z0-9_]+\\s*", "an access token, such as shpat_..."),
                HIGH,
                """
                Admin API access token of an app in the shop that may read payouts (`read_shopify_payments_payouts`). With \
                it payouts and balance transactions of Shopify Payments are polled, as source `shopify_payments`.""");
        define(
                SHOPIFY,
                SHOPIFY_API_URL,
                ConfigDef.Type.STRING,
                null,
                Checks.url(),
                LOW,
                "Address of Shopify's Admin API; without it that of the shop.");
        polling(
                SHOPIFY,
                "shopify",
                new Polled("15m", "How often Shopify's lists are asked."),
                new Polled("15m", """
                        How long Shopify may take to list a movement or a payout: coverage stays this far behind its clock."""),
                new Polled("30d", "How old a payout may be and still be looked at again, since its state changes."),
                "Where the first poll begins, such as `2026-01-01`; without it 30 days back.");
        return this;
    }

    private SettingsDefinition paypal() {
        define(
                PAYPAL,
                PAYPAL_ACCOUNT,
                ConfigDef.Type.STRING,
                null,
                Checks.matching("[A-Za-z0-9_-][A-Za-z0-9._-]*", "a merchant id such as JVEQ2ZK6A9V7U"),
                HIGH,
                """
                The merchant id at PayPal, such as `JVEQ2ZK6A9V7U`. Webhooks cannot say that none is lacking: without the \
                app below what they say is matched, and nothing of it is reported missing.""");
        define(
                PAYPAL,
                PAYPAL_WEBHOOK_ID,
                ConfigDef.Type.LIST,
                "",
                Checks.each("[A-Za-z0-9]+", "ids of webhooks with commas between"),
                HIGH,
                """
                Id of the webhook, as PayPal's dashboard shows it beside the address; more than one with commas between. \
                Each signature is made for it. Without it PayPal's webhooks are not received.""");
        define(
                PAYPAL,
                PAYPAL_CLIENT_ID,
                ConfigDef.Type.PASSWORD,
                null,
                Checks.secret("\\s*[A-Za-z0-9_-]+\\s*", "the client id of an app"),
                HIGH,
                """
                Client id of a REST app at PayPal with the feature Transaction Search. With it and its secret PayPal's \
                transactions are polled, and its coverage is known.""");
        define(
                PAYPAL,
                PAYPAL_CLIENT_SECRET,
                ConfigDef.Type.PASSWORD,
                null,
                Checks.secret("\\s*[A-Za-z0-9_-]+\\s*", "the secret of an app"),
                HIGH,
                "Secret of that app.");
        define(
                PAYPAL,
                PAYPAL_API_URL,
                ConfigDef.Type.STRING,
                "https://api-m.paypal.com",
                Checks.url(),
                LOW,
                "Address of PayPal's API; that of the sandbox is `https://api-m.sandbox.paypal.com`.");
        polling(
                PAYPAL,
                "paypal",
                new Polled("15m", "How often PayPal's transaction search is asked."),
                new Polled("3h", """
                        How long PayPal may take to list a transaction: coverage stays this far behind its clock, and never \
                        passes the time of its data."""),
                new Polled("1d", """
                        How far each poll reaches back behind what is covered. What is seen again is dropped later."""),
                """
                Where the first poll begins, such as `2026-01-01`, at most three years back; without it 31 days back.""");
        return this;
    }

    private record Polled(String value, String meaning) {}

    /** What all pollers have; Stripe's are older and have closer bounds. */
    private void polling(String group, String source, Polled interval, Polled settle, Polled overlap, String from) {
        define(
                group,
                source + ".poll.interval",
                ConfigDef.Type.STRING,
                interval.value,
                Checks.duration("100ms", "1d"),
                MEDIUM,
                interval.meaning);
        define(
                group,
                source + ".poll.settle",
                ConfigDef.Type.STRING,
                settle.value,
                Checks.duration("0s", "7d"),
                LOW,
                settle.meaning);
        define(
                group,
                source + ".poll.overlap",
                ConfigDef.Type.STRING,
                overlap.value,
                Checks.duration("0s", "90d"),
                LOW,
                overlap.meaning);
        define(group, source + ".poll.from", ConfigDef.Type.STRING, null, Checks.instant(), MEDIUM, from);
    }

    private SettingsDefinition mapped() {
        define(
                MAPPED,
                MAPPED_ACCOUNTS,
                ConfigDef.Type.LIST,
                "",
                Checks.each(
                        "[a-z0-9-]+/[A-Za-z0-9_-][A-Za-z0-9._-]*",
                        "a mapping and an account with a slash between, such as quickbooks-payment/acme"),
                HIGH,
                """
                What other systems push, each as `mapping/account`, with commas between: `quickbooks-payment/acme` is \
                received at `/webhooks/quickbooks-payment/acme` and read by the mapping `quickbooks-payment`. It is \
                matched, and nothing of it is reported missing.""");
        define(
                MAPPED,
                MAPPED_WEBHOOK_SECRETS,
                ConfigDef.Type.PASSWORD,
                null,
                Checks.secret(
                        "[^\\s,]{16,}(\\s*,\\s*[^\\s,]{16,})*\\s*",
                        "secrets of at least 16 characters with commas between"),
                HIGH,
                """
                Secrets with which they push, with commas between: each request bears one as `Authorization: Bearer \
                SECRET`. More than one while a secret is rolled over. Without it nothing is received by mappings.""");
        return this;
    }

    private SettingsDefinition bank() {
        define(
                BANK,
                BANK_FOLDER,
                ConfigDef.Type.STRING,
                null,
                Checks.any("a directory, or sftp://user@host:22/path"),
                HIGH,
                """
                Folder into which statement files are put. With it `up` makes the folder and takes in what comes; what \
                was taken moves to `done` in it, what is known to `duplicates`, what cannot be read to `quarantine`. A \
                folder on an SFTP server is written `sftp://user@host:22/path`, or `/~/path` from the home directory.""");
        define(BANK, BANK_FOLDER_SETTLE, ConfigDef.Type.STRING, "10s", Checks.duration("0s", "1h"), MEDIUM, """
                How long size and time of a file must stay as they are before it is taken.""");
        define(BANK, BANK_SFTP_KNOWN_HOSTS, ConfigDef.Type.STRING, null, Checks.any("a file"), MEDIUM, """
                File of known hosts, as OpenSSH has it, with the key of the SFTP server. No other server is talked to.""");
        define(BANK, BANK_SFTP_PASSWORD, ConfigDef.Type.PASSWORD, null, null, MEDIUM, """
                Password of the user at the SFTP server.""");
        define(BANK, BANK_SFTP_KEY_FILE, ConfigDef.Type.STRING, null, Checks.any("a file"), MEDIUM, """
                File with the private key of the user at the SFTP server.""");
        define(BANK, BANK_SFTP_KEY_PASSPHRASE, ConfigDef.Type.PASSWORD, null, null, LOW, """
                Passphrase of that key.""");
        define(BANK, BANK_CSV_PROFILE, ConfigDef.Type.STRING, null, Checks.any("a file"), LOW, """
                Properties file that says how CSV files of the folder are written: topology-docs/statement-files.md.""");
        define(
                BANK,
                BANK_ACCOUNTS,
                ConfigDef.Type.LIST,
                "",
                Checks.each("[^/\\s|]+", "accounts as the files name them, without blanks, with commas between"),
                MEDIUM,
                """
                Bank accounts that are waited for before their first statement has come, such as \
                `DE02120300000000202051`. Accounts that are not named here count from their first statement.""");
        return this;
    }

    private SettingsDefinition receiver() {
        define(
                RECEIVER,
                RECEIVER_ENABLED,
                ConfigDef.Type.BOOLEAN,
                true,
                null,
                MEDIUM,
                "Whether `up` receives webhooks, when there are signing secrets.");
        define(RECEIVER, RECEIVER_HOST, ConfigDef.Type.STRING, "127.0.0.1", Checks.notBlank("an address"), MEDIUM, """
                Address on which webhooks are received. `0.0.0.0` is every address of the machine; put TLS before it.\
                """);
        define(
                RECEIVER,
                RECEIVER_PORT,
                ConfigDef.Type.INT,
                0,
                Checks.port(),
                MEDIUM,
                "Port on which webhooks are received; 0 is any free one, which is printed.");
        return this;
    }

    private SettingsDefinition metrics() {
        define(METRICS, METRICS_HOST, ConfigDef.Type.STRING, "127.0.0.1", Checks.notBlank("an address"), MEDIUM, """
                Address on which `up`, `run`, `capture` and `receive` answer `/metrics`, `/health` and `/ready`. They \
                ask for no password: on another address than loopback, let only Prometheus in.""");
        define(METRICS, METRICS_PORT, ConfigDef.Type.INT, 0, Checks.port(), MEDIUM, """
                Port on which they are answered; 0 is any free one, which is printed.""");
        return this;
    }

    private SettingsDefinition query() {
        define(
                QUERY,
                QUERY_ENABLED,
                ConfigDef.Type.BOOLEAN,
                true,
                null,
                MEDIUM,
                "Whether `up` and `run` keep views of the outcomes and answer questions about them.");
        define(QUERY, QUERY_HOST, ConfigDef.Type.STRING, "127.0.0.1", Checks.notBlank("an address"), MEDIUM, """
                Address on which questions are taken. Any other than the loopback needs `query.token`; put TLS before \
                it.""");
        define(
                QUERY,
                QUERY_PORT,
                ConfigDef.Type.INT,
                0,
                Checks.port(),
                MEDIUM,
                "Port on which questions are taken; 0 is any free one, which is printed.");
        define(QUERY, QUERY_STALE_AFTER, ConfigDef.Type.STRING, "5s", Checks.duration("2s", "1d"), MEDIUM, """
                An answer is marked `stale` when something that was committed longer ago than this may not be in it yet.""");
        define(QUERY, QUERY_TOKEN, ConfigDef.Type.PASSWORD, null, null, HIGH, """
                What whoever asks must send as `Authorization: Bearer`. The same for all instances: they ask each other.""");
        define(QUERY, QUERY_ADVERTISED_HOST, ConfigDef.Type.STRING, null, Checks.notBlank("a host name"), MEDIUM, """
                Host under which other instances reach the questions of this one, where that is not `query.host`.""");
        return this;
    }

    private SettingsDefinition bi() {
        var name = Checks.matching("[a-z_][a-z0-9_]{0,62}", "small letters, digits and underscores");
        define(BI, BI_ENABLED, ConfigDef.Type.BOOLEAN, false, null, MEDIUM, """
                Whether `up` writes outcomes to tables of a PostgreSQL database, for Power BI, Metabase, Superset or plain \
                SQL: topology-docs/bi.md.""");
        define(BI, BI_DATABASE_HOSTNAME, ConfigDef.Type.STRING, null, Checks.notBlank("a host name"), MEDIUM, """
                Host of that database. Without it `up` makes one in the PostgreSQL that it starts.""");
        define(BI, BI_DATABASE_PORT, ConfigDef.Type.INT, 5432, Checks.port(), LOW, "Its port.");
        define(BI, BI_DATABASE_DBNAME, ConfigDef.Type.STRING, "tieout_bi", name, MEDIUM, "Its name.");
        define(BI, BI_DATABASE_USER, ConfigDef.Type.STRING, "tieout_bi", name, MEDIUM, """
                Role that owns the tables and views, and writes them.""");
        define(BI, BI_DATABASE_PASSWORD, ConfigDef.Type.PASSWORD, null, null, MEDIUM, "Password of that role.");
        define(
                BI,
                BI_DATABASE_SSLMODE,
                ConfigDef.Type.STRING,
                "prefer",
                Checks.oneOf("disable", "allow", "prefer", "require", "verify-ca", "verify-full"),
                LOW,
                "How the connection is encrypted, in libpq's words. Use `verify-full` over a network.");
        return this;
    }

    private SettingsDefinition local() {
        define(
                LOCAL,
                LOCAL_KAFKA_PORT,
                ConfigDef.Type.INT,
                0,
                Checks.port(),
                LOW,
                "Port of the local broker; 0 is any free one.");
        define(
                LOCAL,
                LOCAL_POSTGRES_PORT,
                ConfigDef.Type.INT,
                0,
                Checks.port(),
                LOW,
                "Port of the local PostgreSQL; 0 is any free one.");
        define(
                LOCAL,
                LOCAL_REGISTRY_PORT,
                ConfigDef.Type.INT,
                0,
                Checks.port(),
                LOW,
                "Port of the local schema registry; 0 is any free one.");
        define(
                LOCAL,
                LOCAL_CONNECT_PORT,
                ConfigDef.Type.INT,
                0,
                Checks.port(),
                LOW,
                "Port of the local Connect worker's REST interface; 0 is any free one.");
        return this;
    }

    private void define(
            String group,
            String name,
            ConfigDef.Type type,
            @Nullable Object byDefault,
            @Nullable Validator check,
            Importance importance,
            String documentation) {
        int position = definition.names().size();
        definition.define(name, type, byDefault, check, importance, documentation, group, position, Width.NONE, name);
    }
}
