package io.tieout.intake;

import io.tieout.connect.RawTopics;
import io.tieout.connect.bank.MalformedStatementException;
import io.tieout.connect.bank.StatementContent;
import io.tieout.connect.bank.folder.BankFolderConfig;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Statement files of banks, and their reports on ordered payments. Each is read once, when all its parts are there, and its content is never read again. */
public final class BankIntake implements SourceIntake {

    /** A bank speaks once a working day: over a long weekend its silence is no trouble. */
    private static final Duration QUIET = Duration.ofDays(5);

    @Override
    public String source() {
        return BankStatementEntries.SOURCE;
    }

    @Override
    public Duration staleAfter(Duration usual) {
        return usual.compareTo(QUIET) > 0 ? usual : QUIET;
    }

    @Override
    public List<Statement> read(RawRecord raw, Memory memory) throws UnreadableException {
        boolean status = raw.kind().equals(RawTopics.KIND_PAYMENT_STATUS);
        if (!status && !raw.kind().equals(RawTopics.KIND_STATEMENT_FILE)) {
            throw new UnreadableException(
                    "Header " + RawTopics.HEADER_KIND + " says \"" + raw.kind() + "\"; expected is "
                            + RawTopics.KIND_STATEMENT_FILE + " or " + RawTopics.KIND_PAYMENT_STATUS + ".");
        }
        var parts = new FileParts(raw, memory);
        if (parts.isKnown()) {
            return List.of(new Statement.OutOfScope("statement file that is known"));
        }
        byte[] file = parts.whole();
        if (file == null) {
            return List.of();
        }
        parts.read();
        try {
            return status ? statuses(raw, file) : statements(raw, memory, file);
        } catch (MalformedStatementException e) {
            throw new UnreadableException(FileParts.name(raw, "statement file") + ": " + e.getMessage(), e);
        } catch (IOException e) {
            throw new UnreadableException("The statement file cannot be read: " + e, e);
        }
    }

    private static List<Statement> statements(RawRecord raw, Memory memory, byte[] file) throws IOException {
        var reading = new BankFileReading(raw, memory);
        StatementContent bytes =
                StatementContent.of(file, BankFolderConfig.profile(raw.headers().get(RawTopics.HEADER_PROFILE)));
        bytes.read(reading.outline());
        bytes.read(reading.bookings());
        return reading.stated();
    }

    private static List<Statement> statuses(RawRecord raw, byte[] file) throws IOException {
        var stated = new ArrayList<Statement>();
        PaymentStatusEntries.read(() -> new ByteArrayInputStream(file), raw, stated::add);
        return stated;
    }
}
