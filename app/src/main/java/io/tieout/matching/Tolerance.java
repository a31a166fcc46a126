package io.tieout.matching;

import java.math.BigDecimal;
import java.util.Map;

/**
 * How far two amounts may differ and still agree: the larger of an absolute and a relative limit.
 *
 * @param absolute limit by currency, in units of the currency (0.05 is five cents)
 * @param otherwise absolute limit of every other currency
 * @param percent limit in percent of the first side's amount
 */
public record Tolerance(Map<String, BigDecimal> absolute, BigDecimal otherwise, BigDecimal percent) {

    /** Amounts must be equal. */
    public static final Tolerance NONE = new Tolerance(Map.of(), BigDecimal.ZERO, BigDecimal.ZERO);

    public Tolerance {
        absolute = Map.copyOf(absolute);
    }

    /** Whether a difference of so many minor units from this amount is allowed. */
    public boolean allows(long varianceMinor, Money amount) {
        if (varianceMinor == 0) {
            return true;
        }
        BigDecimal variance = BigDecimal.valueOf(varianceMinor).abs();
        BigDecimal limit = absolute.getOrDefault(amount.currency(), otherwise)
                .movePointRight(Math.max(0, Currencies.digits(amount.currency())));
        BigDecimal relative =
                percent.multiply(BigDecimal.valueOf(amount.minor()).abs()).movePointLeft(2);
        return variance.compareTo(limit.max(relative)) <= 0;
    }
}
