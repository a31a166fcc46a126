package io.tieout.wire;

import io.tieout.v1.PolicyVersion;
import io.tieout.v1.ReconciliationCase;
import java.time.Instant;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * A version of a policy that an application ran with.
 *
 * @param text of its file
 * @param application the {@code application.id}
 * @param partitions {@code matching.partitions}
 * @param removedAt when its file was found to be gone; null while it is there, or a newer version of it
 */
public record KeptPolicy(
        String policy,
        int version,
        String text,
        String application,
        int partitions,
        Instant since,
        @Nullable Instant removedAt) {

    /** The same, found to be gone. */
    public KeptPolicy removed(Instant at) {
        return new KeptPolicy(policy, version, text, application, partitions, since, at);
    }

    /** As it is published. */
    public Published publish() {
        var record = PolicyVersion.newBuilder()
                .setPolicy(policy)
                .setPolicyVersion(version)
                .setText(text)
                .setApplication(application)
                .setMatchingPartitions(partitions)
                .setSinceAt(since)
                .setRemovedAt(removedAt)
                .build();
        return new Published(Contract.POLICY, policy + "|" + version, record);
    }

    /** What {@link #publish} made. */
    public static KeptPolicy read(SpecificRecord published) {
        var record = (PolicyVersion) published;
        return new KeptPolicy(
                record.getPolicy(),
                record.getPolicyVersion(),
                record.getText(),
                record.getApplication(),
                record.getMatchingPartitions(),
                record.getSinceAt(),
                record.getRemovedAt());
    }

    /** What is left to say of a case. */
    public enum Rest {
        /** It waits: for a counterpart, for coverage. */
        OPEN,
        /** An exception of it is open. */
        EXCEPTED,
        /** Nothing. */
        CLOSED
    }

    /** A case and what is left to say of it. */
    public record Kept(String policy, Rest rest) {

        /** By the state of the case that was published; empty for one that we do not know. */
        public static Optional<Kept> read(SpecificRecord published) {
            var state = (ReconciliationCase) published;
            Rest rest = switch (state.getStatus()) {
                case OPEN, AWAITING_COVERAGE -> Rest.OPEN;
                case OVERDUE, EXCEPTED -> Rest.EXCEPTED;
                case MATCHED, UNREQUIRED, VOID, BEFORE_COVERAGE -> Rest.CLOSED;
                case UNKNOWN -> null;
            };
            return rest == null ? Optional.empty() : Optional.of(new Kept(state.getPolicy(), rest));
        }
    }
}
