package io.tieout.demo;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One order of the plan, with every name and number under which it will be known.
 *
 * @param number from 1, in order of time
 * @param onInvoice whether it is paid on an invoice; else on a sale order
 * @param reference of the payment in Odoo, such as {@code INV/2026/00014} or {@code S00002}
 * @param transactionId of the payment transaction in Odoo
 * @param booked what Odoo says, in its currency's minor units
 * @param captured what Stripe says, in its currency's minor units
 * @param failedCharge the charge of a first attempt that was declined
 * @param refund the refund, where there is one
 */
record PlannedOrder(
        int number,
        Kind kind,
        Instant placedAt,
        boolean onInvoice,
        String reference,
        String customer,
        int transactionId,
        ShopCurrency bookedCurrency,
        long booked,
        ShopCurrency capturedCurrency,
        long captured,
        String paymentIntent,
        String charge,
        @Nullable String failedCharge,
        @Nullable PlannedRefund refund) {

    /** Of a part of it or of all. */
    record PlannedRefund(int transactionId, String refundId, long amount) {}

    /** The refund of an order that has one. */
    PlannedRefund requiredRefund() {
        if (refund == null) {
            throw new IllegalStateException("Order " + number + " (" + kind + ") has no refund");
        }
        return refund;
    }

    /** The declined charge of an order that has one. */
    String requiredFailedCharge() {
        if (failedCharge == null) {
            throw new IllegalStateException("Order " + number + " (" + kind + ") has no declined charge");
        }
        return failedCharge;
    }
}
