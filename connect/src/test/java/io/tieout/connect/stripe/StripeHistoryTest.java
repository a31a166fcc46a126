package io.tieout.connect.stripe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tieout.connect.RawTopics;
import io.tieout.connect.poll.Cursor;
import io.tieout.connect.poll.PollerRun;
import io.tieout.connect.poll.SetClock;
import io.tieout.connect.poll.StandInServer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A first reading that begins before the oldest event, against lists over HTTP. */
class StripeHistoryTest {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant NOW = START.plus(Duration.ofDays(90));
    private static final Duration SETTLE = Duration.ofSeconds(30);

    private final SetClock clock = new SetClock(NOW);
    private final Lists stripe = new Lists(clock);
    private final PollerRun run = new PollerRun(StripeEventSourceTask::new, "acct_1")
            .with("stripe.account", "acct_1")
            .with("stripe.api.key", Lists.KEY)
            .with("stripe.api.url", stripe.url())
            .with("stripe.poll.from", START.toString())
            .with("stripe.poll.slice", "10d")
            .with("stripe.poll.interval", "1ms")
            .with("stripe.retry.backoff", "1ms")
            .with("stripe.retry.backoff.max", "4ms");

    @AfterEach
    void stop() {
        run.close();
        stripe.close();
    }

    @Test
    void readsChargesAndRefundsUpToTheEventsAndThenTheEvents() {
        stripe.add("charges", "ch_1", day(1));
        stripe.add("refunds", "re_1", day(2));
        stripe.add("charges", "ch_2", day(80));
        stripe.add("events", "evt_1", day(85));
        run.start().pollUntilCovered(NOW.minus(SETTLE));

        assertThat(ids()).containsExactly("charges ch_1", "refunds re_1", "event evt_1");
        assertThat(run.coverages()).extracting(Cursor::from).containsOnly(START);
        assertThat(run.coverages()).extracting(Cursor::to).isSorted();
        assertThat(run.lastCoverage().to()).isEqualTo(NOW.minus(SETTLE));
        assertThat(run.topic.get(0).headers())
                .extracting(header -> header.key() + "=" + header.value())
                .containsExactlyInAnyOrder(
                        "tieout-kind=listed",
                        "tieout-via=poll",
                        "tieout-event=charges",
                        "tieout-as-of=" + NOW.toEpochMilli(),
                        "tieout-live=false");
    }

    @Test
    void asksForNoHistoryWhereEventsReachFarEnough() {
        stripe.add("charges", "ch_1", day(65));
        stripe.add("events", "evt_1", day(66));
        run.with("stripe.poll.from", day(65).toString()).start().pollUntilCovered(NOW.minus(SETTLE));
        assertThat(ids()).containsExactly("event evt_1");
    }

    @Test
    void saysWhatTheKeyMustBeAbleToRead() {
        run.start();
        run.pollUntil(() -> stripe.requests() == 1);
        stripe.failNext(1, 403);
        assertThatThrownBy(() -> run.pollUntil(() -> false))
                .isInstanceOf(ConnectException.class)
                .hasMessageContaining("may read Charges");
    }

    /** The way from history to events takes time, in which events expire. */
    @Test
    void losesNothingWhileEventsExpireUnderWay() {
        for (int hour = 0; hour < 90 * 24; hour += 6) {
            var at = START.plus(Duration.ofHours(hour));
            stripe.add("charges", "ch_" + hour, at);
            stripe.add("events", "evt_" + hour, at);
        }
        run.with("stripe.poll.slice", "5d").start();
        while (run.coverages().isEmpty()
                || run.lastCoverage().to().isBefore(clock.instant().minus(SETTLE))) {
            run.poll();
            if (clock.instant().isBefore(NOW.plus(Duration.ofDays(2)))) {
                clock.advance(Duration.ofMinutes(20));
            }
        }
        // Each is known by its charge or by its event.
        assertThat(ids().stream().map(id -> id.replaceAll("\\D", "")).collect(Collectors.toSet()))
                .hasSize(90 * 4);
        assertThat(run.coverages()).extracting(Cursor::from).containsOnly(START);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void goesOnWhereItDiedWhateverHappens(long seed) {
        var random = new Random(seed);
        var planted = new ArrayList<String>();
        for (int i = 0; i < 400; i++) {
            var at = START.plusSeconds(random.nextInt(58 * 86_400));
            var list = random.nextBoolean() ? "charges" : "refunds";
            stripe.add(list, "x_" + i, at);
            planted.add(list + " x_" + i);
        }
        run.with("stripe.poll.pages", "2").start();
        var stored = new ArrayList<Map<String, ?>>();
        int polls = 0;
        while (run.coverages().isEmpty() || run.lastCoverage().to().isBefore(NOW.minus(SETTLE))) {
            assertThat(polls++).isLessThan(20_000);
            if (random.nextInt(10) == 0) {
                stripe.failNext(1, random.nextBoolean() ? 429 : 500);
            }
            var batch = run.pollOnly();
            boolean dies = random.nextInt(25) == 0 && polls < 300;
            for (var record : batch.subList(0, dies ? random.nextInt(batch.size() + 1) : batch.size())) {
                run.write(record);
                stored.add(record.sourceOffset());
            }
            if (dies) {
                run.stop();
                if (!stored.isEmpty()) {
                    run.storedOffset = stored.get(Math.max(0, stored.size() - 1 - random.nextInt(20)));
                }
                run.start();
            }
        }
        assertThat(ids()).as("seed %d", seed).containsAll(planted);
        assertThat(run.coverages()).extracting(Cursor::from).containsOnly(START);
    }

    private List<String> ids() {
        return run.topic.stream()
                .filter(record -> !PollerRun.isCoverage(record))
                .map(record ->
                        list(record) + " " + PollerRun.json(record).path("id").asText())
                .toList();
    }

    private static String list(SourceRecord record) {
        var header = record.headers().lastWithName(RawTopics.HEADER_EVENT);
        return header == null ? "event" : String.valueOf(header.value());
    }

    private static Instant day(int day) {
        return START.plus(Duration.ofDays(day));
    }

    /** Lists newest first, by created; events only of the last 30 days. */
    private static final class Lists extends StandInServer {

        static final String KEY = "rk_test_lists";

        private record Listed(String list, String id, Instant created) {}

        private final List<Listed> all = new ArrayList<>();

        Lists(InstantSource clock) {
            super(clock);
        }

        synchronized void add(String list, String id, Instant created) {
            all.add(new Listed(list, id, created));
            all.sort(Comparator.comparing(Listed::created)
                    .thenComparing(Listed::id)
                    .reversed());
        }

        @Override
        protected synchronized Reply reply(Asked asked) {
            var list = asked.path().substring("/v1/".length());
            var oldest = list.equals("events") ? clock.instant().minus(Duration.ofDays(30)) : Instant.MIN;
            var from = Instant.ofEpochSecond(Long.parseLong(asked.query().getOrDefault("created[gte]", "0")));
            var to = Instant.ofEpochSecond(Long.parseLong(asked.query().getOrDefault("created[lt]", "99999999999")));
            var after = asked.query().get("starting_after");
            var found = all.stream()
                    .filter(one -> one.list.equals(list)
                            && !one.created.isAfter(clock.instant())
                            && !one.created.isBefore(oldest)
                            && !one.created.isBefore(from)
                            && one.created.isBefore(to))
                    .dropWhile(one -> after != null && !one.id.equals(after))
                    .skip(after == null ? 0 : 1)
                    .toList();
            int limit = Math.min(20, Integer.parseInt(asked.query().get("limit")));
            return new Reply(
                    200,
                    found.stream()
                            .limit(limit)
                            .map(one -> "{\"id\":\"" + one.id + "\",\"created\":" + one.created.getEpochSecond() + "}")
                            .collect(Collectors.joining(
                                    ",", "{\"data\":[", "],\"has_more\":" + (found.size() > limit) + "}")));
        }

        @Override
        protected String error(int status) {
            return "{\"error\":{\"type\":\"api_error\"}}";
        }
    }
}
