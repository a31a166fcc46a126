package io.tieout.matching;

/** Where a finance object stands in its life. The names are those of the published contract. */
public enum Stage {
    INITIATED,
    AUTHORIZED,
    CAPTURED,
    SETTLED,
    POSTED,
    PAID_OUT,
    BOOKED,
    RECONCILED,
    REFUNDED,
    DISPUTED,
    REVERSED,
    REJECTED,
    CANCELLED
}
