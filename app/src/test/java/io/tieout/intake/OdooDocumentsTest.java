package io.tieout.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.tieout.connect.RawTopics;
import io.tieout.intake.Statement.EntryDeleted;
import io.tieout.intake.Statement.EntryStated;
import io.tieout.intake.Statement.Unmappable;
import io.tieout.matching.Entry;
import io.tieout.matching.Lineage;
import io.tieout.matching.Money;
import io.tieout.matching.Reference;
import io.tieout.matching.Stage;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Documents of Odoo made of several rows, in the columns of each version. */
final class OdooDocumentsTest {

    private static final int DAY = 20_515;
    private static final Instant MIDNIGHT = Instant.parse("2026-03-03T00:00:00Z");

    private final Memory memory = new HeldMemory();
    private int transaction = 10;
    private int offset;

    @BeforeEach
    void referenceData() throws UnreadableException {
        commit(
                row("res_currency", "'id':1,'name':'EUR'"),
                row("res_company", "'id':1,'name':'Shop','currency_id':1"),
                row("account_journal", "'id':6,'code':'BNK1','type':'bank','company_id':1,'currency_id':null"),
                row("account_account", "'id':45,'account_type':'asset_cash'"),
                row("account_account", "'id':7,'account_type':'asset_receivable'"));
    }

    @Test
    void anInvoiceIsItsLastImageAndAVendorBillIsMoneyOut() throws UnreadableException {
        Entry invoice = only(commit(
                move(22, "'name':null,'state':'draft','move_type':'out_invoice','amount_total':null"),
                move(
                        22,
                        "'name':'INV/1','state':'posted','move_type':'out_invoice','amount_total':'250.00',"
                                + "'amount_residual':'50.0','payment_state':'partial','invoice_origin':'S1, S2'")));

        assertThat(invoice.stage()).isEqualTo(Stage.POSTED);
        assertThat(invoice.amount()).isEqualTo(new Money(25000, "EUR"));
        assertThat(invoice.measures()).containsEntry("residual", new Money(5000, "EUR"));
        assertThat(invoice.businessAt()).isEqualTo(MIDNIGHT);
        assertThat(invoice.attributes()).containsEntry("payment_state", "partial");
        assertThat(invoice.references())
                .contains(
                        new Reference("DOCUMENT", "INV/1"),
                        new Reference("ORIGIN", "S1"),
                        new Reference("ORIGIN", "S2"),
                        new Reference("ODOO_INVOICE", "22"));

        Entry bill =
                only(commit(move(23, "'name':'/','state':'draft','move_type':'in_invoice','amount_total':'9.50'")));
        assertThat(bill.amount()).isEqualTo(new Money(-950, "EUR"));
        assertThat(bill.stage()).isEqualTo(Stage.INITIATED);
        assertThat(bill.references()).extracting(Reference::kind).doesNotContain("DOCUMENT");
    }

    @Test
    void aBankLineOfSixteenTakesCompanyDateAndNumberFromItsEntryAndFollowsIt() throws UnreadableException {
        Entry line = entry(
                commit(
                        row(
                                "account_bank_statement_line",
                                "'id':3,'move_id':23,'currency_id':null,'foreign_currency_id':null,'amount':'250.0',"
                                        + "'payment_ref':'EVE BANK INV','partner_name':'EVE'"),
                        move(23, "'name':'BNK1/1','ref':'E2E-1','state':'posted','move_type':'entry'")),
                "account_bank_statement_line");

        assertThat(line.stage()).isEqualTo(Stage.BOOKED);
        assertThat(line.company()).isEqualTo("1");
        assertThat(line.amount()).as("in the company's currency").isEqualTo(new Money(25000, "EUR"));
        assertThat(line.businessAt()).isEqualTo(MIDNIGHT);
        assertThat(line.text()).isEqualTo("EVE BANK INV");

        Entry again = entry(
                commit(move(23, "'name':'BNK1/1','ref':'E2E-2','state':'posted','move_type':'entry'")),
                "account_bank_statement_line");
        assertThat(again.references()).contains(new Reference("REFERENCE", "E2E-2"));
    }

    @Test
    void aPaymentOfSixteenStandsAsItsEntryAndOneOfNineteenByItself() throws UnreadableException {
        String common = "'id':5,'payment_type':'outbound','partner_type':'supplier','currency_id':1,'amount':'10.00'";
        assertThat(commit(row("account_payment", common + ",'move_id':31")))
                .as("waits for its entry")
                .isEmpty();
        Entry of16 = entry(
                commit(move(31, "'name':'PBNK1/1','ref':'INV/1','state':'cancel','move_type':'entry'")),
                "account_payment");
        assertThat(of16.stage()).isEqualTo(Stage.CANCELLED);
        assertThat(of16.amount()).isEqualTo(new Money(-1000, "EUR"));

        Entry of19 = entry(
                commit(
                        row("account_move__account_payment", "'invoice_id':22,'payment_id':6"),
                        row(
                                "account_payment",
                                common.replace("'id':5", "'id':6")
                                        + ",'move_id':null,'state':'in_process','name':'PBNK1/2','memo':'INV/2',"
                                        + "'company_id':1,'journal_id':6,'date':" + DAY)),
                "account_payment");
        assertThat(of19.stage()).isEqualTo(Stage.POSTED);
        assertThat(of19.references())
                .contains(new Reference("ODOO_INVOICE", "22"), new Reference("REFERENCE", "INV/2"));
    }

    @Test
    void anUndoneReconciliationLeavesByItsKeyAlone() throws UnreadableException {
        commit(line(48, 22, 7), line(51, 23, 7));
        Entry partial = only(commit(row(
                "account_partial_reconcile",
                "'id':13,'debit_move_id':48,'credit_move_id':51,'company_id':1,'amount':'250.00',"
                        + "'debit_currency_id':1,'credit_currency_id':1,'debit_amount_currency':'250.00',"
                        + "'credit_amount_currency':'250.00','max_date':" + DAY)));
        assertThat(partial.stage()).isEqualTo(Stage.RECONCILED);
        assertThat(partial.references())
                .contains(new Reference("ODOO_DEBIT_ENTRY", "22"), new Reference("ODOO_CREDIT_ENTRY", "23"));

        assertThat(commit(new Row("account_partial_reconcile", "d", "'id':13")))
                .singleElement()
                .isInstanceOfSatisfying(
                        EntryDeleted.class,
                        gone -> assertThat(gone.id().toString()).isEqualTo("odoo/shop/account_partial_reconcile/13"));
    }

    @Test
    void onlyItemsOnMoneyAccountsAreStatedAndOneThatMovesAwayLeaves() throws UnreadableException {
        assertThat(commit(line(47, 22, 7))).isEmpty();
        assertThat(only(commit(line(49, 23, 45))).stage()).isEqualTo(Stage.POSTED);
        assertThat(commit(line(49, 23, 7))).singleElement().isInstanceOf(EntryDeleted.class);
    }

    @Test
    void aTransactionOfMoreRowsThanAreHeldAtOnceIsWorkedOffInPartsAndSaidOnceEach() throws UnreadableException {
        var rows = new ArrayList<Row>();
        for (int id = 1; id <= 2_500; id++) {
            rows.add(move(id, "'name':null,'state':'draft','move_type':'entry','amount_total':null"));
        }
        for (int id = 1; id <= 2_500; id++) {
            rows.add(move(id, "'name':'E" + id + "','state':'posted','move_type':'entry','amount_total':'1.00'"));
        }

        List<Statement> said = commit(rows.toArray(Row[]::new));

        assertThat(said)
                .hasSize(2_500)
                .allSatisfy(
                        one -> assertThat(((EntryStated) one).entry().stage()).isEqualTo(Stage.POSTED));
        assertThat(said.stream().map(one -> ((EntryStated) one).entry().id()).distinct())
                .hasSize(2_500);
        assertThat(memory.recallAll("doc/")).isEmpty();
        assertThat(memory.recallAll("marked/")).isEmpty();
        assertThat(memory.recallAll("image/")).isEmpty();
    }

    private static Row row(String table, String columns) {
        return new Row(table, "c", columns);
    }

    private static Row move(int id, String columns) {
        return row(
                "account_move",
                "'id':" + id + ",'journal_id':6,'company_id':1,'currency_id':1,'date':" + DAY + "," + columns);
    }

    private static Row line(int id, int move, int account) {
        return row(
                "account_move_line",
                "'id':" + id + ",'move_id':" + move + ",'journal_id':6,'company_id':1,'currency_id':1,'account_id':"
                        + account + ",'parent_state':'posted','move_name':'BNK1/1','amount_currency':'250.00','date':"
                        + DAY);
    }

    private record Row(String table, String operation, String columns) {}

    @Test
    void aDocumentThatTheMappingFailsOnLeavesTheOthersOfItsTransaction() throws UnreadableException {
        List<Statement> said = commit(
                row(
                        "account_move",
                        "'id':22,'name':'INV/1','state':'posted','move_type':'out_invoice','amount_total':'9.00',"
                                + "'date':400000000000,'invoice_date':400000000000,'company_id':1,'journal_id':6,"
                                + "'currency_id':1"),
                move(23, "'name':'INV/2','state':'posted','move_type':'out_invoice','amount_total':'8.00'"));

        assertThat(said)
                .filteredOn(Unmappable.class::isInstance)
                .singleElement()
                .satisfies(one -> {
                    assertThat(((Unmappable) one).what()).isEqualTo("account_move/22");
                    assertThat(((Unmappable) one).image()).contains("INV/1");
                    assertThat(((Unmappable) one).why()).contains("failed on it");
                });
        assertThat(entry(said.stream().filter(EntryStated.class::isInstance).toList(), "account_move")
                        .id()
                        .id())
                .isEqualTo("23");
    }

    @Test
    void aStateThatNobodyMappedIsNotGuessed() throws UnreadableException {
        assertThat(commit(row(
                        "pos_payment",
                        "'id':9,'amount':'5.00','payment_status':'teleported','pos_order_id':1,'session_id':1,"
                                + "'payment_method_id':1,'transaction_id':null,'payment_date':1772500000000000")))
                .singleElement()
                .isInstanceOfSatisfying(
                        Unmappable.class,
                        one -> assertThat(one.why())
                                .contains("pos_payment 9 has payment_status teleported, which is not known"));
    }

    private static Entry only(List<Statement> statements) {
        assertThat(statements).hasSize(1);
        return ((EntryStated) statements.get(0)).entry();
    }

    private static Entry entry(List<Statement> statements, String table) {
        return statements.stream()
                .map(one -> ((EntryStated) one).entry())
                .filter(one -> one.id().object().equals(table))
                .findFirst()
                .orElseThrow();
    }

    private List<Statement> commit(Row... rows) throws UnreadableException {
        transaction++;
        var said = new ArrayList<>(read(RawTopics.KIND_MARKER, "{'status':'BEGIN','id':'" + transaction + ":1'}"));
        for (Row row : rows) {
            String image = row.operation().equals("d")
                    ? "'before':{" + row.columns() + "},'after':null"
                    : "'before':null,'after':{" + row.columns() + "}";
            said.addAll(read(
                    RawTopics.KIND_CHANGE,
                    "{" + image + ",'source':{'table':'" + row.table() + "','snapshot':'false','txId':" + transaction
                            + ",'lsn':" + (100 + offset) + ",'ts_ms':1000},'op':'" + row.operation() + "'}"));
        }
        said.addAll(read(
                RawTopics.KIND_MARKER, "{'status':'END','id':'" + transaction + ":" + (1_000_000 + offset) + "'}"));
        return said;
    }

    private List<Statement> read(String kind, String json) throws UnreadableException {
        var intake = new OdooIntake();
        var raw = new RawRecord(
                "shop",
                kind,
                json.replace('\'', '"').getBytes(StandardCharsets.UTF_8),
                new Lineage(RawTopics.ODOO_CHANGE, 0, offset++));
        var said = new ArrayList<>(intake.read(raw, memory));
        while (intake.hasMore(memory)) {
            List<Statement> part = intake.goOn(raw, memory);
            assertThat(part).hasSizeLessThanOrEqualTo(1_000);
            said.addAll(part);
        }
        return said;
    }
}
