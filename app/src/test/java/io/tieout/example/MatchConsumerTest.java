package io.tieout.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tieout.connect.registry.AvroSerializer;
import io.tieout.local.LocalOptions;
import io.tieout.local.LocalStack;
import io.tieout.local.Part;
import io.tieout.v1.Match;
import io.tieout.v1.MatchStatus;
import io.tieout.v1.Money;
import io.tieout.v1.Timing;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MatchConsumerTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private static Path directory;

    /** A team's books, and every change that was made to them. */
    private static final class Books implements MatchConsumer.Ledger {
        private final Map<String, Match> kept = new ConcurrentHashMap<>();
        private final List<String> changes = new CopyOnWriteArrayList<>();

        @Override
        public int version(String matchId) {
            Match known = kept.get(matchId);
            return known == null ? 0 : known.getVersion();
        }

        @Override
        public void stands(Match match) {
            kept.put(match.getMatchId(), match);
            changes.add(match.getMatchId() + " stands with " + match.getAmount().getMinor());
        }

        @Override
        public void revoked(Match match) {
            kept.put(match.getMatchId(), match);
            changes.add(match.getMatchId() + " is taken back");
        }
    }

    @Test
    void everyMatchIsTakenOnceInItsNewestVersionHoweverOftenItIsRead() throws InterruptedException, ExecutionException {
        var books = new Books();
        try (var stack = LocalStack.start(
                        LocalOptions.throwAway(directory).without(Part.POSTGRES).without(Part.CONNECT));
                var producer = producer(stack)) {
            topic(stack);
            producer.initTransactions();
            producer.beginTransaction();
            send(producer, match("p|1", 1, MatchStatus.MATCHED, 1000));
            send(producer, match("p|2", 1, MatchStatus.MATCHED, 2000));
            send(producer, match("p|1", 2, MatchStatus.MATCHED, 1100));
            producer.commitTransaction();
            producer.beginTransaction();
            send(producer, match("p|never", 1, MatchStatus.MATCHED, 1));
            producer.flush();
            producer.abortTransaction();
            producer.beginTransaction();
            send(producer, match("p|2", 2, MatchStatus.REVOKED, 2000));
            producer.commitTransaction();

            var all = List.of(
                    "p|1 stands with 1000", "p|2 stands with 2000", "p|1 stands with 1100", "p|2 is taken back");
            read(stack, "first", books, 4);
            assertThat(books.changes).containsExactlyElementsOf(all);

            // From the beginning again, as after a crash before anything was committed.
            producer.beginTransaction();
            send(producer, match("p|3", 1, MatchStatus.MATCHED, 3000));
            producer.commitTransaction();
            read(stack, "again", books, 5);
            assertThat(books.changes).startsWith(all.toArray(String[]::new)).endsWith("p|3 stands with 3000");
        }
    }

    private static void read(LocalStack stack, String group, Books books, int changes) throws InterruptedException {
        try (var consumer = new MatchConsumer(
                Map.of(
                        "bootstrap.servers", stack.bootstrapServers(),
                        "schema.registry.url", stack.registryUrl(),
                        "group.id", group),
                books)) {
            var reading = new Thread(consumer::run, "match-consumer");
            reading.start();
            await().atMost(PATIENCE).until(() -> books.changes.size() >= changes);
            consumer.stop();
            reading.join(PATIENCE.toMillis());
            assertThat(reading.isAlive()).isFalse();
        }
    }

    private static void topic(LocalStack stack) throws InterruptedException, ExecutionException {
        try (var admin = Admin.create(Map.of("bootstrap.servers", stack.bootstrapServers()))) {
            admin.createTopics(List.of(new NewTopic(MatchConsumer.TOPIC, 1, (short) 1)))
                    .all()
                    .get();
        }
    }

    private static KafkaProducer<String, Match> producer(LocalStack stack) {
        return new KafkaProducer<>(Map.of(
                "bootstrap.servers",
                stack.bootstrapServers(),
                "schema.registry.url",
                stack.registryUrl(),
                "auto.register.schemas",
                true,
                "transactional.id",
                "engine",
                "key.serializer",
                StringSerializer.class,
                "value.serializer",
                AvroSerializer.class));
    }

    private static void send(KafkaProducer<String, Match> producer, Match match) {
        producer.send(new ProducerRecord<>(MatchConsumer.TOPIC, match.getMatchId(), match));
    }

    private static Match match(String id, int version, MatchStatus status, long minor) {
        return Match.newBuilder()
                .setMatchId(id)
                .setVersion(version)
                .setStatus(status)
                .setPolicy("p")
                .setPolicyVersion(1)
                .setCorrelationId(id)
                .setTiming(Timing.ON_TIME)
                .setAmount(new Money(minor, "EUR"))
                .setVarianceMinor(0)
                .setSides(List.of())
                .setEntryCount(2)
                .setMatchedAt(Instant.parse("2026-03-01T10:00:00Z"))
                .build();
    }
}
