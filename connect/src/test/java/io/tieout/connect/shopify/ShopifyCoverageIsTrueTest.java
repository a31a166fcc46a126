package io.tieout.connect.shopify;

import static org.assertj.core.api.Assertions.assertThat;

import io.tieout.connect.poll.PollerRun;
import io.tieout.connect.poll.SetClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whatever happens between the poller and Shopify, and wherever the poller dies: coverage is true, nothing is lost, and
 * in the end each transaction is known with its payout, and each payout as it stands.
 */
class ShopifyCoverageIsTrueTest {

    private static final Instant START = Instant.parse("2026-03-01T00:00:00Z");
    private static final Duration SETTLE = Duration.ofMinutes(10);

    private record Planted(long id, Instant visibleFrom) {}

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void whateverHappens(long seed) {
        var random = new Random(seed);
        var clock = new SetClock(START.plus(Duration.ofHours(random.nextInt(60))));
        try (var shopify = new ShopifyStandIn(clock);
                var run = ShopifyBalanceSourceTaskTest.run(shopify)) {
            var payoutOf = new HashMap<Long, Long>();
            var planted = plant(random, shopify, payoutOf);
            shopify.most(6 + random.nextInt(30));
            run.start();
            var stored = new ArrayList<Map<String, ?>>();
            while (clock.instant().isBefore(START.plus(Duration.ofDays(3)))) {
                if (random.nextInt(4) == 0) {
                    clock.advance(Duration.ofSeconds(random.nextInt(7_200)));
                }
                if (random.nextInt(10) == 0) {
                    shopify.failNext(1 + random.nextInt(2), random.nextBoolean() ? 429 : 503);
                }
                if (random.nextInt(40) == 0) {
                    shopify.forgetPlaces();
                }
                var batch = run.pollOnly();
                boolean dies = random.nextInt(40) == 0;
                int written = dies ? random.nextInt(batch.size() + 1) : batch.size();
                for (var record : batch.subList(0, written)) {
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
            clock.advance(Duration.ofHours(3));
            run.pollUntilCovered(clock.instant().minus(SETTLE));

            checkEveryCoverage(run, planted, seed);
            checkTheEnd(run, planted, payoutOf, seed);
        }
    }

    private static List<Planted> plant(Random random, ShopifyStandIn shopify, Map<Long, Long> payoutOf) {
        var planted = new ArrayList<Planted>();
        var unpaid = new ArrayList<Long>();
        var at = START;
        long payout = 1000;
        for (long id = 1; id <= 120; id++) {
            at = at.plusSeconds(random.nextInt(100) < 40 ? 0 : random.nextInt(2_400));
            var visibleFrom = at.plusSeconds(random.nextInt((int) SETTLE.toSeconds()));
            planted.add(new Planted(id, visibleFrom));
            unpaid.add(id);
            shopify.add(id, at, visibleFrom);
            if (random.nextInt(40) == 0) {
                long made = ++payout;
                // A payout is made of what is there by then.
                var makes = at.plus(SETTLE);
                shopify.payOut(made, makes, List.copyOf(unpaid));
                shopify.state(made, makes.plus(Duration.ofHours(20)), random.nextBoolean() ? "paid" : "failed");
                unpaid.forEach(member -> payoutOf.put(member, made));
                unpaid.clear();
                at = makes;
            }
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
                        .filteredOn(one -> one.visibleFrom.isBefore(covered.to()))
                        .as("seed %d: all before %s", seed, covered)
                        .allMatch(one -> seen.contains("transactions/" + one.id));
            } else {
                seen.add(ShopifyBalanceSourceTaskTest.name(record));
            }
        }
        assertThat(coverages).isGreaterThan(2);
    }

    private static void checkTheEnd(PollerRun run, List<Planted> planted, Map<Long, Long> payoutOf, long seed) {
        var last = new HashMap<String, String>();
        run.topic.stream()
                .filter(record -> !PollerRun.isCoverage(record))
                .forEach(record -> last.put(
                        ShopifyBalanceSourceTaskTest.name(record),
                        PollerRun.json(record)
                                .path(
                                        ShopifyBalanceSourceTaskTest.name(record)
                                                        .startsWith("payouts")
                                                ? "status"
                                                : "payout_id")
                                .asText()));
        for (var one : planted) {
            assertThat(last.get("transactions/" + one.id))
                    .as("seed %d: payout of transaction %d", seed, one.id)
                    .isEqualTo(String.valueOf(payoutOf.get(one.id)));
        }
        payoutOf.values().stream()
                .distinct()
                .forEach(payout -> assertThat(last.get("payouts/" + payout))
                        .as("seed %d: state of payout %d", seed, payout)
                        .isIn("paid", "failed", "in_transit"));
    }
}
