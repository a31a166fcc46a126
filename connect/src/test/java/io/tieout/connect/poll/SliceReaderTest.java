package io.tieout.connect.poll;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tieout.connect.poll.Listing.Answer;
import io.tieout.connect.poll.Listing.Page;
import io.tieout.connect.poll.Listing.Request;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.connect.errors.ConnectException;
import org.junit.jupiter.api.Test;

/** What the reader makes of answers that the stand-in would not give. */
class SliceReaderTest {

    private static final Instant START = Instant.parse("2026-03-01T00:00:00Z");
    private static final Instant NOW = START.plusSeconds(600);

    private static final SliceReader.Kept KEPT = new SliceReader.Kept(
            "The events", Duration.ofDays(30), Duration.ofDays(30), false, Duration.ofHours(1), "Look elsewhere");

    private final SliceReader reader = new SliceReader(
            KEPT,
            new SliceReader.Settings(
                    "acct_1", START, Duration.ofSeconds(30), Duration.ofMinutes(5), Duration.ofDays(1), 20),
            new Cursor(START, START));

    @Test
    void asksForTheTimeAndThenForAllUpToWhatHasSettled() throws Exception {
        assertThat(reader.next().slice()).isNull();
        reader.answered(answer(NOW, false));
        assertThat(reader.next()).isEqualTo(new Request(new Slice(START, NOW.minusSeconds(30)), null));
        assertThat(reader.next()).as("the same until answered").isEqualTo(reader.next());
    }

    @Test
    void coversNoMoreThanTheSlowestOfStripesClocksProves() throws Exception {
        reader.answered(answer(NOW, false));
        reader.next();
        reader.answered(answer(NOW.plusSeconds(1), true, event("evt_2", 100)));
        reader.next();
        // This page came from a server whose clock is behind: by it, the last 8 seconds had not settled.
        var reading = Objects.requireNonNull(reader.answered(answer(NOW.minusSeconds(8), false, event("evt_1", 50))));
        assertThat(reading.after()).isEqualTo(new Cursor(START, NOW.minusSeconds(38)));
        assertThat(reading.caughtUp()).isTrue();

        reader.answered(answer(NOW.plusSeconds(60), false));
        var slice = Objects.requireNonNull(reader.next().slice());
        assertThat(slice.start()).as("reads again what was not proven").isBefore(NOW.minusSeconds(38));
    }

    @Test
    void goesOnFromTheLastEventOfAPage() throws Exception {
        reader.answered(answer(NOW, false));
        reader.next();
        assertThat(reader.answered(answer(NOW, true, event("evt_9", 90), event("evt_8", 80))))
                .isNull();
        assertThat(reader.next().next()).isEqualTo("evt_8");
        var reading = Objects.requireNonNull(reader.answered(answer(NOW, false, event("evt_7", 70))));
        assertThat(reading.objects()).extracting(Polled::id).containsExactly("evt_7", "evt_8", "evt_9");
    }

    @Test
    void doesNotTurnForEverOnPagesThatBringNothing() throws Exception {
        reader.answered(answer(NOW, false));
        reader.next();
        reader.answered(answer(NOW, true, event("evt_1", 10)));
        assertThatThrownBy(() -> reader.answered(answer(NOW, true, event("evt_1", 10))))
                .isInstanceOf(UnavailableException.class)
                .hasMessageContaining("nothing new");
    }

    @Test
    void beginsTheSliceAgainWithNothingOfItsFirstReading() throws Exception {
        reader.answered(answer(NOW, false));
        reader.next();
        reader.answered(answer(NOW, true, event("evt_9", 90)));
        reader.restartSlice();
        assertThat(reader.next().next()).isNull();
        var reading = Objects.requireNonNull(reader.answered(answer(NOW, false, event("evt_9", 90))));
        assertThat(reading.objects()).extracting(Polled::id).containsExactly("evt_9");
    }

    @Test
    void doesNotBridgeAGapThatOpensWhileItReads() throws Exception {
        reader.answered(answer(NOW, false));
        reader.next();
        var muchLater = START.plus(KEPT.retention()).plusSeconds(1);
        assertThat(reader.answered(answer(muchLater, false, event("evt_9", 90))))
                .isNull();
        assertThat(reader.next().slice()).isNull();
        reader.answered(answer(muchLater, false));
        var slice = Objects.requireNonNull(reader.next().slice());
        assertThat(slice.start()).isEqualTo(START.plusSeconds(1).plus(KEPT.margin()));
    }

    @Test
    void neverGoesBackWhenStripesClockDoes() throws Exception {
        reader.answered(answer(NOW, false));
        reader.next();
        reader.answered(answer(NOW, false));
        var reading = Objects.requireNonNull(reader.answered(answer(NOW.minusSeconds(100), false)));
        assertThat(reading.after()).isNull();
        assertThat(reading.caughtUp()).isTrue();
    }

    @Test
    void asksForLessWhereTheProviderListsNoMore() throws Exception {
        reader.answered(answer(NOW, false));
        reader.next();
        assertThat(reader.answered(new Listing.TooMuch("10,000"))).isNull();
        assertThat(reader.next()).isEqualTo(new Request(new Slice(START, START.plusSeconds(285)), null));
    }

    @Test
    void saysSoWhereNoLessCanBeAskedFor() throws Exception {
        reader.answered(answer(NOW, false));
        while (Objects.requireNonNull(reader.next().slice()).length().compareTo(Slice.SHORTEST) > 0) {
            reader.answered(new Listing.TooMuch("10,000"));
        }
        assertThatThrownBy(() -> reader.answered(new Listing.TooMuch("10,000")))
                .isInstanceOf(ConnectException.class)
                .hasMessageContaining("no shorter time");
    }

    @Test
    void waitsWhereTheProviderHasNoDataYet() throws Exception {
        reader.answered(answer(NOW, false));
        reader.next();
        var reading = Objects.requireNonNull(reader.answered(new Listing.NotYet()));
        assertThat(reading.after()).isNull();
        assertThat(reading.caughtUp()).isTrue();
        assertThat(reader.next().slice()).isNull();
    }

    @Test
    void doesNotCloseASliceOfWhichPartsAreLacking() throws Exception {
        reader.answered(answer(NOW, false));
        reader.next();
        assertThatThrownBy(() -> reader.answered(new Page(NOW, List.of(event("evt_9", 90)), null, 2L)))
                .isInstanceOf(UnavailableException.class)
                .hasMessageContaining("2 in the end, of which 1 came");
    }

    private static Answer answer(Instant serverTime, boolean hasMore, Polled... events) {
        var next = hasMore ? events[events.length - 1].id() : null;
        return new Page(serverTime, Arrays.asList(events), next, null);
    }

    private static Polled event(String id, int second) {
        return Polled.event(id, START.plusSeconds(second), "{}".getBytes(UTF_8));
    }

    @Test
    void keepsTheCursorAsConnectStoresIt() {
        var cursor = new Cursor(START, NOW);
        assertThat(Cursor.of(cursor.offset())).isEqualTo(cursor);
        assertThat(Cursor.of(null)).isNull();
        for (var broken : List.<Map<String, ?>>of(Map.of(), Map.of("from", 2, "to", 1), Map.of("from", "x", "to", 1))) {
            assertThatThrownBy(() -> Cursor.of(broken)).hasMessageContaining("/offsets");
        }
    }
}
