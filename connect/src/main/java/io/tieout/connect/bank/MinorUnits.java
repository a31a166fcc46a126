package io.tieout.connect.bank;

import java.util.Currency;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Digits of the minor unit by ISO 4217. The application has the same table for matching, which this module does not know; a
 * test there holds the two together.
 */
public final class MinorUnits {

    private static final Set<String> NONE = Set.of(
            "BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "VND", "VUV", "XAF", "XOF",
            "XPF");
    private static final Set<String> THREE = Set.of("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND");
    private static final Map<String, Integer> FOUR = Map.of("CLF", 4, "UYW", 4);

    private static final Set<String> KNOWN = Currency.getAvailableCurrencies().stream()
            .filter(currency -> currency.getDefaultFractionDigits() >= 0)
            .map(Currency::getCurrencyCode)
            .collect(Collectors.toUnmodifiableSet());

    private MinorUnits() {}

    /** Digits after the decimal point, or -1 for a code that is no currency. */
    public static int digits(String currency) {
        if (NONE.contains(currency)) {
            return 0;
        }
        if (THREE.contains(currency)) {
            return 3;
        }
        Integer four = FOUR.get(currency);
        return four != null ? four : KNOWN.contains(currency) ? 2 : -1;
    }
}
