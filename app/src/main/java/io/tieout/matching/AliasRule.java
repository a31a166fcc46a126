package io.tieout.matching;

import java.util.List;

/**
 * Where two systems name one object differently: a reference of kind {@code from} stands for one of kind
 * {@code to}, and the source that knows both says which for which.
 *
 * <p>Example: Odoo 16 notes the charge ({@code ch_1}), Stripe's charge is joined by its payment intent ({@code
 * pi_1}) and bears both names. So the charge states that {@code ch_1} is {@code pi_1}, and the row of Odoo 16
 * meets it there (LinkFlowTest.aRowThatNamesTheChargeMeetsItsPaymentIntent).
 *
 * @param by the side whose objects state aliases, at whatever stage they stand
 */
public record AliasRule(String from, String to, Side by) {

    /** Whether entries of this side are joined by a reference that needs an alias first. */
    boolean appliesTo(Side side, String kind) {
        return kind.equals(from) && !side.equals(by);
    }

    boolean isStatedBy(Entry entry) {
        return !entry.deleted()
                && entry.id().object().equals(by.object())
                && by.filledBy(entry.id().accountId())
                && entry.reference(List.of(from)).isPresent()
                && entry.reference(List.of(to)).isPresent();
    }
}
