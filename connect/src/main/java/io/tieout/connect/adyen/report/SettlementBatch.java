package io.tieout.connect.adyen.report;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What the rows of one batch, of one merchant account and in one currency, add up to. Once a payout or a transfer to the next
 * batch closes it, that must be nothing.
 */
public final class SettlementBatch {

    private final String account;
    private final String number;
    private final String currency;
    private final Map<String, Total> totals = new LinkedHashMap<>();
    private BigDecimal sum = BigDecimal.ZERO;
    private Instant newest = Instant.EPOCH;
    private long rows;
    private long payouts;
    private boolean closed;

    /**
     * All rows of one type.
     *
     * @param word the type in Adyen's word, as its first row bears it
     * @param line of the first row
     * @param net in the currency of the batch, with sign
     * @param fee what Adyen kept, positive, in the same currency
     */
    public record Total(SettlementType type, String word, long line, long rows, BigDecimal net, BigDecimal fee) {

        private Total plus(SettlementRow row) {
            return new Total(
                    type,
                    word,
                    line,
                    rows + 1,
                    net.add(row.net().value()),
                    row.fee() == null ? fee : fee.add(row.fee().value()));
        }
    }

    private SettlementBatch(SettlementRow first) {
        account = first.merchantAccount();
        number = first.batch();
        currency = first.net().currency();
    }

    /** Adds the row to its batch, which is made where there is none. */
    public static SettlementBatch add(Map<String, SettlementBatch> batches, SettlementRow row) {
        SettlementBatch batch = batches.computeIfAbsent(row.batchKey(), key -> new SettlementBatch(row));
        batch.add(row);
        return batch;
    }

    private void add(SettlementRow row) {
        SettlementType type = row.known();
        rows++;
        payouts += type == SettlementType.MERCHANT_PAYOUT ? 1 : 0;
        sum = sum.add(row.net().value());
        newest = row.createdAt().isAfter(newest) ? row.createdAt() : newest;
        closed |= type == SettlementType.MERCHANT_PAYOUT
                || (type == SettlementType.BALANCE_TRANSFER && !isFromBefore(row));
        totals.compute(
                row.type().toLowerCase(Locale.ROOT),
                (word, total) -> (total == null
                                ? new Total(type, row.type(), row.line(), 0, BigDecimal.ZERO, BigDecimal.ZERO)
                                : total)
                        .plus(row));
    }

    /** A transfer says whether it came from the batch before or went to the next. */
    private static boolean isFromBefore(SettlementRow row) {
        String said = row.modificationMerchantReference();
        return said != null && said.toLowerCase(Locale.ROOT).contains("from batch");
    }

    public String account() {
        return account;
    }

    public String number() {
        return number;
    }

    public String currency() {
        return currency;
    }

    /** By type, in the order of the file. */
    public List<Total> totals() {
        return new ArrayList<>(totals.values());
    }

    /** Net credit less net debit of all rows. */
    public BigDecimal sum() {
        return sum;
    }

    /** Whether a payout or a transfer to the next batch ends it; otherwise it is carried over. */
    public boolean isClosed() {
        return closed;
    }

    /** Whether it is closed and does not add up to nothing. */
    public boolean isOff() {
        return closed && sum.signum() != 0;
    }

    /** How many rows are no payouts. */
    public long movements() {
        return rows - payouts;
    }

    /** When its newest row was made. */
    public Instant newest() {
        return newest;
    }

    /** As findings name it: {@code batch 7 EUR}. */
    public String name() {
        return "batch " + number + " " + currency;
    }
}
