package io.tieout.demo;

import io.tieout.demo.Happening.Call;
import io.tieout.demo.Happening.Fact;
import io.tieout.demo.Happening.OdooCall;
import io.tieout.demo.Happening.StripeEvent;
import io.tieout.demo.Happening.Webhook;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * What happens to one order, second by second: the calls in Odoo, the events of Stripe, and when each
 * event is delivered.
 */
final class OrderScript {

    private final PlannedOrder order;
    private final Random random;
    private final List<Happening> script = new ArrayList<>();

    /** Its own random numbers, so that one order's script does not depend on the others'. */
    OrderScript(PlannedOrder order, long seed) {
        this.order = order;
        this.random = new Random(seed * 1_000_003 + order.number());
    }

    List<Happening> play() {
        odoo(Call.DOCUMENT, order.placedAt());
        Instant opened = later(order.placedAt(), 20, 120);
        boolean alternative = random.nextBoolean();
        switch (order.kind()) {
            case PLAIN,
                    AMOUNT_WRONG,
                    AMOUNT_WRONG_BY_ONE,
                    CURRENCY_WRONG,
                    WEBHOOK_DOUBLED,
                    WEBHOOK_LOST,
                    RECEIVER_DOWN -> book(pay(openTill(opened)));
            case WEBHOOK_DISORDERED -> disordered(opened, alternative);
            case CAPTURED_NOT_BOOKED -> capturedNotBooked(opened, alternative);
            case BOOKED_NOT_CAPTURED -> bookedNotCaptured(opened, alternative);
            case BOOKED_LATE -> book(pay(openTill(opened)).plus(hours(30, 70)));
            case CANCELLED_AFTER_MATCH -> {
                Instant booked = book(pay(openTill(opened)));
                odoo(Call.CANCEL, booked.plus(alternative ? hours(3, 20) : hours(40, 60)));
            }
            case REFUNDED, REFUND_NOT_BOOKED, REFUND_NOT_PAID -> {
                Instant booked = book(pay(openTill(opened)));
                refund(booked.plus(hours(2, 48)), alternative);
            }
            case MANUAL_CAPTURE -> {
                Instant held = authorize(openTill(opened));
                odoo(Call.AUTHORIZED, later(held, 2, 10));
                book(capture(held.plus(hours(1, 12))));
            }
            case RETRIED -> {
                Instant failed = decline(openTill(opened));
                odoo(Call.ERROR, later(failed, 2, 10));
                Instant paid = later(failed, 60, 600);
                charge(paid);
                book(paid);
            }
            case DECLINED -> odoo(Call.ERROR, later(decline(openTill(opened)), 2, 10));
            case ABANDONED -> abandoned(opened, alternative);
        }
        return script;
    }

    /** The customer opens the payment page: a draft in Odoo, an intent at Stripe. Returns when they pay. */
    private Instant openTill(Instant opened) {
        odoo(Call.DRAFT, opened);
        stripe(Fact.INTENT_CREATED, opened.plusSeconds(1));
        return later(opened, 20, 180);
    }

    private Instant pay(Instant paid) {
        charge(paid);
        if (random.nextBoolean() && order.kind() != Kind.CAPTURED_NOT_BOOKED) {
            odoo(Call.PENDING, paid);
        }
        return paid;
    }

    private void charge(Instant paid) {
        // All of one second: only the state tells which is newer.
        stripe(Fact.CHARGE_SUCCEEDED, paid);
        stripe(Fact.INTENT_SUCCEEDED, paid);
        stripe(Fact.CHARGE_UPDATED, later(paid, 1, 4));
    }

    private Instant authorize(Instant held) {
        stripe(Fact.CHARGE_AUTHORIZED, held);
        stripe(Fact.INTENT_CAPTURABLE, held);
        return held;
    }

    private Instant capture(Instant captured) {
        stripe(Fact.CHARGE_CAPTURED, captured);
        stripe(Fact.INTENT_SUCCEEDED, captured);
        return captured;
    }

    private Instant decline(Instant failed) {
        stripe(Fact.CHARGE_FAILED, failed);
        stripe(Fact.INTENT_FAILED, failed);
        return failed;
    }

    /** Odoo hears of the payment and books it, in two calls. Returns when it said done. */
    private Instant book(Instant paid) {
        Instant done = later(paid, 2, 20);
        odoo(Call.DONE, done);
        if (random.nextInt(5) == 0) {
            odoo(Call.HEARD_AGAIN, later(done, 3, 20));
        }
        odoo(Call.POST_PROCESS, later(done, 30, 600));
        return done;
    }

    private void capturedNotBooked(Instant opened, boolean pending) {
        Instant paid = openTill(opened);
        charge(paid);
        if (pending) {
            odoo(Call.PENDING, later(paid, 2, 10));
        }
    }

    private void bookedNotCaptured(Instant opened, boolean declined) {
        Instant paid = openTill(opened);
        if (declined) {
            decline(paid);
        }
        book(paid);
    }

    /** Either captured by hand within the same second or soon after, or captured at once. */
    private void disordered(Instant opened, boolean byHand) {
        if (byHand) {
            Instant held = authorize(openTill(opened));
            Instant captured = random.nextBoolean() ? held : later(held, 1, 900);
            odoo(Call.AUTHORIZED, held);
            book(capture(captured));
        } else {
            book(pay(openTill(opened)));
        }
    }

    private void abandoned(Instant opened, boolean canceled) {
        Instant left = openTill(opened);
        // Not beyond the week: it ends for baskets too.
        Instant given = left.plus(hours(1, 20));
        if (canceled && given.isBefore(TrialPlan.WEEK_END)) {
            stripe(Fact.INTENT_CANCELED, given);
            odoo(Call.CANCEL, later(given, 2, 10));
        }
    }

    private void refund(Instant asked, boolean takesTime) {
        boolean inOdoo = order.kind() != Kind.REFUND_NOT_BOOKED;
        if (inOdoo) {
            odoo(Call.REFUND_DRAFT, asked);
        }
        Instant created = asked.plusSeconds(2);
        Instant settled = takesTime ? later(created, 60, 1800) : created;
        if (order.kind() == Kind.REFUND_NOT_PAID) {
            if (takesTime) {
                stripe(Fact.REFUND_PENDING, created);
                stripe(Fact.REFUND_FAILED, settled);
            }
        } else if (takesTime) {
            stripe(Fact.REFUND_PENDING, created);
            stripe(Fact.CHARGE_REFUND_PENDING, created);
            stripe(Fact.REFUND_SUCCEEDED, settled);
        } else {
            stripe(Fact.REFUND_CREATED, created);
            stripe(Fact.CHARGE_REFUNDED, created);
            stripe(Fact.REFUND_SUCCEEDED, created);
        }
        if (inOdoo) {
            Instant done = later(settled, 2, 20);
            odoo(Call.REFUND_DONE, done);
            odoo(Call.REFUND_POST_PROCESS, later(done, 30, 300));
        }
    }

    private void odoo(Call call, Instant at) {
        script.add(new OdooCall(at, order, call));
    }

    private void stripe(Fact fact, Instant at) {
        String eventId = "evt_3T%06d%s%s"
                .formatted(
                        order.number(),
                        fact.name().toLowerCase(Locale.ROOT).replace("_", ""),
                        Integer.toHexString(random.nextInt() | 0x1000_0000));
        script.add(new StripeEvent(at, order, fact, eventId));
        deliver(fact, at, eventId);
    }

    private void deliver(Fact fact, Instant at, String eventId) {
        Instant usual = later(at, 1, 5);
        switch (order.kind()) {
            case WEBHOOK_LOST -> {
                // Stripe never gets it through.
            }
            case WEBHOOK_DOUBLED -> {
                script.add(new Webhook(usual, order, eventId));
                script.add(new Webhook(later(usual, 1, random.nextBoolean() ? 20 : 7200), order, eventId));
            }
            case WEBHOOK_DISORDERED -> {
                boolean first = fact == Fact.CHARGE_AUTHORIZED || fact == Fact.CHARGE_SUCCEEDED;
                script.add(new Webhook(first ? later(usual, 1200, 10_800) : usual, order, eventId));
            }
            default -> script.add(new Webhook(usual, order, eventId));
        }
    }

    private Instant later(Instant than, int leastSeconds, int mostSeconds) {
        return than.plusSeconds(leastSeconds + random.nextInt(mostSeconds - leastSeconds + 1));
    }

    private Duration hours(int least, int most) {
        return Duration.ofSeconds(least * 3600L + random.nextInt((most - least) * 3600));
    }
}
