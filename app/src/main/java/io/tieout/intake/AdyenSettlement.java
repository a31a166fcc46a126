package io.tieout.intake;

import io.tieout.connect.adyen.report.SettlementBatch;
import io.tieout.connect.adyen.report.SettlementReport;
import io.tieout.connect.adyen.report.SettlementRow;
import io.tieout.connect.adyen.report.SettlementType;
import io.tieout.connect.bank.Amount;
import io.tieout.intake.Statement.EntryStated;
import io.tieout.matching.Money;
import io.tieout.matching.Problem;
import io.tieout.matching.Reason;
import io.tieout.matching.Stage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Entries from the rows that a settlement detail report has of one merchant account: a {@code balance_transaction} for each
 * movement of the balance, and a {@code payout} for what went to the merchant's own bank.
 *
 * <p>A row is no second word on a capture or refund, which the notifications state, but an object of its own that names them.
 * Its id is the batch, the type, and Adyen's reference of the modification; a row of no payment bears a digest of what it says
 * instead. So a report that comes again, as the same file or made anew, states the same entries in the same versions.
 *
 * <p>All rows of a batch in one currency add up to nothing once it is closed by a payout or by a transfer to the next batch. Where
 * they do not, or a type of row is not known, the account is found to be wrong in that; the rows are entries all the same.
 */
public final class AdyenSettlement {

    private static final String SOURCE = "adyen";
    private static final int DIGEST = 12;

    /** Which references the rows of a type bear: of the modification, of the payment, and the merchant's name. */
    private record Named(String modification, String payment, String merchant) {}

    private static final Named CAPTURED = new Named("CAPTURE", "PAYMENT", "DOCUMENT");
    private static final Named REFUNDED = new Named("REFUND", "PAYMENT_REFUNDED", "MERCHANT_REFERENCE");
    private static final Named DISPUTED = new Named("CHARGEBACK", "PAYMENT_DISPUTED", "MERCHANT_REFERENCE");
    private static final Named ADJUSTED = new Named("MODIFICATION", "PAYMENT_ADJUSTED", "MERCHANT_REFERENCE");

    private static final Map<SettlementType, Named> OF_PAYMENTS = Map.of(
            SettlementType.SETTLED, CAPTURED,
            SettlementType.REFUNDED, REFUNDED,
            SettlementType.REFUNDED_REVERSED, REFUNDED,
            SettlementType.CHARGEBACK, DISPUTED,
            SettlementType.SECOND_CHARGEBACK, DISPUTED,
            SettlementType.CHARGEBACK_REVERSED, DISPUTED);

    private final RawRecord raw;
    private final AccountFindings findings;
    private final long from;
    private final long to;
    private final Consumer<Statement> statements;
    private final String file;
    private long rows;
    private final Map<String, Integer> seen = new HashMap<>();
    private final Map<String, SettlementBatch> batches = new LinkedHashMap<>();
    private final List<SettlementRow> payouts = new ArrayList<>(1);

    /** Of all rows. */
    public AdyenSettlement(RawRecord raw, Memory memory, Consumer<Statement> statements) {
        this(raw, memory, 0, Long.MAX_VALUE, statements);
    }

    /**
     * @param raw whose rows are meant, and where they stand; its value is not looked at
     * @param from number of the account's first row that is stated, from 0
     * @param to number of the first that is not; the last ones bring payouts and findings along
     * @param statements takes entries in the order of the file, payouts and findings behind them
     */
    AdyenSettlement(RawRecord raw, Memory memory, long from, long to, Consumer<Statement> statements) {
        this.raw = raw;
        this.findings = new AccountFindings(memory);
        this.from = from;
        this.to = to;
        this.statements = statements;
        this.file = FileParts.name(raw, "settlement report");
    }

    /**
     * States what the report says of the account.
     *
     * @return how many rows are of it
     * @throws io.tieout.connect.bank.MalformedStatementException when it cannot be read; what was stated then must not be used
     */
    public long read(InputStream report) throws IOException {
        SettlementReport.read(report, row -> {
            if (row.merchantAccount().equals(raw.account())) {
                take(row);
            }
        });
        if (rows <= to) {
            payouts.forEach(this::payout);
            batches.values().forEach(this::complain);
        }
        return rows;
    }

    private void take(SettlementRow row) {
        long number = rows++;
        SettlementType type = row.known();
        SettlementBatch.add(batches, row);
        if (type == SettlementType.MERCHANT_PAYOUT) {
            // It says how many movements there are, which is known in the end.
            payouts.add(row);
        } else {
            String id = numbered(id(row));
            if (number >= from && number < to) {
                movement(row, id, OF_PAYMENTS.getOrDefault(type, ADJUSTED));
            }
        }
    }

    private void movement(SettlementRow row, String id, Named named) {
        boolean ofPayment = row.pspReference() != null;
        ProviderObject object = object("balance_transaction", id, Stage.SETTLED, row)
                .reference(named.modification, ofPayment ? row.modificationReference() : null)
                .reference(named.payment, row.pspReference())
                .reference(named.merchant, row.merchantReference())
                .reference("MODIFICATION_MERCHANT_REFERENCE", ofPayment ? row.modificationMerchantReference() : null);
        var problems = new ArrayList<Problem>(0);
        Money net = money(row.net(), problems);
        Money gross = money(row.gross(), problems);
        Amount fee = row.fee();
        object.measure("gross", gross)
                .measure("net", net)
                .measure("fee", money(fee == null ? null : fee.negated(), problems));
        state(object, row, row.gross() == null ? net : gross, problems);
    }

    private void payout(SettlementRow row) {
        SettlementBatch batch = batches.get(row.batchKey());
        if (batch == null) {
            throw new IllegalStateException("A payout of no batch");
        }
        ProviderObject object = object(
                        "payout", numbered(row.batch() + "-" + row.net().currency()), Stage.PAID_OUT, row)
                .reference("PAYOUT_REFERENCE", row.modificationReference())
                .attribute("movement_count", Long.toString(batch.movements()));
        var problems = new ArrayList<Problem>(0);
        // What leaves the balance at Adyen comes into the company's bank.
        state(object, row, money(row.net().negated(), problems), problems);
    }

    private static ProviderObject object(String kind, String id, Stage stage, SettlementRow row) {
        return new ProviderObject(kind, id, stage, row.createdAt(), 0)
                .reference("PAYOUT", row.batchKey())
                .reference("BATCH", row.batch())
                .attribute("type", row.type())
                .attribute("batch", row.batch())
                .attribute("payment_method", row.paymentMethod())
                .attribute("exchange_rate", row.exchangeRate());
    }

    private void state(ProviderObject object, SettlementRow row, @Nullable Money amount, List<Problem> problems) {
        EntryStated stated =
                object.text(text(row)).stated(raw, SOURCE, amount, row.createdAt(), row.createdAt(), problems);
        statements.accept(stated);
    }

    /** What a row of no payment says for people. */
    private static @Nullable String text(SettlementRow row) {
        if (row.pspReference() != null) {
            return null;
        }
        String first = row.modificationReference();
        String second = row.modificationMerchantReference();
        return first == null || second == null ? (first == null ? second : first) : first + " " + second;
    }

    private static @Nullable Money money(@Nullable Amount amount, List<Problem> problems) {
        return amount == null ? null : StatedMoney.of(amount.value(), amount.currency(), problems);
    }

    private static String id(SettlementRow row) {
        String own = row.modificationReference() == null ? row.pspReference() : row.modificationReference();
        String named = row.pspReference() != null && own != null
                ? own
                : digest(String.join(
                        "|",
                        String.valueOf(row.modificationReference()),
                        String.valueOf(row.modificationMerchantReference()),
                        row.createdAt().toString(),
                        row.net().value().stripTrailingZeros().toPlainString()
                                + row.net().currency()));
        return String.join("-", row.batch(), row.type(), named);
    }

    private String numbered(String id) {
        int number = seen.merge(id, 1, Integer::sum);
        return number == 1 ? id : id + "." + number;
    }

    private static String digest(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest).substring(0, DIGEST);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }

    private void complain(SettlementBatch batch) {
        boolean off = batch.isOff();
        found(
                batch.name(),
                off,
                off
                        ? file + ": the rows of " + batch.name() + " add up to "
                                + batch.sum().toPlainString()
                                + ", and must add up to nothing. Rows are missing, or the report is not of the whole batch."
                        : "The rows of the batch add up to nothing now.",
                batch.newest());
        for (SettlementBatch.Total total : batch.totals()) {
            if (total.type() == SettlementType.UNKNOWN) {
                found(
                        batch.name() + " type " + total.word().replace('|', ' '),
                        true,
                        file + ", line " + total.line() + ": type " + total.word() + " is not known, in "
                                + total.rows() + (total.rows() == 1 ? " row" : " rows")
                                + ". Their money is counted in the batch; what they are for"
                                + " must be looked up at Adyen.",
                        batch.newest());
            }
        }
    }

    private void found(String about, boolean open, String detail, Instant since) {
        findings.say(Reason.REPORT_WRONG, about, open, detail, since).ifPresent(statements);
    }
}
