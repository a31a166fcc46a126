package io.tieout.connect.registry;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.tieout.v1.Match;
import io.tieout.v1.Money;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.kafka.common.errors.SerializationException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

final class RegistryClientTest {

    private static final Schema MONEY = Money.getClassSchema();
    private static final Duration BRIEF = Duration.ofMillis(300);

    private final RegistryStandIn registry = new RegistryStandIn();
    private final RegistryClient client = registry.client();

    @AfterEach
    void close() {
        client.close();
        registry.close();
    }

    @Test
    void asksForAnIdOnlyOnce() {
        int id = client.register("money-value", MONEY);

        assertThat(client.register("money-value", MONEY)).isEqualTo(id);
        assertThat(client.schemaById(id)).isEqualTo(PublishedSchema.of(MONEY));
        assertThat(registry.requests()).containsExactly("POST /subjects/money-value/versions");
    }

    @Test
    void readsASchemaOnlyOnce() {
        int id = registry.hold(PublishedSchema.of(MONEY).toString());

        assertThat(client.schemaById(id)).isSameAs(client.schemaById(id));
        assertThat(registry.requests()).hasSize(1);
    }

    @Test
    void keepsJavaOutOfThePublishedSchema() {
        assertThat(Match.getClassSchema().toString()).contains("avro.java.string");

        int id = client.register("match-value", Match.getClassSchema());

        assertThat(registry.schema(id)).doesNotContain("java").contains("Topic recon.match.v1");
    }

    @Test
    void namesSubjectAndReasonOfARejectedSchema() {
        registry.failOnce("POST", 409, "{\"error_code\":409,\"message\":\"field y has no default\"}");

        assertThatThrownBy(() -> client.register("money-value", MONEY))
                .isInstanceOfSatisfying(
                        SchemaRejectedException.class,
                        e -> assertThat(e.subject()).isEqualTo("money-value"))
                .hasMessageContainingAll("io.tieout.v1.Money", "money-value", "HTTP 409: field y has no default");
        assertThat(registry.requests()).hasSize(1);
    }

    @Test
    void namesSubjectAndReasonOfAnInvalidSchema() {
        registry.failOnce("POST", 422, "{\"error_code\":42201,\"message\":\"Invalid Avro schema\"}");

        assertThatThrownBy(() -> client.register("money-value", MONEY))
                .isInstanceOf(SchemaRejectedException.class)
                .hasMessageContainingAll("money-value", "HTTP 422: Invalid Avro schema");
    }

    @Test
    void doesNotWaitWhenTheCredentialsAreRefused() {
        registry.failOnce("POST", 401, "");
        var config = RegistryConfig.of(
                Map.of(RegistryConfig.URL, registry.url(), RegistryConfig.USER_INFO, "reader:hush-hush"));

        assertThatThrownBy(() -> new RegistryClient(config).register("money-value", MONEY))
                .isInstanceOf(RegistryAccessException.class)
                .hasMessageContainingAll("401", RegistryConfig.USER_INFO)
                .hasMessageNotContaining("hush");
    }

    @Test
    void waitsForARegistryThatIsStarting() {
        registry.failOnce("POST", 503, "");
        registry.failOnce("POST", 404, "<html>not yet</html>");

        assertThat(client.register("money-value", MONEY)).isEqualTo(1);
        assertThat(registry.requests()).hasSize(3);
    }

    @Test
    void saysWhatWhereAndWhatToDoWhenItGivesUp() {
        String url = registry.url();
        registry.close();
        var impatient = new RegistryClient(RegistryConfig.at(url).withPatience(BRIEF));

        assertThatThrownBy(() -> impatient.register("money-value", MONEY))
                .isInstanceOf(RegistryUnavailableException.class)
                .hasMessageContainingAll(
                        "register the schema of money-value", url, "Start the registry", RegistryConfig.URL);
    }

    @Test
    void goesOnWithWhatItKnowsWhileTheRegistryIsAway() {
        int id = client.register("money-value", MONEY);
        registry.close();

        assertThat(client.register("money-value", MONEY)).isEqualTo(id);
        assertThat(client.schemaById(id)).isEqualTo(PublishedSchema.of(MONEY));
    }

    @Test
    void waitsUntilTheRegistryIsBackOnItsPort() throws Exception {
        int port = registry.port();
        registry.close();
        var id = CompletableFuture.supplyAsync(() -> client.register("money-value", MONEY));
        var lines = logLines();
        await().until(() ->
                lines.list.stream().anyMatch(line -> line.getFormattedMessage().contains("Waiting")));

        try (var back = new RegistryStandIn(port)) {
            assertThat(id.get()).isEqualTo(1);
            assertThat(back.requests()).hasSize(1);
        }
        await().until(() ->
                lines.list.stream().anyMatch(line -> line.getFormattedMessage().contains("answers again")));
    }

    @Test
    void writesOneLineHoweverManyThreadsWait() throws Exception {
        String url = registry.url();
        registry.close();
        var lines = logLines();
        var impatient = new RegistryClient(RegistryConfig.at(url).withPatience(BRIEF));
        var threads = Executors.newFixedThreadPool(6);

        var calls = IntStream.range(0, 6)
                .mapToObj(i -> CompletableFuture.runAsync(() -> impatient.register("s" + i, MONEY), threads))
                .toList();

        calls.forEach(call -> assertThatThrownBy(call::join).hasCauseInstanceOf(RegistryUnavailableException.class));
        threads.shutdown();
        assertThat(lines.list)
                .singleElement()
                .satisfies(line -> assertThat(line.getFormattedMessage())
                        .contains("Waiting for the schema registry", url, "nothing is skipped"));
    }

    @Test
    void closingReleasesWhoWaits() {
        String url = registry.url();
        registry.close();
        var lines = logLines();
        var waiting = new RegistryClient(RegistryConfig.at(url));
        var call = CompletableFuture.supplyAsync(() -> waiting.register("money-value", MONEY));
        await().until(() -> !lines.list.isEmpty());

        waiting.close();

        assertThatThrownBy(call::join).hasCauseInstanceOf(RegistryUnavailableException.class);
    }

    @Test
    void asksTheNextUrlWhenOneIsDown() {
        try (var second = new RegistryStandIn()) {
            String down = registry.url();
            registry.close();
            var both = new RegistryClient(
                    RegistryConfig.at(down + ", " + second.url()).withPatience(Duration.ZERO));

            assertThat(both.register("a-value", MONEY)).isEqualTo(1);
            assertThat(both.register("b-value", MONEY)).isEqualTo(1);
        }
    }

    @Test
    void tellsAWrongPathFromAMissingSchema() {
        var wrong = new RegistryClient(
                RegistryConfig.at(registry.url() + "/apis/nothing").withPatience(Duration.ZERO));

        assertThatThrownBy(() -> wrong.schemaById(1))
                .isInstanceOf(RegistryUnavailableException.class)
                .hasMessageContainingAll("no answer of a Confluent schema registry", "/apis/ccompat/v7");
        assertThatThrownBy(wrong::ping).isInstanceOf(RegistryUnavailableException.class);
        client.ping();
    }

    @Test
    void givesAFollowerTimeToLearnAnId() {
        int id = registry.hold(PublishedSchema.of(MONEY).toString());
        registry.failOnce("GET /schemas/ids/1", 404, "{\"error_code\":40403,\"message\":\"Schema not found\"}");

        assertThat(client.schemaById(id).getName()).isEqualTo("Money");
    }

    @Test
    void doesNotWaitTwiceForAnUnknownId() {
        assertThatThrownBy(() -> client.schemaById(77))
                .isInstanceOf(UnknownSchemaException.class)
                .hasMessageContainingAll("77", registry.url());
        long asked = registry.requests("/schemas/ids/77");

        assertThatThrownBy(() -> client.schemaById(77)).isInstanceOf(SerializationException.class);

        assertThat(registry.requests("/schemas/ids/77")).isEqualTo(asked + 1);
    }

    @Test
    void readsOnlyAvroThatStandsAlone() {
        registry.failOnce("/schemas/ids/1", 200, "{\"schemaType\":\"JSON\",\"schema\":\"{}\"}");
        registry.failOnce("/schemas/ids/2", 200, "{\"schema\":\"{}\",\"references\":[{\"name\":\"x\"}]}");
        registry.failOnce("/schemas/ids/3", 200, "{\"schema\":\"{oops\"}");

        assertThatThrownBy(() -> client.schemaById(1))
                .isInstanceOf(SerializationException.class)
                .hasMessageContaining("JSON");
        assertThatThrownBy(() -> client.schemaById(2))
                .isInstanceOf(SerializationException.class)
                .hasMessageContaining("refers");
        assertThatThrownBy(() -> client.schemaById(3))
                .isInstanceOf(SerializationException.class)
                .hasMessageContaining("valid");
    }

    @Test
    void knowsTheNewestVersionOfASubject() {
        assertThat(client.latest("money-value")).isEmpty();
        client.register("money-value", MONEY);
        Schema next =
                SchemaBuilder.record("Money").fields().requiredLong("minor").endRecord();
        int id = client.register("money-value", next);

        assertThat(client.latest("money-value")).contains(new RegisteredSchema("money-value", 2, id, next));
    }

    @Test
    void saysWhyASchemaWouldBeRefused() {
        assertThat(client.incompatibility("money-value", MONEY)).contains("[\"field x is gone\"]");
    }

    @Test
    void sendsTheCredentials() {
        var config = RegistryConfig.of(Map.of(RegistryConfig.URL, registry.url(), RegistryConfig.USER_INFO, "u:p:q"));

        assertThat(requireNonNull(config.credentials()).authorization()).isEqualTo("Basic dTpwOnE=");
        assertThat(new RegistryClient(config).register("money-value", MONEY)).isEqualTo(1);
        assertThat(config.toString()).contains("u:[hidden]").doesNotContain("p:q");
        assertThat(registry.authorizations()).isEqualTo(List.of("Basic dTpwOnE="));
    }

    private static ListAppender<ILoggingEvent> logLines() {
        var appender = new ListAppender<ILoggingEvent>();
        appender.list = new CopyOnWriteArrayList<>();
        appender.start();
        Logger logger = (Logger) LoggerFactory.getLogger(RegistryClient.class);
        logger.setLevel(ch.qos.logback.classic.Level.INFO);
        logger.addAppender(appender);
        return appender;
    }
}
