package io.tieout.doctor;

import java.time.Instant;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.QuorumInfo.ReplicaState;
import org.apache.kafka.common.KafkaException;

/** What time it is for Kafka: the leader of its controllers says when it last heard itself, which is now. */
public record KafkaClock(Admin admin) implements Callable<Instant> {

    @Override
    public Instant call() {
        var quorum = KafkaAnswers.of(admin.describeMetadataQuorum().quorumInfo());
        return quorum.voters().stream()
                .filter(voter -> voter.replicaId() == quorum.leaderId())
                .map(ReplicaState::lastCaughtUpTimestamp)
                .filter(java.util.OptionalLong::isPresent)
                .map(time -> Instant.ofEpochMilli(time.getAsLong()))
                .findFirst()
                .orElseThrow(() -> new KafkaException("the controllers do not say what time it is"));
    }
}
