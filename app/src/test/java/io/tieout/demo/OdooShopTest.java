package io.tieout.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.tieout.demo.Happening.Call;
import io.tieout.demo.Happening.OdooCall;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class OdooShopTest {

    private static EmbeddedPostgres postgres;
    private static TrialPlan plan;

    /** Plays a whole small week, with the change stream recorded by Postgres' own test decoder. */
    @BeforeAll
    static void playTheWeek() throws IOException, SQLException {
        plan = TrialPlan.of(60, 7);
        postgres = EmbeddedPostgres.builder()
                .setServerConfig("wal_level", "logical")
                .start();
        try (OdooShop shop = new OdooShop(postgres.getPostgresDatabase().getConnection());
                Connection connection = postgres.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            shop.open();
            statement.execute(
                    "CREATE TABLE tieout_heartbeat (id integer PRIMARY KEY, beat bigint NOT NULL, clock_at timestamptz)");
            statement.execute("INSERT INTO tieout_heartbeat VALUES (1, 0, NULL)");
            statement.execute("SELECT pg_create_logical_replication_slot('observer', 'test_decoding')");
            for (Happening happening : plan.happenings()) {
                if (happening instanceof OdooCall call) {
                    shop.play(call);
                }
            }
            shop.beat(TrialPlan.END);
        }
    }

    @AfterAll
    static void stop() throws IOException {
        postgres.close();
    }

    @Test
    void insertsADraftIncompleteAndFillsItInTheSameTransaction() throws SQLException {
        List<List<String>> transactions = transactions();

        List<String> draft = transactions.stream()
                .filter(changes -> changes.stream().anyMatch(change -> change.contains("payment_transaction: INSERT")))
                .findFirst()
                .orElseThrow();
        assertThat(draft).hasSize(3);
        assertThat(draft.get(0))
                .contains("payment_transaction: INSERT")
                .contains("company_id[integer]:null")
                .contains("provider_reference[character varying]:null")
                .contains("state[character varying]:'draft'")
                .contains("operation[character varying]:'online_direct'");
        assertThat(draft.get(1))
                .containsAnyOf("account_invoice_transaction_rel: INSERT", "sale_order_transaction_rel: INSERT");
        assertThat(draft.get(2)).contains("payment_transaction: UPDATE").contains("company_id[integer]:1");
    }

    @Test
    void booksInATransactionAfterTheStateWithSeveralImagesOfOneRow() throws SQLException {
        List<List<String>> transactions = transactions();
        List<String> booking = transactions.stream()
                .filter(changes -> changes.stream().anyMatch(change -> change.contains("account_payment: INSERT")))
                .findFirst()
                .orElseThrow();

        assertThat(booking)
                .filteredOn(change -> change.contains("account_move: UPDATE"))
                .hasSizeGreaterThanOrEqualTo(4);
        assertThat(booking)
                .filteredOn(change -> change.contains("payment_transaction: UPDATE"))
                .singleElement()
                .satisfies(change -> assertThat(change)
                        .contains("is_post_processed[boolean]:true")
                        .contains("state[character varying]:'done'"));
        assertThat(transactions)
                .filteredOn(changes -> changes.size() == 1
                        && changes.get(0).contains("payment_transaction: UPDATE")
                        && changes.get(0).contains("state[character varying]:'done'"))
                .isNotEmpty();
    }

    @Test
    void keepsEveryAmountWithTheDecimalsOfItsCurrency() throws SQLException {
        for (PlannedOrder order : plan.orders()) {
            List<String> row = row("SELECT t.amount::text, c.name, c.decimal_places FROM payment_transaction t"
                    + " JOIN res_currency c ON c.id = t.currency_id WHERE t.id = " + order.transactionId());
            if (!row.isEmpty()) {
                assertThat(row.get(1)).isEqualTo(order.bookedCurrency().name());
                assertThat(row.get(2))
                        .isEqualTo(Integer.toString(order.bookedCurrency().digits()));
                assertThat(row.get(0))
                        .isEqualTo(
                                order.bookedCurrency().decimal(order.booked()).toPlainString());
            }
        }
    }

    @Test
    void endsEveryOrderInTheStateOfItsKind() throws SQLException {
        for (PlannedOrder order : plan.orders()) {
            List<String> row =
                    row("SELECT state, provider_reference, is_post_processed FROM payment_transaction WHERE id = "
                            + order.transactionId());
            String state = row.get(0);
            switch (order.kind()) {
                case CAPTURED_NOT_BOOKED -> assertThat(state).isIn("draft", "pending");
                case DECLINED -> assertThat(state).isEqualTo("error");
                case ABANDONED -> assertThat(state).isIn("draft", "cancel");
                case CANCELLED_AFTER_MATCH -> assertThat(state).isEqualTo("cancel");
                default -> {
                    assertThat(state).isEqualTo("done");
                    assertThat(row.get(1)).isEqualTo(order.paymentIntent());
                    assertThat(row.get(2)).isEqualTo("t");
                }
            }
        }
    }

    @Test
    void makesARefundAChildWithANegativeAmount() throws SQLException {
        PlannedOrder order = plan.orders().stream()
                .filter(candidate -> candidate.kind() == Kind.REFUNDED)
                .findFirst()
                .orElseThrow();
        PlannedOrder.PlannedRefund refund = order.requiredRefund();

        assertThat(row("SELECT reference, provider_reference, operation, state, amount::text, source_transaction_id"
                        + " FROM payment_transaction WHERE id = " + refund.transactionId()))
                .containsExactly(
                        "R-" + order.reference(),
                        refund.refundId(),
                        "refund",
                        "done",
                        order.bookedCurrency().decimal(-refund.amount()).toPlainString(),
                        Integer.toString(order.transactionId()));
    }

    @Test
    void rewritesARowWithoutAChangeWhenItHearsTheSameAgain() throws SQLException {
        PlannedOrder order = plan.happenings().stream()
                .filter(happening -> happening instanceof OdooCall call && call.call() == Call.HEARD_AGAIN)
                .findFirst()
                .orElseThrow()
                .order();

        List<String> images = transactions().stream()
                .filter(changes -> changes.size() == 1)
                .map(changes -> changes.get(0))
                .filter(change ->
                        change.contains("payment_transaction: UPDATE: id[integer]:" + order.transactionId() + " ")
                                && change.contains("state[character varying]:'done'"))
                .map(change -> change.replaceAll("write_date[^']*'[^']*'", ""))
                .toList();
        assertThat(images).hasSize(2);
        assertThat(images.get(0)).isEqualTo(images.get(1));
    }

    @Test
    void beatsWithTheSimulatedTime() throws SQLException {
        assertThat(row("SELECT beat, extract(epoch FROM clock_at)::bigint FROM tieout_heartbeat"))
                .containsExactly("1", Long.toString(TrialPlan.END.getEpochSecond()));
    }

    private static List<String> row(String sql) throws SQLException {
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            List<String> row = new ArrayList<>();
            if (result.next()) {
                for (int column = 1; column <= result.getMetaData().getColumnCount(); column++) {
                    row.add(String.valueOf(result.getString(column)));
                }
            }
            return row;
        }
    }

    /** The changes of each transaction of the week, in commit order. */
    private static List<List<String>> transactions() throws SQLException {
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement();
                ResultSet changes = statement.executeQuery(
                        "SELECT data FROM pg_logical_slot_peek_changes('observer', NULL, NULL)")) {
            List<List<String>> transactions = new ArrayList<>();
            while (changes.next()) {
                String change = changes.getString(1);
                if (change.startsWith("BEGIN")) {
                    transactions.add(new ArrayList<>());
                } else if (!change.startsWith("COMMIT")) {
                    transactions.get(transactions.size() - 1).add(change);
                }
            }
            return transactions;
        }
    }
}
