package io.tieout.local;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import javax.management.InstanceNotFoundException;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.utils.Time;

/**
 * Buries a broker that was killed, before another takes its place.
 *
 * <p>A broker that is its own controller reads, when it comes back after a kill, that it still leads all partitions.
 * It takes up the transactions it finds decided, and when the controller then fences the broker of old, no partition
 * has a leader, and Kafka 4.3 takes the leaderless for deleted and skips their markers: decided transactions stay open
 * for ever, and nobody who reads committed records gets past them. So the controller runs alone first, until it has
 * fenced the broker of old; the new one then begins without leading anything, as after a clean stop. The proof is
 * {@code UpKilledTest}.
 */
final class KilledBroker {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration PAUSE = Duration.ofMillis(20);

    private KilledBroker() {}

    /**
     * Returns when the broker of old is fenced.
     *
     * @param controller Kafka's settings for a controller without a broker, on the same directory
     */
    static void fence(Map<String, String> controller) {
        KafkaRaftServer server = new KafkaRaftServer(new KafkaConfig(controller), Time.SYSTEM);
        try {
            server.startup();
            await();
        } finally {
            server.shutdown();
            server.awaitShutdown();
        }
    }

    /** A broker that was killed before it ever registered is never counted; it led nothing, and patience ends. */
    private static void await() {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!(count("ActiveBrokerCount") == 0 && count("FencedBrokerCount") > 0) && System.nanoTime() < end) {
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    private static int count(String name) {
        MBeanServer metrics = ManagementFactory.getPlatformMBeanServer();
        try {
            Object value =
                    metrics.getAttribute(new ObjectName("kafka.controller:type=KafkaController,name=" + name), "Value");
            return ((Number) value).intValue();
        } catch (InstanceNotFoundException e) {
            return -1;
        } catch (JMException e) {
            throw new LocalStackException("Kafka's controller does not say how many brokers it has: " + e, e);
        }
    }
}
