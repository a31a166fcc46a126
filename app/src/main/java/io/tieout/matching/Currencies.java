package io.tieout.matching;

import java.math.BigDecimal;
import java.util.Currency;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Digits of the minor unit by ISO 4217.
 *
 * <p>The codes are the JDK's, so that no list is kept twice; the digits are ours where the JDK's change
 * between releases or are unknown there, because the meaning of a stored amount must not.
 */
public final class Currencies {

    private static final Map<String, Integer> DIGITS = Map.ofEntries(
            Map.entry("BIF", 0),
            Map.entry("CLP", 0),
            Map.entry("DJF", 0),
            Map.entry("GNF", 0),
            Map.entry("ISK", 0),
            Map.entry("JPY", 0),
            Map.entry("KMF", 0),
            Map.entry("KRW", 0),
            Map.entry("PYG", 0),
            Map.entry("RWF", 0),
            Map.entry("UGX", 0),
            Map.entry("VND", 0),
            Map.entry("VUV", 0),
            Map.entry("XAF", 0),
            Map.entry("XOF", 0),
            Map.entry("XPF", 0),
            Map.entry("BHD", 3),
            Map.entry("IQD", 3),
            Map.entry("JOD", 3),
            Map.entry("KWD", 3),
            Map.entry("LYD", 3),
            Map.entry("OMR", 3),
            Map.entry("TND", 3),
            Map.entry("CLF", 4),
            Map.entry("UYW", 4));

    private static final Set<String> KNOWN = Currency.getAvailableCurrencies().stream()
            .filter(currency -> currency.getDefaultFractionDigits() >= 0)
            .map(Currency::getCurrencyCode)
            .collect(Collectors.toUnmodifiableSet());

    private Currencies() {}

    /** Digits after the decimal point of the currency's minor unit, or -1 for a code that is no currency. */
    public static int digits(String code) {
        Integer digits = DIGITS.get(code);
        if (digits != null) {
            return digits;
        }
        return KNOWN.contains(code) ? 2 : -1;
    }

    /**
     * The amount in minor units.
     *
     * @throws ArithmeticException when it is not a whole number of minor units, or too large
     * @throws IllegalArgumentException when the code is no currency
     */
    public static Money money(BigDecimal amount, String code) {
        int digits = digits(code);
        if (digits < 0) {
            throw new IllegalArgumentException(code + " is no ISO 4217 currency");
        }
        return new Money(amount.movePointRight(digits).longValueExact(), code);
    }
}
