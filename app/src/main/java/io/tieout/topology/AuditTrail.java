package io.tieout.topology;

import io.tieout.matching.AuditChain;
import io.tieout.wire.Outcomes;
import io.tieout.wire.Published;
import java.util.Optional;
import org.apache.kafka.streams.state.KeyValueStore;

/** The hash chain of one task: one link for each decision that it publishes. */
final class AuditTrail {

    private final KeyValueStore<String, AuditChain> store;
    private AuditChain end;

    AuditTrail(KeyValueStore<String, AuditChain> store, String task) {
        this.store = store;
        AuditChain kept = store.get(task);
        this.end = kept == null ? AuditChain.begin(task) : new AuditChain(task, kept.sequence(), kept.hash());
    }

    /** The audit record of what was published; empty when it is no decision. */
    Optional<Published> follow(Published said) {
        Optional<Published> audit = Outcomes.audit(said, end);
        audit.ifPresent(record -> {
            end = Outcomes.after(record);
            store.put(end.id(), end);
        });
        return audit;
    }
}
