package io.tieout.topology;

import org.apache.kafka.streams.errors.StreamsException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says in the log which case the engine cannot go on with: Kafka Streams names a record at most. */
final class FailedCase {

    private static final Logger LOG = LoggerFactory.getLogger(FailedCase.class);

    private FailedCase() {}

    /** Says it, and returns the failure, to be thrown on. What Kafka Streams throws is about the task, not the case. */
    static RuntimeException said(String policy, String correlationId, RuntimeException failure) {
        if (!(failure instanceof StreamsException)) {
            LOG.atError()
                    .addKeyValue("policy", policy)
                    .addKeyValue("correlation_id", correlationId)
                    .log("A case cannot be gone on with: {}", failure.toString());
        }
        return failure;
    }

    /** @param caseId policy, bar, correlation id */
    static RuntimeException said(String caseId, RuntimeException failure) {
        int bar = caseId.indexOf('|');
        return said(caseId.substring(0, Math.max(0, bar)), caseId.substring(bar + 1), failure);
    }
}
