package io.tieout.connect.bank;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a bank says of one payment, whether it is a booking of its own or one of a batch.
 *
 * @param text the remittance information, as it reads
 * @param code what kind of payment it is in the bank's code, such as {@code PMNT/RCDT/ESCT} or {@code NTRF}
 * @param returnReason why it was returned, such as {@code AC04}
 * @param original what was instructed, where that was another currency or amount
 * @param counter the other side of a currency exchange
 * @param rate of the exchange, as stated
 * @param charges signed as they touch the account
 */
public record Stated(
        List<BankReference> references,
        Counterparty counterparty,
        String text,
        @Nullable String code,
        @Nullable String returnReason,
        @Nullable Amount original,
        @Nullable Amount counter,
        @Nullable String rate,
        List<Amount> charges) {

    /** Nothing is said. */
    public static final Stated NOTHING =
            new Stated(List.of(), Counterparty.UNNAMED, "", null, null, null, null, null, List.of());

    public Stated {
        references = List.copyOf(references);
        charges = List.copyOf(charges);
    }

    /** The first reference of the kind; null when there is none. */
    public @Nullable String reference(String kind) {
        for (BankReference reference : references) {
            if (reference.kind().equals(kind)) {
                return reference.value();
            }
        }
        return null;
    }
}
