package io.tieout.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.tieout.doctor.Finding.Level;
import io.tieout.doctor.TransactionsCheck.Open;
import io.tieout.local.LocalOptions;
import io.tieout.local.LocalStack;
import io.tieout.local.Part;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A broker that runs transactions of version 2 cannot be made to let one hang: what one looks like is written here. */
final class TransactionsCheckTest {

    private static final Open OPEN = new Open(new TopicPartition("recon.match.v1", 3), 17, 4_000);

    @Test
    void whatIsOpenWhileNobodyKnowsOfItHangs() {
        assertThat(TransactionsCheck.hanging(Set.of(OPEN), Map.of(17L, TransactionState.COMPLETE_COMMIT), Set.of(OPEN)))
                .containsExactly(OPEN);
        assertThat(TransactionsCheck.hanging(Set.of(OPEN), Map.of(17L, TransactionState.EMPTY), Set.of(OPEN)))
                .containsExactly(OPEN);
        assertThat(TransactionsCheck.hanging(Set.of(OPEN), Map.of(), Set.of(OPEN)))
                .as("its transactional id is forgotten")
                .containsExactly(OPEN);
    }

    @Test
    void whatIsUnderWayOrEndedMeanwhileDoesNot() {
        assertThat(TransactionsCheck.hanging(Set.of(OPEN), Map.of(17L, TransactionState.ONGOING), Set.of(OPEN)))
                .isEmpty();
        assertThat(TransactionsCheck.hanging(Set.of(OPEN), Map.of(17L, TransactionState.PREPARE_COMMIT), Set.of(OPEN)))
                .isEmpty();
        Open next = new Open(OPEN.partition(), 17, 4_100);
        assertThat(TransactionsCheck.hanging(Set.of(OPEN), Map.of(17L, TransactionState.COMPLETE_COMMIT), Set.of(next)))
                .isEmpty();
    }

    @Test
    void theFindingSaysHowToEndIt() {
        assertThat(TransactionsCheck.findings(Set.of(OPEN))).singleElement().satisfies(finding -> {
            assertThat(finding.level()).isEqualTo(Level.FAIL);
            assertThat(finding.what()).contains("recon.match.v1-3, open since offset 4000, of producer 17");
            assertThat(finding.mend()).endsWith("abort --topic recon.match.v1 --partition 3 --start-offset 4000");
        });
    }

    @Test
    void aTransactionThatIsUnderWayIsNoFinding(@TempDir Path directory) throws Exception {
        var options = LocalOptions.throwAway(directory)
                .without(Part.POSTGRES)
                .without(Part.REGISTRY)
                .without(Part.CONNECT);
        try (var stack = LocalStack.start(options)) {
            Map<String, Object> address =
                    Map.of("bootstrap.servers", stack.endpoints().get(0).address(), "transactional.id", "doctor-test");
            try (var admin = Admin.create(Map.of("bootstrap.servers", address.get("bootstrap.servers")));
                    var producer = new KafkaProducer<>(address, new StringSerializer(), new StringSerializer())) {
                admin.createTopics(List.of(new NewTopic("recon.match.v1", Optional.of(2), Optional.empty())))
                        .all()
                        .get();
                producer.initTransactions();
                producer.beginTransaction();
                producer.send(new ProducerRecord<>("recon.match.v1", "key", "value"))
                        .get();
                var check = new TransactionsCheck(admin, topic -> topic.startsWith("recon."));

                assertThat(check.look()).containsExactly(Finding.ok("kafka", "No transaction hangs."));
                producer.commitTransaction();
                assertThat(check.look()).containsExactly(Finding.ok("kafka", "No transaction hangs."));
            }
        }
    }
}
