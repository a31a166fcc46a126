package io.tieout.mapping;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How an amount is taken from a row: from one value, or from two of which one says what came in and the other what went out.
 *
 * @param field the key of the mapping
 * @param value the amount; null where {@code in} and {@code out} stand
 * @param in what came in
 * @param out what went out
 * @param minor whether it is written in minor units
 * @param notation how a number is written
 * @param sign what a positive number means
 */
public record Amount(
        String field,
        @Nullable Pick value,
        @Nullable Pick in,
        @Nullable Pick out,
        Pick currency,
        boolean minor,
        Notation notation,
        Choice<Sign> sign) {

    /** What a positive number means for the company. */
    public enum Sign {
        IN,
        OUT;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * How a number is written.
     *
     * @param decimal what stands before the decimals
     * @param thousand what groups thousands; empty for nothing
     */
    public record Notation(String decimal, String thousand) {

        Pattern form() {
            String whole = thousand.isEmpty()
                    ? "[0-9]{1,15}"
                    : "(?:[0-9]{1,3}(?:" + Pattern.quote(thousand) + "[0-9]{3}){1,4}|[0-9]{1,15})";
            return Pattern.compile("[+-]?" + whole + "(?:" + Pattern.quote(decimal) + "[0-9]{1,12})?");
        }

        String plain(String text) {
            String whole = thousand.isEmpty() ? text : text.replace(thousand, "");
            return whole.replace(decimal, ".").replace("+", "");
        }
    }

    /**
     * What a row says of an amount.
     *
     * @param number signed from the company's view, in the unit of the mapping
     * @param currency as the row writes it, in capitals
     */
    public record Stated(BigDecimal number, String currency) {}

    /** The amount, or empty where it is absent and may be. */
    public Optional<Stated> of(Row row) throws MismatchException {
        Optional<BigDecimal> found = value == null ? difference(row) : number(value, row);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        BigDecimal signed = sign.of(row) == Sign.OUT ? found.get().negate() : found.get();
        return Optional.of(new Stated(signed, currency.required(row).toUpperCase(Locale.ROOT)));
    }

    private Optional<BigDecimal> difference(Row row) throws MismatchException {
        Optional<BigDecimal> came = in == null ? Optional.empty() : number(in, row);
        Optional<BigDecimal> went = out == null ? Optional.empty() : number(out, row);
        if (came.isEmpty() && went.isEmpty()) {
            throw new MismatchException(field + ": neither what came in nor what went out is stated.");
        }
        return Optional.of(came.orElse(BigDecimal.ZERO).subtract(went.orElse(BigDecimal.ZERO)));
    }

    private Optional<BigDecimal> number(Pick pick, Row row) throws MismatchException {
        Optional<String> text = pick.text(row);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        if (!notation.form().matcher(text.get()).matches()) {
            throw pick.fault("is " + Pick.quoted(text.get()) + "; expected is a number"
                    + (notation.thousand().isEmpty()
                            ? ""
                            : " with thousands grouped by \"" + notation.thousand() + "\"")
                    + " with decimals after \"" + notation.decimal() + "\", and no more than 15 digits before");
        }
        return Optional.of(new BigDecimal(notation.plain(text.get())));
    }
}
