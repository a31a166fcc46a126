package io.tieout.intake;

import io.tieout.matching.Money;
import io.tieout.matching.Problem;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Stripe's smallest units as ISO 4217's.
 *
 * <p>They differ: Stripe writes MGA without decimals where ISO has two, and ISK and UGX with two where ISO
 * has none. Source: Stripe's list of zero-decimal, three-decimal and special-case currencies.
 */
final class StripeMoney {

    private static final Set<String> WITHOUT_DECIMALS = Set.of(
            "BIF", "CLP", "DJF", "GNF", "JPY", "KMF", "KRW", "MGA", "PYG", "RWF", "VND", "VUV", "XAF", "XOF", "XPF");

    private static final Set<String> THREE_DECIMALS = Set.of("BHD", "JOD", "KWD", "OMR", "TND");

    private StripeMoney() {}

    static @Nullable Money money(long smallestUnits, String currency, List<Problem> problems) {
        return StatedMoney.units(smallestUnits, digits(currency), currency, problems);
    }

    private static int digits(String currency) {
        if (WITHOUT_DECIMALS.contains(currency)) {
            return 0;
        }
        return THREE_DECIMALS.contains(currency) ? 3 : 2;
    }
}
