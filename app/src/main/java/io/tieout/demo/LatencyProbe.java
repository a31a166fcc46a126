package io.tieout.demo;

import io.tieout.demo.Figures.Latency;
import io.tieout.demo.Happening.Call;
import io.tieout.demo.Happening.Fact;
import io.tieout.demo.Happening.OdooCall;
import io.tieout.demo.Happening.StripeEvent;
import io.tieout.demo.Happening.Webhook;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

/**
 * Measures in real time, after the verdict: orders whose money is captured already are booked at a steady
 * rate, and the time from the return of each commit to the sight of the match is taken. An order is booked
 * when its time has come, whether or not the one before is matched.
 */
final class LatencyProbe {

    static final int PROBES = 150;
    private static final Duration EVERY = Duration.ofMillis(40);
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final TrialClock clock;
    private final TrialStack stack;
    private final OdooShop odoo;
    private final StripeShop stripe;
    private final OutcomeWatch watch;

    LatencyProbe(TrialClock clock, TrialStack stack, OdooShop odoo, StripeShop stripe, OutcomeWatch watch) {
        this.clock = clock;
        this.stack = stack;
        this.odoo = odoo;
        this.stripe = stripe;
        this.watch = watch;
    }

    Latency measure(List<PlannedOrder> orders) throws SQLException {
        Instant at = clock.instant();
        clock.set(at.plus(Duration.ofMinutes(5)));
        prepare(orders, at);
        Map<String, Long> committed = book(orders, at);
        if (!watch.awaitMatches(committed.keySet(), LIMIT)) {
            throw new TrialException("Not every pair of the measurement after the verdict was matched within "
                    + LIMIT.toSeconds() + " s.");
        }
        return Latency.of(committed.entrySet().stream()
                .mapToLong(booked -> Objects.requireNonNull(watch.matchSeenNanos(booked.getKey())) - booked.getValue())
                .toArray());
    }

    private void prepare(List<PlannedOrder> orders, Instant at) throws SQLException {
        Map<PlannedOrder, StripeEvent> charges = orders.stream()
                .collect(Collectors.toMap(
                        order -> order,
                        order -> new StripeEvent(at, order, Fact.CHARGE_SUCCEEDED, "evt_probe_" + order.number())));
        stripe.know(List.copyOf(charges.values()));
        odoo.beat(clock.instant());
        for (PlannedOrder order : orders) {
            String event = Objects.requireNonNull(charges.get(order)).eventId();
            stripe.deliver(new Webhook(at, order, event), stack.webhookEndpoint(), false);
            odoo.play(new OdooCall(at, order, Call.DOCUMENT));
            odoo.play(new OdooCall(at, order, Call.DRAFT));
        }
        stripe.awaitAnswers();
    }

    /** Books one order after the other at their times; returns when each commit had returned. */
    private Map<String, Long> book(List<PlannedOrder> orders, Instant at) {
        Queue<PlannedOrder> waiting = new ArrayDeque<>(orders);
        Map<String, Long> committed = new HashMap<>();
        ScheduledExecutorService metronome = Executors.newSingleThreadScheduledExecutor();
        FutureTask<Map<String, Long>> all = new FutureTask<>(() -> committed);
        try {
            var beats = metronome.scheduleAtFixedRate(
                    () -> {
                        PlannedOrder order = waiting.poll();
                        if (order == null) {
                            all.run();
                            return;
                        }
                        try {
                            odoo.play(new OdooCall(at, order, Call.DONE));
                        } catch (SQLException e) {
                            throw new TrialException("Order " + order.number() + " could not be booked", e);
                        }
                        committed.put(TrialPlan.CAPTURES + "|" + order.paymentIntent(), System.nanoTime());
                    },
                    0,
                    EVERY.toMillis(),
                    TimeUnit.MILLISECONDS);
            Map<String, Long> done = all.get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
            beats.cancel(false);
            return done;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TrialException("The measurement after the verdict was interrupted.", e);
        } catch (ExecutionException | TimeoutException e) {
            throw new TrialException("The orders of the measurement after the verdict could not be booked.", e);
        } finally {
            metronome.shutdownNow();
        }
    }
}
