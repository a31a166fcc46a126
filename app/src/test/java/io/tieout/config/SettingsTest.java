package io.tieout.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.common.config.types.Password;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsTest {

    @Test
    void whatIsNotSetHasItsDefault() {
        var settings = Settings.defaults();

        assertThat(settings.kafkaBootstrapServers()).isEmpty();
        assertThat(settings.applicationId()).isEqualTo("tieout");
        assertThat(settings.matchingPartitions()).isEqualTo(4);
        assertThat(settings.topicsReplicationFactor()).isEqualTo((short) -1);
        assertThat(settings.commitInterval()).isEqualTo(Duration.ofMillis(100));
        assertThat(settings.staleAfter()).isEqualTo(Duration.ofMinutes(15));
        assertThat(settings.accountsRetired()).isEmpty();
        assertThat(settings.stripeWebhookSecrets()).isEmpty();
        assertThat(settings.dataDir()).isAbsolute();
        assertThat(settings.receiverHost()).isEqualTo("127.0.0.1");
    }

    @Test
    void theLaterSourceWins() {
        var settings = Settings.of(List.of(
                new GivenSetting("odoo.account", "from-file", "tieout.properties, line 1"),
                new GivenSetting("odoo.account", "from-option", "--set odoo.account")));

        assertThat(settings.odooAccount()).isEqualTo("from-option");
        assertThat(settings.origin("odoo.account")).contains("--set odoo.account");
    }

    @Test
    void aBlankValueTakesBackWhatAnEarlierSourceSet() {
        var settings = Settings.of(List.of(
                new GivenSetting("odoo.account", "from-file", "tieout.properties, line 1"),
                new GivenSetting("odoo.account", " ", "--set odoo.account")));

        assertThat(settings.odooAccount()).isEqualTo("odoo");
    }

    @Test
    void everyDeclaredSettingCanBeSetByItsVariable() {
        for (var name : SettingsDefinition.DEFINITION.names()) {
            var variable = EnvironmentVariables.variableOf(name);

            assertThat(EnvironmentVariables.read(Map.of(variable, "x")))
                    .containsExactly(new GivenSetting(name, "x", "environment variable " + variable));
        }
    }

    @Test
    void variablesOfOthersAndOfKubernetesAreNoSettings() {
        var environment = Map.of(
                "PATH", "/bin",
                "TIEOUTS", "x",
                "TIEOUT_SERVICE_HOST", "10.0.0.7",
                "TIEOUT_SERVICE_PORT_HTTP", "80",
                "TIEOUT_PORT", "tcp://10.0.0.7:80",
                "TIEOUT_PORT_80_TCP_ADDR", "10.0.0.7",
                "TIEOUT_RECEIVER_PORT", "tcp://10.0.0.7:8080");

        assertThat(EnvironmentVariables.read(environment)).isEmpty();
    }

    @Test
    void anUnknownSettingIsAnErrorThatNamesItsLineAndTheNearestOne() {
        assertThatThrownBy(() -> given("stripe.api.kye", "sk_live_secret"))
                .isInstanceOf(InvalidSettings.class)
                .hasMessage("There is no setting stripe.api.kye (f, line 7). Did you mean stripe.api.key?");
    }

    @Test
    void anUnknownVariableIsAnErrorThatNamesTheVariableToSet() {
        var read = EnvironmentVariables.read(Map.of("TIEOUT_STRIPE_APIKEY", "x"));

        assertThatThrownBy(() -> Settings.of(read))
                .hasMessage("There is no setting stripe.apikey (environment variable TIEOUT_STRIPE_APIKEY)."
                        + " Did you mean stripe.api.key (TIEOUT_STRIPE_API_KEY)?");
    }

    @Test
    void aNameLikeNoOtherIsSentToThePage() {
        assertThatThrownBy(() -> given("colour", "red"))
                .hasMessage("There is no setting colour (f, line 7). All settings are in topology-docs/settings.md.");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "matching.partitions|four|matching.partitions (f, line 7): 'four' is not a whole number from 1 to 1000.",
                "matching.partitions|0|matching.partitions (f, line 7): '0' is not a whole number from 1 to 1000.",
                "stripe.poll.interval|10|stripe.poll.interval (f, line 7): '10' is not a duration from 100ms to 1h, such as 5s or 15m.",
                "stripe.poll.interval|2h|stripe.poll.interval (f, line 7): '2h' is not a duration from 100ms to 1h, such as 5s or 15m.",
                "stripe.poll.from|yesterday|stripe.poll.from (f, line 7): 'yesterday' is not a date such as 2026-01-01 or an instant such as 2026-01-01T00:00:00Z.",
                "schema.registry.url|registry:8081|schema.registry.url (f, line 7): 'registry:8081' is not addresses such as http://host:8081, with commas between.",
                "kafka.bootstrap.servers|kafka|kafka.bootstrap.servers (f, line 7): 'kafka' is not host:port pairs with commas between, such as kafka-1:9092.",
                "receiver.port|70000|receiver.port (f, line 7): '70000' is not a port from 1 to 65535, or 0 for any free one.",
                "odoo.enabled|perhaps|odoo.enabled (f, line 7): 'perhaps' is not true or false.",
                "odoo.database.sslmode|on|odoo.database.sslmode (f, line 7): 'on' is not one of disable, allow, prefer, require, verify-ca, verify-full.",
                "accounts.retired|acct_1|accounts.retired (f, line 7): 'acct_1' is not accounts as source/account with commas between, such as stripe/acct_1.",
            })
    void aBadValueSaysWhereWhatAndWhatIsExpected(String name, String value, String message) {
        assertThatThrownBy(() -> given(name, value))
                .isInstanceOf(InvalidSettings.class)
                .hasMessage(message);
    }

    @Test
    void aBadSecretIsNeverShown() {
        assertThatThrownBy(() -> given("stripe.api.key", "pk_live_hush"))
                .hasMessage("stripe.api.key (f, line 7): the value given (not shown) is not a secret or restricted"
                        + " key, which begins with sk_ or rk_.");
    }

    @Test
    void everyProblemIsNamedAtOnce() {
        assertThatThrownBy(() -> Settings.of(List.of(
                        new GivenSetting("colour", "red", "f, line 1"),
                        new GivenSetting("receiver.port", "x", "f, line 2"))))
                .isInstanceOfSatisfying(
                        InvalidSettings.class,
                        invalid -> assertThat(invalid.problems()).hasSize(2));
    }

    @Test
    void kafkaSettingsArePassedThroughToTheirClients() {
        var settings = Settings.of(Stream.of(
                        "kafka.security.protocol=SSL",
                        "kafka.max.poll.records=1",
                        "kafka.consumer.max.poll.records=2",
                        "kafka.producer.linger.ms=3",
                        "kafka.admin.retries=4",
                        "kafka.bootstrap.servers=k:9092")
                .map(text -> new GivenSetting(text.split("=")[0], text.split("=")[1], "f"))
                .toList());

        assertThat(settings.consumerProperties())
                .containsOnly(
                        Map.entry("bootstrap.servers", "k:9092"),
                        Map.entry("security.protocol", "SSL"),
                        Map.entry("max.poll.records", "2"));
        assertThat(settings.producerProperties())
                .containsEntry("linger.ms", "3")
                .containsEntry("max.poll.records", "1")
                .doesNotContainKey("consumer.max.poll.records");
        assertThat(settings.adminProperties()).containsEntry("retries", "4");
        assertThat(settings.streamsProperties())
                .containsEntry("consumer.max.poll.records", "2")
                .containsEntry("producer.linger.ms", "3")
                .containsEntry("security.protocol", "SSL");
    }

    @ParameterizedTest
    @CsvSource({
        "kafka.processing.guarantee, at_least_once",
        "kafka.consumer.isolation.level, read_uncommitted",
        "kafka.main.consumer.group.instance.id, x",
        "kafka.producer.acks, 1"
    })
    void whatTheGuaranteesRestOnCannotBeSet(String name, String value) {
        assertThatThrownBy(() -> given(name, value))
                .isInstanceOf(InvalidSettings.class)
                .hasMessageStartingWith(name + " (f, line 7) cannot be set: ");
    }

    @Test
    void aMistypedBrokerAddressDoesNotStartALocalBroker() {
        assertThatThrownBy(() -> given("kafka.bootstrap.server", "k:9092"))
                .hasMessageContaining("Did you mean kafka.bootstrap.servers?");
    }

    @Test
    void severalWebhookSecretsAreTakenApart() {
        var settings = given("stripe.webhook.secrets", "whsec_a, whsec_b");

        assertThat(settings.stripeWebhookSecrets()).containsExactly(new Password("whsec_a"), new Password("whsec_b"));
    }

    @Test
    void theFirstPollBeginsAtADateOrAnInstant() {
        assertThat(given("stripe.poll.from", "2026-01-02").stripePollFrom())
                .contains(Instant.parse("2026-01-02T00:00:00Z"));
        assertThat(given("stripe.poll.from", "2026-01-02T03:04:05Z").stripePollFrom())
                .contains(Instant.parse("2026-01-02T03:04:05Z"));
    }

    @Test
    void secretsAreShownNowhere() {
        var settings = Settings.of(List.of(
                new GivenSetting("stripe.api.key", "sk_live_hush", "f"),
                new GivenSetting("odoo.database.password", "hush", "f"),
                new GivenSetting("kafka.sasl.jaas.config", "password=hush", "f"),
                new GivenSetting("odoo.account", "shop", "f")));

        assertThat(settings.toString()).contains("odoo.account=shop").doesNotContain("hush");
        assertThat(new GivenSetting("odoo.database.password", "hush", "f").toString())
                .doesNotContain("hush");
    }

    @Test
    void startedPartsFillInTheirAddresses() {
        var settings = given("odoo.account", "shop").with(Map.of("kafka.bootstrap.servers", "127.0.0.1:4"), "local");

        assertThat(settings.kafkaBootstrapServers()).contains("127.0.0.1:4");
        assertThat(settings.odooAccount()).isEqualTo("shop");
        assertThat(settings.origin("kafka.bootstrap.servers")).contains("local");
    }

    @Test
    void everySettingIsDocumentedAndStandsInAGroup() {
        for (var key : SettingsDefinition.DEFINITION.configKeys().values()) {
            assertThat(key.documentation).as(key.name).endsWith(".").doesNotContain("\n");
            assertThat(SettingsDefinition.GROUPS).as(key.name).contains(key.group);
        }
    }

    private static Settings given(String name, String value) {
        return Settings.of(Arrays.asList(new GivenSetting(name, value, "f, line 7")));
    }
}
