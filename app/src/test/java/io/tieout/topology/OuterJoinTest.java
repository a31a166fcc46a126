package io.tieout.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.tieout.matching.Policy;
import io.tieout.policy.PolicyReader;
import io.tieout.scenario.Scenario;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.Random;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.JoinWindows;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.kstream.StreamJoined;
import org.junit.jupiter.api.Test;

/**
 * The flow beside Kafka's own outer join. Where nothing happens that the join cannot stand, both say the same; where
 * something does, the join is wrong, and says so to nobody.
 */
final class OuterJoinTest {

    private static final Duration WINDOW = Duration.ofHours(24);
    private static final Duration GRACE = Duration.ofHours(1);
    private static final Instant START = Instant.parse("2026-03-01T00:00:00Z");
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT).withZone(ZoneOffset.UTC);

    private static final Policy POLICY = PolicyReader.read("pair.yaml", """
            policy: pair
            version: 1
            title: Both are there
            owner: finance
            sides:
              books:    {source: odoo, object: tx, stage: CAPTURED, key: REF}
              provider: {source: stripe, object: charge, stage: CAPTURED, key: REF}
            shape: pair
            agree: books.amount = provider.amount
            tolerance: {default: 0}
            window: 24h
            grace: 1h
            missing:
              books:    {reason: CAPTURE_NOT_BOOKED}
              provider: {reason: BOOKED_NOT_CAPTURED}
            """);

    /** Something is stated: what the join sees is its key, its time and its amount. */
    private record Stated(String side, String id, Instant at, String amount) {
        String sentence() {
            return TIME.format(at) + " " + side + " " + side.charAt(0) + id + ": " + amount + " for " + id;
        }
    }

    @Test
    void bothSayTheSameWhereTheJoinHasNoDefect() {
        long matched = 0;
        long alone = 0;
        for (long seed = 1; seed <= 60; seed++) {
            List<Stated> history = history(new Random(seed));
            List<String> joined = joined(history, true);
            assertThat(joined).as("history %d", seed).doesNotHaveDuplicates();
            requireOfTheFlow(history, joined);
            matched += joined.stream().filter(line -> line.contains(" both ")).count();
            alone += joined.stream().filter(line -> line.contains(" only ")).count();
        }
        assertThat(matched).isGreaterThan(200);
        assertThat(alone).isGreaterThan(200);
    }

    @Test
    void theJoinDropsWhatIsLateAndTheFlowMatchesIt() {
        List<Stated> history = List.of(
                stated("provider", "1", 0, "45.00 EUR"),
                stated("provider", "2", 200, "1.00 EUR"),
                stated("books", "1", 2, "45.00 EUR"));

        assertThat(joined(history, true)).contains("1 only provider").noneMatch(said -> said.startsWith("1 both"));
        whatIsLateIsMatchedByTheFlow();
    }

    @Test
    void theJoinSaysAloneAndThenTogetherAndTheFlowResolvesWhatItSaid() {
        // A little late: the join calls it alone, joins it all the same, and takes nothing back.
        List<Stated> history = List.of(
                stated("provider", "1", 0, "45.00 EUR"),
                stated("provider", "2", 48, "1.00 EUR"),
                stated("books", "1", 2, "45.00 EUR"));

        assertThat(joined(history, true)).contains("1 only provider", "1 both 45.00 EUR 45.00 EUR");
        whatIsLateIsMatchedByTheFlow();
    }

    private static void whatIsLateIsMatchedByTheFlow() {
        try (var scenario = Scenario.of(POLICY)) {
            scenario.given("2026-03-01 00:00 provider p1: 45.00 EUR for 1", "2026-03-03 00:00 books heard")
                    .expect("exception CAPTURE_NOT_BOOKED for 1")
                    .given("2026-03-03 01:00 books b1: 45.00 EUR for 1 dated 2026-03-01 02:00")
                    .expect(
                            "exception CAPTURE_NOT_BOOKED for 1 resolved by LATE_ARRIVAL",
                            "late b1 for 1 resolves CAPTURE_NOT_BOOKED completes",
                            "match 1 late");
        }
    }

    @Test
    void theJoinJoinsADuplicateTwiceAndTheFlowOnce() {
        List<Stated> history = List.of(
                stated("provider", "1", 0, "45.00 EUR"),
                stated("books", "1", 1, "45.00 EUR"),
                stated("books", "1", 1, "45.00 EUR"));

        assertThat(joined(history, true))
                .filteredOn(said -> said.startsWith("1 both"))
                .hasSize(2);
        requireOfTheFlow(history, List.of("1 both 45.00 EUR 45.00 EUR"));
    }

    @Test
    void theJoinCallsMissingWhatAnOutageHoldsBackAndTheFlowWaits() {
        // The books are not read for two days, while the provider goes on.
        List<Stated> history =
                List.of(stated("provider", "1", 0, "45.00 EUR"), stated("provider", "2", 48, "1.00 EUR"));

        assertThat(joined(history, false)).contains("1 only provider");
        try (var scenario = Scenario.of(POLICY)) {
            scenario.given(
                            "2026-03-01 00:00 provider p1: 45.00 EUR for 1",
                            "2026-03-03 00:00 provider p2: 1.00 EUR for 2",
                            "2026-03-03 00:00 provider heard")
                    .expectNothing()
                    .given("2026-03-01 02:00 books b1: 45.00 EUR for 1")
                    .expect("match 1");
        }
    }

    @Test
    void theJoinNeverSaysTheTailAndTheFlowDoes() {
        List<Stated> history = List.of(stated("provider", "1", 0, "45.00 EUR"));

        assertThat(joined(history, false)).isEmpty();
        try (var scenario = Scenario.of(POLICY)) {
            scenario.given("2026-03-01 00:00 provider p1: 45.00 EUR for 1", "2026-03-03 00:00 books heard")
                    .expect("exception CAPTURE_NOT_BOOKED for 1");
        }
    }

    @Test
    void theJoinKeepsTheOldAmountBesideTheNewAndTheFlowRevokes() {
        List<Stated> history = List.of(
                stated("provider", "1", 0, "45.00 EUR"),
                stated("books", "1", 1, "45.00 EUR"),
                stated("books", "1", 2, "44.00 EUR"));

        assertThat(joined(history, true)).contains("1 both 45.00 EUR 45.00 EUR", "1 both 44.00 EUR 45.00 EUR");
        try (var scenario = Scenario.of(POLICY)) {
            history.forEach(one -> scenario.given(one.sentence()));
            scenario.stands("exception MATCH_BROKEN for 1");
        }
    }

    private static Stated stated(String side, String id, int hour, String amount) {
        return new Stated(side, id, START.plus(Duration.ofHours(hour)), amount);
    }

    /** In order of time, each id once a side at most, both sides within the window or far outside of it. */
    private static List<Stated> history(Random random) {
        var history = new ArrayList<Stated>();
        for (int id = 1; id <= 12; id++) {
            int hour = random.nextInt(200);
            String amount = (1 + random.nextInt(90)) + ".00 EUR";
            int sides = random.nextInt(4);
            if (sides != 1) {
                history.add(stated("books", Integer.toString(id), hour, amount));
            }
            if (sides != 2) {
                history.add(stated("provider", Integer.toString(id), hour + random.nextInt(24), amount));
            }
        }
        history.sort(Comparator.comparing(Stated::at));
        return history;
    }

    /** Demands that the flow says of each id in the end what these lines of a join say, and nothing else. */
    private static void requireOfTheFlow(List<Stated> history, List<String> lines) {
        try (var scenario = Scenario.of(POLICY)) {
            history.forEach(one -> scenario.given(one.sentence()));
            scenario.given("2026-06-01 00:00 everybody heard");
            scenario.stands(lines.stream().map(OuterJoinTest::inOurWords).toArray(String[]::new));
        }
    }

    private static String inOurWords(String line) {
        String id = line.substring(0, line.indexOf(' '));
        if (line.contains(" both ")) {
            return "match " + id;
        }
        return "exception " + (line.endsWith("provider") ? "CAPTURE_NOT_BOOKED" : "BOOKED_NOT_CAPTURED") + " for " + id;
    }

    /** @param pastTheEnd whether something far later moves its time on, on both sides */
    private static List<String> joined(List<Stated> history, boolean pastTheEnd) {
        var builder = new StreamsBuilder();
        KStream<String, String> books = builder.stream("books", Consumed.with(Serdes.String(), Serdes.String()));
        KStream<String, String> provider = builder.stream("provider", Consumed.with(Serdes.String(), Serdes.String()));
        books.outerJoin(
                        provider,
                        OuterJoinTest::said,
                        JoinWindows.ofTimeDifferenceAndGrace(WINDOW, GRACE),
                        StreamJoined.with(Serdes.String(), Serdes.String(), Serdes.String()))
                .to("joined", Produced.with(Serdes.String(), Serdes.String()));
        var properties = new Properties();
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "outer-join");
        properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "nowhere.invalid:9092");
        properties.put("__emit.interval.ms.kstreams.outer.join.spurious.results.fix__", 0L);
        var said = new ArrayList<String>();
        try (var driver = new TopologyTestDriver(builder.build(), properties, START)) {
            var serializer = new StringSerializer();
            TestInputTopic<String, String> left = driver.createInputTopic("books", serializer, serializer);
            TestInputTopic<String, String> right = driver.createInputTopic("provider", serializer, serializer);
            for (Stated one : history) {
                (one.side().equals("books") ? left : right).pipeInput(one.id(), one.amount(), one.at());
            }
            if (pastTheEnd) {
                Instant end = START.plus(Duration.ofDays(90));
                left.pipeInput("end", "", end);
                right.pipeInput("end", "", end);
            }
            var output = driver.createOutputTopic("joined", new StringDeserializer(), new StringDeserializer());
            output.readKeyValuesToList().forEach(one -> said.add(one.key + " " + one.value));
        }
        said.removeIf(line -> line.startsWith("end "));
        return said;
    }

    private static String said(String books, String provider) {
        if (books == null) {
            return "only provider";
        }
        return provider == null ? "only books" : "both " + books + " " + provider;
    }
}
