package io.tieout.topology;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tieout.GoldenFile;
import io.tieout.wire.Contract;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

final class AsyncApiPageTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final JsonNode document =
            JSON.valueToTree(new Load(LoadSettings.builder().build()).loadFromString(AsyncApiPage.yaml()));

    @Test
    void isTheCommittedOne() {
        GoldenFile.in("topology-docs/asyncapi.yaml").mustBe(AsyncApiPage.yaml());
    }

    @Test
    void listsEveryTopicThatTheApplicationMakesWithItsSettings() {
        var made = Topics.toCreate(Application.intakes().keySet(), 1, 1, Optional.empty());
        assertThat(document.path("channels").fieldNames())
                .toIterable()
                .containsExactlyInAnyOrderElementsOf(
                        made.stream().map(NewTopic::name).toList());
        assertThat(made).allSatisfy(topic -> {
            JsonNode settings = document.at("/channels/" + topic.name() + "/bindings/kafka/topicConfiguration");
            topic.configs().forEach((name, value) -> {
                JsonNode said = settings.path(name);
                assertThat(said.isArray() ? said.path(0).asText() : said.asText())
                        .as(topic.name() + " " + name)
                        .isEqualTo(value);
            });
        });
    }

    @Test
    void everyReferenceLeadsSomewhere() {
        assertThat(document.findValuesAsText("$ref"))
                .isNotEmpty()
                .allSatisfy(reference -> assertThat(
                                document.at(reference.substring(1)).isObject())
                        .as(reference)
                        .isTrue());
    }

    @Test
    void theValueOfAnOutcomeIsItsContract() throws JsonProcessingException {
        for (Contract contract : Contract.values()) {
            JsonNode payload =
                    document.at("/components/messages/" + contract.record().getSimpleName() + "/payload");
            assertThat(payload.path("schemaFormat").asText()).startsWith("application/vnd.apache.avro");
            assertThat(new Schema.Parser().parse(JSON.writeValueAsString(payload.path("schema"))))
                    .isEqualTo(contract.schema());
        }
    }
}
