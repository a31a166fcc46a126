package io.tieout.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.tieout.demo.Happening.OdooCall;
import io.tieout.demo.Happening.Webhook;
import io.tieout.demo.Outcomes.ExceptionSeen;
import io.tieout.local.ConnectRest;
import io.tieout.metrics.ObservabilityFiles;
import io.tieout.metrics.Scrape;
import io.tieout.parts.Poller;
import java.net.URI;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/**
 * Receiver and poller are down for more than two days while Odoo goes on booking; the whole product, on the clock of
 * the trial.
 *
 * <pre>
 *   hour   0        6                                        66        72
 *          | orders | orders, of which Stripe says nothing   | orders  |
 *   Odoo   +--------+----------------------------------------+---------+  speaks
 *   Stripe +--------+ . . . . . . . . . . . . . . . . . . . .+---------+  silent; what it recorded is read at 66
 *                                ^ 18: SOURCE_STALE          ^ resolved, and then what is true
 * </pre>
 */
final class OutageTest {

    private static final Duration STEP = Duration.ofHours(6);
    private static final Instant BEGIN = TrialPlan.START;
    private static final Instant DOWN = BEGIN.plus(STEP);
    private static final Instant BACK = BEGIN.plus(Duration.ofHours(66));
    private static final Instant END = BACK.plus(STEP);

    /** All that is placed this early in the outage is due before it ends. */
    private static final Duration DUE_IN_OUTAGE = Duration.ofHours(30);

    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final Duration QUIET = Duration.ofMillis(1500);
    private static final String ODOO = "odoo/" + TrialPlan.ODOO_ACCOUNT;
    private static final String STRIPE = "stripe/" + TrialPlan.STRIPE_ACCOUNT;

    private final TrialClock clock = new TrialClock(BEGIN.minus(Duration.ofHours(24)));
    private final TrialPlan plan = plan();
    private int played;

    @Test
    void nothingIsMissingWhileStripeIsNotHeardAndExactlyWhatIsTrueOnceItIs() throws Exception {
        try (StripeShop stripe = new StripeShop(clock);
                TrialStack stack = TrialStack.start(clock, stripe, Fault.NONE, Duration.ofHours(12));
                OdooShop odoo = new OdooShop(stack.database())) {
            odoo.open();
            stripe.know(plan.happenings());
            stack.startProduct();
            OutcomeTopics topics = new OutcomeTopics(stack.kafkaClientProperties(), stack.values());
            Duration settle = stack.settings().stripePollSettle();
            int partitions = stack.settings().matchingPartitions();
            try (OutcomeWatch watch = new OutcomeWatch(topics, () -> stack.fault() != null)) {
                for (Instant end = clock.instant(); !end.isAfter(DOWN); end = end.plus(STEP)) {
                    step(end, odoo, stripe, stack, false);
                    watch.awaitCoverage(Map.of(ODOO, end, STRIPE, end.minus(settle)), LIMIT);
                }

                stack.stopReceiver();
                ConnectRest connect =
                        new ConnectRest(URI.create(stack.settings().connectUrl().orElseThrow()));
                String poller = Poller.STRIPE.connector();
                Map<String, String> configuration =
                        connect.configuration(poller).orElseThrow();
                assertThat(connect.delete(poller)).isTrue();
                for (Instant end = DOWN.plus(STEP); !end.isAfter(BACK); end = end.plus(STEP)) {
                    step(end, odoo, stripe, stack, true);
                    watch.awaitCoverage(Map.of(ODOO, end), LIMIT);
                }
                Awaitility.await("somebody is told that Stripe is silent")
                        .atMost(LIMIT)
                        .until(() -> watch.counts().openExceptions() > 0);
                watch.awaitQuiet(Map.of(ODOO, BACK), partitions, QUIET, LIMIT);
                assertThat(watch.coveredTo(STRIPE)).as("Stripe was not heard").isBefore(DOWN.plus(STEP));
                assertThat(stripe.refused()).as("webhooks that found nobody").isPositive();
                assertThat(topics.read().exceptions())
                        .as("all that anybody was told by the end of the outage")
                        .extracting(OutageTest::told)
                        .containsExactly(STRIPE + " SOURCE_STALE 1 OPEN");

                Awaitility.await("the meters say so too")
                        .atMost(LIMIT)
                        .untilAsserted(() -> silent(Scrape.of(stack.metrics())));

                stack.startReceiver();
                connect.put(poller, configuration);
                connect.awaitRunning(poller, LIMIT);
                watch.awaitCoverage(Map.of(STRIPE, BACK.minus(settle)), LIMIT);
                step(END, odoo, stripe, stack, false);
                Map<String, Instant> everything = Map.of(ODOO, END, STRIPE, END.minus(settle));
                watch.awaitCoverage(everything, LIMIT);
                watch.awaitQuiet(everything, partitions, QUIET, LIMIT);
                Awaitility.await("the meters say what was found")
                        .atMost(LIMIT)
                        .untilAsserted(() -> found(Scrape.of(stack.metrics()), watch.counts()));
                fits(Scrape.of(stack.metrics()));
                assertThat(Scrape.get(stack.metrics().resolve("/health")).statusCode())
                        .isEqualTo(200);
            }
            judge(topics.read());
        }
    }

    private static void silent(Scrape scrape) {
        String stripe = "source=\"stripe\"";
        assertThat(scrape.sum("tieout_source_stale", stripe)).isEqualTo(1);
        assertThat(scrape.sum("tieout_coverage_lag_seconds", stripe)).isGreaterThan(12 * 3600);
        assertThat(scrape.sum("tieout_exceptions_open", "reason=\"SOURCE_STALE\"", "policy=\"none\""))
                .isEqualTo(1);
        assertThat(scrape.sum("tieout_source_stale", "source=\"odoo\"")).isZero();
    }

    private static void found(Scrape scrape, OutcomeWatch.Counts counts) {
        assertThat(scrape.sum("tieout_outcomes_caught_up")).isEqualTo(1);
        assertThat(scrape.sum("tieout_matches_total") - scrape.sum("tieout_matches_revoked_total"))
                .isEqualTo(counts.matches());
        assertThat(scrape.sum("tieout_ingest_to_match_latency_seconds_count"))
                .as("each match was seen when it was made")
                .isEqualTo(scrape.sum("tieout_matches_total"));
        assertThat(scrape.sum("tieout_exceptions_open")).isEqualTo(counts.openExceptions());
        assertThat(scrape.sum("tieout_source_stale")).isZero();
        assertThat(scrape.has("tieout_conservation_difference", "measure=\"minor\""))
                .isTrue();
        assertThat(scrape.sum("tieout_conservation_difference")).isZero();
        assertThat(scrape.sum("tieout_entries_total", "source=\"odoo\"")).isPositive();
        assertThat(scrape.sum("tieout_entries_held", "state=\"matched\"")).isEqualTo(2.0 * counts.matches());
        assertThat(scrape.sum("tieout_application_state", "state=\"running\"")).isEqualTo(1);
        assertThat(scrape.sum("tieout_capture_state", "state=\"streaming\"")).isEqualTo(1);
        assertThat(scrape.sum("tieout_slot_wal_retained_bytes")).isPositive();
        assertThat(scrape.sum("tieout_webhook_deliveries_total", "outcome=\"stored\""))
                .isEqualTo(scrape.sum("tieout_webhook_write_latency_seconds_count"))
                .isPositive();
        assertThat(scrape.sum("tieout_streams_process_rate")).isPositive();
        assertThat(scrape.has("tieout_streams_records_lag", "topic=\"odoo.change\""))
                .as(scrape.toString())
                .isTrue();
    }

    /** What rules, dashboard and page name is what a running process says, no more and no less. */
    private static void fits(Scrape scrape) {
        assertThat(scrape.names()).containsAll(ObservabilityFiles.named());
        assertThat(ObservabilityFiles.chosen()).as("label and value of a rule").allMatch(wanted -> wanted.isIn(scrape));
        assertThat(ObservabilityFiles.emitted(scrape)).isEqualTo(ObservabilityFiles.listed());
    }

    private void judge(Outcomes outcomes) {
        assertThat(outcomes.exceptions().stream().filter(OutageTest::stale).map(OutageTest::told))
                .as("one silence, and its end")
                .containsExactly(STRIPE + " SOURCE_STALE 1 OPEN", STRIPE + " SOURCE_STALE 2 RESOLVED");
        Verdict verdict = Judge.judge(
                plan,
                new Outcomes(
                        outcomes.matches(),
                        outcomes.exceptions().stream()
                                .filter(exception -> !stale(exception))
                                .toList(),
                        outcomes.lateArrivals(),
                        outcomes.coverage(),
                        outcomes.entries(),
                        outcomes.deadLetters(),
                        outcomes.leaks()));
        assertThat(verdict.missed()).isEmpty();
        assertThat(verdict.invented()).isEmpty();
        assertThat(verdict.broken()).isEmpty();
        assertThat(outcomes.exceptions().stream().filter(exception -> !stale(exception)))
                .as("the true ones, each said once")
                .hasSize(12);
    }

    private static boolean stale(ExceptionSeen exception) {
        return exception.reason().equals("SOURCE_STALE");
    }

    private static String told(ExceptionSeen exception) {
        return exception
                        .exceptionId()
                        .substring(0, Math.max(0, exception.exceptionId().indexOf('|'))) + " " + exception.reason()
                + " " + exception.version() + " " + exception.status();
    }

    /** Plays what happens before this instant, in order, the clock a little ahead; then Odoo beats. */
    private void step(Instant end, OdooShop odoo, StripeShop stripe, TrialStack stack, boolean down)
            throws SQLException {
        List<Happening> happenings = plan.happenings();
        while (played < happenings.size() && happenings.get(played).at().isBefore(end)) {
            Happening happening = happenings.get(played++);
            if (happening instanceof OdooCall call) {
                advance(call.at());
                odoo.beat(clock.instant());
                odoo.play(call);
            } else if (happening instanceof Webhook webhook) {
                advance(webhook.at());
                stripe.deliver(webhook, stack.webhookEndpoint(), down);
                stripe.awaitAnswers();
            }
        }
        advance(end);
        odoo.beat(end);
    }

    private void advance(Instant to) {
        clock.set(to.isAfter(clock.instant()) ? to : clock.instant());
    }

    private static TrialPlan plan() {
        var orders = new ArrayList<PlannedOrder>();
        add(orders, 3, Kind.PLAIN, BEGIN, Duration.ofHours(5));
        add(orders, 16, Kind.PLAIN, DOWN, DUE_IN_OUTAGE);
        add(orders, 4, Kind.CAPTURED_NOT_BOOKED, DOWN, DUE_IN_OUTAGE);
        add(orders, 4, Kind.BOOKED_NOT_CAPTURED, DOWN, DUE_IN_OUTAGE);
        add(orders, 2, Kind.AMOUNT_WRONG_BY_ONE, DOWN, DUE_IN_OUTAGE);
        add(orders, 2, Kind.CURRENCY_WRONG, DOWN, DUE_IN_OUTAGE);
        add(orders, 3, Kind.PLAIN, BACK, Duration.ofHours(5));
        long seed = 7;
        return new TrialPlan(
                seed,
                orders,
                orders.stream()
                        .flatMap(order -> new OrderScript(order, seed).play().stream())
                        .sorted(Comparator.comparing(Happening::at))
                        .toList(),
                orders.stream().flatMap(Expectations::of).toList(),
                orders.stream().flatMap(Expectations::entries).toList());
    }

    /** So many orders of a kind, placed evenly from an instant on. */
    private static void add(List<PlannedOrder> orders, int count, Kind kind, Instant from, Duration within) {
        for (int i = 0; i < count; i++) {
            int number = orders.size() + 1;
            long captured = 1_000L + 137L * number;
            boolean otherCurrency = kind == Kind.CURRENCY_WRONG;
            orders.add(new PlannedOrder(
                    number,
                    kind,
                    from.plus(within.multipliedBy(i).dividedBy(count)),
                    number % 2 == 0,
                    "INV/2026/%05d".formatted(number),
                    "Ada Okafor",
                    number,
                    otherCurrency ? ShopCurrency.USD : ShopCurrency.EUR,
                    kind == Kind.AMOUNT_WRONG_BY_ONE ? captured + 1 : captured,
                    ShopCurrency.EUR,
                    captured,
                    "pi_outage%04d".formatted(number),
                    "ch_outage%04d".formatted(number),
                    kind == Kind.BOOKED_NOT_CAPTURED ? "ch_declined%04d".formatted(number) : null,
                    null));
        }
    }
}
