package io.tieout.demo;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tieout.connect.RawTopics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Declares the Stripe account covered days too early, in its raw log, as a broken poller would. */
interface CoverageFault {

    /** A chance to do harm. */
    void strike(Instant now);

    /** Does nothing. */
    static CoverageFault none() {
        return now -> {};
    }

    /** States after each step that everything up to two days later has been read. */
    static CoverageFault early(Map<String, Object> clientProperties) {
        return now -> {
            ObjectNode coverage = new ObjectMapper()
                    .createObjectNode()
                    .put("account", TrialPlan.STRIPE_ACCOUNT)
                    .put("from", TrialPlan.HEARD_FROM.toEpochMilli())
                    .put("to", now.plus(Duration.ofDays(2)).toEpochMilli());
            Map<String, Object> properties = new HashMap<>(clientProperties);
            properties.put(ProducerConfig.ACKS_CONFIG, "all");
            try (var producer = new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer())) {
                producer.send(new ProducerRecord<>(
                                RawTopics.STRIPE_EVENT,
                                null,
                                TrialPlan.STRIPE_ACCOUNT.getBytes(StandardCharsets.UTF_8),
                                coverage.toString().getBytes(StandardCharsets.UTF_8),
                                List.of(new RecordHeader(
                                        RawTopics.HEADER_KIND,
                                        RawTopics.KIND_COVERAGE.getBytes(StandardCharsets.UTF_8)))))
                        .get();
            } catch (ExecutionException e) {
                throw new TrialException("The false coverage could not be written", e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new TrialException("The trial was interrupted.", e);
            }
        };
    }
}
