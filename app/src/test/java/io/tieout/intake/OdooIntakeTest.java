package io.tieout.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tieout.connect.RawTopics;
import io.tieout.intake.Statement.CoverageStated;
import io.tieout.intake.Statement.EntryDeleted;
import io.tieout.intake.Statement.EntryStated;
import io.tieout.intake.Statement.Unmappable;
import io.tieout.matching.Entry;
import io.tieout.matching.Interval;
import io.tieout.matching.Lineage;
import io.tieout.matching.Money;
import io.tieout.matching.Reason;
import io.tieout.matching.Reference;
import io.tieout.matching.Stage;
import io.tieout.matching.Version;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** From the change stream of an Odoo database to entries and coverage. */
final class OdooIntakeTest {

    private static final Instant TEN = Instant.parse("2026-03-02T10:00:00Z");

    private final Memory memory = new HeldMemory();
    private int offset;

    @BeforeEach
    void snapshotOfWhatPaymentsReferTo() throws UnreadableException {
        snapshot("res_currency", "{\"id\":125,\"name\":\"EUR\"}", 10, TEN.minusSeconds(60));
        snapshot("payment_provider", "{\"id\":13,\"code\":\"stripe\",\"state\":\"enabled\"}", 10, TEN.minusSeconds(60));
    }

    @Test
    void rowsAreKeptUntilTheirTransactionEndsAndOnlyTheLastImageIsStated() throws UnreadableException {
        assertThat(begin(7)).isEmpty();
        assertThat(change(7, "c", payment(1, "draft", "1.00", 125), TEN)).isEmpty();
        assertThat(change(7, "u", payment(2, "draft", "9.00", 125), TEN)).isEmpty();
        assertThat(change(7, "u", payment(1, "done", "45.00", 125), TEN)).isEmpty();

        List<Statement> stated = end(7, 900);

        assertThat(stated)
                .extracting(one -> ((EntryStated) one).entry().id().id())
                .containsExactly("1", "2");
        Entry first = entry(stated.get(0));
        assertThat(first.id().toString()).isEqualTo("odoo/shop/payment_transaction/1");
        assertThat(first.stage()).isEqualTo(Stage.CAPTURED);
        assertThat(first.amount()).isEqualTo(new Money(4500, "EUR"));
        assertThat(first.statedAt()).isEqualTo(TEN);
        assertThat(first.version()).as("where the commit stands").isEqualTo(new Version(900, 0, 1));
        assertThat(end(7, 900)).as("an END of nothing that is open").isEmpty();
    }

    @Test
    void aLinkAloneStatesItsPaymentAnew() throws UnreadableException {
        commit(7, 900, payment(1, "done", "45.00", 125));
        begin(8);
        changeOf(8, "account_invoice_transaction_rel", "c", "{\"invoice_id\":41,\"transaction_id\":1}", TEN);

        Entry linked = entry(only(end(8, 950)));

        assertThat(linked.references()).contains(new Reference("ODOO_INVOICE", "41"));
        assertThat(linked.stage()).isEqualTo(Stage.CAPTURED);
    }

    @Test
    void aLargeValueThatWasLeftOutStillStands() throws UnreadableException {
        commit(7, 900, payment(1, "draft", "45.00", 125));
        commit(8, 950, payment(1, "done", "45.00", 125).replace("\"INV/1\"", "\"__debezium_unavailable_value\""));
        assertThat(entry(only(commit(9, 990, payment(1, "cancel", "45.00", 125))))
                        .references())
                .contains(new Reference("DOCUMENT", "INV/1"));

        begin(10);
        change(10, "u", payment(1, "done", "45.00", 125).replace("INV/1", "INV/1-changed"), TEN);
        change(10, "u", payment(1, "done", "45.00", 125).replace("\"INV/1\"", "\"__debezium_unavailable_value\""), TEN);
        assertThat(entry(only(end(10, 1000))).references())
                .as("what stood in this very transaction, not before it")
                .contains(new Reference("DOCUMENT", "INV/1-changed"));
    }

    @Test
    void whatTheCaptureSaysOfItsSlotIsAFindingOnceAndResolvedOnce() throws UnreadableException {
        assertThat(notice(false, 0)).as("nothing was found before").isEmpty();

        var found = (Statement.AccountFound) only(notice(true, 5L << 30));

        assertThat(found.reason()).isEqualTo(Reason.SLOT_WAL_RETAINED);
        assertThat(found.about()).isEqualTo("tieout");
        assertThat(found.open()).isTrue();
        assertThat(found.version()).isEqualTo(1);
        assertThat(found.since()).isEqualTo(TEN);
        assertThat(found.detail()).contains("5,120 MiB", "odoo.wal.limit is 4,096 MiB");
        assertThat(notice(true, 6L << 30)).as("said again by the next capture").isEmpty();
        var resolved = (Statement.AccountFound) only(notice(false, 1L << 30));
        assertThat(resolved.open()).isFalse();
        assertThat(resolved.version()).isEqualTo(2);
        assertThat(notice(false, 0)).isEmpty();
        assertThat(((Statement.AccountFound) only(notice(true, 5L << 30))).version())
                .isEqualTo(3);
    }

    /** What a table that is not read would have said is not missing: nothing is covered until it has been read again. */
    @Test
    void aTableThatIsNotReadIsOneFindingAndHoldsCoverageUntilASnapshotReadsIt() throws UnreadableException {
        assertThat(tables("\"res_currency\",\"payment_transaction\"", "", true)).isEmpty();
        assertThat(beat(7, 900, TEN)).hasSize(1);

        var found = (Statement.AccountFound) only(tables(
                "\"res_currency\"", "{\"table\":\"payment_transaction\",\"why\":\"there is no column state\"}", false));
        assertThat(found.reason()).isEqualTo(Reason.TABLE_NOT_READ);
        assertThat(found.about()).isEqualTo("payment_transaction");
        assertThat(found.open()).isTrue();
        assertThat(found.detail()).contains("no column state");
        assertThat(beat(8, 910, TEN.plusSeconds(5))).isEmpty();

        var behind = (Statement.AccountFound) only(tables("\"res_currency\",\"payment_transaction\"", "", false));
        assertThat(behind.open()).as("what it held before is not read").isTrue();
        assertThat(behind.detail()).contains("--snapshot");
        assertThat(tables("\"res_currency\",\"payment_transaction\"", "", false))
                .as("said before")
                .isEmpty();
        assertThat(beat(9, 920, TEN.plusSeconds(10))).isEmpty();

        var resolved = (Statement.AccountFound) only(tables("\"res_currency\",\"payment_transaction\"", "", true));
        assertThat(resolved.open()).isFalse();
        assertThat(resolved.version()).isEqualTo(3);
        assertThat(beat(10, 930, TEN.plusSeconds(15)))
                .containsExactly(new CoverageStated(new Interval(null, TEN.plusSeconds(15))));

        assertThat(((Statement.AccountFound)
                                only(tables("\"res_currency\",\"payment_transaction\",\"sale_order\"", "", false)))
                        .about())
                .as("a table that is new: rows of it may have come before")
                .isEqualTo("sale_order");
        assertThat(((Statement.AccountFound) only(tables("\"res_currency\",\"payment_transaction\"", "", false)))
                        .open())
                .as("and gone again")
                .isFalse();
    }

    private List<Statement> tables(String tables, String faults, boolean snapshot) throws UnreadableException {
        return read(
                RawTopics.KIND_NOTICE,
                "{\"account\":\"shop\",\"finding\":\"tables\",\"tables\":[" + tables + "],\"faults\":[" + faults
                        + "],\"snapshot\":" + snapshot + ",\"at\":" + TEN.toEpochMilli() + "}");
    }

    private List<Statement> notice(boolean open, long retained) throws UnreadableException {
        return read(
                RawTopics.KIND_NOTICE,
                "{\"account\":\"shop\",\"finding\":\"slot-wal\",\"slot\":\"tieout\",\"open\":" + open + ",\"retained\":"
                        + retained + ",\"limit\":4294967296,\"at\":" + TEN.toEpochMilli() + "}");
    }

    @Test
    void aDeletedRowIsADeletedEntryAtTheCommitThatDeletedIt() throws UnreadableException {
        commit(7, 900, payment(1, "done", "45.00", 125));
        begin(8);
        change(8, "u", payment(1, "cancel", "45.00", 125), TEN);
        change(8, "d", "{\"id\":1}", TEN.plusSeconds(3));

        EntryDeleted deleted = (EntryDeleted) only(end(8, 950));

        assertThat(deleted.id().id()).isEqualTo("1");
        assertThat(deleted.version()).isEqualTo(new Version(950, 0, 1));
        assertThat(deleted.statedAt()).isEqualTo(TEN.plusSeconds(3));
    }

    @Test
    void aRowOfASnapshotIsAFactAtOnceStatedWhenItLastChanged() throws UnreadableException {
        Entry read = entry(
                only(snapshot("payment_transaction", payment(1, "done", "45.00", 125), 20, TEN.plusSeconds(3600))));

        assertThat(read.version()).isEqualTo(new Version(20, 0, 1));
        assertThat(read.statedAt()).as("its own last_state_change").isEqualTo(TEN);
    }

    @Test
    void aPaymentWaitsForTheCurrencyThatItNames() throws UnreadableException {
        assertThat(commit(7, 900, payment(1, "done", "45.00", 9))).isEmpty();
        begin(8);
        changeOf(8, "res_currency", "c", "{\"id\":9,\"name\":\"JPY\"}", TEN.plusSeconds(5));

        Entry complete = entry(only(end(8, 950)));

        assertThat(complete.amount()).isEqualTo(new Money(45, "JPY"));
        assertThat(complete.version()).as("true since the currency came").isEqualTo(new Version(950, 0, 1));
        assertThat(beat(9, 990, TEN.plusSeconds(86_400)))
                .as("nothing waits any more")
                .hasSize(1);
    }

    @Test
    void whoWaitsTooLongByCoverageIsSaidToOnceAndIsTakenUpAllTheSame() throws UnreadableException {
        beat(6, 890, TEN);
        commit(7, 900, payment(1, "done", "45.00", 9));
        assertThat(beat(8, 910, TEN.plusSeconds(3599))).as("an hour is allowed").hasSize(1);

        List<Statement> overdue = beat(9, 920, TEN.plusSeconds(3600));

        assertThat(overdue.get(0)).isEqualTo(new CoverageStated(new Interval(null, TEN.plusSeconds(3600))));
        EntryStated waiting = (EntryStated) overdue.get(1);
        assertThat(waiting.entry().amount()).isNull();
        assertThat(waiting.problems()).singleElement().satisfies(problem -> {
            assertThat(problem.reason()).isEqualTo(Reason.DEPENDENCY_MISSING);
            assertThat(problem.field()).isEqualTo("res_currency");
        });
        assertThat(beat(10, 930, TEN.plusSeconds(7200))).as("once").hasSize(1);

        begin(11);
        changeOf(11, "res_currency", "c", "{\"id\":9,\"name\":\"JPY\"}", TEN.plusSeconds(8000));
        EntryStated complete = (EntryStated) only(end(11, 940));
        assertThat(complete.problems()).isEmpty();
        assertThat(complete.entry().version()).isGreaterThan(waiting.entry().version());
    }

    @Test
    void whoWaitsBeforeAnythingIsCoveredHasItsHourToo() throws UnreadableException {
        commit(7, 900, payment(1, "done", "45.00", 9));

        assertThat(beat(8, 910, TEN.plusSeconds(5)))
                .as("coverage, and nobody is overdue")
                .hasSize(1);
    }

    @Test
    void aTransactionThatBeginsAnewIsReadFromItsNewBeginning() throws UnreadableException {
        begin(7);
        change(7, "c", payment(1, "done", "45.00", 125), TEN);
        change(7, "c", payment(2, "done", "45.00", 125), TEN);
        assertThat(begin(7)).isEmpty();
        change(7, "c", payment(1, "done", "46.00", 125), TEN);

        assertThat(entry(only(end(7, 900))).amount()).isEqualTo(new Money(4600, "EUR"));
    }

    /**
     * A capture that was killed amid transaction 8 sends again from where it last noted its position: from 7, say.
     * Half of 8 is no fact; 8 comes again.
     */
    @Test
    void aTransactionThatWasCutOffIsNoFactUntilItComesAgainWhole() throws UnreadableException {
        commit(7, 900, payment(1, "draft", "45.00", 125));
        begin(8);
        change(8, "u", payment(1, "done", "45.00", 125), TEN);
        assertThat(begin(7)).as("half a transaction").isEmpty();
        change(7, "c", payment(1, "draft", "45.00", 125), TEN);
        assertThat(end(7, 900)).as("sent again, known already").isEmpty();

        begin(8);
        change(8, "u", payment(1, "done", "45.00", 125), TEN);
        change(8, "u", payment(1, "cancel", "45.00", 125), TEN);
        Entry whole = entry(only(end(8, 950)));
        assertThat(whole.stage()).isEqualTo(Stage.CANCELLED);
        assertThat(whole.version()).isEqualTo(new Version(950, 0, 1));
    }

    /**
     * A transaction that ended before may come again without its first rows (its positions were stored half way):
     * what it leaves out, and what a later one took away, must not be told anew by it.
     */
    @Test
    void aTransactionThatEndedBeforeIsNotTakenAgainWhateverOfItComes() throws UnreadableException {
        begin(7);
        change(7, "c", payment(1, "draft", "45.00", 125), TEN);
        change(7, "c", payment(2, "draft", "46.00", 9), TEN);
        end(7, 900);
        begin(8);
        change(8, "u", payment(2, "done", "47.00", 125), TEN);
        change(8, "d", "{\"id\":1}", TEN);
        end(8, 950);
        begin(7);
        change(7, "c", payment(1, "draft", "45.00", 125), TEN);
        change(7, "c", payment(2, "draft", "46.00", 9), TEN);
        assertThat(end(7, 900)).isEmpty();
        begin(7);
        change(7, "c", payment(2, "draft", "46.00", 9), TEN);
        assertThat(end(7, 900)).isEmpty();

        begin(9);
        changeOf(9, "account_invoice_transaction_rel", "c", "{\"invoice_id\":41,\"transaction_id\":2}", TEN);
        Entry linked = entry(only(end(9, 990)));
        assertThat(linked.amount()).as("the row as transaction 8 left it").isEqualTo(new Money(4700, "EUR"));
        assertThat(beat(10, 995, TEN.plusSeconds(86_400)))
                .as("nothing waits for a currency that nothing names any more")
                .hasSize(1);
    }

    @Test
    void whoCeasesToReferToTheMissingRowIsNotSaidToWaitForIt() throws UnreadableException {
        beat(6, 890, TEN);
        commit(7, 900, payment(1, "done", "45.00", 9));
        commit(8, 905, payment(1, "done", "45.00", 8));

        assertThat(beat(9, 920, TEN.plusSeconds(3600)))
                .filteredOn(EntryStated.class::isInstance)
                .as("it waits for one row, the one it names now")
                .singleElement()
                .satisfies(said -> assertThat(((EntryStated) said).problems())
                        .singleElement()
                        .extracting(problem -> problem.detail())
                        .asString()
                        .contains("res_currency 8,"));
    }

    /** Rows deleted while no capture listened, or amid a snapshot that was cut off, are in no later event. */
    @Test
    void whatALaterSnapshotDoesNotBringWasDeleted() throws UnreadableException {
        snapshot("account_invoice_transaction_rel", "{\"invoice_id\":41,\"transaction_id\":1}", 10, TEN);
        snapshot("account_invoice_transaction_rel", "{\"invoice_id\":42,\"transaction_id\":2}", 10, TEN);
        snapshot("payment_transaction", payment(1, "done", "45.00", 125), 10, TEN);
        snapshot("payment_transaction", payment(2, "done", "45.00", 125), 10, TEN);
        assertThat(lastOfSnapshot(beatRow(), 10)).isEmpty();
        assertThat(new OdooIntake().hasMore(memory)).as("a first snapshot").isFalse();
        commit(7, 900, payment(3, "done", "45.00", 125));

        snapshot("res_currency", "{\"id\":125,\"name\":\"EUR\"}", 1000, TEN);
        snapshot("account_invoice_transaction_rel", "{\"invoice_id\":41,\"transaction_id\":1}", 1000, TEN);
        snapshot("payment_transaction", payment(1, "done", "45.00", 125), 1000, TEN);
        snapshot("payment_transaction", payment(2, "done", "45.00", 125), 1000, TEN);
        lastOfSnapshot(beatRow(), 1000);

        assertThat(new OdooIntake().hasMore(memory)).isTrue();
        List<Statement> found = goOn();
        assertThat(new OdooIntake().hasMore(memory)).isFalse();
        assertThat(found).hasSize(2);
        Entry unlinked = entry(found.get(0));
        assertThat(unlinked.id().id()).isEqualTo("2");
        assertThat(unlinked.references()).doesNotContain(new Reference("ODOO_INVOICE", "42"));
        assertThat(unlinked.version()).as("behind what the snapshot said").isEqualTo(new Version(1000, 1, 1));
        assertThat(((EntryDeleted) found.get(1)).id().id()).isEqualTo("3");

        assertThat(entry(only(commit(8, 1100, payment(4, "done", "45.00", 125))))
                        .attributes())
                .as("a table of which the snapshot brought nothing may not be captured any more: it stands")
                .containsEntry("provider", "stripe");
    }

    /** Whoever lists the tables of its snapshot says of an empty one that it is empty. */
    @Test
    void aTableThatBecameEmptyWhileNobodyListenedIsEmpty() throws UnreadableException {
        tables("\"account_invoice_transaction_rel\",\"payment_transaction\"", "", true);
        snapshot("account_invoice_transaction_rel", "{\"invoice_id\":41,\"transaction_id\":1}", 10, TEN);
        snapshot("payment_transaction", payment(1, "done", "45.00", 125), 10, TEN);
        lastOfSnapshot(beatRow(), 10);

        tables("\"account_invoice_transaction_rel\",\"payment_transaction\"", "", true);
        snapshot("res_currency", "{\"id\":125,\"name\":\"EUR\"}", 1000, TEN);
        lastOfSnapshot(beatRow(), 1000);

        assertThat(((EntryDeleted) only(goOn())).id().id()).isEqualTo("1");
    }

    /** A process that ends, or a part that fails, between two parts of a large transaction. */
    @Test
    void whatIsLeftOfALargeTransactionIsSaidBeforeAnythingThatComesAfterIt() throws UnreadableException {
        begin(7);
        for (int id = 1; id <= 1_500; id++) {
            change(7, "c", payment(id, "done", "45.00", 125), TEN);
        }
        assertThat(end(7, 900)).as("a first part, which only lays rows").isEmpty();
        assertThat(new OdooIntake().hasMore(memory)).isTrue();
        memory.forget("tx/1200");

        List<Statement> left = begin(8);

        assertThat(left).filteredOn(Unmappable.class::isInstance).hasSize(1);
        assertThat(left).filteredOn(EntryStated.class::isInstance).hasSize(1_499);
        assertThat(new OdooIntake().hasMore(memory)).isFalse();
        change(8, "c", payment(2_000, "done", "45.00", 125), TEN);
        assertThat(entry(only(end(8, 950))).id().id()).isEqualTo("2000");
    }

    @Test
    void aLogWithoutMarkersEndsATransactionWithTheFirstRowOfTheNext() throws UnreadableException {
        assertThat(change(7, "c", payment(1, "draft", "45.00", 125), TEN)).isEmpty();
        assertThat(change(7, "u", payment(1, "done", "45.00", 125), TEN)).isEmpty();

        Entry ended = entry(only(change(8, "c", payment(2, "done", "1.00", 125), TEN)));

        assertThat(ended.id().id()).isEqualTo("1");
        assertThat(ended.stage()).isEqualTo(Stage.CAPTURED);
    }

    @Test
    void theHeartbeatIsCoverageUpToItsCommitAndNeverGoesBack() throws UnreadableException {
        assertThat(beat(7, 900, TEN)).containsExactly(new CoverageStated(new Interval(null, TEN)));
        assertThat(beat(8, 910, TEN.minusSeconds(1))).isEmpty();
        assertThat(entry(only(commit(9, 920, payment(1, "done", "45.00", 125), TEN.minusSeconds(2))))
                        .statedAt())
                .as("a commit behind the coverage is not stated before it")
                .isEqualTo(TEN);
    }

    @Test
    void aHeartbeatThatBearsAClockSetsTheTimeOfWhatFollows() throws UnreadableException {
        Instant june = Instant.parse("2026-06-01T00:00:00Z");

        assertThat(beat(7, 900, TEN, "\"2026-06-01T02:00:00+02:00\""))
                .containsExactly(new CoverageStated(new Interval(null, june)));
        assertThat(entry(only(commit(8, 910, payment(1, "done", "45.00", 125)))).statedAt())
                .isEqualTo(june);

        assertThat(beat(9, 920, june.plusSeconds(60)))
                .as("a beat without a clock counts by its commit again")
                .containsExactly(new CoverageStated(new Interval(null, june.plusSeconds(60))));
        assertThat(entry(only(commit(10, 930, payment(1, "cancel", "45.00", 125), june.plusSeconds(70))))
                        .statedAt())
                .isEqualTo(june.plusSeconds(70));
    }

    @Test
    void aRowThatCannotBeMappedDoesNotTakeTheOthersOfItsTransactionWithIt() throws UnreadableException {
        begin(7);
        change(7, "c", payment(1, "teleported", "45.00", 125), TEN);
        change(7, "c", payment(2, "done", "45.00", 125), TEN);

        List<Statement> stated = end(7, 900);

        assertThat(stated).hasSize(2);
        assertThat(stated.get(0)).isInstanceOfSatisfying(Unmappable.class, row -> {
            assertThat(row.what()).isEqualTo("payment_transaction/1");
            assertThat(row.why()).contains("teleported");
        });
        assertThat(entry(stated.get(1)).id().id()).isEqualTo("2");
    }

    @ParameterizedTest
    @CsvSource({
        "draft, online_direct, INITIATED",
        "pending, online_direct, INITIATED",
        "authorized, online_direct, AUTHORIZED",
        "done, online_direct, CAPTURED",
        "done, refund, REFUNDED",
        "done, validation, AUTHORIZED",
        "cancel, online_direct, CANCELLED",
        "error, online_direct, REJECTED",
    })
    void theStateOfAPaymentIsItsStage(String state, String operation, Stage stage) throws UnreadableException {
        String row = payment(1, state, "45.00", 125).replace("online_direct", operation);

        assertThat(entry(only(commit(7, 900, row))).stage()).isEqualTo(stage);
    }

    @Test
    void whatAProviderWasWhenAPaymentWasFirstSeenDecidesWhetherItIsLive() throws UnreadableException {
        snapshot("payment_provider", "{\"id\":13,\"code\":\"stripe\",\"state\":\"test\"}", 30, TEN);
        commit(7, 900, payment(1, "draft", "45.00", 125));
        begin(8);
        changeOf(8, "payment_provider", "u", "{\"id\":13,\"code\":\"stripe\",\"state\":\"enabled\"}", TEN);
        end(8, 910);

        assertThat(entry(only(commit(9, 920, payment(1, "done", "45.00", 125)))).attributes())
                .containsEntry("live", "false");
        assertThat(entry(only(commit(10, 930, payment(2, "done", "45.00", 125))))
                        .attributes())
                .containsEntry("live", "true");
    }

    @Test
    void aMarkerOfAnotherKindIsNotGuessed() {
        assertThatThrownBy(() -> marker(7, "PREPARED", 900))
                .isInstanceOf(UnreadableException.class)
                .hasMessageContaining("PREPARED");
    }

    private static Statement only(List<Statement> statements) {
        assertThat(statements).hasSize(1);
        return statements.get(0);
    }

    private static Entry entry(Statement statement) {
        return ((EntryStated) statement).entry();
    }

    private static String payment(int id, String state, String amount, int currency) {
        long micros = TEN.toEpochMilli() * 1000;
        return "{\"id\":" + id + ",\"provider_id\":13,\"company_id\":1,\"currency_id\":" + currency
                + ",\"reference\":\"INV/" + id + "\",\"provider_reference\":\"pi_" + id + "\",\"state\":\"" + state
                + "\",\"operation\":\"online_direct\",\"amount\":\"" + amount + "\",\"last_state_change\":" + micros
                + ",\"create_date\":" + micros + ",\"write_date\":" + micros + "}";
    }

    private List<Statement> commit(int transaction, long position, String payment) throws UnreadableException {
        return commit(transaction, position, payment, TEN);
    }

    private List<Statement> commit(int transaction, long position, String payment, Instant at)
            throws UnreadableException {
        var statements = new ArrayList<>(begin(transaction));
        statements.addAll(change(transaction, "u", payment, at));
        statements.addAll(end(transaction, position));
        return statements;
    }

    private List<Statement> beat(int transaction, long position, Instant at) throws UnreadableException {
        return beat(transaction, position, at, "null");
    }

    private List<Statement> beat(int transaction, long position, Instant at, String clock) throws UnreadableException {
        begin(transaction);
        changeOf(transaction, "tieout_heartbeat", "u", "{\"id\":1,\"beat\":1,\"clock_at\":" + clock + "}", at);
        return end(transaction, position);
    }

    private List<Statement> begin(int transaction) throws UnreadableException {
        return marker(transaction, "BEGIN", 1);
    }

    private List<Statement> end(int transaction, long position) throws UnreadableException {
        return marker(transaction, "END", position);
    }

    private List<Statement> marker(int transaction, String status, long position) throws UnreadableException {
        return read(
                RawTopics.KIND_MARKER,
                "{\"status\":\"" + status + "\",\"id\":\"" + transaction + ":" + position + "\"}");
    }

    private List<Statement> change(int transaction, String operation, String row, Instant at)
            throws UnreadableException {
        return changeOf(transaction, "payment_transaction", operation, row, at);
    }

    private List<Statement> changeOf(int transaction, String table, String operation, String row, Instant at)
            throws UnreadableException {
        String image =
                operation.equals("d") ? "\"before\":" + row + ",\"after\":null" : "\"before\":null,\"after\":" + row;
        return read(
                RawTopics.KIND_CHANGE,
                "{" + image + ",\"source\":{\"table\":\"" + table + "\",\"snapshot\":\"false\",\"txId\":" + transaction
                        + ",\"lsn\":" + (100 + offset) + ",\"ts_ms\":" + at.toEpochMilli() + "},\"op\":\"" + operation
                        + "\"}");
    }

    private static String beatRow() {
        return "{\"id\":1,\"beat\":1,\"clock_at\":null}";
    }

    private List<Statement> lastOfSnapshot(String heartbeat, long position) throws UnreadableException {
        return snapshot("tieout_heartbeat", heartbeat, position, TEN, "last");
    }

    private List<Statement> goOn() throws UnreadableException {
        return new OdooIntake()
                .goOn(
                        new RawRecord(
                                "shop",
                                RawTopics.KIND_CHANGE,
                                "{}".getBytes(StandardCharsets.UTF_8),
                                new Lineage(RawTopics.ODOO_CHANGE, 0, offset)),
                        memory);
    }

    private List<Statement> snapshot(String table, String row, long position, Instant at) throws UnreadableException {
        return snapshot(table, row, position, at, "true");
    }

    private List<Statement> snapshot(String table, String row, long position, Instant at, String which)
            throws UnreadableException {
        return read(
                RawTopics.KIND_CHANGE,
                "{\"before\":null,\"after\":" + row + ",\"source\":{\"table\":\"" + table
                        + "\",\"snapshot\":\"" + which + "\",\"txId\":3,\"lsn\":" + position + ",\"ts_ms\":"
                        + at.toEpochMilli()
                        + "},\"op\":\"r\"}");
    }

    private List<Statement> read(String kind, String json) throws UnreadableException {
        return new OdooIntake()
                .read(
                        new RawRecord(
                                "shop",
                                kind,
                                json.getBytes(StandardCharsets.UTF_8),
                                new Lineage(RawTopics.ODOO_CHANGE, 0, offset++)),
                        memory);
    }
}
