package io.tieout.topology;

import io.tieout.matching.AuditChain;
import io.tieout.wire.Published;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;

/** What one task says to the outcome topics: each record straight to the sink of its topic, each decision with its audit. */
final class Voice {

    private final ProcessorContext<String, Object> context;
    private final AuditTrail audit;

    Voice(ProcessorContext<String, Object> context, KeyValueStore<String, AuditChain> chain, String task) {
        this.context = context;
        this.audit = new AuditTrail(chain, task);
    }

    /**
     * @param timestamp ingest time, in milliseconds since 1970 in UTC
     */
    void say(Published published, long timestamp) {
        forward(published, timestamp);
        Published link = audit.follow(published);
        if (link != null) {
            forward(link, timestamp);
        }
    }

    private void forward(Published published, long timestamp) {
        context.forward(
                new Record<>(published.key(), published.value(), timestamp),
                ReconciliationTopology.sink(published.contract()));
    }
}
