package io.tieout.connect.odoo;

import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.KafkaException;

/** Turns the checked wrapping of Kafka's futures back into Kafka's own unchecked exceptions. */
final class KafkaTrouble {

    private KafkaTrouble() {}

    static KafkaException of(ExecutionException wrapping) {
        return wrapping.getCause() instanceof KafkaException kafka ? kafka : new KafkaException(wrapping);
    }
}
