package io.tieout.intake;

import io.tieout.connect.bank.Amount;
import io.tieout.connect.bank.BankReference;
import io.tieout.connect.bank.MalformedStatementException;
import io.tieout.connect.bank.PaymentStatus;
import io.tieout.connect.bank.PaymentStatusReport;
import io.tieout.intake.Statement.EntryStated;
import io.tieout.matching.Money;
import io.tieout.matching.Problem;
import io.tieout.matching.Stage;
import java.io.IOException;
import java.io.InputStream;
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
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Entries from a bank's report on payments that were ordered (pain.002): a {@code payment_status} for each of them, and for each
 * order or message of which the report lists no payment.
 *
 * <p>A payment is the same in every report that names its message, order and references alike. Its version is when the report was
 * made, then how far the payment had come, so the reports may come in any order.
 */
public final class PaymentStatusEntries {

    /** Object type of a payment that was ordered. */
    public static final String STATUS = "payment_status";

    private static final int ID_LENGTH = 24;

    /** Where a payment stands, and how far that is. */
    private record Standing(Stage stage, int rank) {}

    private static final Standing HEARD_OF = new Standing(Stage.INITIATED, 1);
    private static final Standing ACCEPTED = new Standing(Stage.AUTHORIZED, 2);
    private static final Standing UNDER_WAY = new Standing(Stage.AUTHORIZED, 3);
    private static final Standing SETTLED = new Standing(Stage.SETTLED, 4);

    /** By the codes of ISO 20022. */
    private static final Map<String, Standing> STANDINGS = Map.ofEntries(
            Map.entry("RCVD", HEARD_OF),
            Map.entry("PDNG", HEARD_OF),
            Map.entry("PATC", HEARD_OF),
            Map.entry("PART", HEARD_OF),
            Map.entry("ACTC", ACCEPTED),
            Map.entry("ACCP", ACCEPTED),
            Map.entry("ACFC", ACCEPTED),
            Map.entry("ACWC", ACCEPTED),
            Map.entry("ACSP", UNDER_WAY),
            Map.entry("ACWP", UNDER_WAY),
            Map.entry("ACSC", SETTLED),
            Map.entry("ACCC", new Standing(Stage.SETTLED, 5)),
            Map.entry("CANC", new Standing(Stage.CANCELLED, 6)),
            Map.entry("RJCT", new Standing(Stage.REJECTED, 6)));

    private final RawRecord raw;
    private final boolean only;
    private final Consumer<Statement> statements;

    /**
     * @param raw whose payments are meant, and where they stand; its value is not looked at
     * @param only false when other accounts are named in the report, so that a payment without an account is of none
     * @param statements takes entries in the order of the file
     */
    private PaymentStatusEntries(RawRecord raw, boolean only, Consumer<Statement> statements) {
        this.raw = raw;
        this.only = only;
        this.statements = statements;
    }

    /** A report that can be read again. */
    public interface Report {
        InputStream open() throws IOException;
    }

    /**
     * States how the payments of an account stand. What was stated before a refusal must not be used.
     *
     * @param raw whose payments are meant, and where they stand; its value is not looked at
     * @return how many statuses are of it
     * @throws MalformedStatementException when it cannot be read, or a status is not known
     */
    public static long read(Report report, RawRecord raw, Consumer<Statement> statements) throws IOException {
        boolean only;
        try (InputStream in = report.open()) {
            only = PaymentStatusReport.accounts(in, raw.account()).size() == 1;
        }
        var entries = new PaymentStatusEntries(raw, only, statements);
        var count = new long[1];
        try (InputStream in = report.open()) {
            PaymentStatusReport.read(in, status -> count[0] += entries.take(status) ? 1 : 0);
        }
        return count[0];
    }

    private boolean take(PaymentStatus status) {
        Standing standing = STANDINGS.get(status.code());
        if (standing == null) {
            throw new MalformedStatementException(
                    status.line(),
                    0,
                    "status",
                    "\"" + status.code() + "\" is not known: whether money moves then must be mapped first");
        }
        Instant created = created(status);
        String account = status.account();
        if (account == null ? !only : !account.equals(raw.account())) {
            return false;
        }
        var problems = new ArrayList<Problem>(0);
        Amount amount = status.amount();
        Money money = amount == null ? null : StatedMoney.of(amount.value(), amount.currency(), problems);
        LocalDate day = status.day();
        var object = new ProviderObject(STATUS, id(status), standing.stage, created, standing.rank)
                .attribute("status", status.code())
                .attribute("level", status.level().name().toLowerCase(Locale.ROOT))
                .attribute("reason", String.join(",", status.reasons()))
                .attribute("counterparty_account", status.counterparty().account())
                .counterparty(status.counterparty().name())
                .text(status.text().isBlank() ? null : status.text());
        for (BankReference reference : status.references()) {
            object.reference(reference.kind(), reference.value());
        }
        EntryStated stated = object.stated(
                raw,
                BankStatementEntries.SOURCE,
                money,
                day == null ? created : day.atStartOfDay(ZoneOffset.UTC).toInstant(),
                created,
                problems);
        statements.accept(stated);
        return true;
    }

    /** A time without a zone is the bank's local day: taken for UTC, as in statements. */
    private static Instant created(PaymentStatus status) {
        String stated = status.createdAt();
        try {
            return stated.matches(".*(Z|[+-]\\d{2}:\\d{2})$")
                    ? OffsetDateTime.parse(stated).toInstant()
                    : LocalDateTime.parse(stated).toInstant(ZoneOffset.UTC);
        } catch (DateTimeException e) {
            throw new MalformedStatementException(
                    status.line(), 0, "CreDtTm", "\"" + stated + "\" is no time such as 2026-03-31T13:42:29+01:00");
        }
    }

    private static String id(PaymentStatus status) {
        var names = new ArrayList<String>();
        names.add(status.message());
        names.add(status.level().name());
        for (BankReference reference : status.references()) {
            // The bank gives its own references when it likes.
            if (List.of(BankReference.END_TO_END_ID, BankReference.INSTRUCTION_ID, BankReference.PAYMENT_INFORMATION_ID)
                    .contains(reference.kind())) {
                names.add(reference.kind() + "=" + reference.value());
            }
        }
        if (names.size() == 2 && status.level() == PaymentStatus.Level.TRANSACTION) {
            status.references().forEach(one -> names.add(one.kind() + "=" + one.value()));
        }
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest(String.join("|", names).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest).substring(0, ID_LENGTH);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }
}
