package io.tieout.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.tieout.matching.AccountId;
import io.tieout.matching.Arrival;
import io.tieout.matching.Case;
import io.tieout.matching.Category;
import io.tieout.matching.Coverage;
import io.tieout.matching.EntryId;
import io.tieout.matching.Interval;
import io.tieout.matching.Ledger;
import io.tieout.matching.Member;
import io.tieout.matching.Missing;
import io.tieout.matching.Money;
import io.tieout.matching.Outcome;
import io.tieout.matching.Policy;
import io.tieout.matching.Reason;
import io.tieout.matching.Severity;
import io.tieout.matching.Shape;
import io.tieout.matching.Side;
import io.tieout.matching.Stage;
import io.tieout.matching.Tolerance;
import io.tieout.matching.Version;
import io.tieout.matching.Versions;
import io.tieout.wire.States;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import java.util.Set;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is held in memory decides nothing: a desk with no room, with little and with plenty say the same. */
final class PairDeskTest {

    private static final AccountId BOOKS = new AccountId("odoo", "shop");
    private static final AccountId PROVIDER = new AccountId("stripe", "acct_1");
    private static final Instant START = Instant.parse("2026-03-02T00:00:00Z");
    private static final int STEPS = 300;

    private final List<StateStore> stores = new ArrayList<>();

    @AfterEach
    void close() {
        stores.forEach(StateStore::close);
    }

    @Test
    void saysTheSameHoweverLittleIsHeldInMemoryAndHoweverOftenItBeginsAgain() {
        var reasons = new HashMap<String, Integer>();
        for (long seed = 1; seed <= 60; seed++) {
            var plenty = new Trial(1_000, 0);
            var little = new Trial(3, 0);
            var none = new Trial(0, 0);
            var restarted = new Trial(1_000, 20);
            for (Trial trial : List.of(plenty, little, none, restarted)) {
                play(new Random(seed), trial);
            }
            assertThat(little.said).as("seed %d", seed).isEqualTo(plenty.said);
            assertThat(none.said).as("seed %d", seed).isEqualTo(plenty.said);
            assertThat(restarted.said).as("seed %d", seed).isEqualTo(plenty.said);
            assertThat(restarted.counted).as("seed %d", seed).isEqualTo(plenty.counted);
            assertThat(kept(little)).as("seed %d", seed).isEqualTo(kept(plenty));
            plenty.said.forEach(one -> reasons.merge(one.getClass().getSimpleName(), 1, Integer::sum));
        }
        assertThat(reasons).containsKeys("MatchChanged", "ExceptionChanged", "LateArrived", "CaseChanged");
    }

    /** The same random numbers for each trial: entries of some cases, newer versions, voids, and coverage in jumps. */
    private static void play(Random random, Trial trial) {
        var amounts = new HashMap<String, Money>();
        Instant books = START;
        Instant provider = START;
        for (int step = 0; step < STEPS; step++) {
            trial.perhapsBeginAgain(step);
            String id = "pi_" + (step / 12 + random.nextInt(4));
            boolean ofBooks = random.nextBoolean();
            Instant now = ofBooks ? books : provider;
            switch (random.nextInt(8)) {
                case 0 -> {
                    books = books.plusSeconds(random.nextInt(40));
                    trial.hear(BOOKS, books);
                }
                case 1 -> {
                    provider = provider.plusSeconds(random.nextInt(40));
                    trial.hear(PROVIDER, provider);
                }
                case 2 ->
                    trial.arrive(new Arrival.Withdrawal(
                            "card-capture",
                            id,
                            entry(ofBooks, id),
                            new Version(now.toEpochMilli(), step, 1),
                            now,
                            null,
                            false));
                default -> {
                    Money amount = new Money(100 + (random.nextInt(6) == 0 ? 1 : 0), "EUR");
                    Instant at = now.plusMillis(random.nextInt(20_000));
                    Member member = new Member(
                            entry(ofBooks, id),
                            ofBooks ? "books" : "provider",
                            new Version(now.toEpochMilli(), step, 1),
                            amount,
                            at,
                            at,
                            at,
                            null,
                            null,
                            null,
                            false);
                    Money replaced = amounts.put(id + ofBooks, amount);
                    trial.arrive(new Arrival.Placement("card-capture", id, member, replaced, null));
                }
            }
        }
        trial.hear(BOOKS, START.plus(Duration.ofDays(1)));
        trial.hear(PROVIDER, START.plus(Duration.ofDays(1)));
    }

    private static EntryId entry(boolean ofBooks, String id) {
        return ofBooks
                ? new EntryId(BOOKS.source(), BOOKS.account(), "payment_transaction", id)
                : new EntryId(PROVIDER.source(), PROVIDER.account(), "charge", id);
    }

    private static Map<String, Case> kept(Trial trial) {
        var kept = new HashMap<String, Case>();
        try (var all = trial.cases.all()) {
            all.forEachRemaining(one -> kept.put(one.key, one.value));
        }
        return kept;
    }

    /** One desk on stores of its own. */
    private final class Trial implements Partition {
        private final int room;
        private final int restartEvery;
        private final List<Object> said = new ArrayList<>();
        private final Map<Ledger.Key, Long> counted = new HashMap<>();
        private final KeyValueStore<String, Case> cases = store("cases", Serdes.String(), States.cases());
        private final KeyValueStore<Bytes, byte[]> rows = store("rows", Serdes.Bytes(), Serdes.ByteArray());
        private final KeyValueStore<String, Long> turned = store("turned", Serdes.String(), Serdes.Long());
        private Coverage coverage = Coverage.of(Set.of(BOOKS, PROVIDER), Set.of());
        private PairDesk desk;

        Trial(int room, int restartEvery) {
            this.room = room;
            this.restartEvery = restartEvery;
            this.desk = desk();
        }

        private PairDesk desk() {
            Versions versions = Versions.of(policy(), List.of());
            return new PairDesk(versions, cases, new DueRows(rows), room, this, new Turning(versions, turned));
        }

        void perhapsBeginAgain(int step) {
            if (restartEvery > 0 && step % restartEvery == restartEvery - 1) {
                desk = desk();
            }
        }

        void arrive(Arrival arrival) {
            desk.arrive("card-capture|" + arrival.correlationId(), arrival);
        }

        void hear(AccountId account, Instant to) {
            coverage = coverage.with(account, new Interval(START.minus(Duration.ofDays(9)), to));
            desk.drain(1_000);
        }

        @Override
        public Coverage coverage() {
            return coverage;
        }

        @Override
        public void count(Ledger.Line change) {
            counted.merge(change.key(), change.minor(), Long::sum);
        }

        @Override
        public void countBeyondRetention(Ledger.Line line) {
            said.add(line);
        }

        @Override
        public void say(Outcome outcome) {
            said.add(outcome);
        }
    }

    private <K, V> KeyValueStore<K, V> store(String name, Serde<K> keys, Serde<V> values) {
        KeyValueStore<K, V> store = Stores.keyValueStoreBuilder(Stores.inMemoryKeyValueStore(name), keys, values)
                .withLoggingDisabled()
                .build();
        var properties = new Properties();
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "pair-desk");
        properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "nowhere.invalid:9092");
        store.init(new MockProcessorContext<Void, Void>(properties).getStateStoreContext(), store);
        stores.add(store);
        return store;
    }

    private static Policy policy() {
        return new Policy(
                "card-capture",
                1,
                null,
                null,
                "Every card capture is booked, and every booking was captured",
                "finance-operations",
                List.of(side("books", BOOKS, "payment_transaction"), side("provider", PROVIDER, "charge")),
                new Shape.Pair(),
                null,
                Tolerance.NONE,
                Duration.ofSeconds(30),
                Duration.ZERO,
                Map.of(
                        "books", new Missing(Reason.CAPTURE_NOT_BOOKED, Severity.HIGH, Category.DEPENDENCY),
                        "provider",
                                new Missing(Reason.BOOKED_NOT_CAPTURED, Severity.CRITICAL, Category.DATA_INTEGRITY)),
                Duration.ofSeconds(60));
    }

    private static Side side(String name, AccountId account, String object) {
        return new Side(
                name, account.source(), null, object, Stage.CAPTURED, Map.of(), List.of("PAYMENT_INTENT"), false);
    }
}
