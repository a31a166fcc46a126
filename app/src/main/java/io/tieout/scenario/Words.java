package io.tieout.scenario;

import io.tieout.config.NearestName;
import io.tieout.matching.Currencies;
import io.tieout.matching.Money;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The words of a sentence, one after the other. Commas and colons at the end of a word are for the eye. */
final class Words {

    /** A quoted text, or a word; what follows a # is a remark. */
    private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|(#.*)|(\\S+)");

    private static final Pattern DAY = Pattern.compile("\\d{4}-\\d{2}-\\d{2}");
    private static final Pattern TIME = Pattern.compile("\\d{1,2}:\\d{2}(:\\d{2})?");
    private static final Pattern LENGTH =
            Pattern.compile("(?=.)(?:(\\d{1,9})d)?(?:(\\d{1,9})h)?(?:(\\d{1,9})m)?(?:(\\d{1,9})s)?(?:(\\d{1,9})ms)?");

    private final String sentence;
    private final List<String> words = new ArrayList<>();
    private int at;

    Words(String sentence) {
        this.sentence = sentence.strip();
        Matcher found = WORD.matcher(sentence);
        while (found.find()) {
            if (found.group(1) != null) {
                words.add(found.group(1));
            } else if (found.group(3) != null) {
                words.add(found.group(3).replaceAll("(?<=.)[,:]$", ""));
            }
        }
    }

    String sentence() {
        return sentence;
    }

    boolean has() {
        return at < words.size();
    }

    /** How many words are left. */
    int left() {
        return words.size() - at;
    }

    String peek() {
        return has() ? words.get(at) : "";
    }

    String peekNext() {
        return at + 1 < words.size() ? words.get(at + 1) : "";
    }

    String next(String expected) {
        if (!has()) {
            throw new ScenarioFault("\"" + sentence + "\" ends where " + expected + " is expected");
        }
        return words.get(at++);
    }

    /** Goes on when the next word is this one. */
    boolean accept(String word) {
        boolean is = has() && words.get(at).equals(word);
        at += is ? 1 : 0;
        return is;
    }

    /** The next word is none of those that are known. */
    ScenarioFault unknown(String what, List<String> known) {
        Optional<String> nearest = NearestName.of(peek(), known);
        return new ScenarioFault("\"" + sentence + "\": \"" + peek() + "\" is no " + what
                + nearest.map(word -> "; did you mean " + word + "?")
                        .orElse("; known are " + String.join(", ", known)));
    }

    boolean startsWithTime() {
        return DAY.matcher(peek()).matches() || TIME.matcher(peek()).matches() || instant(peek()) != null;
    }

    /**
     * A day and a time of day in UTC, one of them, or an instant. A time alone is of the day given; a day alone
     * begins at midnight.
     */
    Instant time(LocalDate today) {
        String word = next("a time such as 2026-03-01 10:00");
        Instant whole = instant(word);
        if (whole != null) {
            return whole;
        }
        try {
            if (DAY.matcher(word).matches()) {
                LocalDate day = LocalDate.parse(word);
                LocalTime of = TIME.matcher(peek()).matches() ? clock(next("a time")) : LocalTime.MIDNIGHT;
                return day.atTime(of).toInstant(ZoneOffset.UTC);
            }
            if (TIME.matcher(word).matches()) {
                return today.atTime(clock(word)).toInstant(ZoneOffset.UTC);
            }
        } catch (DateTimeParseException e) {
            throw new ScenarioFault("\"" + sentence + "\": \"" + word + "\" is no time: " + e.getMessage());
        }
        throw new ScenarioFault(
                "\"" + sentence + "\": \"" + word + "\" is no time; write 2026-03-01 10:00, or 10:00 for the same day");
    }

    private static LocalTime clock(String text) {
        return LocalTime.parse(text.indexOf(':') == 1 ? "0" + text : text);
    }

    private static @org.jspecify.annotations.Nullable Instant instant(String word) {
        try {
            return word.indexOf('T') == 10 ? OffsetDateTime.parse(word).toInstant() : null;
        } catch (DateTimeParseException e) {
            return null;
        }
    }

    /** A length of time such as 1d2h. */
    Duration length() {
        String word = next("a length of time such as 2h");
        Matcher parts = LENGTH.matcher(word);
        if (!parts.matches()) {
            throw new ScenarioFault("\"" + sentence + "\": \"" + word + "\" is no length of time; write 1d2h30m");
        }
        return Duration.ofDays(part(parts, 1))
                .plusHours(part(parts, 2))
                .plusMinutes(part(parts, 3))
                .plusSeconds(part(parts, 4))
                .plusMillis(part(parts, 5));
    }

    private static long part(Matcher parts, int group) {
        String digits = parts.group(group);
        return digits == null ? 0 : Long.parseLong(digits);
    }

    boolean startsWithAmount() {
        return amount(peek()).isPresent()
                || (isCurrency(peek()) && amount(peekNext()).isPresent());
    }

    /** {@code 45.00 EUR} or {@code EUR 45.00}. A code that is no currency has two decimals. */
    Money money() {
        String first = next("an amount such as 45.00 EUR");
        String second = next("a currency such as EUR");
        boolean currencyFirst = isCurrency(first) && amount(first).isEmpty();
        String currency = currencyFirst ? first : second;
        String number = currencyFirst ? second : first;
        BigDecimal amount = amount(number)
                .orElseThrow(() ->
                        new ScenarioFault("\"" + sentence + "\": \"" + number + "\" is no amount; write 45.00 EUR"));
        if (!isCurrency(currency)) {
            throw new ScenarioFault(
                    "\"" + sentence + "\": \"" + currency + "\" is no currency; write three capitals such as EUR");
        }
        try {
            return Currencies.digits(currency) < 0
                    ? new Money(amount.movePointRight(2).longValueExact(), currency)
                    : Currencies.money(amount, currency);
        } catch (ArithmeticException e) {
            throw new ScenarioFault(
                    "\"" + sentence + "\": " + number + " " + currency + " is finer than its minor unit");
        }
    }

    private static boolean isCurrency(String word) {
        return word.length() == 3 && word.chars().allMatch(letter -> letter >= 'A' && letter <= 'Z');
    }

    private static Optional<BigDecimal> amount(String word) {
        return word.matches("[-+]?\\d{1,15}([.]\\d{1,6})?") ? Optional.of(new BigDecimal(word)) : Optional.empty();
    }

    int count() {
        String word = next("a number");
        if (!word.matches("[1-9]\\d{0,8}")) {
            throw new ScenarioFault("\"" + sentence + "\": \"" + word + "\" is no whole number from 1");
        }
        return Integer.parseInt(word);
    }

    void end() {
        if (has()) {
            throw new ScenarioFault("\"" + sentence + "\": \"" + peek() + "\" was not understood here");
        }
    }
}
