package io.tieout.demo;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * A simulated week of a web shop: what happens when, and what the product must make of it.
 *
 * <p>Made from a number of orders and a seed, and from nothing else: the same two give the same plan.
 *
 * @param happenings in order of time; what shares a second keeps the order of its making
 */
record TrialPlan(
        long seed,
        List<PlannedOrder> orders,
        List<Happening> happenings,
        List<Expectation> expectations,
        List<PlantedEntry> entries) {

    static final String CAPTURES = "card-capture";
    static final String REFUNDS = "card-refund";

    static final String ODOO_ACCOUNT = "odoo";
    static final String STRIPE_ACCOUNT = "acct_1TieoutTrial0001";

    /** A Monday. Nothing depends on which. */
    static final Instant START = Instant.parse("2026-06-01T00:00:00Z");

    /**
     * The shop is open, and heard, this early: what belongs to a refund of the first hours may have been stated 72 h
     * before it, and nothing is called missing that may have been stated before anybody listened.
     */
    static final Instant HEARD_FROM = START.minus(Duration.ofHours(76));

    /** Orders are placed, and all money moves, before this. */
    static final Instant WEEK_END = START.plus(Duration.ofDays(7));

    /**
     * By now every deadline of the week has passed, and there is some air: a capture's is 25 h after it, a
     * refund's 73 h.
     */
    static final Instant END = WEEK_END.plus(Duration.ofHours(30));

    /** The receiver is down in here, on Thursday by day. */
    static final Instant OUTAGE_FROM = START.plus(Duration.ofHours(84));

    static final Instant OUTAGE_UNTIL = START.plus(Duration.ofHours(90));

    TrialPlan {
        orders = List.copyOf(orders);
        happenings = List.copyOf(happenings);
        expectations = List.copyOf(expectations);
        entries = List.copyOf(entries);
    }

    static TrialPlan of(int orderCount, long seed) {
        List<PlannedOrder> orders = new OrderBook(orderCount, seed).draw();
        List<Happening> happenings = orders.stream()
                .flatMap(order -> new OrderScript(order, seed).play().stream())
                .sorted(Comparator.comparing(Happening::at))
                .toList();
        return new TrialPlan(
                seed,
                orders,
                happenings,
                orders.stream().flatMap(Expectations::of).toList(),
                orders.stream().flatMap(Expectations::entries).toList());
    }

    /** How often each kind is planted. */
    Map<Kind, Integer> planted() {
        Map<Kind, Integer> counts = new EnumMap<>(Kind.class);
        orders.forEach(order -> counts.merge(order.kind(), 1, Integer::sum));
        return counts;
    }

    static boolean receiverIsDown(Instant at) {
        return !at.isBefore(OUTAGE_FROM) && at.isBefore(OUTAGE_UNTIL);
    }
}
