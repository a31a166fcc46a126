package io.tieout.demo;

import io.tieout.demo.Figures.Latency;
import io.tieout.demo.Happening.Call;
import io.tieout.demo.Happening.OdooCall;
import io.tieout.demo.Happening.Webhook;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Plays the plan against the product, step by step, and lets the verdict be found.
 *
 * <pre>
 *   step (6 h):  tick (5 min) | tick | tick | ... | beat, and wait until both accounts are covered
 *   tick:        clock to the end of the tick; beat; commits and webhooks of the tick, in order
 * </pre>
 *
 * <p>The clock stands at the end of a tick while the tick is played, so that nothing is ever stated before
 * it happened. Everything that has a sense of time reads this clock, so a week may pass in a minute.
 */
final class Trial {

    static final Duration STEP = Duration.ofHours(6);
    /** No further at once than an account may lie silent. */
    private static final Duration QUIET_STEP = Duration.ofHours(10);

    private static final Duration TICK = Duration.ofMinutes(5);
    private static final Duration COVERAGE_LIMIT = Duration.ofMinutes(2);
    private static final Duration QUIET = Duration.ofMillis(1500);
    private static final Duration QUIET_LIMIT = Duration.ofMinutes(2);

    private static final String ODOO = "odoo/" + TrialPlan.ODOO_ACCOUNT;
    private static final String STRIPE = "stripe/" + TrialPlan.STRIPE_ACCOUNT;

    private final TrialPlan plan;
    private final TrialClock clock;
    private final TrialStack stack;
    private final OdooShop odoo;
    private final StripeShop stripe;
    private final OutcomeWatch watch;
    private final CoverageFault fault;
    private final Duration settle;
    private final Progress progress;
    private final BooleanSupplier stopAsked;
    private final Map<Integer, Long> bookedNanos = new HashMap<>();
    private final Set<Integer> begun = new LinkedHashSet<>();
    private boolean receiverDown;

    /** What the trial is played with; the watch follows the product's topics already. */
    Trial(
            TrialPlan plan,
            TrialClock clock,
            TrialStack stack,
            OdooShop odoo,
            StripeShop stripe,
            OutcomeWatch watch,
            CoverageFault fault,
            Progress progress,
            BooleanSupplier stopAsked) {
        this.plan = plan;
        this.clock = clock;
        this.stack = stack;
        this.odoo = odoo;
        this.stripe = stripe;
        this.watch = watch;
        this.fault = fault;
        this.settle = stack.settings().stripePollSettle();
        this.progress = progress;
        this.stopAsked = stopAsked;
    }

    /** Plays the week and waits until everything that can be said of it is said. */
    void play() throws SQLException {
        // Quiet days before the week: coverage begins long before the first order.
        for (Instant quiet = clock.instant(); quiet.isBefore(TrialPlan.START); quiet = quiet.plus(QUIET_STEP)) {
            clock.set(quiet);
            odoo.beat(quiet);
            awaitCoverage(quiet);
        }
        int next = 0;
        List<Happening> happenings = plan.happenings();
        for (Instant end = TrialPlan.START.plus(STEP); !end.isAfter(TrialPlan.END); end = end.plus(STEP)) {
            tendReceiver(end.minus(STEP));
            int until = next;
            while (until < happenings.size() && happenings.get(until).at().isBefore(end)) {
                until++;
            }
            playTicks(happenings.subList(next, until));
            next = until;
            clock.set(end);
            odoo.beat(end);
            fault.strike(end);
            awaitCoverage(end);
        }
        if (next < happenings.size()) {
            throw new IllegalStateException("The plan goes on after its end: " + happenings.get(next));
        }
        watch.awaitQuiet(
                Map.of(ODOO, TrialPlan.END, STRIPE, TrialPlan.END.minus(settle)),
                stack.settings().matchingPartitions(),
                QUIET,
                QUIET_LIMIT);
        progress.clear();
    }

    /** From the commit or webhook that completed a pair to the sight of its match, for pairs that were on time. */
    Latency underLoad() {
        return Latency.of(plan.orders().stream()
                .map(this::latencyNanos)
                .filter(Objects::nonNull)
                .mapToLong(Long::longValue)
                .toArray());
    }

    private @Nullable Long latencyNanos(PlannedOrder order) {
        Long booked = bookedNanos.get(order.number());
        Long taken = stripe.captureTakenNanos(order.number());
        Long seen = watch.matchSeenNanos(TrialPlan.CAPTURES + "|" + order.paymentIntent());
        return booked == null || taken == null || seen == null ? null : seen - Math.max(booked, taken);
    }

    private void playTicks(List<Happening> happenings) throws SQLException {
        int from = 0;
        while (from < happenings.size()) {
            Instant end = endOfTick(happenings.get(from).at());
            int until = from;
            while (until < happenings.size() && happenings.get(until).at().isBefore(end)) {
                until++;
            }
            if (stopAsked.getAsBoolean()) {
                throw new TrialException("The trial was stopped.");
            }
            clock.set(end);
            playTick(happenings.subList(from, until), end);
            show();
            from = until;
        }
    }

    private void playTick(List<Happening> happenings, Instant end) throws SQLException {
        boolean beaten = false;
        for (Happening happening : happenings) {
            if (happening instanceof OdooCall call) {
                if (!beaten) {
                    // Not the end itself: the beat at the end of a step covers what was committed in its last tick.
                    odoo.beat(end.minusSeconds(1));
                    beaten = true;
                }
                odoo.play(call);
                begun.add(call.order().number());
                if (call.call() == Call.DONE) {
                    bookedNanos.put(call.order().number(), System.nanoTime());
                }
            } else if (happening instanceof Webhook webhook) {
                stripe.deliver(webhook, stack.webhookEndpoint(), receiverDown);
            }
        }
        stripe.awaitAnswers();
    }

    private static Instant endOfTick(Instant at) {
        long ticks = at.getEpochSecond() / TICK.toSeconds();
        return Instant.ofEpochSecond((ticks + 1) * TICK.toSeconds());
    }

    private void tendReceiver(Instant now) {
        boolean down = TrialPlan.receiverIsDown(now);
        if (down == receiverDown) {
            return;
        }
        if (down) {
            stack.stopReceiver();
        } else {
            stack.startReceiver();
        }
        receiverDown = down;
    }

    private void awaitCoverage(Instant upTo) {
        RuntimeException broken = stack.fault();
        if (broken != null) {
            throw broken;
        }
        watch.awaitCoverage(Map.of(ODOO, upTo, STRIPE, upTo.minus(settle)), COVERAGE_LIMIT);
        show();
    }

    private void show() {
        progress.show(new Progress.Standing(
                clock.instant(),
                begun.size(),
                plan.orders().size(),
                odoo.commits(),
                stripe.taken(),
                stripe.refused(),
                stripe.polls(),
                watch.counts(),
                watch.coveredTo(ODOO),
                watch.coveredTo(STRIPE),
                receiverDown));
    }
}
