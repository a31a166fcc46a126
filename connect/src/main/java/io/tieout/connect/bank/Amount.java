package io.tieout.connect.bank;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * Money as a statement states it: exact, signed from the view of the account's owner (in is positive, out is negative).
 *
 * @param value what was stated, with the digits that were stated
 * @param currency ISO 4217 code; {@link #NO_CURRENCY} where the statement names none
 */
public record Amount(BigDecimal value, String currency) {

    /** ISO 4217's own code for no currency. */
    public static final String NO_CURRENCY = "XXX";

    /** Digits that a long of minor units surely holds. */
    private static final int LONGEST = 18;

    /** The amount in minor units; null when it is not a whole number of them, or the currency is none. */
    public @Nullable Long minor() {
        int digits = MinorUnits.digits(currency);
        if (digits < 0) {
            return null;
        }
        BigDecimal shifted = value.movePointRight(digits).stripTrailingZeros();
        return shifted.scale() > 0 || shifted.precision() - shifted.scale() > LONGEST ? null : shifted.longValueExact();
    }

    /** The same amount with the other sign. */
    public Amount negated() {
        return new Amount(value.negate(), currency);
    }

    /** As people write it: {@code EUR -45.00}. */
    @Override
    public String toString() {
        return currency + " " + value.toPlainString();
    }
}
