package io.tieout.connect.odoo;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class StoredPositionTest {

    @Test
    void aPositionAmidTheSnapshotIsNotCompleted() {
        assertThat(parse("{\"last_snapshot_record\":false,\"lsn\":236,\"snapshot\":\"INITIAL\","
                        + "\"snapshot_completed\":false}"))
                .isEqualTo(new StoredPosition(false, 236));
    }

    @Test
    void theLastRowOfTheSnapshotCompletesIt() {
        assertThat(parse("{\"last_snapshot_record\":true,\"lsn\":236,\"snapshot\":\"INITIAL\","
                        + "\"snapshot_completed\":true}"))
                .isEqualTo(new StoredPosition(true, 236));
    }

    @Test
    void ofAStreamedTransactionTheLargestPositionCounts() {
        assertThat(parse("{\"lsn_proc\":250,\"lsn_commit\":250,\"lsn\":240,\"messageType\":\"COMMIT\"}"))
                .isEqualTo(new StoredPosition(true, 250));
    }

    private static StoredPosition parse(String json) {
        return StoredPosition.parse(json.getBytes(StandardCharsets.UTF_8));
    }
}
