package io.tieout.intake;

import io.tieout.connect.bank.Amount;
import io.tieout.connect.bank.Balance;
import io.tieout.connect.bank.BankReference;
import io.tieout.connect.bank.Booking;
import io.tieout.connect.bank.Check;
import io.tieout.connect.bank.Detail;
import io.tieout.connect.bank.Stated;
import io.tieout.connect.bank.Statement;
import io.tieout.connect.bank.StatementFormat;
import io.tieout.connect.bank.StatementSink;
import io.tieout.matching.Entry;
import io.tieout.matching.EntryId;
import io.tieout.matching.Money;
import io.tieout.matching.Reference;
import io.tieout.matching.Stage;
import io.tieout.matching.Version;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Entries from the statements of one file: a {@code statement_line} for each booking, and a {@code statement_line_detail} for each
 * payment of a batch, which names its line and is no money of its own.
 *
 * <p>Identity. Statements overlap, so a booking bears the same id in each of them: the bank's own reference and the amount where it
 * gives one (in camt for good, so that a pending booking and the booked one are the same; elsewhere with the day, because
 * banks reuse them), otherwise the day and what is said. Of bookings that are truly equal in that, the first of a day is number
 * 1 in each statement, the second number 2: both survive.
 */
public final class BankStatementEntries implements StatementSink {

    /** Name of the source. */
    public static final String SOURCE = "bank";

    /** Object type of a booking. */
    public static final String LINE = "statement_line";

    /** Object type of a payment of a batch. */
    public static final String DETAIL = "statement_line_detail";

    /** Kind of the reference by which a payment names its line. */
    public static final String LINE_REFERENCE = "STATEMENT_LINE";

    private static final int MAPPING = 1;
    private static final int PENDING = 1;
    private static final int BOOKED = 2;
    private static final int ID_LENGTH = 24;

    /** Numbers bookings that are equal in all that is said of them, beyond one statement. */
    interface Numbering {

        /** How many equal ones stand in other statements that this one does not overlap; null to count in the file. */
        @Nullable
        Integer before(String equal);

        /** This booking was given a number. */
        void given(String equal, @Nullable LocalDate day, int number);
    }

    private final Consumer<Entry> entries;
    private final @Nullable Numbering numbering;
    private final Map<String, Integer> seen = new HashMap<>();
    private final Set<String> statements = new HashSet<>();
    private @Nullable Statement statement;

    /** @param entries takes each entry, in the order of the file */
    public BankStatementEntries(Consumer<Entry> entries) {
        this(entries, null);
    }

    BankStatementEntries(Consumer<Entry> entries, @Nullable Numbering numbering) {
        this.entries = entries;
        this.numbering = numbering;
    }

    /** The statement that is opened next overlaps none before in this file, or all of it is known. */
    void countAnew() {
        seen.clear();
    }

    @Override
    public void opened(Statement opened) {
        statement = opened;
        String number = opened.number();
        boolean named = number != null && !number.matches("0*");
        if (named && !statements.add(String.join("|", opened.account(), opened.id(), number, "" + opened.page()))) {
            // The same statement once more: its bookings are those of before.
            seen.clear();
        }
    }

    @Override
    public void booked(Booking booking) {
        Statement of = statement;
        if (of == null) {
            throw new IllegalStateException("A booking before its statement");
        }
        String account = of.accountKey();
        String id = numbered(account + "|" + key(of, booking), day(booking));
        Instant statedAt = statedAt(of, booking);
        var attributes = attributes(of, booking);
        var version = new Version(booking.status() == Booking.Status.BOOKED ? BOOKED : PENDING, created(of), MAPPING);
        Entry line = new Entry(
                new EntryId(SOURCE, account, LINE, id),
                version,
                stage(booking),
                false,
                null,
                money(booking.amount()),
                measures(booking.stated()),
                businessAt(of, booking),
                statedAt,
                null,
                references(booking.stated()),
                attributes,
                booking.stated().counterparty().name(),
                text(booking.stated()),
                null);
        entries.accept(line);
        if (booking.details().size() > 1) {
            details(line, booking);
        }
    }

    private void details(Entry line, Booking booking) {
        int number = 0;
        for (Detail detail : booking.details()) {
            number++;
            Amount amount = detail.amount();
            var references = new ArrayList<>(references(detail.stated()));
            references.add(new Reference(LINE_REFERENCE, line.id().id()));
            var attributes = new HashMap<>(line.attributes());
            put(
                    attributes,
                    "counterparty_account",
                    detail.stated().counterparty().account());
            put(attributes, "return_reason", detail.stated().returnReason());
            entries.accept(new Entry(
                    new EntryId(SOURCE, line.id().account(), DETAIL, line.id().id() + "-" + number),
                    line.version(),
                    line.stage(),
                    false,
                    null,
                    amount == null ? null : money(amount),
                    measures(detail.stated()),
                    line.businessAt(),
                    line.statedAt(),
                    null,
                    references,
                    attributes,
                    detail.stated().counterparty().name(),
                    text(detail.stated()),
                    null));
        }
    }

    @Override
    public void closed(List<Balance> balances, List<Check> checks) {
        // Balances are no entries; coverage is read from them where the file is taken in.
    }

    @Override
    public void ended(List<Check> checks) {
        seen.clear();
    }

    private static String key(Statement statement, Booking booking) {
        String reference = booking.stated().reference(BankReference.BANK);
        String amount = booking.amount().value().stripTrailingZeros().toPlainString()
                + booking.amount().currency();
        if (reference != null && statement.format() == StatementFormat.CAMT) {
            return String.join("|", "ref", reference, amount);
        }
        LocalDate day = booking.bookingDate() == null ? booking.valueDate() : booking.bookingDate();
        if (reference != null) {
            return String.join("|", "ref", reference, amount, String.valueOf(day));
        }
        var said = new StringBuilder();
        for (BankReference one : booking.stated().references()) {
            said.append(one.kind()).append('=').append(one.value()).append(';');
        }
        said.append(booking.stated().counterparty().account())
                .append(';')
                .append(booking.stated().text().replaceAll("\\s+", "").toUpperCase(Locale.ROOT));
        return String.join("|", "said", String.valueOf(day), amount, said);
    }

    private static @Nullable LocalDate day(Booking booking) {
        return booking.bookingDate() == null ? booking.valueDate() : booking.bookingDate();
    }

    private String numbered(String key, @Nullable LocalDate day) {
        String hash = hash(key);
        int number = seen.merge(hash, 1, Integer::sum);
        if (numbering != null) {
            Integer before = numbering.before(hash);
            number += before == null ? 0 : before;
            numbering.given(hash, day, number);
        }
        return number == 1 ? hash : hash + "." + number;
    }

    private static String hash(String key) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest).substring(0, ID_LENGTH);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }

    private static Stage stage(Booking booking) {
        return booking.status() == Booking.Status.BOOKED ? Stage.BOOKED : Stage.INITIATED;
    }

    private static @Nullable Money money(Amount amount) {
        Long minor = amount.minor();
        return minor == null ? null : new Money(minor, amount.currency());
    }

    private static Map<String, Money> measures(Stated stated) {
        var measures = new HashMap<String, Money>();
        Amount original = stated.original();
        Money instructed = original == null ? null : money(original);
        if (instructed != null) {
            measures.put("original", instructed);
        }
        if (!stated.charges().isEmpty()) {
            String currency = stated.charges().get(0).currency();
            if (stated.charges().stream().allMatch(one -> one.currency().equals(currency))) {
                BigDecimal sum = stated.charges().stream().map(Amount::value).reduce(BigDecimal.ZERO, BigDecimal::add);
                Money charges = money(new Amount(sum, currency));
                if (charges != null) {
                    measures.put("charges", charges);
                }
            }
        }
        return measures;
    }

    private static List<Reference> references(Stated stated) {
        return stated.references().stream()
                .map(one -> new Reference(one.kind(), one.value()))
                .toList();
    }

    private static @Nullable String text(Stated stated) {
        return stated.text().isBlank() ? null : stated.text();
    }

    private static Map<String, String> attributes(Statement statement, Booking booking) {
        var attributes = new HashMap<String, String>();
        attributes.put("format", statement.format().word());
        attributes.put("status", booking.status().name().toLowerCase(Locale.ROOT));
        put(attributes, "statement", statement.id());
        put(attributes, "booking_date", booking.bookingDate());
        put(attributes, "value_date", booking.valueDate());
        put(attributes, "code", booking.stated().code());
        put(attributes, "return_reason", booking.stated().returnReason());
        put(attributes, "counterparty_account", booking.stated().counterparty().account());
        if (booking.reversal()) {
            attributes.put("reversal", "true");
        }
        return attributes;
    }

    private static void put(Map<String, String> attributes, String name, @Nullable Object value) {
        if (value != null && !value.toString().isBlank()) {
            attributes.put(name, value.toString());
        }
    }

    /** The booking date; where there is none the value date, then what the statement says of itself. */
    private static @Nullable Instant businessAt(Statement statement, Booking booking) {
        LocalDate day = booking.bookingDate() == null ? booking.valueDate() : booking.bookingDate();
        if (day == null) {
            day = statement.to();
        }
        if (day == null) {
            Instant created = createdAt(statement);
            return created == null ? null : day(created.atOffset(ZoneOffset.UTC).toLocalDate());
        }
        return day(day);
    }

    private static Instant day(LocalDate day) {
        return day.atStartOfDay(ZoneOffset.UTC).toInstant();
    }

    private static Instant statedAt(Statement statement, Booking booking) {
        Instant created = createdAt(statement);
        if (created != null) {
            return created;
        }
        Instant business = businessAt(statement, booking);
        return business == null ? Instant.EPOCH : business;
    }

    private static long created(Statement statement) {
        Instant created = createdAt(statement);
        return created == null ? 0 : Math.max(0, created.getEpochSecond());
    }

    /** When the bank made the statement; null where it does not say so in ISO 8601. */
    static @Nullable Instant createdAt(Statement statement) {
        String stated = statement.createdAt();
        if (stated == null || stated.length() < 16) {
            return null;
        }
        try {
            return stated.matches(".*(Z|[+-]\\d{2}:\\d{2})$")
                    ? OffsetDateTime.parse(stated).toInstant()
                    : LocalDateTime.parse(stated).toInstant(ZoneOffset.UTC);
        } catch (DateTimeException e) {
            return null;
        }
    }
}
