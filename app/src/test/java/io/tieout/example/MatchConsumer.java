package io.tieout.example;

import io.tieout.connect.registry.AvroDeserializer;
import io.tieout.v1.Match;
import io.tieout.v1.MatchStatus;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * How another team reads matches: a plain consumer of {@code recon.match.v1}, with the generated {@link Match}.
 *
 * <p>Three things matter. It reads committed records only: a match of a transaction that was given up never was. It
 * commits its place after the work, so a record may come again after a crash; what it keeps by match id and version
 * makes that harmless. And a match may be revised, or revoked when what it stood on is undone.
 *
 * <p>With the client of a registry's vendor, name its deserializer in the properties instead of ours; the setting {@code
 * specific.avro.reader=true} is the same.
 */
final class MatchConsumer implements AutoCloseable {

    static final String TOPIC = "recon.match.v1";

    /** What the other team keeps, in its own database: the newest version of each match that stands. */
    interface Ledger {

        /** Version that is kept of the match, revoked or not; 0 when it is not known. */
        int version(String matchId);

        /** Keeps the match in place of earlier versions, in one transaction with whatever hangs on it. */
        void stands(Match match);

        /** Takes back what hung on the match, and keeps its version. */
        void revoked(Match match);
    }

    private final KafkaConsumer<String, Match> consumer;
    private final Ledger ledger;

    /** @param properties of Kafka and the registry: at least bootstrap.servers, group.id and schema.registry.url */
    MatchConsumer(Map<String, String> properties, Ledger ledger) {
        var all = new HashMap<String, Object>(properties);
        all.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        all.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        all.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        all.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, StringDeserializer.class);
        all.putIfAbsent(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, AvroDeserializer.class);
        all.put("specific.avro.reader", true);
        this.consumer = new KafkaConsumer<>(all);
        this.ledger = ledger;
    }

    /** Reads until {@link #stop}, which any thread may call. */
    void run() {
        consumer.subscribe(List.of(TOPIC));
        try {
            while (true) {
                for (var record : consumer.poll(Duration.ofSeconds(1))) {
                    take(record.value());
                }
                consumer.commitSync();
            }
        } catch (WakeupException stopped) {
            // What was read since the last commit comes again at the next start, and is known then.
        }
    }

    private void take(Match match) {
        if (match.getVersion() <= ledger.version(match.getMatchId())) {
            return;
        }
        if (match.getStatus() == MatchStatus.REVOKED) {
            ledger.revoked(match);
        } else {
            ledger.stands(match);
        }
    }

    void stop() {
        consumer.wakeup();
    }

    @Override
    public void close() {
        consumer.close();
    }
}
