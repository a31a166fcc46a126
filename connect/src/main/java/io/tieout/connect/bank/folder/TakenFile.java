package io.tieout.connect.bank.folder;

import io.tieout.connect.RawTopics;
import io.tieout.connect.adyen.report.SettlementReport;
import io.tieout.connect.bank.Balance;
import io.tieout.connect.bank.Booking;
import io.tieout.connect.bank.Check;
import io.tieout.connect.bank.CsvProfile;
import io.tieout.connect.bank.MalformedStatementException;
import io.tieout.connect.bank.PaymentStatusReport;
import io.tieout.connect.bank.Statement;
import io.tieout.connect.bank.StatementContent;
import io.tieout.connect.bank.StatementSink;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A file of the drop folder as it was when it was read: whatever happens to it afterwards, these are the bytes. */
final class TakenFile {

    /** Below every default limit of Kafka: one MiB a record, also with a third more in a state store. */
    static final int PART = 512 << 10;

    private final String name;
    private final byte[] bytes;
    private final String content;

    TakenFile(String name, byte[] bytes) {
        this.name = name;
        this.bytes = bytes;
        this.content = sha256(bytes);
    }

    String name() {
        return name;
    }

    /** SHA-256 of the bytes: the same file under any name. */
    String content() {
        return content;
    }

    List<byte[]> parts() {
        var parts = new ArrayList<byte[]>();
        for (int at = 0; at < bytes.length; at += PART) {
            parts.add(Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + PART)));
        }
        return parts;
    }

    /**
     * What a file is.
     *
     * @param kind as the header of its parts says it
     * @param accounts whose statements it holds, in their order: it goes into the log of each
     */
    record Contents(String kind, Set<String> accounts) {}

    /**
     * Looks what it is. Reads all of it.
     *
     * @param statusAccount of ordered payments, where their status report names none
     * @throws MalformedStatementException when it cannot be read whole
     */
    Contents contents(@Nullable CsvProfile profile, @Nullable String statusAccount) throws IOException {
        if (PaymentStatusReport.isOne(new ByteArrayInputStream(bytes))) {
            return new Contents(
                    RawTopics.KIND_PAYMENT_STATUS,
                    PaymentStatusReport.accounts(new ByteArrayInputStream(bytes), statusAccount));
        }
        return SettlementReport.isOne(new ByteArrayInputStream(bytes))
                ? new Contents(
                        RawTopics.KIND_SETTLEMENT_REPORT,
                        SettlementReport.merchantAccounts(new ByteArrayInputStream(bytes)))
                : new Contents(RawTopics.KIND_STATEMENT_FILE, accounts(profile));
    }

    private Set<String> accounts(@Nullable CsvProfile profile) throws IOException {
        var accounts = new LinkedHashSet<String>();
        StatementContent.of(bytes, profile).read(new StatementSink() {
            @Override
            public void opened(Statement statement) {
                if (statement.accountKey().isEmpty()) {
                    throw new MalformedStatementException(
                            statement.line(), 0, "account", "the statement does not say whose it is");
                }
                accounts.add(statement.accountKey());
            }

            @Override
            public void booked(Booking booking) {
                // Only whose it is counts here.
            }

            @Override
            public void closed(List<Balance> balances, List<Check> checks) {
                // Only whose it is counts here.
            }

            @Override
            public void ended(List<Check> checks) {
                // Only whose it is counts here.
            }
        });
        if (accounts.isEmpty()) {
            throw new MalformedStatementException(1, 0, "file", "holds no statement");
        }
        return accounts;
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }
}
