package io.tieout.topology;

import java.time.Instant;
import org.apache.kafka.streams.KafkaStreams;

/**
 * Where a running application stands.
 *
 * @param since when it last went from one state to another
 * @param storesToRestore state stores that are being read back from Kafka
 * @param recordsToRestore what they still lack, at most
 * @param recordsRestored read back since the start
 */
public record Standing(Phase phase, Instant since, int storesToRestore, long recordsToRestore, long recordsRestored) {

    /** The phases of an application. FAILED and STOPPED are final. */
    public enum Phase {
        STARTING,
        /** The instances share out the work anew. */
        REBALANCING,
        /** State is read back from Kafka; the work begins when it is all there. */
        RESTORING,
        /** Every task works. */
        RUNNING,
        STOPPING,
        STOPPED,
        /** Needs a person; the log says why. */
        FAILED
    }

    static Standing of(KafkaStreams.State state, Instant since, RestoreProgress restoring) {
        int stores = restoring.stores();
        return new Standing(phase(state, stores), since, stores, restoring.lacking(), restoring.restored());
    }

    private static Phase phase(KafkaStreams.State state, int storesToRestore) {
        return switch (state) {
            case CREATED -> Phase.STARTING;
            case REBALANCING -> storesToRestore > 0 ? Phase.RESTORING : Phase.REBALANCING;
            case RUNNING -> Phase.RUNNING;
            case PENDING_SHUTDOWN -> Phase.STOPPING;
            case NOT_RUNNING -> Phase.STOPPED;
            case PENDING_ERROR, ERROR -> Phase.FAILED;
        };
    }
}
