package io.tieout.matching;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What one unit of a foreign currency is worth in the currency of a case, by business date.
 *
 * <p>A rate holds from its date until the next one, over weekends and holidays, but for a week at most: an
 * older one is no rate, and no rate is an exception, never 1:1. Each entry is turned by itself, half to even.
 *
 * @param currency the currency of the case
 * @param byDate from this business date (UTC) on: units of the case's currency for one unit of each other
 */
public record Rates(String currency, NavigableMap<LocalDate, Map<String, BigDecimal>> byDate) {

    /** How many days after its date a rate still holds. */
    public static final int HOLDS_DAYS = 7;

    private static final BigDecimal LARGEST = BigDecimal.valueOf(Long.MAX_VALUE);

    public Rates {
        byDate = new TreeMap<>(byDate);
    }

    /** The amount in the currency of the case; null when there is no rate for it, or the result is no amount. */
    public @Nullable Money convert(Money amount, Instant businessAt) {
        if (amount.currency().equals(currency)) {
            return amount;
        }
        LocalDate date = businessAt.atZone(ZoneOffset.UTC).toLocalDate();
        for (Map.Entry<LocalDate, Map<String, BigDecimal>> rates : byDate.subMap(
                        date.minusDays(HOLDS_DAYS), true, date, true)
                .descendingMap()
                .entrySet()) {
            BigDecimal rate = rates.getValue().get(amount.currency());
            if (rate != null) {
                return converted(amount, rate);
            }
        }
        return null;
    }

    private @Nullable Money converted(Money amount, BigDecimal rate) {
        BigDecimal units = BigDecimal.valueOf(amount.minor(), Math.max(0, Currencies.digits(amount.currency())))
                .multiply(rate);
        BigDecimal minor =
                units.movePointRight(Math.max(0, Currencies.digits(currency))).setScale(0, RoundingMode.HALF_EVEN);
        return minor.abs().compareTo(LARGEST) > 0 ? null : new Money(minor.longValueExact(), currency);
    }
}
