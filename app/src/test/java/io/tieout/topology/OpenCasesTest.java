package io.tieout.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.tieout.matching.Case;
import io.tieout.wire.States;
import java.time.Instant;
import java.util.Properties;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class OpenCasesTest {

    private static final Instant NOON = Instant.parse("2026-03-02T12:00:00Z");

    private final KeyValueStore<String, Case> store = Stores.keyValueStoreBuilder(
                    Stores.inMemoryKeyValueStore("cases"), Serdes.String(), States.cases())
            .withLoggingDisabled()
            .build();

    @BeforeEach
    void open() {
        var properties = new Properties();
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "open-cases");
        properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "nowhere.invalid:9092");
        store.init(new MockProcessorContext<Void, Void>(properties).getStateStoreContext(), store);
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void holdsWhatWaitsAndWritesItAtOnce() {
        var cases = new OpenCases(store, 10, null);

        cases.put("a", named("a"), NOON);

        assertThat(cases.get("a")).isEqualTo(named("a")).isEqualTo(store.get("a"));
        // Not read again: what is at hand is the newest there is.
        store.put("a", null);
        assertThat(cases.get("a")).isEqualTo(named("a"));
    }

    @Test
    void readsWhatDoesNotWait() {
        var cases = new OpenCases(store, 10, null);

        cases.put("a", named("a"), NOON);
        cases.put("a", named("matched"), null);

        assertThat(cases.get("a")).isEqualTo(named("matched"));
        store.put("a", null);
        assertThat(cases.get("a")).isNull();
    }

    @Test
    void knowsWithoutReadingThatNothingWaits() {
        var cases = new OpenCases(store, 10, null);
        cases.put("a", named("a"), NOON);
        cases.put("a", named("matched"), null);

        assertThat(cases.waitingFor(NOON.toEpochMilli(), "a")).isNull();
        assertThat(store.get("a")).isNotNull();
    }

    @Test
    void asksTheStoreForWhatAnEarlierLifeLeftWaiting() {
        store.put("old", named("old"));
        var cases = new OpenCases(store, 10, NOON);

        assertThat(cases.waitingFor(NOON.toEpochMilli(), "old")).isEqualTo(named("old"));
        assertThat(cases.waitingFor(NOON.plusMillis(1).toEpochMilli(), "old")).isNull();
    }

    @Test
    void asksTheStoreForWhatHadToMakeRoom() {
        var cases = new OpenCases(store, 2, null);
        cases.put("first", named("first"), NOON.plusSeconds(9));
        cases.put("second", named("second"), NOON);
        cases.put("first", named("first again"), NOON.plusSeconds(9));
        cases.put("third", named("third"), NOON.plusSeconds(3));
        cases.put("fourth", named("fourth"), NOON.plusSeconds(4));

        assertThat(cases.waitingFor(NOON.toEpochMilli(), "second")).isEqualTo(named("second"));
        assertThat(cases.waitingFor(NOON.plusSeconds(9).toEpochMilli(), "first"))
                .isEqualTo(named("first again"));
        store.put("third", null);
        assertThat(cases.waitingFor(NOON.plusSeconds(3).toEpochMilli(), "third"))
                .isEqualTo(named("third"));
    }

    @Test
    void forgetsEverywhere() {
        var cases = new OpenCases(store, 10, null);
        cases.put("a", named("a"), NOON);

        cases.forget("a");

        assertThat(cases.get("a")).isNull();
        assertThat(store.get("a")).isNull();
    }

    private static Case named(String correlationId) {
        return Case.absent("card-capture", correlationId);
    }
}
