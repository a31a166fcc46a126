package io.tieout.matching;

import java.math.BigDecimal;

/**
 * An exact amount in one currency, signed from the company's view: in is positive, out is negative.
 *
 * @param minor the amount in minor units by ISO 4217: 4500 for EUR 45.00, 500 for JPY 500
 * @param currency ISO 4217 code, three capital letters
 */
public record Money(long minor, String currency) {

    /** Difference of two amounts of the same currency in minor units; overflow is an {@link ArithmeticException}. */
    public long minus(Money other) {
        if (!currency.equals(other.currency)) {
            throw new IllegalArgumentException("Cannot subtract " + other.currency + " from " + currency);
        }
        return Math.subtractExact(minor, other.minor);
    }

    /** As people write it: {@code EUR 45.00}. */
    @Override
    public String toString() {
        return currency + " "
                + BigDecimal.valueOf(minor, Math.max(0, Currencies.digits(currency)))
                        .toPlainString();
    }
}
