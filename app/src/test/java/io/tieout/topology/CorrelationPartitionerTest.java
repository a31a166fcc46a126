package io.tieout.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tieout.matching.AccountId;
import io.tieout.matching.Arrival;
import io.tieout.matching.EntryId;
import io.tieout.matching.Heard;
import io.tieout.matching.Interval;
import io.tieout.matching.Version;
import io.tieout.wire.Routed;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where arrivals and coverage go. */
final class CorrelationPartitionerTest {

    private static final AccountId STRIPE = new AccountId("stripe", "acct_1");

    private final CorrelationPartitioner partitioner = new CorrelationPartitioner();

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4, 7, 64})
    void anArrivalGoesToOnePartitionThatIsThereAndWhereKafkaItselfWouldPutItsKey(int partitions) {
        for (int i = 0; i < 1_000; i++) {
            String caseId = "card-capture|pi_" + i;
            byte[] key = caseId.getBytes(StandardCharsets.UTF_8);

            assertThat(partitioner.partitions("by-correlation", caseId, arrival(i), partitions))
                    .contains(Set.of(BuiltInPartitioner.partitionForKey(key, partitions)));
        }
    }

    @Test
    void casesSpreadOverAllPartitions() {
        Map<Optional<Set<Integer>>, Long> counts = IntStream.range(0, 10_000)
                .mapToObj(i -> partitioner.partitions("by-correlation", "card-capture|pi_" + i, arrival(i), 4))
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));

        assertThat(counts).hasSize(4);
        assertThat(counts.values()).allSatisfy(count -> assertThat(count).isBetween(2_250L, 2_750L));
    }

    @Test
    void theIntakeCountsWhatItSendsWhereItGoes() {
        for (int i = 0; i < 1_000; i++) {
            String caseId = "card-refund|re_" + i;

            assertThat(partitioner.partitions("by-correlation", caseId, arrival(i), 4))
                    .contains(Set.of(CorrelationPartitioner.partitionOf(caseId, 4)));
        }
    }

    @Test
    void coverageGoesToThePartitionItWasMadeForWhateverItsKey() {
        for (int partition = 0; partition < 4; partition++) {
            assertThat(partitioner.partitions("by-correlation", STRIPE.toString(), mark(partition), 4))
                    .contains(Set.of(partition));
        }
    }

    @Test
    void coverageForAPartitionThatIsNotThereStopsInsteadOfBeingDropped() {
        assertThatThrownBy(() -> partitioner.partitions("by-correlation", STRIPE.toString(), mark(4), 4))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("partition 4")
                .hasMessageContaining("by-correlation has 4");
    }

    private static Routed arrival(int number) {
        return new Routed.ToCase(
                new Arrival.Withdrawal(
                        "card-capture",
                        "pi_" + number,
                        new EntryId("stripe", "acct_1", "charge", "ch_" + number),
                        new Version(number, 0, 1),
                        Instant.EPOCH,
                        null,
                        false),
                Routed.SENT_BY_INTAKE);
    }

    private static Routed mark(int partition) {
        Heard heard = Heard.of(new Interval(null, Instant.EPOCH));
        return new Routed.Mark(STRIPE, heard, partition, List.of(), Routed.SENT_BY_INTAKE);
    }
}
