package io.tieout.connect.bank;

import java.nio.charset.Charset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How one bank writes its CSV files, declared in a properties file. A column is named by its title in the header line, or by
 * its number from 1 where there is no header.
 *
 * <pre>
 * delimiter = ;
 * date.format = dd.MM.yyyy
 * decimal = ,
 * account = DE02120300000000202051
 * currency = EUR
 * column.date = Buchungstag
 * column.amount = Betrag
 * </pre>
 *
 * <p>Optional: column.value.date, column.sign with sign.debit (a comma separates words; the amount counts without a sign of its
 * own), sign.inverse (out is positive), column.balance, column.text, column.counterparty, column.counterparty.account,
 * column.reference, column.end.to.end, column.id. Column.text may name several, separated by {@code |}.
 */
public final class CsvProfile {

    private static final Set<String> KNOWN = Set.of(
            "delimiter",
            "encoding",
            "skip.lines",
            "header",
            "date.format",
            "decimal",
            "thousand",
            "account",
            "currency",
            "sign.debit",
            "sign.inverse",
            "column.date",
            "column.value.date",
            "column.amount",
            "column.debit",
            "column.credit",
            "column.sign",
            "column.balance",
            "column.text",
            "column.counterparty",
            "column.counterparty.account",
            "column.reference",
            "column.end.to.end",
            "column.id",
            "column.account",
            "column.currency");

    private final Properties properties;

    private CsvProfile(Properties properties) {
        this.properties = properties;
    }

    /**
     * Checks a profile.
     *
     * @throws IllegalArgumentException which names every fault
     */
    public static CsvProfile of(Properties properties) {
        var profile = new CsvProfile(properties);
        var faults = new ArrayList<String>();
        for (String name : properties.stringPropertyNames()) {
            if (!KNOWN.contains(name)) {
                faults.add(name + " is unknown");
            }
        }
        if (profile.column("date") == null) {
            faults.add("column.date is missing");
        }
        if (profile.column("amount") == null && (profile.column("debit") == null || profile.column("credit") == null)) {
            faults.add("column.amount is missing, and column.debit and column.credit are not both there");
        }
        if (profile.column("account") == null && profile.text("account") == null) {
            faults.add("account is missing, and column.account too");
        }
        if (profile.column("currency") == null && profile.text("currency") == null) {
            faults.add("currency is missing, and column.currency too");
        }
        if (profile.column("sign") != null && profile.text("sign.debit") == null) {
            faults.add("column.sign needs sign.debit");
        }
        profile.tryOut("date.format", profile::dates, faults);
        profile.tryOut("encoding", profile::encoding, faults);
        profile.tryOut("delimiter", profile::delimiter, faults);
        profile.tryOut("decimal", profile::decimal, faults);
        profile.tryOut("thousand", profile::thousand, faults);
        profile.tryOut("skip.lines", profile::skipLines, faults);
        if (!faults.isEmpty()) {
            faults.sort(null);
            throw new IllegalArgumentException("This CSV profile cannot be used: " + String.join("; ", faults) + ".");
        }
        return profile;
    }

    private void tryOut(String name, Runnable read, List<String> faults) {
        try {
            read.run();
        } catch (IllegalArgumentException e) {
            faults.add(name + " cannot be used: " + e.getMessage());
        }
    }

    private @Nullable String text(String name) {
        String value = properties.getProperty(name);
        return value == null || value.isBlank() ? null : value.strip();
    }

    private String text(String name, String otherwise) {
        String value = text(name);
        return value == null ? otherwise : value;
    }

    @Nullable
    String column(String name) {
        return text("column." + name);
    }

    @Nullable
    String account() {
        return text("account");
    }

    @Nullable
    String currency() {
        return text("currency");
    }

    char delimiter() {
        String value = properties.getProperty("delimiter", ",");
        if (value.equals("\\t") || value.equals("\t") || value.equalsIgnoreCase("tab")) {
            return '\t';
        }
        if (value.strip().length() != 1) {
            throw new IllegalArgumentException("one character is expected, or tab");
        }
        return value.strip().charAt(0);
    }

    @Nullable
    Charset encoding() {
        String name = text("encoding");
        return name == null ? null : Charset.forName(name);
    }

    int skipLines() {
        return Integer.parseInt(text("skip.lines", "0"));
    }

    boolean header() {
        return !text("header", "true").equalsIgnoreCase("false");
    }

    DateTimeFormatter dates() {
        // A year of era would need an era to be resolved strictly.
        return new DateTimeFormatterBuilder()
                .parseCaseInsensitive()
                .appendPattern(text("date.format", "yyyy-MM-dd").replace('y', 'u'))
                .toFormatter(Locale.ENGLISH)
                .withResolverStyle(ResolverStyle.STRICT);
    }

    char decimal() {
        String value = text("decimal", ".");
        if (value.length() != 1) {
            throw new IllegalArgumentException("one character is expected");
        }
        return value.charAt(0);
    }

    /** Empty for none. */
    String thousand() {
        String value = properties.getProperty("thousand", "").replace("space", " ");
        if (value.length() > 1) {
            throw new IllegalArgumentException("one character is expected, or space");
        }
        return value;
    }

    boolean inverse() {
        return text("sign.inverse", "false").equalsIgnoreCase("true");
    }

    List<String> debitWords() {
        return List.of(text("sign.debit", "").split("\\s*,\\s*", -1));
    }
}
