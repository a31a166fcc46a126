package io.tieout.connect.paypal;

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
import java.util.stream.IntStream;
import org.apache.kafka.connect.errors.ConnectException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** The poller of transactions against the stand-in over HTTP. */
class PayPalTransactionSourceTaskTest {

    private static final Instant START = Instant.parse("2026-03-01T00:00:00Z");

    private final SetClock clock = new SetClock(START.plus(Duration.ofDays(2)));
    private final PayPalStandIn paypal = new PayPalStandIn(clock);
    private final PollerRun run = run(paypal);
    private final ListAppender<ILoggingEvent> logged = new ListAppender<>();
    private final Logger logger = (Logger) LoggerFactory.getLogger("io.tieout");

    static PollerRun run(PayPalStandIn paypal) {
        return new PollerRun(PayPalTransactionSourceTask::new, "M1")
                .with("paypal.account", "M1")
                .with("paypal.client.id", PayPalStandIn.ID)
                .with("paypal.client.secret", PayPalStandIn.SECRET)
                .with("paypal.api.url", paypal.url())
                .with("paypal.poll.from", START.toString())
                .with("paypal.poll.interval", "1ms")
                .with("paypal.poll.settle", "1h")
                .with("paypal.poll.overlap", "2h")
                .with("paypal.retry.backoff", "1ms")
                .with("paypal.retry.backoff.max", "4ms");
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
        paypal.close();
        logger.detachAppender(logged);
        assertThat(logged.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .noneMatch(text -> text.contains(PayPalStandIn.SECRET) || text.contains("token-"));
        assertThat(run.topic)
                .noneMatch(record -> (record + PollerRun.text(record)).contains(PayPalStandIn.SECRET)
                        || (record + PollerRun.text(record)).contains("token-"));
    }

    @Test
    void emitsTheVeryBytesOfEachTransactionAndThenCoverage() {
        var odd = row("TX1", hour(5)).replace("\"value\":\"10.00\"", "\"value\" :\t\"10.00\"");
        paypal.add(hour(5), hour(5), odd);
        run.start().pollUntilCovered(hour(47));

        assertThat(run.topic).hasSize(2);
        var record = run.topic.get(0);
        assertThat(PollerRun.text(record)).isEqualTo(odd);
        assertThat(record.topic()).isEqualTo(RawTopics.PAYPAL_EVENT);
        assertThat(record.key()).isEqualTo("M1");
        assertThat(record.headers())
                .extracting(header -> header.key() + "=" + header.value())
                .containsExactlyInAnyOrder(
                        "tieout-kind=listed", "tieout-via=poll", "tieout-event=reporting/transactions");
        assertThat(run.lastCoverage()).isEqualTo(new Cursor(START, hour(47)));
        assertThat(paypal.tokens()).isOne();
    }

    @Test
    void claimsNothingThatPayPalsDataDoesNotReach() {
        paypal.lag(Duration.ofHours(6));
        paypal.add(hour(41), hour(41), row("TX1", hour(41)));
        run.start().pollUntilCovered(hour(42));
        assertThat(run.lastCoverage().to()).isEqualTo(hour(42));

        clock.advance(Duration.ofHours(1));
        paypal.lag(Duration.ofHours(20));
        long before = paypal.requests();
        run.pollUntil(() -> paypal.requests() > before + 6);
        assertThat(run.lastCoverage().to()).as("the data went back").isEqualTo(hour(42));
    }

    @Test
    void bringsAtOnceWhatIsListedAndCoversItWhenItHasSettled() {
        add("TX1", hour(47).plusSeconds(1_800));
        run.start().pollUntilCovered(hour(47));
        assertThat(transactionIds()).containsExactly("TX1");
        assertThat(run.lastCoverage().to()).isEqualTo(hour(47));
    }

    @Test
    void waitsWhereTheBeginningIsNotInPayPalsDataYet() {
        paypal.lag(Duration.ofHours(47));
        run.with("paypal.poll.from", hour(30).toString()).start();
        run.pollUntil(() -> paypal.requests() > 5);
        assertThat(run.topic).isEmpty();

        paypal.lag(Duration.ZERO);
        run.pollUntilCovered(hour(47));
        assertThat(run.lastCoverage().from()).isEqualTo(hour(30));
    }

    @Test
    void followsNumberedPages() {
        IntStream.range(0, 1_700).forEach(i -> add("TX" + i, START.plusSeconds(i * 60L)));
        run.start().pollUntilCovered(hour(47));
        assertThat(transactionIds()).hasSize(1_700).doesNotHaveDuplicates();
        assertThat(run.coverages()).extracting(Cursor::to).isSorted();
    }

    @Test
    void asksForShorterSpansWherePayPalListsNoMore() {
        paypal.most(40);
        IntStream.range(0, 300).forEach(i -> add("TX" + i, START.plusSeconds(i * 60L)));
        run.start().pollUntilCovered(hour(47));
        assertThat(transactionIds()).hasSize(300).doesNotHaveDuplicates();
        assertThat(run.coverages()).hasSizeGreaterThan(5);
    }

    @Test
    void saysSoWhereNoShorterSpanCanBeAsked() {
        paypal.most(1);
        add("TX1", hour(5));
        add("TX2", hour(5));
        run.start();
        assertThatThrownBy(() -> run.pollUntil(() -> false))
                .isInstanceOf(ConnectException.class)
                .hasMessageContaining("RESULTSET_TOO_LARGE")
                .hasMessageContaining("no shorter time");
    }

    @Test
    void takesAnotherTokenWhenTheOldIsNotTakenAnyMore() {
        IntStream.range(0, 1_200).forEach(i -> add("TX" + i, START.plusSeconds(i * 60L)));
        run.start();
        run.pollUntil(() -> paypal.requests() == 3);
        paypal.expireToken();
        run.pollUntilCovered(hour(47));
        assertThat(transactionIds()).hasSize(1_200).doesNotHaveDuplicates();
        assertThat(paypal.tokens()).isEqualTo(2);
    }

    @Test
    void givesUpWhenPayPalTakesNoneOfItsTokens() {
        paypal.takeNoToken();
        run.start();
        assertThatThrownBy(() -> run.pollUntil(() -> false))
                .isInstanceOf(ConnectException.class)
                .hasMessageContaining("AUTHENTICATION_FAILURE")
                .message()
                .doesNotContain("token-");
    }

    @Test
    void saysWhichSettingsAreWrongWhenPayPalRefusesTheApp() {
        run.with("paypal.client.secret", "of-another-place").start();
        assertThatThrownBy(() -> run.pollUntil(() -> false))
                .isInstanceOf(ConnectException.class)
                .hasMessageContaining("paypal.client.id")
                .hasMessageContaining("invalid_client")
                .message()
                .doesNotContain("of-another-place");
    }

    @Test
    void saysWhatToTickWhereTheAppMayNotSearch() {
        run.start();
        run.pollUntil(() -> paypal.requests() == 1);
        paypal.failNext(1, 403);
        assertThatThrownBy(() -> run.pollUntil(() -> false))
                .isInstanceOf(ConnectException.class)
                .hasMessageContaining("Transaction Search");
    }

    @Test
    void waitsAsLongAsPayPalAsks() {
        add("TX1", hour(5));
        run.start();
        run.pollUntil(() -> paypal.requests() == 1);
        paypal.failNext(1, 429, "1");
        long asked = System.nanoTime();
        run.pollUntilCovered(hour(47));
        assertThat(Duration.ofNanos(System.nanoTime() - asked)).isGreaterThan(Duration.ofMillis(900));
        assertThat(transactionIds()).containsExactly("TX1");
    }

    @Test
    void emitsATransactionAgainThatChangedInTheOverlap() {
        add("TX1", hour(46));
        run.start().pollUntilCovered(hour(47));
        add("TX2", hour(46));
        var changed = row("TX1", hour(46)).replace("\"transaction_status\":\"S\"", "\"transaction_status\":\"V\"");
        paypal.add(hour(46), hour(46), changed);
        clock.advance(Duration.ofMinutes(30));
        run.pollUntilCovered(hour(47).plusSeconds(1_800));
        assertThat(transactionIds()).containsExactlyInAnyOrder("TX1", "TX2", "TX1");
    }

    @Test
    void coversNothingOfAListThatDoesNotAddUp() {
        add("TX1", hour(5));
        paypal.overstate();
        run.start();
        run.pollUntil(() -> paypal.requests() > 10);
        assertThat(run.topic).isEmpty();
        assertThat(logged.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .anyMatch(text -> text.contains("2 in the end, of which 1 came"));
    }

    private List<String> transactionIds() {
        return run.topic.stream()
                .filter(record -> !PollerRun.isCoverage(record))
                .map(record -> PollerRun.json(record)
                        .path("transaction_info")
                        .path("transaction_id")
                        .asText())
                .toList();
    }

    private void add(String id, Instant at) {
        paypal.add(at, at, row(id, at));
    }

    static String row(String id, Instant at) {
        return "{\"transaction_info\":{\"paypal_account_id\":\"B1\",\"transaction_id\":\"" + id
                + "\",\"transaction_event_code\":\"T0006\",\"transaction_initiation_date\":\""
                + at.toString().replace("Z", "+0000") + "\",\"transaction_updated_date\":\""
                + at.toString().replace("Z", "+0000")
                + "\",\"transaction_amount\":{\"currency_code\":\"EUR\",\"value\":\"10.00\"},\"fee_amount\":"
                + "{\"currency_code\":\"EUR\",\"value\":\"-0.59\"},\"transaction_status\":\"S\"},\"payer_info\":{}}";
    }

    private static Instant hour(int hour) {
        return START.plus(Duration.ofHours(hour));
    }
}
