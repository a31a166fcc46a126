package io.tieout.matching.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.tieout.matching.Reason;
import io.tieout.matching.Shape;
import io.tieout.matching.Tolerance;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * What Odoo's own reconciliation rules decide in sixteen small cases, and what a pool decides in them. Where the
 * two differ it is on purpose, and {@code topology-docs/decisions/009-a-pool-is-no-suggestion.md} says why.
 */
class OdooRulesTest {

    private static final List<String> SAME = List.of(
            "basic_1_1",
            "sum_N_1",
            "cash_bill",
            "exact_beats_prefix",
            "tol0_equal",
            "tol0_under",
            "tol0.5_under",
            "tol1_under",
            "tol1_over",
            "tol1_under_auto",
            "tol_partial_invoice_lower",
            "three_payments_same_memo");

    private static final List<String> OTHERWISE =
            List.of("keep_first_no_amount_check", "tol0_over", "tol0.5_over", "multi_currency_98pct");

    private static PoolTale tale() {
        return tolerant("0");
    }

    /** Bank lines come first in the policy, so the percentage is of the invoice's side where it must be. */
    private static PoolTale tolerant(String percent) {
        Shape.Pool shape = (Shape.Pool) PoolPolicies.bankLines().shape();
        return new PoolTale(PoolPolicies.pool(
                shape, new Tolerance(Map.of(), BigDecimal.ZERO, new BigDecimal(percent)), Duration.ofDays(21)));
    }

    private static PoolTale invoices() {
        return tale().books("I1", "2026-01-05", "100.00", "Partner Uno", "INV/2026/00001")
                .books("I2", "2026-01-05", "200.00", "Partner Uno", "INV/2026/00002")
                .books("I3", "2026-01-05", "300.00", "Partner Uno", "RINV/2026/00001")
                .books("I4", "2026-01-05", "-1000.00", "Supplier Due", "BILL/2026/01/0001")
                .books("I5", "2026-01-05", "600.00", "Client Tre", "INV/2026/00003")
                .books("I6", "2026-01-05", "600.00", "Client Tre", "RF12 3456");
    }

    private static PoolTale one(String percent, String invoice, String line) {
        return tolerant(percent)
                .books("I", "2026-01-05", invoice, "Partner Uno", "")
                .bank("B", "2026-01-07", line, "Partner Uno", "transfer")
                .ends();
    }

    @Test
    void everyCaseIsDecidedHere() throws IOException {
        Path file = Path.of(System.getProperty("tieout.shared", "../../shared"), "datasets/odoo-matching-rules.json");
        assumeTrue(Files.exists(file), "no " + file + " beside the repository: not tried");
        var ids = new ArrayList<String>();
        new ObjectMapper()
                .readTree(file.toFile())
                .get("cases")
                .forEach(one -> ids.add(one.get("id").asText()));
        var decided = new ArrayList<>(SAME);
        decided.addAll(OTHERWISE);

        assertThat(ids).containsExactlyInAnyOrderElementsOf(decided);
    }

    @Test
    void basicOneToOne() {
        PoolTale tale = invoices()
                .bank("B1", "2026-01-07", "100.00", "Partner Uno", "invoice 2026-00001")
                .ends();

        assertThat(tale.matched("B1")).containsExactly("I1");
    }

    @Test
    void sumOfSeveral() {
        PoolTale tale = invoices()
                .bank("B2", "2026-01-07", "600.00", "Partner Uno", "xxxxx")
                .ends();

        assertThat(tale.matched("B2")).containsExactly("I1", "I2", "I3");
    }

    @Test
    void cashBill() {
        PoolTale tale = invoices()
                .bank("C1", "2026-01-07", "-1000.00", "Supplier Due", "yyyyy")
                .ends();

        assertThat(tale.matched("C1")).containsExactly("I4");
    }

    @Test
    void exactBeatsPrefix() {
        PoolTale tale = invoices()
                .bank("B", "2026-01-07", "300.00", "Partner Uno", "xxxxx")
                .ends();

        assertThat(tale.matched("B")).containsExactly("I3");
    }

    @Test
    void theReferenceDistinguishesEqualInvoices() {
        PoolTale tale = invoices()
                .bank("B4", "2026-01-07", "600.00", "Client Tre", "RF12 3456")
                .ends();

        assertThat(tale.matched("B4")).containsExactly("I6");
    }

    @Test
    void tolerances() {
        assertThat(one("0", "1000.00", "1000.00").matched("B")).containsExactly("I");
        assertThat(one("0", "1000.00", "990.00").matched("B")).isEmpty();
        assertThat(one("0.5", "1000.00", "990.00").matched("B")).isEmpty();
        assertThat(one("1.02", "1000.00", "990.00").matched("B")).containsExactly("I");
        assertThat(one("1", "1000.00", "1010.00").matched("B")).containsExactly("I");
        assertThat(one("1", "990.00", "1000.00").matched("B")).containsExactly("I");
    }

    @Test
    void withinToleranceTheReferenceDecides() {
        PoolTale tale = tolerant("1.02")
                .books("I", "2026-01-05", "1000.00", "Partner Uno", "123456")
                .bank("B", "2026-01-07", "990.00", "Partner Uno", "123456")
                .ends();

        assertThat(tale.matched("B")).containsExactly("I");
    }

    @Test
    void threePaymentsTwoWithTheMemo() {
        PoolTale tale = tale().books("P1", "2026-01-05", "500.00", null, "a1b2c3")
                .books("P2", "2026-01-05", "500.00", null, "a1b2c3")
                .books("P3", "2026-01-05", "500.00", null, "d1e2f3")
                .bank("B", "2026-01-07", "1000.00", "a1b2c3")
                .ends();

        assertThat(tale.matched("B")).containsExactly("P1", "P2");
        assertThat(tale.open("P3")).isEqualTo(Reason.COUNTERPART_MISSING);
    }

    @Test
    void otherwiseAPartOfAnInvoiceIsNoMatch() {
        PoolTale tale = invoices()
                .bank("B", "2026-01-07", "250.00", "Partner Uno", "xxxxx")
                .ends();

        assertThat(tale.matched("B")).isEmpty();
        assertThat(tale.open("B")).isEqualTo(Reason.COUNTERPART_MISSING);
    }

    @Test
    void otherwiseMoreThanToleranceIsAMismatchAlsoWhenTooMuchWasPaid() {
        for (String percent : List.of("0", "0.5")) {
            PoolTale tale = one(percent, "1000.00", "1010.00");

            assertThat(tale.matched("B")).isEmpty();
            assertThat(tale.open("B")).isEqualTo(Reason.AMOUNT_MISMATCH);
            assertThat(tale.named("B")).containsExactly("I");
        }
    }
}
