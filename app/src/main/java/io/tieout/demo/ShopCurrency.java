package io.tieout.demo;

import java.math.BigDecimal;
import java.util.Locale;

/**
 * Currencies of the shop, with digits of their own.
 *
 * <p>The product has a table of digits too. The trial does not look there: a wrong digit in it must show.
 */
enum ShopCurrency {
    EUR(2, 125, 500, 25_000, 1),
    USD(2, 1, 500, 30_000, 1),
    JPY(0, 25, 400, 40_000, 1),
    // Stripe wants three-decimal amounts rounded to ten minor units.
    KWD(3, 96, 1_000, 60_000, 10);

    private final int digits;
    private final int odooId;
    private final int leastMinor;
    private final int mostMinor;
    private final int roundTo;

    ShopCurrency(int digits, int odooId, int leastMinor, int mostMinor, int roundTo) {
        this.digits = digits;
        this.odooId = odooId;
        this.leastMinor = leastMinor;
        this.mostMinor = mostMinor;
        this.roundTo = roundTo;
    }

    int digits() {
        return digits;
    }

    /** Surrogate key in the shop's database, which means nothing elsewhere. */
    int odooId() {
        return odooId;
    }

    int leastMinor() {
        return leastMinor;
    }

    int mostMinor() {
        return mostMinor;
    }

    int roundTo() {
        return roundTo;
    }

    /** As Odoo stores it: with as many decimals as the currency has. */
    BigDecimal decimal(long minor) {
        return BigDecimal.valueOf(minor, digits);
    }

    /** As Stripe writes the code. */
    String stripeCode() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** For people, such as {@code 45.00 EUR}. */
    String text(long minor) {
        return decimal(minor).toPlainString() + " " + name();
    }
}
