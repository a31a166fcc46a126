package io.tieout.policy;

/** A good policy file of which a test changes a line. */
final class PolicyText {

    private static final String GOOD = """
            policy: card
            version: 3
            starts: 2026-01-01
            title: Captures are booked
            owner: finance-operations
            sides:
              books:
                source: odoo
                object: payment_transaction
                stage: CAPTURED
                where: {provider: stripe, live: true}
                key: [PAYMENT_INTENT, CHARGE]
              provider: {source: stripe, account: acct_1, object: charge, stage: CAPTURED, key: PAYMENT_INTENT}
              shop: {source: shopify, object: order, stage: CAPTURED, key: PAYMENT_INTENT, optional: true}
            shape: pair
            agree: provider.amount = books.amount
            tolerance: {EUR: 0.05, JPY: 1, default: 0.5, percent: 0.5}
            window: 24h
            grace: 1h
            retention: 30d
            missing:
              books: {reason: CAPTURE_NOT_BOOKED}
              provider: {reason: BOOKED_NOT_CAPTURED, severity: low, category: TIMING}
            """;

    private PolicyText() {}

    /** The file as it is: no fault in it. */
    static String good() {
        return GOOD;
    }

    /** The file with one part replaced by another. */
    static String with(String part, String replacement) {
        int at = GOOD.indexOf(part);
        if (at < 0 || at != GOOD.lastIndexOf(part)) {
            throw new IllegalArgumentException("The good file does not hold exactly once: " + part);
        }
        return GOOD.replace(part, replacement);
    }
}
