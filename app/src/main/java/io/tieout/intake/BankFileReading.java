package io.tieout.intake;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tieout.connect.RawTopics;
import io.tieout.connect.bank.Amount;
import io.tieout.connect.bank.Balance;
import io.tieout.connect.bank.Booking;
import io.tieout.connect.bank.Check;
import io.tieout.connect.bank.Statement.Kind;
import io.tieout.connect.bank.StatementSink;
import io.tieout.intake.Statement.CoverageStated;
import io.tieout.intake.Statement.EntryStated;
import io.tieout.matching.Currencies;
import io.tieout.matching.Entry;
import io.tieout.matching.Interval;
import io.tieout.matching.Problem;
import io.tieout.matching.Reason;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads one file twice, for one of the accounts in it: first what its statements are and how they continue those that are
 * known, then what they booked.
 */
final class BankFileReading {

    private static final String NUMBER = "number|";
    private static final int TOLD = 3;

    private final RawRecord raw;
    private final Memory memory;
    private final AccountFindings findings;
    private final Map<String, BankStatementKnown> known = new TreeMap<>();
    /** By their order in the file; null for one without balances. */
    private final List<@Nullable BankStatementKnown> inFile = new ArrayList<>();

    private final List<Statement> stated = new ArrayList<>();

    BankFileReading(RawRecord raw, Memory memory) {
        this.raw = raw;
        this.memory = memory;
        this.findings = new AccountFindings(memory);
        memory.recallAll(BankStatementKnown.PREFIX)
                .forEach((key, node) -> known.put(key, BankStatementKnown.of(key, node)));
    }

    StatementSink outline() {
        return new Outline();
    }

    StatementSink bookings() {
        return new Bookings();
    }

    /** Entries, and then what is covered by them. */
    List<Statement> stated() {
        BankChain chain = BankChain.of(known.values());
        for (Interval span : chain.covered()) {
            stated.add(new CoverageStated(span));
        }
        Map<String, BankChain.Gap> gaps = chain.gaps();
        for (String about : findings.abouts(Reason.STATEMENT_GAP)) {
            if (!gaps.containsKey(about)) {
                found(Reason.STATEMENT_GAP, about, false, "The statements continue each other now.", Instant.EPOCH);
            }
        }
        gaps.forEach((about, gap) -> found(Reason.STATEMENT_GAP, about, true, gap.detail(), gap.since()));
        return List.copyOf(stated);
    }

    /** Says it when it is news. */
    private void found(Reason reason, String about, boolean open, String detail, Instant since) {
        findings.say(reason, about, open, detail, since).ifPresent(stated::add);
    }

    private boolean isOurs(io.tieout.connect.bank.Statement statement) {
        return statement.accountKey().equals(raw.account());
    }

    /** The first pass. */
    private final class Outline implements StatementSink {

        private io.tieout.connect.bank.@Nullable Statement open;
        private @Nullable LocalDate firstDay;
        private @Nullable LocalDate lastDay;

        /** When the newest statement of the file was stated, as far as it says so. */
        private Instant newest = Instant.EPOCH;

        @Override
        public void opened(io.tieout.connect.bank.Statement statement) {
            open = statement;
            firstDay = null;
            lastDay = null;
        }

        @Override
        public void booked(Booking booking) {
            LocalDate day = booking.bookingDate();
            if (day != null && booking.status() == Booking.Status.BOOKED) {
                firstDay = firstDay == null || day.isBefore(firstDay) ? day : firstDay;
                lastDay = lastDay == null || day.isAfter(lastDay) ? day : lastDay;
            }
        }

        @Override
        public void closed(List<Balance> balances, List<Check> checks) {
            io.tieout.connect.bank.Statement statement = open;
            if (statement == null || !isOurs(statement)) {
                return;
            }
            BankStatementKnown one = known(statement, balances, checks);
            inFile.add(one);
            if (one != null) {
                BankStatementKnown before = known.get(one.key());
                BankStatementKnown kept =
                        one.beside(before == null ? BankChain.beside(one, known.values()) : before.beside());
                known.put(kept.key(), kept);
                memory.remember(kept.key(), kept.json());
            }
            Instant stated = stated(statement);
            newest = stated.isAfter(newest) ? stated : newest;
            complain(statement, checks, stated);
        }

        /** When the bank made the statement, else the end of its last day; 1970 where it says neither. */
        private Instant stated(io.tieout.connect.bank.Statement statement) {
            Instant created = BankStatementEntries.createdAt(statement);
            LocalDate last = statement.to() == null ? lastDay : statement.to();
            if (created != null || last == null) {
                return created == null ? Instant.EPOCH : created;
            }
            return BankStatementKnown.closingInstant(last, null);
        }

        @Override
        public void ended(List<Check> checks) {
            List<Check> wrong = checks.stream().filter(one -> !one.holds()).toList();
            String file = raw.headers().getOrDefault(RawTopics.HEADER_FILE, "?");
            if (!wrong.isEmpty()) {
                found(Reason.STATEMENT_WRONG, "file " + file, true, told(wrong), newest);
            }
        }

        private @Nullable BankStatementKnown known(
                io.tieout.connect.bank.Statement statement, List<Balance> balances, List<Check> checks) {
            Balance opening = find(balances, Balance.Kind.OPENING, Balance.Kind.INTERIM_OPENING);
            Balance closing = find(balances, Balance.Kind.CLOSING, Balance.Kind.INTERIM_CLOSING);
            if (statement.kind() != Kind.STATEMENT || opening == null || closing == null) {
                return null;
            }
            LocalDate closesOn =
                    closing.date() != null ? closing.date() : statement.to() != null ? statement.to() : lastDay;
            if (closesOn == null
                    || !opening.amount().currency().equals(closing.amount().currency())) {
                return null;
            }
            LocalDate first = statement.from() != null ? statement.from() : firstDay != null ? firstDay : closesOn;
            first = first.isAfter(closesOn) ? closesOn : first;
            String number = statement.number() == null || statement.number().matches("0*") ? "" : statement.number();
            boolean whole = closing.kind() == Balance.Kind.CLOSING && statement.lastPage();
            boolean holds = checks.stream().allMatch(one -> one.holds() || one.name() == Check.Name.BALANCE_CHAIN);
            String key = BankStatementKnown.PREFIX
                    + String.join(
                            "|",
                            closesOn.toString(),
                            first.toString(),
                            opening.amount().toString(),
                            closing.amount().toString(),
                            number + "." + statement.page());
            return new BankStatementKnown(
                    key,
                    number,
                    first,
                    closesOn,
                    BankStatementKnown.closingInstant(closesOn, BankStatementEntries.createdAt(statement)),
                    opening.amount(),
                    closing.amount(),
                    whole,
                    holds,
                    List.of());
        }

        private void complain(io.tieout.connect.bank.Statement statement, List<Check> checks, Instant stated) {
            // How statements continue each other is told of all of them, not of those in one file.
            List<Check> wrong = checks.stream()
                    .filter(one -> !one.holds() && one.name() != Check.Name.BALANCE_CHAIN)
                    .toList();
            String about = "statement " + (statement.number() == null ? "" : statement.number() + " ")
                    + (statement.id().isEmpty() ? "of line " + statement.line() : statement.id())
                    + (statement.to() == null ? "" : " to " + statement.to());
            found(
                    Reason.STATEMENT_WRONG,
                    about.replace('|', ' '),
                    !wrong.isEmpty(),
                    wrong.isEmpty() ? "The statement holds now." : told(wrong),
                    stated);
        }

        private String told(List<Check> wrong) {
            var text = new StringBuilder(raw.headers().getOrDefault(RawTopics.HEADER_FILE, "statement file"));
            wrong.stream()
                    .limit(TOLD)
                    .forEach(one -> text.append(", line ")
                            .append(one.line())
                            .append(": ")
                            .append(one.text()));
            return wrong.size() > TOLD ? text + ", and " + (wrong.size() - TOLD) + " more" : text.toString();
        }
    }

    private static @Nullable Balance find(List<Balance> balances, Balance.Kind first, Balance.Kind second) {
        Balance found = null;
        for (Balance balance : balances) {
            if (balance.kind() == first) {
                return balance;
            }
            found = found == null && balance.kind() == second ? balance : found;
        }
        return found;
    }

    /** The second pass. */
    private final class Bookings implements StatementSink, BankStatementEntries.Numbering {

        private final BankStatementEntries entries = new BankStatementEntries(this::entry, this);
        private final Map<String, Integer> others = new HashMap<>();
        private int next;
        private boolean ours;
        private @Nullable BankStatementKnown current;
        private @Nullable Amount amount;

        @Override
        public void opened(io.tieout.connect.bank.Statement statement) {
            ours = isOurs(statement);
            if (!ours) {
                return;
            }
            BankStatementKnown listed = inFile.get(next++);
            current = listed == null ? null : known.get(listed.key());
            others.clear();
            entries.opened(statement);
            if (current != null) {
                entries.countAnew();
            }
        }

        @Override
        public void booked(Booking booking) {
            if (ours) {
                amount = booking.amount();
                entries.booked(booking);
            }
        }

        @Override
        public void closed(List<Balance> balances, List<Check> checks) {
            if (ours) {
                entries.closed(balances, checks);
            }
        }

        @Override
        public void ended(List<Check> checks) {
            entries.ended(checks);
        }

        @Override
        public @Nullable Integer before(String equal) {
            BankStatementKnown statement = current;
            return statement == null
                    ? null
                    : others.computeIfAbsent(
                            equal,
                            hash -> statement.beside().stream()
                                    .map(other -> memory.recall(NUMBER + other + "|" + hash))
                                    .mapToInt(one ->
                                            one == null ? 0 : one.path("number").asInt())
                                    .max()
                                    .orElse(0));
        }

        /** Kept for the days at its ends only, which another statement may share. */
        @Override
        public void given(String equal, @Nullable LocalDate day, int number) {
            BankStatementKnown statement = current;
            if (statement != null
                    && day != null
                    && (!day.isBefore(statement.closesOn()) || !day.isAfter(statement.first()))) {
                ObjectNode kept = Json.object();
                kept.put("number", number);
                memory.remember(NUMBER + statement.key() + "|" + equal, kept);
            }
        }

        private void entry(Entry entry) {
            BankStatementKnown statement = current;
            var attributes = new HashMap<>(entry.attributes());
            // An overlapping statement that says the same of a booking must not look like news.
            attributes.remove("statement");
            attributes.remove("format");
            stated.add(new EntryStated(
                    new Entry(
                            entry.id(),
                            entry.version(),
                            entry.stage(),
                            entry.deleted(),
                            entry.company(),
                            entry.amount(),
                            entry.measures(),
                            entry.businessAt(),
                            statement == null
                                    ? entry.statedAt()
                                    : statement.closedAt().minusMillis(1),
                            entry.dueAt(),
                            entry.references(),
                            attributes,
                            entry.counterparty(),
                            entry.text(),
                            raw.lineage()),
                    problems(entry)));
        }

        private List<Problem> problems(Entry entry) {
            Amount said = amount;
            if (entry.amount() != null || said == null || !entry.id().object().equals(BankStatementEntries.LINE)) {
                return List.of();
            }
            return List.of(
                    Currencies.digits(said.currency()) < 0
                            ? new Problem(Reason.UNKNOWN_CURRENCY, "amount", said + " is in no ISO 4217 currency.")
                            : new Problem(
                                    Reason.FRACTION_OF_MINOR_UNIT,
                                    "amount",
                                    said + " is not a whole number of minor units."));
        }
    }
}
