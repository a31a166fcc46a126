package io.tieout.connect.paypal;

import static org.assertj.core.api.Assertions.assertThat;

import io.tieout.connect.poll.PollerRun;
import io.tieout.connect.poll.SetClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever happens between the poller and PayPal, and wherever the poller dies: coverage is true, and nothing is lost. */
class PayPalCoverageIsTrueTest {

    private static final Instant START = Instant.parse("2026-03-01T00:00:00Z");
    private static final Duration SETTLE = Duration.ofHours(1);
    private static final Duration OVERLAP = Duration.ofHours(2);

    private record Planted(String id, Instant at, Instant visibleFrom) {

        boolean keepsThePromise() {
            return !visibleFrom.isAfter(at.plus(SETTLE));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void whateverHappens(long seed) {
        var random = new Random(seed);
        var clock = new SetClock(START);
        try (var paypal = new PayPalStandIn(clock);
                var run = PayPalTransactionSourceTaskTest.run(paypal)) {
            var planted = plant(random, paypal);
            paypal.most(20 + random.nextInt(200));
            run.with("paypal.poll.slice", 1 + random.nextInt(48) + "h").start();
            var stored = new ArrayList<Map<String, ?>>();
            while (clock.instant().isBefore(START.plus(Duration.ofDays(3)))) {
                if (random.nextInt(3) == 0) {
                    clock.advance(Duration.ofSeconds(random.nextInt(14_400)));
                    paypal.lag(Duration.ofSeconds(random.nextInt(10_800)));
                }
                if (random.nextInt(8) == 0) {
                    paypal.failNext(1 + random.nextInt(2), random.nextBoolean() ? 429 : 503);
                }
                if (random.nextInt(20) == 0) {
                    paypal.expireToken();
                }
                var batch = run.pollOnly();
                boolean dies = random.nextInt(15) == 0;
                int written = dies ? random.nextInt(batch.size() + 1) : batch.size();
                for (var record : batch.subList(0, written)) {
                    run.write(record);
                    stored.add(record.sourceOffset());
                }
                if (dies) {
                    run.stop();
                    // Offsets are stored after the records, so some of the last may be missing.
                    if (!stored.isEmpty()) {
                        run.storedOffset = stored.get(Math.max(0, stored.size() - 1 - random.nextInt(20)));
                    }
                    run.start();
                }
            }
            paypal.lag(Duration.ZERO);
            clock.advance(SETTLE.plus(OVERLAP).plusSeconds(1));
            run.pollUntilCovered(clock.instant().minus(SETTLE).minusSeconds(1));

            checkEveryCoverage(run, planted, seed);
            assertThat(run.topic)
                    .filteredOn(record -> !PollerRun.isCoverage(record))
                    .extracting(PayPalCoverageIsTrueTest::id)
                    .as("seed %d: nothing is lost", seed)
                    .containsAll(planted.stream().map(Planted::id).toList());
        }
    }

    private static List<Planted> plant(Random random, PayPalStandIn paypal) {
        var planted = new ArrayList<Planted>();
        var at = START;
        for (int i = 0; i < 300; i++) {
            at = at.plusSeconds(random.nextInt(100) < 40 ? 0 : random.nextInt(1_400));
            var delay = random.nextInt(100) < 95
                    ? Duration.ofSeconds(random.nextInt((int) SETTLE.toSeconds()))
                    : Duration.ofSeconds(
                            random.nextInt((int) SETTLE.plus(OVERLAP).toSeconds()));
            planted.add(new Planted("TX" + i, at, at.plus(delay)));
            paypal.add(at, at.plus(delay), PayPalTransactionSourceTaskTest.row("TX" + i, at));
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
                        .filteredOn(one -> one.keepsThePromise()
                                && !one.at.isBefore(covered.from())
                                && one.at.isBefore(covered.to()))
                        .as("seed %d: all before %s", seed, covered)
                        .allMatch(one -> seen.contains(one.id));
            } else {
                seen.add(id(record));
            }
        }
        assertThat(coverages).isGreaterThan(5);
    }

    private static String id(SourceRecord record) {
        return PollerRun.json(record)
                .path("transaction_info")
                .path("transaction_id")
                .asText();
    }
}
