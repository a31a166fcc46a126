package io.tieout.topology;

import io.tieout.matching.AuditChain;
import io.tieout.wire.Outcomes;
import io.tieout.wire.Published;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/** The hash chain of one task: one link for each decision that it publishes. */
final class AuditTrail {

    private final KeyValueStore<String, AuditChain> store;
    private AuditChain end;

    AuditTrail(KeyValueStore<String, AuditChain> store, String task) {
        this.store = store;
        AuditChain kept = store.get(task);
        this.end = kept == null ? AuditChain.begin(task) : new AuditChain(task, kept.sequence(), kept.hash());
    }

    /** The audit record of what was published; null when it is no decision. */
    @Nullable
    Published follow(Published said) {
        Published audit = Outcomes.audit(said, end);
        if (audit != null) {
            end = Outcomes.after(audit);
            store.put(end.id(), end);
        }
        return audit;
    }
}
