package io.tieout.demo;

import io.tieout.connect.registry.AvroDeserializer;
import java.net.URI;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import org.apache.avro.generic.GenericRecord;
import org.jspecify.annotations.Nullable;

/** The product as it runs in a trial, with what a user of it has in hands: addresses. */
interface TrialStack extends AutoCloseable {

    /** A connection to the shop's database. */
    Connection database() throws SQLException;

    /** Starts what Tieout itself is: capture, poller, receiver, application. The shop's tables exist by now. */
    void startProduct(StripeShop stripe);

    /** Where webhooks of the Stripe account go. */
    URI webhookEndpoint();

    /** Stops the webhook receiver, as an outage would. */
    void stopReceiver();

    /** Starts the webhook receiver again, where it was. */
    void startReceiver();

    /** What a Kafka client needs to connect. */
    Map<String, Object> kafkaClientProperties();

    /** Reads values by the schema that they were written with. */
    AvroDeserializer<GenericRecord> values();

    int matchingPartitions();

    /** How long each part took to start, in the order of starting. */
    Map<String, Duration> startUp();

    /** Resident memory of this process and its children, in KiB, where the system tells it. */
    Map<String, Long> residentKib();

    /** Why the product is of no use any more, or null. */
    @Nullable
    String fault();

    @Override
    void close();
}
