package io.tieout.demo;

/**
 * What happens to an order of the trial: the daily run of a shop, and the trouble that is planted.
 *
 * <p>In the order in which a very small trial plants them, after its first plain order.
 */
enum Kind {
    PLAIN(0, "paid and booked"),
    CAPTURED_NOT_BOOKED(6, "captured, never booked"),
    BOOKED_NOT_CAPTURED(6, "booked, never captured"),
    AMOUNT_WRONG(4, "booked with a wrong amount"),
    AMOUNT_WRONG_BY_ONE(4, "booked wrong by one minor unit"),
    CURRENCY_WRONG(3, "booked in a wrong currency"),
    BOOKED_LATE(6, "booked days too late"),
    CANCELLED_AFTER_MATCH(5, "cancelled after the match"),
    WEBHOOK_DOUBLED(30, "webhooks doubled"),
    WEBHOOK_DISORDERED(30, "webhooks out of order"),
    WEBHOOK_LOST(20, "webhooks lost, only the poll has them"),
    RECEIVER_DOWN(10, "paid while the receiver was down"),
    REFUNDED(40, "refunded and booked"),
    REFUND_NOT_BOOKED(4, "refunded, never booked"),
    REFUND_NOT_PAID(4, "refund booked, never paid"),
    MANUAL_CAPTURE(50, "authorised, captured hours later"),
    RETRIED(15, "declined, then paid"),
    DECLINED(25, "declined"),
    ABANDONED(50, "abandoned at the till");

    private final int perMille;
    private final String label;

    Kind(int perMille, String label) {
        this.perMille = perMille;
        this.label = label;
    }

    /** How many of so many orders are of this kind; plain ones are the rest. */
    int share(int orders) {
        return Math.max(1, Math.round(orders * perMille / 1000f));
    }

    String label() {
        return label;
    }
}
