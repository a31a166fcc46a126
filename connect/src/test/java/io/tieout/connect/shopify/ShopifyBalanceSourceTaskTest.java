package io.tieout.connect.shopify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.tieout.connect.RawTopics;
import io.tieout.connect.poll.Cursor;
import io.tieout.connect.poll.PollerRun;
import io.tieout.connect.poll.SetClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** The poller of payouts and balance transactions against the stand-in over HTTP. */
class ShopifyBalanceSourceTaskTest {

    private static final Instant START = Instant.parse("2026-03-01T00:00:00Z");
    static final String SHOP = "acme.myshopify.com";

    private final SetClock clock = new SetClock(START.plus(Duration.ofDays(2)));
    private final ShopifyStandIn shopify = new ShopifyStandIn(clock);
    private final PollerRun run = run(shopify);
    private final ListAppender<ILoggingEvent> logged = new ListAppender<>();
    private final Logger logger = (Logger) LoggerFactory.getLogger("io.tieout");

    static PollerRun run(ShopifyStandIn shopify) {
        return new PollerRun(ShopifyBalanceSourceTask::new, SHOP)
                .with("shopify.account", SHOP)
                .with("shopify.access.token", ShopifyStandIn.TOKEN)
                .with("shopify.api.url", shopify.url())
                .with("shopify.poll.from", START.toString())
                .with("shopify.poll.interval", "1ms")
                .with("shopify.poll.settle", "10m")
                .with("shopify.retry.backoff", "1ms")
                .with("shopify.retry.backoff.max", "4ms");
    }

    @BeforeEach
    void listen() {
        logged.start();
        logger.addAppender(logged);
    }

    /** Whatever happened, no secret is in a log or in the topic. */
    @AfterEach
    void nothingIsToldAndAllIsStopped() {
        run.close();
        shopify.close();
        logger.detachAppender(logged);
        assertThat(logged.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .noneMatch(text -> text.contains(ShopifyStandIn.TOKEN));
        assertThat(run.topic).noneMatch(record -> (record + PollerRun.text(record)).contains(ShopifyStandIn.TOKEN));
    }

    @Test
    void emitsTransactionsPayoutsAndMembersAndThenCoverage() {
        add(1, hour(5));
        add(2, hour(6));
        shopify.payOut(100, hour(20), List.of(1L, 2L));
        run.start().pollUntilCovered(covered());

        assertThat(said()).containsExactly("transactions/1", "transactions/2", "payouts/100");
        assertThat(PollerRun.json(run.topic.get(0)).path("payout_id").asLong()).isEqualTo(100);
        assertThat(run.lastCoverage().from()).isEqualTo(START);
        var record = run.topic.get(2);
        assertThat(record.topic()).isEqualTo(RawTopics.SHOPIFY_BALANCE);
        assertThat(record.key()).isEqualTo(SHOP);
        assertThat(record.headers())
                .extracting(header -> header.key() + "=" + header.value())
                .containsExactlyInAnyOrder(
                        "tieout-kind=listed",
                        "tieout-via=poll",
                        "tieout-event=shopify_payments/payouts",
                        "tieout-as-of=" + clock.instant().toEpochMilli());
    }

    @Test
    void readsTheMembersOfAPayoutWhenItIsMadeAndWhenItChanges() {
        add(1, hour(5));
        run.start().pollUntilCovered(covered());
        shopify.payOut(100, clock.instant().plusSeconds(60), List.of(1L));
        clock.advance(Duration.ofHours(1));
        run.pollUntilCovered(covered());
        assertThat(said()).containsExactly("transactions/1", "payouts/100", "transactions/1");
        assertThat(PollerRun.json(run.topic.get(run.topic.size() - 2))
                        .path("payout_id")
                        .asLong())
                .isEqualTo(100);

        shopify.state(100, clock.instant().plusSeconds(60), "paid");
        clock.advance(Duration.ofHours(1));
        run.pollUntilCovered(covered());
        assertThat(said()).endsWith("payouts/100", "transactions/1");
        clock.advance(Duration.ofHours(1));
        int before = said().size();
        run.pollUntilCovered(covered());
        assertThat(said()).as("nothing is said twice").hasSize(before);
    }

    @Test
    void followsTheLinksOfEachList() {
        shopify.most(7);
        LongStream.range(1, 60).forEach(id -> add(id, START.plusSeconds(id * 600)));
        shopify.payOut(100, hour(20), LongStream.range(1, 40).boxed().toList());
        shopify.payOut(101, hour(21), LongStream.range(40, 50).boxed().toList());
        run.start().pollUntilCovered(covered());
        assertThat(said()).hasSize(61).doesNotHaveDuplicates();

        LongStream.range(60, 90).forEach(id -> add(id, hour(48).plusSeconds(id)));
        clock.advance(Duration.ofHours(1));
        run.pollUntilCovered(covered());
        assertThat(said()).hasSize(91).doesNotHaveDuplicates();
    }

    @Test
    void takesNothingOlderThanAskedForAndStopsThere() {
        shopify.most(5);
        LongStream.range(1, 100)
                .forEach(id -> add(id, START.minus(Duration.ofDays(40)).plusSeconds(id)));
        LongStream.range(100, 103).forEach(id -> add(id, hour(1)));
        run.start().pollUntilCovered(covered());
        assertThat(said()).containsExactlyInAnyOrder("transactions/100", "transactions/101", "transactions/102");
        assertThat(shopify.requests()).isLessThan(10);
    }

    @Test
    void goesOnBackwardsWhereItDied() {
        shopify.most(5);
        LongStream.range(1, 51).forEach(id -> add(id, START.plusSeconds(id * 60)));
        run.start();
        run.pollUntil(() -> said().size() >= 30);
        run.stop();
        int before = said().size();
        add(51, hour(47));
        run.start().pollUntilCovered(covered());
        assertThat(said()).contains("transactions/51", "transactions/1");
        // The page whose mark was not stored is read once more, not all of them.
        assertThat(said().size()).isLessThanOrEqualTo(51 + 5);
        assertThat(before).isGreaterThanOrEqualTo(30);
    }

    @Test
    void findsAnIdThatIsListedLaterThanAHigherOne() {
        add(10, hour(48).minusSeconds(60));
        shopify.add(9, hour(48).minusSeconds(120), hour(48).plusSeconds(300));
        run.start().pollUntilCovered(covered());
        assertThat(said()).containsExactly("transactions/10");
        clock.advance(Duration.ofMinutes(6));
        run.pollUntilCovered(covered());
        assertThat(said()).containsExactly("transactions/10", "transactions/9");
    }

    @Test
    void listsAnewWhereThePlaceInTheListIsNotKnownAnyMore() {
        shopify.most(5);
        LongStream.range(1, 31).forEach(id -> add(id, START.plusSeconds(id * 60)));
        run.start();
        run.pollUntil(() -> said().size() >= 10);
        shopify.forgetPlaces();
        run.pollUntilCovered(covered());
        assertThat(said()).hasSize(30).doesNotHaveDuplicates();
    }

    @Test
    void waitsAsLongAsShopifyAsks() {
        add(1, hour(5));
        shopify.failNext(1, 429, "1.0");
        run.start();
        run.pollUntil(() -> shopify.requests() == 1);
        long asked = System.nanoTime();
        run.pollUntilCovered(covered());
        assertThat(Duration.ofNanos(System.nanoTime() - asked)).isGreaterThan(Duration.ofMillis(900));
    }

    @Test
    void leavesShopifyAloneWhileItsBucketIsNearlyFull() {
        shopify.bucket("39/40");
        add(1, hour(5));
        long began = System.nanoTime();
        run.start();
        run.pollUntil(() -> shopify.requests() == 2);
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(Duration.ofMillis(900));
    }

    @Test
    void saysWhatIsWrongWhenShopifyRefuses() {
        run.with("shopify.access.token", "shpat_of_another_place").start();
        assertThatThrownBy(() -> run.pollUntil(() -> false))
                .isInstanceOf(ConnectException.class)
                .hasMessageContaining("shopify.access.token")
                .message()
                .doesNotContain("shpat_");
        run.with("shopify.access.token", ShopifyStandIn.TOKEN)
                .with("shopify.api.version", "2026-07")
                .start();
        assertThatThrownBy(() -> run.pollUntil(() -> false)).hasMessageContaining("shopify.api.version");
        shopify.failNext(1, 403);
        run.with("shopify.api.version", "2026-10").start();
        assertThatThrownBy(() -> run.pollUntil(() -> false)).hasMessageContaining("read_shopify_payments_payouts");
    }

    @Test
    void theCursorKeepsItsMarksInConnect() {
        var cursor = new Cursor(START, hour(1)).marked(Map.of("since", 7L, "back", 3L));
        assertThat(Cursor.of(cursor.offset())).isEqualTo(cursor);
    }

    private List<String> said() {
        return run.topic.stream()
                .filter(record -> !PollerRun.isCoverage(record))
                .map(ShopifyBalanceSourceTaskTest::name)
                .toList();
    }

    static String name(SourceRecord record) {
        var list = String.valueOf(
                record.headers().lastWithName(RawTopics.HEADER_EVENT).value());
        return list.substring(list.lastIndexOf('/') + 1) + "/"
                + PollerRun.json(record).path("id").asLong();
    }

    private Instant covered() {
        return clock.instant().minus(Duration.ofMinutes(10));
    }

    private void add(long id, Instant at) {
        shopify.add(id, at, at);
    }

    private static Instant hour(int hour) {
        return START.plus(Duration.ofHours(hour));
    }
}
