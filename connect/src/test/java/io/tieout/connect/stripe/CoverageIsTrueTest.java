package io.tieout.connect.stripe;

import static org.assertj.core.api.Assertions.assertThat;

import io.tieout.connect.poll.PollerRun;
import io.tieout.connect.poll.SetClock;
import io.tieout.connect.stripe.standin.StripeStandIn;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whatever happens between the poller and Stripe, and wherever the poller dies: when coverage is in the topic, what it
 * covers stands before it, and in the end every event is there.
 */
class CoverageIsTrueTest {

    private static final Instant START = Instant.parse("2026-03-01T00:00:00Z");
    private static final int SETTLE = 30;
    private static final int OVERLAP = 120;

    private record Planted(String id, String json, Instant created, Instant visibleFrom) {

        boolean keepsThePromise() {
            return !visibleFrom.isAfter(created.plusSeconds(SETTLE));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25})
    void whateverHappens(long seed) {
        var random = new Random(seed);
        var clock = new SetClock(START);
        try (var stripe = new StripeStandIn(clock);
                var run = StripeRun.of(stripe, START)) {
            var planted = plant(random, stripe);
            run.with("stripe.poll.settle", SETTLE + "s")
                    .with("stripe.poll.overlap", OVERLAP + "s")
                    .with("stripe.poll.pages", String.valueOf(1 + random.nextInt(3)))
                    .with("stripe.poll.slice", 1 + random.nextInt(60) + "m")
                    .start();
            var stored = new ArrayList<Map<String, ?>>();
            int deaths = 0;
            while (clock.instant().isBefore(START.plus(Duration.ofHours(3)))) {
                if (random.nextInt(3) == 0) {
                    clock.advance(Duration.ofMillis(random.nextInt(400_000)));
                }
                if (random.nextInt(8) == 0) {
                    stripe.failNext(1 + random.nextInt(2), random.nextBoolean() ? 429 : 500);
                }
                var batch = run.pollOnly();
                boolean dies = random.nextInt(15) == 0;
                int written = dies ? random.nextInt(batch.size() + 1) : batch.size();
                for (var record : batch.subList(0, written)) {
                    run.write(record);
                    stored.add(record.sourceOffset());
                }
                if (dies) {
                    deaths++;
                    run.stop();
                    // Offsets are stored after the records, so some of the last may be missing.
                    if (!stored.isEmpty()) {
                        run.storedOffset = stored.get(Math.max(0, stored.size() - 1 - random.nextInt(20)));
                    }
                    run.start();
                }
            }
            clock.advance(Duration.ofSeconds(SETTLE + OVERLAP + 1));
            run.pollUntilCovered(clock.instant().minusSeconds(SETTLE + 1));

            checkEveryCoverage(run, planted, seed);
            assertThat(new HashSet<>(run.eventIds()))
                    .as("seed %d: nothing is lost", seed)
                    .containsExactlyInAnyOrderElementsOf(
                            planted.stream().map(Planted::id).toList());
            checkBytes(run, planted);
            if (deaths == 0) {
                assertThat(run.eventIds()).doesNotHaveDuplicates();
            }
            // Each death may bring the overlap and the slice under way once more, not more than that.
            assertThat(run.eventIds().size()).isLessThanOrEqualTo(planted.size() * (deaths + 1));
        }
    }

    private static List<Planted> plant(Random random, StripeStandIn stripe) {
        var planted = new ArrayList<Planted>();
        var at = START;
        for (int i = 0; i < 400; i++) {
            at = at.plusSeconds(random.nextInt(100) < 60 ? 0 : random.nextInt(60));
            var delay = random.nextInt(100) < 95
                    ? Duration.ofMillis(random.nextInt(SETTLE * 1000))
                    : Duration.ofSeconds(random.nextInt(SETTLE + OVERLAP));
            var json = "{\"id\":\"evt_" + i + "\",\"type\":\"a.b\",\"created\":" + at.getEpochSecond() + ",\"n\":" + i
                    + "}";
            planted.add(new Planted("evt_" + i, json, at, at.plus(delay)));
            stripe.add(json, at, at.plus(delay));
        }
        return planted;
    }

    private static void checkEveryCoverage(PollerRun run, List<Planted> planted, long seed) {
        Set<String> seen = new HashSet<>();
        int coverages = 0;
        for (var record : run.topic) {
            if (PollerRun.isCoverage(record)) {
                coverages++;
                var covered = PollerRun.coverage(record);
                assertThat(planted)
                        .filteredOn(event -> event.keepsThePromise()
                                && !event.created.isBefore(covered.from())
                                && event.created.isBefore(covered.to()))
                        .as("seed %d: all before %s", seed, covered)
                        .allMatch(event -> seen.contains(event.id));
            } else {
                seen.add(id(record));
            }
        }
        assertThat(coverages).isGreaterThan(5);
    }

    private static void checkBytes(PollerRun run, List<Planted> planted) {
        var byId = new HashMap<String, String>();
        planted.forEach(event -> byId.put(event.id, event.json));
        assertThat(run.topic)
                .filteredOn(record -> !PollerRun.isCoverage(record))
                .allMatch(record -> PollerRun.text(record).equals(byId.get(id(record))));
    }

    private static String id(SourceRecord record) {
        var text = PollerRun.text(record);
        return text.substring(7, text.indexOf('"', 7));
    }
}
