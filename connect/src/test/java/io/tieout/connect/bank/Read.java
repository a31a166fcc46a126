package io.tieout.connect.bank;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Everything that a reader told, statement by statement. */
final class Read implements StatementSink {

    /** One statement with what it holds. */
    record Whole(Statement statement, List<Booking> bookings, List<Balance> balances, List<Check> checks) {}

    private final List<Whole> statements = new ArrayList<>();
    private List<Check> checks = List.of();

    static Read of(StatementFormat format, CsvProfile profile, byte[] file) {
        var read = new Read();
        try {
            format.reader(profile).read(new ByteArrayInputStream(file), read);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return read;
    }

    static Read of(StatementFormat format, String file) {
        return of(format, null, file.getBytes(StandardCharsets.UTF_8));
    }

    List<Whole> statements() {
        return statements;
    }

    Whole only() {
        if (statements.size() != 1) {
            throw new AssertionError("There are " + statements.size() + " statements");
        }
        return statements.get(0);
    }

    /** All that does not hold. */
    List<Check> findings() {
        var findings = new ArrayList<Check>();
        statements.forEach(one -> findings.addAll(one.checks()));
        findings.addAll(checks);
        findings.removeIf(Check::holds);
        return findings;
    }

    @Override
    public void opened(Statement statement) {
        statements.add(new Whole(statement, new ArrayList<>(), new ArrayList<>(), new ArrayList<>()));
    }

    @Override
    public void booked(Booking booking) {
        last().bookings().add(booking);
    }

    @Override
    public void closed(List<Balance> balances, List<Check> found) {
        last().balances().addAll(balances);
        last().checks().addAll(found);
    }

    @Override
    public void ended(List<Check> found) {
        checks = found;
    }

    private Whole last() {
        return statements.get(statements.size() - 1);
    }
}
