package io.tieout.connect.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tieout.v1.Entry;
import io.tieout.v1.Match;
import java.util.Map;
import org.apache.avro.Schema;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class ContractRegistrationTest {

    private static final Map<String, Schema> CONTRACTS =
            Map.of("recon.match.v1-value", Match.getClassSchema(), "recon.entry.v1-value", Entry.getClassSchema());

    private final RegistryStandIn registry = new RegistryStandIn();
    private final RegistryClient client = registry.client();
    private final ContractRegistration registration = new ContractRegistration(client);

    @AfterEach
    void close() {
        client.close();
        registry.close();
    }

    @Test
    void guardsExactlyItsOwnSubjects() {
        client.register("somebody-elses", Match.getClassSchema());

        var ids = registration.register(CONTRACTS);

        assertThat(ids).containsOnlyKeys("recon.match.v1-value", "recon.entry.v1-value");
        assertThat(registry.compatibility())
                .isEqualTo(Map.of(
                        "recon.match.v1-value", "BACKWARD_TRANSITIVE", "recon.entry.v1-value", "BACKWARD_TRANSITIVE"));
    }

    @Test
    void changesNothingTheSecondTime() {
        var ids = registration.register(CONTRACTS);

        assertThat(new ContractRegistration(registry.client()).register(CONTRACTS))
                .isEqualTo(ids);

        assertThat(registry.requests("PUT /config")).isEqualTo(2);
        assertThat(registry.requests("PUT /config/somebody")).isZero();
    }

    @Test
    void makesSerializersIndependentOfTheRegistry() {
        registration.register(CONTRACTS);
        registry.close();

        assertThat(new AvroSerde<>(client, Match.class)
                        .serializer()
                        .serialize("recon.match.v1", Fixtures.match("pi_1")))
                .startsWith(0, 0, 0, 0);
    }

    @Test
    void guardsAKnownSubjectBeforeTheNewVersionIsJudged() {
        registry.client().register("recon.match.v1-value", Entry.getClassSchema());
        registry.failOnce("POST /subjects/recon.match", 409, "{\"error_code\":409,\"message\":\"match_id is new\"}");

        assertThatThrownBy(() -> registration.register(CONTRACTS))
                .isInstanceOf(SchemaRejectedException.class)
                .hasMessageContainingAll("recon.match.v1-value", "match_id is new");

        assertThat(registry.compatibility()).containsEntry("recon.match.v1-value", "BACKWARD_TRANSITIVE");
    }

    @Test
    void noticesThatASettingWasNotKept() {
        registry.failOnce("PUT /config", 200, "{\"compatibility\":\"BACKWARD_TRANSITIVE\"}");

        assertThatThrownBy(() -> registration.register(CONTRACTS))
                .isInstanceOf(SchemaRejectedException.class)
                .hasMessageContaining("did not keep it");
    }

    @Test
    void saysThatTheRegistryRefusesToChangeTheCompatibility() {
        registry.failOnce("PUT /config", 422, "{\"error_code\":42205,\"message\":\"read-only\"}");

        assertThatThrownBy(() -> registration.register(CONTRACTS))
                .isInstanceOf(SchemaRejectedException.class)
                .hasMessageContainingAll("recon.entry.v1-value", "BACKWARD_TRANSITIVE", "read-only");
    }
}
