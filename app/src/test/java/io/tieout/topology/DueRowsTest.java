package io.tieout.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class DueRowsTest {

    private static final Instant NOON = Instant.parse("2026-03-02T12:00:00Z");
    private static final String QUEUE = "w|card-capture|provider";

    private final KeyValueStore<Bytes, byte[]> store = Stores.keyValueStoreBuilder(
                    Stores.inMemoryKeyValueStore("rows"), Serdes.Bytes(), Serdes.ByteArray())
            .withLoggingDisabled()
            .build();
    private final DueRows rows = new DueRows(store);

    @BeforeEach
    void open() {
        var properties = new Properties();
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "due-rows");
        properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "nowhere.invalid:9092");
        store.init(new MockProcessorContext<Void, Void>(properties).getStateStoreContext(), store);
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void givesWhatIsDueOnceAndKeepsTheRest() {
        rows.add(QUEUE, NOON, "first");
        rows.add(QUEUE, NOON.plusMillis(500), "second");
        rows.add(QUEUE, NOON.plusSeconds(90), "third");
        rows.add("another", NOON, "of another queue");

        assertThat(take(rows, NOON)).isEmpty();
        assertThat(take(rows, NOON.plusMillis(500))).containsExactly("first");
        assertThat(take(rows, NOON.plusSeconds(1))).containsExactly("second");
        assertThat(take(rows, NOON.plusSeconds(60))).isEmpty();
        assertThat(rows.take(QUEUE, null, 100))
                .containsExactly(new DueRows.Due(NOON.plusSeconds(90).toEpochMilli(), "third"));
        assertThat(rowsKept()).isOne();
    }

    @Test
    void findsWhatIsAddedBehindWhatWasTaken() {
        rows.add(QUEUE, NOON, "first");
        assertThat(take(rows, NOON.plusSeconds(3600))).containsExactly("first");

        rows.add(QUEUE, NOON.minusSeconds(86_400), "old");
        rows.add(QUEUE, NOON, "again");

        assertThat(take(rows, NOON.plusSeconds(3600))).containsExactly("old", "again");
    }

    @Test
    void losesNothingWhenTheTaskBeginsAgain() {
        rows.add(QUEUE, NOON, "first");
        rows.add(QUEUE, NOON.plusMillis(999), "second");
        assertThat(take(rows, NOON.plusMillis(1))).containsExactly("first");

        var again = new DueRows(store);
        again.add(QUEUE, NOON.plusMillis(998), "third");
        again.add(QUEUE, NOON.minusSeconds(5), "fourth");

        assertThat(take(again, NOON.plusSeconds(1))).containsExactlyInAnyOrder("second", "third", "fourth");
        assertThat(rowsKept()).isZero();
    }

    @Test
    void putsManyIntoOneRow() {
        IntStream.range(0, 1_000).forEach(i -> rows.add(QUEUE, NOON.plusMillis(i), "case-" + i));

        assertThat(rowsKept()).isEqualTo(16);
    }

    @Test
    void worksOffWhatIsDueAtOnceInSteps() {
        IntStream.range(0, 1_000).forEach(i -> rows.add(QUEUE, NOON, "case-" + i));
        var taken = new TreeSet<String>();
        var steps = new ArrayList<Integer>();

        List<String> step = take(rows, NOON.plusMillis(1), 100);
        while (!step.isEmpty()) {
            steps.add(step.size());
            taken.addAll(step);
            step = take(rows, NOON.plusMillis(1), 100);
        }

        assertThat(taken).hasSize(1_000);
        assertThat(steps).allMatch(size -> size <= 163);
        assertThat(take(rows, NOON.plusMillis(1), 0)).isEmpty();
        assertThat(rowsKept()).isZero();
    }

    private static List<String> take(DueRows rows, Instant before) {
        return take(rows, before, 100);
    }

    private static List<String> take(DueRows rows, Instant before, int limit) {
        return rows.take(QUEUE, before, limit).stream().map(DueRows.Due::caseId).toList();
    }

    private int rowsKept() {
        int kept = 0;
        try (var all = store.all()) {
            while (all.hasNext()) {
                all.next();
                kept++;
            }
        }
        return kept;
    }
}
