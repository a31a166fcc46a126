package io.tieout.connect.odoo;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EnginePropertiesTest {

    private static final OdooDatabase DATABASE = new OdooDatabase(
            "db", 5432, "shop", "tieout", "hush-hush", Map.of("sslmode", "require", "gssEncMode", "disable"));

    @Test
    void noKafkaPropertyOverridesWhatKeepsTheLogWithoutGap() {
        var properties = EngineProperties.of(
                settings(Duration.ofSeconds(5), Map.of("bootstrap.servers", "b:1", "slot.drop.on.stop", "true")),
                List.of(new CapturedTable("res_company", List.of("id", "name"), false)));
        assertThat(properties)
                .containsEntry("slot.drop.on.stop", "false")
                .containsEntry("lsn.flush.mode", "connector")
                .containsEntry("publication.autocreate.mode", "disabled")
                .containsEntry("column.include.list", "public\\.res_company\\.(id|name)")
                .containsEntry("heartbeat.interval.ms", "5000")
                .containsEntry("database.sslmode", "require")
                .containsEntry("driver.gssEncMode", "disable");
    }

    @Test
    void anIntervalOfZeroLeavesTheHeartbeatToOthers() {
        var properties = EngineProperties.of(settings(Duration.ZERO, Map.of("bootstrap.servers", "b:1")), List.of());
        assertThat(properties).doesNotContainKeys("heartbeat.interval.ms", "heartbeat.action.query");
    }

    @Test
    void nothingPrintsAPassword() {
        OdooCaptureSettings settings = settings(
                Duration.ZERO, Map.of("bootstrap.servers", "b:1", "sasl.jaas.config", "password=\"hush-hush\";"));
        assertThat(settings.toString() + DATABASE).doesNotContain("hush-hush");
    }

    @Test
    void neverListsASecretAndOfPartnersTheNameAlone() {
        assertThat(OdooTables.all())
                .flatExtracting(table -> List.of(table.required(), table.optional()))
                .asString()
                .doesNotContain(
                        "secret", "key", "token", "email", "phone", "street", "account_number", "state_message");
        assertThat(OdooTables.all())
                .filteredOn(table -> table.name().equals("res_partner"))
                .singleElement()
                .satisfies(partner -> {
                    assertThat(partner.required()).containsExactly("id");
                    assertThat(partner.optional()).containsExactly("name");
                });
    }

    private static OdooCaptureSettings settings(Duration heartbeat, Map<String, String> kafka) {
        return new OdooCaptureSettings("odoo", DATABASE, "tieout", "tieout", heartbeat, "odoo.offset", kafka);
    }
}
