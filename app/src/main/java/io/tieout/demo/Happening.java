package io.tieout.demo;

import java.time.Instant;

/** Something that happens at an instant of simulated time. */
sealed interface Happening {

    Instant at();

    PlannedOrder order();

    /** One call in Odoo: one transaction in its database. */
    record OdooCall(Instant at, PlannedOrder order, Call call) implements Happening {}

    /** One event that Stripe records, and shows to whoever asks for its events from then on. */
    record StripeEvent(Instant at, PlannedOrder order, Fact fact, String eventId) implements Happening {}

    /** One attempt of Stripe to deliver an event. */
    record Webhook(Instant at, PlannedOrder order, String eventId) implements Happening {}

    /** What Odoo does in one call. */
    enum Call {
        /** Creates and posts an invoice, or creates a quotation. */
        DOCUMENT,
        /** The customer opens the payment page. */
        DRAFT,
        PENDING,
        AUTHORIZED,
        DONE,
        /** Odoo hears again what it knows: it rewrites the row, and nothing changes. */
        HEARD_AGAIN,
        /** Makes the payment and its journal entry. */
        POST_PROCESS,
        ERROR,
        CANCEL,
        REFUND_DRAFT,
        REFUND_DONE,
        REFUND_POST_PROCESS
    }

    /** What Stripe records. */
    enum Fact {
        INTENT_CREATED("payment_intent.created"),
        CHARGE_FAILED("charge.failed"),
        INTENT_FAILED("payment_intent.payment_failed"),
        CHARGE_AUTHORIZED("charge.succeeded"),
        INTENT_CAPTURABLE("payment_intent.amount_capturable_updated"),
        CHARGE_CAPTURED("charge.captured"),
        CHARGE_SUCCEEDED("charge.succeeded"),
        INTENT_SUCCEEDED("payment_intent.succeeded"),
        CHARGE_UPDATED("charge.updated"),
        INTENT_CANCELED("payment_intent.canceled"),
        REFUND_PENDING("refund.created"),
        REFUND_CREATED("refund.created"),
        CHARGE_REFUNDED("charge.refunded"),
        CHARGE_REFUND_PENDING("charge.refunded"),
        REFUND_SUCCEEDED("refund.updated"),
        REFUND_FAILED("refund.failed");

        private final String type;

        Fact(String type) {
            this.type = type;
        }

        /** Stripe's own name of it. */
        String type() {
            return type;
        }
    }
}
