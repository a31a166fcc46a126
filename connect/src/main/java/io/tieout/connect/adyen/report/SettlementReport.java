package io.tieout.connect.adyen.report;

import io.tieout.connect.bank.Amount;
import io.tieout.connect.bank.CsvRows;
import io.tieout.connect.bank.MalformedStatementException;
import io.tieout.connect.bank.StatedDecimal;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The settlement detail report as CSV, read as a stream. Columns are found by the names in the header, in whatever order and
 * among whatever others: everyone configures the report for himself. A row or a column that cannot be read refuses the whole
 * file, because half a batch adds up to nothing.
 */
public final class SettlementReport {

    /** So many of the needed columns tell a report from any other CSV file, even when one of them is lacking. */
    private static final int TELLING = 6;

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT).withResolverStyle(ResolverStyle.STRICT);

    private enum Column {
        MERCHANT_ACCOUNT("Merchant Account", true),
        PSP_REFERENCE("Psp Reference", true),
        MERCHANT_REFERENCE("Merchant Reference", true),
        PAYMENT_METHOD("Payment Method", false),
        CREATION_DATE("Creation Date", true),
        TIME_ZONE("TimeZone", true),
        TYPE("Type", true),
        MODIFICATION_REFERENCE("Modification Reference", true),
        GROSS_CURRENCY("Gross Currency", true),
        GROSS_DEBIT("Gross Debit (GC)", true),
        GROSS_CREDIT("Gross Credit (GC)", true),
        EXCHANGE_RATE("Exchange Rate", false),
        NET_CURRENCY("Net Currency", true),
        NET_DEBIT("Net Debit (NC)", true),
        NET_CREDIT("Net Credit (NC)", true),
        COMMISSION("Commission (NC)", true),
        MARKUP("Markup (NC)", true),
        SCHEME_FEES("Scheme Fees (NC)", true),
        INTERCHANGE("Interchange (NC)", true),
        MODIFICATION_MERCHANT_REFERENCE("Modification Merchant Reference", false),
        BATCH_NUMBER("Batch Number", true);

        private final String title;
        private final boolean needed;

        Column(String title, boolean needed) {
            this.title = title;
            this.needed = needed;
        }
    }

    private static final List<Column> FEES =
            List.of(Column.COMMISSION, Column.MARKUP, Column.SCHEME_FEES, Column.INTERCHANGE);

    private final CsvRows rows;
    private final Map<Column, Integer> places;
    private final int width;
    private List<String> cells = List.of();

    private SettlementReport(CsvRows rows, Map<Column, Integer> places, int width) {
        this.rows = rows;
        this.places = places;
        this.width = width;
    }

    /** Whether the file begins as such a report does. */
    public static boolean isOne(InputStream file) throws IOException {
        try {
            List<String> header = CsvRows.of(file).next();
            return header != null
                    && places(header).keySet().stream()
                                    .filter(one -> one.needed)
                                    .count()
                            >= TELLING;
        } catch (MalformedStatementException e) {
            // A first line that is no row of CSV begins no report.
            return false;
        }
    }

    /** The merchant accounts in it, in their order. Reads all of it, so that it is known to be readable whole. */
    public static Set<String> merchantAccounts(InputStream file) throws IOException {
        var accounts = new LinkedHashSet<String>();
        read(file, row -> accounts.add(row.merchantAccount()));
        return accounts;
    }

    /**
     * Tells every row, in the order of the file. What was told before a refusal must not be used.
     *
     * @throws MalformedStatementException when a needed column is lacking, or a row cannot be read, or there is none
     */
    public static void read(InputStream file, Consumer<SettlementRow> sink) throws IOException {
        CsvRows rows = CsvRows.of(file);
        List<String> header = rows.next();
        if (header == null) {
            throw new MalformedStatementException(1, 0, "header", "is missing");
        }
        Map<Column, Integer> places = places(header);
        for (Column column : Column.values()) {
            if (column.needed && !places.containsKey(column)) {
                throw new MalformedStatementException(
                        1,
                        0,
                        column.title,
                        "the header has no such column; add it to the settlement detail report in Adyen's Customer Area");
            }
        }
        new SettlementReport(rows, places, header.size()).read(sink);
    }

    private static Map<Column, Integer> places(List<String> header) {
        var places = new EnumMap<Column, Integer>(Column.class);
        for (int i = 0; i < header.size(); i++) {
            String title = header.get(i).strip();
            for (Column column : Column.values()) {
                if (column.title.equalsIgnoreCase(title) && places.put(column, i) != null) {
                    throw new MalformedStatementException(1, 0, column.title, "the header has this column twice");
                }
            }
        }
        return places;
    }

    private void read(Consumer<SettlementRow> sink) {
        boolean any = false;
        for (List<String> next = rows.next(); next != null; next = rows.next()) {
            if (next.stream().allMatch(String::isBlank)) {
                continue;
            }
            if (next.size() != width) {
                throw malformed("row", "has " + next.size() + " columns, the header has " + width);
            }
            any = true;
            cells = next;
            sink.accept(row());
        }
        if (!any) {
            throw new MalformedStatementException(1, 0, "file", "holds no row");
        }
    }

    private SettlementRow row() {
        String account = required(Column.MERCHANT_ACCOUNT);
        if (account.indexOf('/') >= 0) {
            throw malformed(Column.MERCHANT_ACCOUNT.title, "holds a slash, which separates the parts of an id");
        }
        return new SettlementRow(
                rows.line(),
                account,
                required(Column.BATCH_NUMBER),
                required(Column.TYPE),
                createdAt(),
                cell(Column.PSP_REFERENCE),
                cell(Column.MODIFICATION_REFERENCE),
                cell(Column.MERCHANT_REFERENCE),
                cell(Column.MODIFICATION_MERCHANT_REFERENCE),
                cell(Column.PAYMENT_METHOD),
                gross(),
                cell(Column.EXCHANGE_RATE),
                new Amount(
                        difference(Column.NET_CREDIT, Column.NET_DEBIT),
                        required(Column.NET_CURRENCY).toUpperCase(Locale.ROOT)),
                fee());
    }

    private @Nullable Amount gross() {
        String currency = cell(Column.GROSS_CURRENCY);
        if (currency != null) {
            return new Amount(difference(Column.GROSS_CREDIT, Column.GROSS_DEBIT), currency.toUpperCase(Locale.ROOT));
        }
        if (cell(Column.GROSS_CREDIT) != null || cell(Column.GROSS_DEBIT) != null) {
            throw malformed(Column.GROSS_CURRENCY.title, "is empty, and there is a gross amount");
        }
        return null;
    }

    private @Nullable Amount fee() {
        if (FEES.stream().allMatch(one -> cell(one) == null)) {
            return null;
        }
        BigDecimal sum = FEES.stream().map(this::number).reduce(BigDecimal.ZERO, BigDecimal::add);
        return new Amount(sum, required(Column.NET_CURRENCY).toUpperCase(Locale.ROOT));
    }

    private BigDecimal difference(Column credit, Column debit) {
        return number(credit).subtract(number(debit));
    }

    /** An empty cell is nothing. */
    private BigDecimal number(Column column) {
        String stated = cell(column);
        return stated == null ? BigDecimal.ZERO : StatedDecimal.plain(stated, rows.line(), column.title);
    }

    private Instant createdAt() {
        String stated = required(Column.CREATION_DATE);
        String zone = required(Column.TIME_ZONE);
        LocalDateTime local;
        try {
            local = LocalDateTime.parse(stated, TIME);
        } catch (DateTimeException e) {
            throw malformed(
                    Column.CREATION_DATE.title,
                    "\"" + StatedDecimal.quoted(stated) + "\" is no time such as 2026-03-01 13:42:29");
        }
        try {
            return StatedZone.at(local, zone);
        } catch (DateTimeException e) {
            throw malformed(
                    Column.TIME_ZONE.title,
                    "\"" + StatedDecimal.quoted(zone) + "\" is no known time zone, such as CET, UTC or Europe/Paris");
        }
    }

    private String required(Column column) {
        String stated = cell(column);
        if (stated == null) {
            throw malformed(column.title, "is empty");
        }
        return stated;
    }

    private @Nullable String cell(Column column) {
        Integer place = places.get(column);
        if (place == null) {
            return null;
        }
        String text = cells.get(place).strip();
        return text.isEmpty() ? null : text;
    }

    private MalformedStatementException malformed(String field, String reason) {
        return new MalformedStatementException(rows.line(), 0, field, reason);
    }
}
