package io.tieout.connect.adyen.report;

import io.tieout.connect.bank.Amount;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One row: a movement of the balance that a merchant account has at Adyen. In is positive, out is negative.
 *
 * @param line on which it begins, from 1
 * @param batch number of the settlement batch
 * @param type what moved the balance, in Adyen's word, such as {@code Settled}
 * @param pspReference of the payment; null where the row is of no payment
 * @param modificationReference of the capture, refund or dispute; of other rows a text
 * @param merchantReference the merchant's own name of the payment
 * @param modificationMerchantReference the merchant's own name of the modification; of other rows a text
 * @param gross in the currency of the payment; null where the row states none
 * @param exchangeRate from gross to net, as stated
 * @param net what the balance changed by
 * @param fee what Adyen kept, positive, in the currency of the net: commission, markup, scheme fees and interchange; null where
 *     all four are empty
 */
public record SettlementRow(
        long line,
        String merchantAccount,
        String batch,
        String type,
        Instant createdAt,
        @Nullable String pspReference,
        @Nullable String modificationReference,
        @Nullable String merchantReference,
        @Nullable String modificationMerchantReference,
        @Nullable String paymentMethod,
        @Nullable Amount gross,
        @Nullable String exchangeRate,
        Amount net,
        @Nullable Amount fee) {

    /** What the type is, as far as it is known. */
    public SettlementType known() {
        return SettlementType.of(type);
    }

    /** What all rows of a batch in one currency have in common; the account is in it, because others have batches of this number too. */
    public String batchKey() {
        return String.join("-", merchantAccount, batch, net.currency());
    }
}
