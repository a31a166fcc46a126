package io.tieout.intake;

import io.tieout.matching.Currencies;
import io.tieout.matching.Money;
import io.tieout.matching.Problem;
import io.tieout.matching.Reason;
import java.math.BigDecimal;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Amounts as providers write them, in ISO 4217's minor units; what is none becomes a problem, and no amount. */
final class StatedMoney {

    private static final Pattern DECIMAL = Pattern.compile("-?[0-9]{1,18}(\\.[0-9]{1,12})?");

    private StatedMoney() {}

    /**
     * An amount in the provider's own smallest units.
     *
     * @param digits after the decimal point, as this provider counts them in this currency
     */
    static @Nullable Money units(long units, int digits, String currency, List<Problem> problems) {
        return of(BigDecimal.valueOf(units, digits), currency, problems);
    }

    /** An amount as a decimal number in text, such as {@code 11.56}. */
    static @Nullable Money decimal(String text, String currency, List<Problem> problems) throws UnreadableException {
        if (!DECIMAL.matcher(text).matches()) {
            throw new UnreadableException("An amount is written \"" + text + "\"; expected is a decimal number.");
        }
        return of(new BigDecimal(text), currency, problems);
    }

    /**
     * An amount in minor units, with a fraction where its source wrote one.
     *
     * @param units from ISO 4217's minor units on, so 4500 for EUR 45.00
     */
    static @Nullable Money minor(BigDecimal units, String currency, List<Problem> problems) {
        return of(units.movePointLeft(Math.max(0, Currencies.digits(currency))), currency, problems);
    }

    /** An amount in whole units of the currency. */
    static @Nullable Money of(BigDecimal amount, String currency, List<Problem> problems) {
        if (Currencies.digits(currency) < 0) {
            problems.add(new Problem(Reason.UNKNOWN_CURRENCY, "currency", currency + " is no ISO 4217 currency."));
            return null;
        }
        try {
            return Currencies.money(amount, currency);
        } catch (ArithmeticException e) {
            problems.add(new Problem(
                    Reason.FRACTION_OF_MINOR_UNIT,
                    "amount",
                    amount.toPlainString() + " " + currency + " is not a whole number of minor units."));
            return null;
        }
    }

    /** Money that leaves the company, however its source signed it. */
    static @Nullable Money out(@Nullable Money amount) {
        return amount == null ? null : new Money(-Math.abs(amount.minor()), amount.currency());
    }
}
