package io.tieout.demo;

import static io.tieout.demo.Expectation.OPEN;
import static io.tieout.demo.Expectation.RESOLVED;

import io.tieout.demo.Expectation.ExpectedMatch;
import io.tieout.demo.PlannedOrder.PlannedRefund;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the product must make of an order: written down from the contract of matching, by kind. */
final class Expectations {

    private Expectations() {}

    static Stream<Expectation> of(PlannedOrder order) {
        return Stream.concat(capture(order), refund(order));
    }

    private static Stream<Expectation> capture(PlannedOrder order) {
        String booking = odooEntry(order.transactionId());
        Set<String> both = Set.of(booking, charge(order));
        return switch (order.kind()) {
            case PLAIN,
                    WEBHOOK_DOUBLED,
                    WEBHOOK_DISORDERED,
                    WEBHOOK_LOST,
                    RECEIVER_DOWN,
                    MANUAL_CAPTURE,
                    RETRIED,
                    REFUNDED,
                    REFUND_NOT_BOOKED,
                    REFUND_NOT_PAID -> Stream.of(captureCase(order, onTime(both), Map.of(), Set.of()));
            case CAPTURED_NOT_BOOKED ->
                Stream.of(captureCase(order, null, Map.of("CAPTURE_NOT_BOOKED", OPEN), Set.of()));
            case BOOKED_NOT_CAPTURED ->
                Stream.of(captureCase(order, null, Map.of("BOOKED_NOT_CAPTURED", OPEN), Set.of()));
            case AMOUNT_WRONG, AMOUNT_WRONG_BY_ONE ->
                Stream.of(captureCase(order, null, Map.of("AMOUNT_MISMATCH", OPEN), Set.of()));
            case CURRENCY_WRONG -> Stream.of(captureCase(order, null, Map.of("CURRENCY_MISMATCH", OPEN), Set.of()));
            case BOOKED_LATE ->
                Stream.of(captureCase(
                        order,
                        new ExpectedMatch(ExpectedMatch.MATCHED, ExpectedMatch.LATE, both),
                        Map.of("CAPTURE_NOT_BOOKED", RESOLVED),
                        Set.of(booking)));
            // The broken match gives way to what stays once the deadline has passed.
            case CANCELLED_AFTER_MATCH ->
                Stream.of(captureCase(
                        order,
                        new ExpectedMatch(ExpectedMatch.REVOKED, ExpectedMatch.ON_TIME, both),
                        Map.of("MATCH_BROKEN", RESOLVED, "CAPTURE_NOT_BOOKED", OPEN),
                        Set.of()));
            case DECLINED, ABANDONED -> Stream.of(captureCase(order, null, Map.of(), Set.of()));
        };
    }

    private static Stream<Expectation> refund(PlannedOrder order) {
        PlannedRefund refund = order.refund();
        if (refund == null) {
            return Stream.of();
        }
        return switch (order.kind()) {
            case REFUNDED ->
                Stream.of(new Expectation(
                        order,
                        TrialPlan.REFUNDS,
                        refund.refundId(),
                        onTime(Set.of(odooEntry(refund.transactionId()), refundEntry(refund))),
                        Map.of(),
                        Set.of()));
            case REFUND_NOT_BOOKED -> Stream.of(refundException(order, refund, "REFUND_NOT_BOOKED"));
            case REFUND_NOT_PAID -> Stream.of(refundException(order, refund, "BOOKED_NOT_REFUNDED"));
            default -> throw new IllegalStateException("A refund at an order of kind " + order.kind());
        };
    }

    private static Expectation refundException(PlannedOrder order, PlannedRefund refund, String reason) {
        return new Expectation(order, TrialPlan.REFUNDS, refund.refundId(), null, Map.of(reason, OPEN), Set.of());
    }

    private static Expectation captureCase(
            PlannedOrder order, @Nullable ExpectedMatch match, Map<String, String> exceptions, Set<String> late) {
        return new Expectation(order, TrialPlan.CAPTURES, order.paymentIntent(), match, exceptions, late);
    }

    private static ExpectedMatch onTime(Set<String> entries) {
        return new ExpectedMatch(ExpectedMatch.MATCHED, ExpectedMatch.ON_TIME, entries);
    }

    /** Every amount that a side of a policy must have taken in, whatever became of it. */
    static Stream<PlantedEntry> entries(PlannedOrder order) {
        Stream.Builder<PlantedEntry> entries = Stream.builder();
        boolean booked = switch (order.kind()) {
            case CAPTURED_NOT_BOOKED, DECLINED, ABANDONED -> false;
            default -> true;
        };
        boolean captured = switch (order.kind()) {
            case BOOKED_NOT_CAPTURED, DECLINED, ABANDONED -> false;
            default -> true;
        };
        if (booked) {
            entries.add(new PlantedEntry(
                    order,
                    TrialPlan.CAPTURES,
                    odooEntry(order.transactionId()),
                    order.bookedCurrency().name(),
                    order.booked()));
        }
        if (captured) {
            entries.add(new PlantedEntry(
                    order,
                    TrialPlan.CAPTURES,
                    charge(order),
                    order.capturedCurrency().name(),
                    order.captured()));
        }
        PlannedRefund refund = order.refund();
        if (refund != null) {
            String currency = order.capturedCurrency().name();
            if (order.kind() != Kind.REFUND_NOT_BOOKED) {
                entries.add(new PlantedEntry(
                        order, TrialPlan.REFUNDS, odooEntry(refund.transactionId()), currency, -refund.amount()));
            }
            if (order.kind() != Kind.REFUND_NOT_PAID) {
                entries.add(
                        new PlantedEntry(order, TrialPlan.REFUNDS, refundEntry(refund), currency, -refund.amount()));
            }
        }
        return entries.build();
    }

    private static String charge(PlannedOrder order) {
        return "stripe/" + TrialPlan.STRIPE_ACCOUNT + "/charge/" + order.charge();
    }

    private static String refundEntry(PlannedRefund refund) {
        return "stripe/" + TrialPlan.STRIPE_ACCOUNT + "/refund/" + refund.refundId();
    }

    static String odooEntry(int transactionId) {
        return "odoo/" + TrialPlan.ODOO_ACCOUNT + "/payment_transaction/" + transactionId;
    }
}
