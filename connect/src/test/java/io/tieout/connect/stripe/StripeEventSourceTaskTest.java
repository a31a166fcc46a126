package io.tieout.connect.stripe;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.tieout.connect.RawTopics;
import io.tieout.connect.poll.Cursor;
import io.tieout.connect.poll.Exchange;
import io.tieout.connect.poll.Listing;
import io.tieout.connect.poll.PollerRun;
import io.tieout.connect.poll.SetClock;
import io.tieout.connect.poll.Slice;
import io.tieout.connect.poll.SliceReader;
import io.tieout.connect.poll.UnavailableException;
import io.tieout.connect.stripe.standin.StripeStandIn;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.connect.converters.ByteArrayConverter;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.storage.StringConverter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** The poller against the stand-in over HTTP. */
class StripeEventSourceTaskTest {

    private static final Instant START = Instant.parse("2026-03-01T00:00:00Z");
    private static final Duration SETTLE = Duration.ofSeconds(30);

    private final SetClock clock = new SetClock(START);
    private final StripeStandIn stripe = new StripeStandIn(clock);
    private final PollerRun run = StripeRun.of(stripe, START);

    @AfterEach
    void stop() {
        run.close();
        stripe.close();
    }

    @Test
    void emitsTheVeryBytesOldestFirstAndThenCoverage() {
        var odd = "{\n      \"id\" : \"evt_2\", \"created\": " + at(20)
                + ",\"type\":\"a.b\", \"data\": {\"n\": 1.0e2, \"big\":"
                + " 123456789012345678901234567890, \"text\": \"Grüße 円 \\u0041 } ] \\\" \"}\t}";
        stripe.add(odd, second(20));
        add("evt_1", 10);
        clock.advance(Duration.ofMinutes(10));
        run.start().pollUntilCovered(second(570));

        assertThat(run.topic).hasSize(3);
        assertThat(run.eventIds()).containsExactly("evt_1", "evt_2");
        assertThat(PollerRun.text(run.topic.get(1))).isEqualTo(odd);
        assertThat(run.lastCoverage()).isEqualTo(new Cursor(START, second(570)));
        assertThat(PollerRun.text(run.topic.get(2)))
                .isEqualTo("{\"account\":\"acct_1\",\"from\":" + START.toEpochMilli() + ",\"to\":"
                        + second(570).toEpochMilli() + "}");
    }

    @Test
    void becomesPlainBytesByTheConvertersOfTheConnectorFile() {
        add("evt_1", 10);
        clock.advance(Duration.ofMinutes(10));
        run.start().pollUntilCovered(second(570));
        var record = run.topic.get(0);

        var strings = new StringConverter();
        strings.configure(Map.of("converter.type", "header"));
        assertThat(record.topic()).isEqualTo(RawTopics.STRIPE_EVENT);
        assertThat(strings.fromConnectData(record.topic(), record.keySchema(), record.key()))
                .isEqualTo("acct_1".getBytes(UTF_8));
        assertThat(new ByteArrayConverter().fromConnectData(record.topic(), record.valueSchema(), record.value()))
                .isEqualTo(event("evt_1", 10).getBytes(UTF_8));
        assertThat(record.headers())
                .hasSize(2)
                .allSatisfy(header -> assertThat(strings.fromConnectHeader(
                                record.topic(), header.key(), header.schema(), header.value()))
                        .isEqualTo((header.key().equals(RawTopics.HEADER_KIND) ? "event" : "poll").getBytes(UTF_8)));
    }

    @Test
    void followsPagesAndTakesShorterSlicesWhereThereIsMuch() {
        var expected = new ArrayList<String>();
        for (int i = 0; i < 1_500; i++) {
            int second = i < 500
                    ? i * 7
                    : 3_500 + i / 10; // Ten a second in the end: bursts of one second cannot be divided.
            add("evt_" + i, second);
            expected.add("evt_" + i);
        }
        clock.advance(Duration.ofHours(2));
        run.with("stripe.poll.pages", "2").start();
        int largest = 0;
        while (run.coverages().isEmpty() || run.lastCoverage().to().isBefore(second(7_170))) {
            largest = Math.max(largest, run.poll().size());
        }
        assertThat(run.eventIds()).containsExactlyElementsOf(expected);
        assertThat(largest).isBetween(100, 200);
        assertThat(run.coverages()).extracting(Cursor::from).containsOnly(START);
        assertThat(run.coverages()).extracting(Cursor::to).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void readsASecondWithMorePagesThanItLikesAllTheSame() {
        IntStream.range(0, 350).forEach(i -> add("evt_" + i, 60));
        clock.advance(Duration.ofMinutes(10));
        run.with("stripe.poll.pages", "1").start().pollUntilCovered(second(570));
        assertThat(run.eventIds()).hasSize(350).doesNotHaveDuplicates();
    }

    @Test
    void statesCoverageEachTimeThereIsMoreOfItThoughNothingHappened() {
        clock.advance(Duration.ofMinutes(1));
        run.start().pollUntilCovered(second(30));
        clock.advance(Duration.ofSeconds(10));
        run.pollUntilCovered(second(40));
        assertThat(run.topic).hasSize(2);
    }

    @Test
    void statesNothingTwiceWhileStripesClockStands() {
        clock.advance(Duration.ofMinutes(1));
        run.start().pollUntilCovered(second(30));
        long before = stripe.requests();
        run.pollUntil(() -> stripe.requests() > before + 5);
        assertThat(run.topic).hasSize(1);
    }

    @Test
    void findsInTheOverlapWhatWasListedLate() {
        stripe.add(event("evt_late", 10), second(10), second(100));
        add("evt_seen", 12);
        clock.advance(Duration.ofSeconds(90));
        run.start().pollUntilCovered(second(60));
        assertThat(run.eventIds()).containsExactly("evt_seen");

        clock.advance(Duration.ofSeconds(30));
        run.pollUntilCovered(second(90));
        assertThat(run.eventIds()).containsExactly("evt_seen", "evt_late");
    }

    @Test
    void goesOnWhereTheTopicEndsAfterARestart() {
        IntStream.range(0, 300).forEach(i -> add("evt_" + i, i * 60));
        clock.advance(Duration.ofHours(6));
        run.with("stripe.poll.slice", "30m").start();
        run.pollUntil(() -> run.coverages().size() == 3);
        run.stop();
        int emitted = run.eventIds().size();
        var cursor = run.lastCoverage().to();

        run.start().pollUntilCovered(second(6 * 3600 - 30));
        assertThat(run.eventIds()).contains(ids(0, 300));
        // Only the overlap before the cursor comes again.
        assertThat(run.eventIds().subList(emitted, emitted + 5))
                .containsExactly(ids(cursor.getEpochSecond() / 60 - START.getEpochSecond() / 60 - 5, 5));
        assertThat(run.eventIds()).hasSize(305);
    }

    @Test
    void holdsCoverageBackUntilItsEventsAreAcknowledged() {
        add("evt_1", 10);
        add("evt_2", 20);
        clock.advance(Duration.ofMinutes(10));
        run.start();
        var batch = nextBatch();
        assertThat(batch).hasSize(2);

        run.write(batch.get(0));
        assertThat(run.pollOnly()).isEmpty();
        assertThat(run.pollOnly()).isEmpty();
        run.write(batch.get(1));
        assertThat(run.pollOnly())
                .singleElement()
                .satisfies(record -> assertThat(PollerRun.isCoverage(record)).isTrue());
    }

    @Test
    void statesNoCoverageOverADroppedEvent() {
        add("evt_1", 10);
        clock.advance(Duration.ofMinutes(10));
        run.start();
        run.drop(nextBatch().get(0));
        assertThatThrownBy(run::pollOnly)
                .isInstanceOf(ConnectException.class)
                .hasMessageContaining("errors.tolerance=none");
    }

    @Test
    void waitsAsLongAsStripeAsks() {
        add("evt_1", 10);
        clock.advance(Duration.ofMinutes(10));
        stripe.failNext(1, 429, Duration.ofSeconds(1));
        run.start();
        run.pollUntil(() -> stripe.requests() == 1);
        long asked = System.nanoTime();
        run.pollUntilCovered(second(570));
        assertThat(Duration.ofNanos(System.nanoTime() - asked)).isGreaterThan(Duration.ofMillis(900));
        assertThat(run.eventIds()).containsExactly("evt_1");
    }

    @Test
    void goesOnAfterErrorsBetweenPages() {
        IntStream.range(0, 450).forEach(i -> add("evt_" + i, i));
        clock.advance(Duration.ofMinutes(10));
        run.start();
        for (int status : new int[] {500, 502, 503, 429}) {
            long before = stripe.requests();
            run.pollUntil(() -> stripe.requests() > before);
            stripe.failNext(2, status);
        }
        run.pollUntilCovered(second(570));
        assertThat(run.eventIds()).containsExactly(ids(0, 450));
    }

    @Test
    void givesUpOnAnAnswerThatDoesNotComeAndAsksAgain() {
        add("evt_1", 10);
        clock.advance(Duration.ofMinutes(10));
        stripe.delayNext(1, Duration.ofSeconds(30));
        run.with("stripe.api.timeout", "300ms").start().pollUntilCovered(second(570));
        assertThat(run.eventIds()).containsExactly("evt_1");
    }

    @Test
    void stopsAtOnceWhileAnAnswerIsAwaited() {
        stripe.delayNext(1, Duration.ofSeconds(30));
        run.start();
        long began = System.nanoTime();
        run.pollUntil(() -> stripe.requests() == 1);
        run.stop();
        assertThat(run.pollOnly()).isEmpty();
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(10));
    }

    @Test
    void saysWhichSettingIsWrongWhenStripeRefusesTheKey() {
        run.with("stripe.api.key", "sk_live_of_another_place").start();
        assertThatThrownBy(() -> run.pollUntil(() -> false))
                .isInstanceOf(ConnectException.class)
                .hasMessageContaining("stripe.api.key")
                .hasMessageContaining("401")
                .message()
                .doesNotContain("sk_live");
    }

    @Test
    void beginsCoverageAnewBehindAGapThatStripeNoLongerLists() {
        var logged = new ListAppender<ILoggingEvent>();
        var logger = (Logger) LoggerFactory.getLogger(SliceReader.class);
        logged.start();
        logger.addAppender(logged);
        try {
            clock.advance(Duration.ofMinutes(1));
            run.start().pollUntilCovered(second(30));
            run.stop();
            add("evt_lost", 3600);
            add("evt_seen", 20 * 86_400);
            clock.advance(Duration.ofDays(31));
            run.start().pollUntilCovered(clock.instant().minus(SETTLE));

            assertThat(run.eventIds()).containsExactly("evt_seen");
            assertThat(run.coverages().subList(1, run.coverages().size()))
                    .extracting(Cursor::from)
                    .containsOnly(clock.instant().minus(Duration.ofDays(30)).plus(StripeEvents.KEPT.margin()));
            assertThat(logged.list)
                    .filteredOn(event -> event.getLevel() == Level.ERROR)
                    .singleElement()
                    .satisfies(event -> assertThat(event.getFormattedMessage()).contains("acct_1", "Fill the gap"));
        } finally {
            logger.detachAppender(logged);
        }
    }

    @Test
    void beginsWithTheOldestThatStripeListsUnlessToldALaterTime() {
        clock.advance(Duration.ofDays(90));
        run.with("stripe.poll.slice", "20d")
                .with("stripe.poll.from", "")
                .start()
                .pollUntil(() -> !run.coverages().isEmpty());
        assertThat(run.lastCoverage().from())
                .isEqualTo(START.plus(Duration.ofDays(60)).plus(StripeEvents.KEPT.margin()));
        run.stop();

        run.storedOffset = null;
        run.topic.clear();
        run.with("stripe.poll.from", START.plus(Duration.ofDays(80)).toString())
                .start()
                .pollUntil(() -> !run.coverages().isEmpty());
        assertThat(run.lastCoverage().from()).isEqualTo(START.plus(Duration.ofDays(80)));
    }

    @Test
    void doesNotTrustAnAnswerThatIgnoresTheSlice() throws Exception {
        add("evt_1", 10);
        clock.advance(Duration.ofMinutes(10));
        var listing = new StripeEvents(URI.create(stripe.url()), stripe.apiKey(), new Exchange(Duration.ofSeconds(10)));
        var asked = new Listing.Request(new Slice(START, second(20)), null);
        var answer = listing.ask(asked).get();
        assertThatThrownBy(() -> listing.read(new Listing.Request(new Slice(second(20), second(30)), null), answer))
                .isInstanceOf(UnavailableException.class)
                .hasMessageContaining("stripe.api.url");
    }

    private List<SourceRecord> nextBatch() {
        for (int i = 0; i < 100; i++) {
            var batch = run.pollOnly();
            if (!batch.isEmpty()) {
                return batch;
            }
        }
        throw new AssertionError("no records in 100 polls");
    }

    private void add(String id, int second) {
        stripe.add(event(id, second), second(second));
    }

    private static String event(String id, int second) {
        return "{\"id\": \"" + id + "\", \"object\": \"event\", \"created\": " + at(second) + ", \"type\": \"a.b\"}";
    }

    private static String[] ids(long first, int count) {
        return IntStream.range(0, count).mapToObj(i -> "evt_" + (first + i)).toArray(String[]::new);
    }

    private static Instant second(int second) {
        return START.plusSeconds(second);
    }

    private static long at(int second) {
        return second(second).getEpochSecond();
    }
}
