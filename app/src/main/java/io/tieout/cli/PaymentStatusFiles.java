package io.tieout.cli;

import io.tieout.connect.RawTopics;
import io.tieout.connect.bank.MalformedStatementException;
import io.tieout.connect.bank.PaymentStatusReport;
import io.tieout.intake.PaymentStatusEntries;
import io.tieout.intake.RawRecord;
import io.tieout.intake.Statement;
import io.tieout.intake.Statement.EntryStated;
import io.tieout.matching.Lineage;
import io.tieout.wire.EntryWire;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Payment status reports of banks in files, read as the application reads them from the log. */
final class PaymentStatusFiles {

    private final Surroundings surroundings;
    private final @Nullable String account;
    private int code = ExitCode.OK;

    /** @param account whose payments they are where the report does not say */
    PaymentStatusFiles(Surroundings surroundings, @Nullable String account) {
        this.surroundings = surroundings;
        this.account = account;
    }

    /** Whether the file begins as one; what cannot be opened does not. */
    static boolean isOne(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return PaymentStatusReport.isOne(in);
        } catch (IOException e) {
            // Whoever reads it as a statement says why it cannot be opened.
            return false;
        }
    }

    /** Prints its entries; the exit code is that of a file that cannot be used, or else of a finding. */
    int print(Path file) {
        code = ExitCode.OK;
        try {
            Set<String> accounts;
            try (InputStream in = Files.newInputStream(file)) {
                accounts = PaymentStatusReport.accounts(in, account);
            }
            for (String one : accounts) {
                // Once for nothing: of a report that is refused nothing is printed.
                PaymentStatusEntries.read(() -> Files.newInputStream(file), raw(file, one), statement -> {});
            }
            for (String one : accounts) {
                PaymentStatusEntries.read(
                        () -> Files.newInputStream(file), raw(file, one), statement -> print(file, statement));
            }
        } catch (MalformedStatementException | IOException e) {
            surroundings.err().println(StatementFiles.fault(file, e));
            code = ExitCode.USAGE;
        }
        return code;
    }

    private static RawRecord raw(Path file, String account) {
        return new RawRecord(
                account,
                RawTopics.KIND_PAYMENT_STATUS,
                new byte[0],
                new Lineage(String.valueOf(file.getFileName()), 0, 0));
    }

    private void print(Path file, Statement statement) {
        if (!(statement instanceof EntryStated stated)) {
            throw new IllegalStateException("No rule for " + statement.getClass());
        }
        surroundings.out().println(EntryWire.toJson(stated.entry()));
        stated.problems().forEach(problem -> {
            surroundings.err().println(file + ": " + problem.field() + ": " + problem.detail());
            code = ExitCode.FINDING;
        });
    }
}
