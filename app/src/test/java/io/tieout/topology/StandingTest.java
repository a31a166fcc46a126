package io.tieout.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.tieout.topology.Standing.Phase;
import java.time.Instant;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.KafkaStreams.State;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StandingTest {

    private static final TopicPartition CHANGELOG = new TopicPartition("tieout-cases-changelog", 0);
    private static final TopicPartition OTHER = new TopicPartition("tieout-cases-changelog", 1);

    private final RestoreProgress restoring = new RestoreProgress();

    @Test
    void readingBackStateIsToldFromSharingOutWork() {
        assertThat(standing(State.REBALANCING).phase()).isEqualTo(Phase.REBALANCING);

        restoring.onRestoreStart(CHANGELOG, "cases", 0, 1000);
        restoring.onRestoreStart(OTHER, "cases", 400, 500);
        assertThat(standing(State.REBALANCING)).isEqualTo(new Standing(Phase.RESTORING, Instant.EPOCH, 2, 1100, 0));

        restoring.onBatchRestored(CHANGELOG, "cases", 599, 350);
        assertThat(standing(State.REBALANCING))
                .as("markers take offsets too")
                .isEqualTo(new Standing(Phase.RESTORING, Instant.EPOCH, 2, 500, 350));

        restoring.onRestoreSuspended(OTHER, "cases", 0);
        restoring.onRestoreEnd(CHANGELOG, "cases", 600);
        assertThat(standing(State.REBALANCING)).isEqualTo(new Standing(Phase.REBALANCING, Instant.EPOCH, 0, 0, 350));
        assertThat(standing(State.RUNNING).phase()).isEqualTo(Phase.RUNNING);
    }

    @ParameterizedTest
    @EnumSource(State.class)
    void everyStateHasAPhase(State state) {
        boolean failed = state == State.ERROR || state == State.PENDING_ERROR;

        assertThat(standing(state).phase() == Phase.FAILED).isEqualTo(failed);
    }

    private Standing standing(State state) {
        return Standing.of(state, Instant.EPOCH, restoring);
    }
}
