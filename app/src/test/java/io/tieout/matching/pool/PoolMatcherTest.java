package io.tieout.matching.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.tieout.matching.Evidence;
import io.tieout.matching.Evidence.Kind;
import io.tieout.matching.EvidenceTable;
import io.tieout.matching.Outcome;
import io.tieout.matching.Policy;
import io.tieout.matching.Reason;
import io.tieout.matching.Shape;
import io.tieout.matching.Tolerance;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a pool decides, entry by entry. */
class PoolMatcherTest {

    private final PoolTale tale = new PoolTale(PoolPolicies.bankLines());

    private static PoolTale bounded(int candidates, int members, int tries) {
        return new PoolTale(policy(candidates, members, tries, Tolerance.NONE));
    }

    private static Policy policy(int candidates, int members, int tries, Tolerance tolerance) {
        return PoolPolicies.pool(
                new Shape.Pool(List.of("currency"), EvidenceTable.STANDARD, candidates, members, tries, true),
                tolerance,
                Duration.ofDays(21));
    }

    @Test
    void aReferenceInTheTextDecidesAtOnceAndIsExplained() {
        tale.books("a", "2026-01-05", "120.00", null, "INV/2026/00017")
                .bank("x", "2026-01-07", "120.00", "Payment inv-2026-00017 thank you");

        assertThat(tale.matched("x")).containsExactly("a");
        assertThat(tale.outcomes())
                .filteredOn(Outcome.MatchChanged.class::isInstance)
                .singleElement()
                .satisfies(one -> {
                    var match = (Outcome.MatchChanged) one;
                    assertThat(match.of().id()).endsWith("|bank/main/line/x");
                    assertThat(match.agreement().evidence())
                            .extracting(Evidence::kind, Evidence::points)
                            .containsExactly(
                                    org.assertj.core.groups.Tuple.tuple(Kind.REFERENCE_IN_TEXT, 60),
                                    org.assertj.core.groups.Tuple.tuple(Kind.EXACT_AMOUNT, 40),
                                    org.assertj.core.groups.Tuple.tuple(Kind.DATE, 10));
                    assertThat(match.agreement().evidence().get(0).detail()).isEqualTo("both bear INV202600017");
                });
    }

    @Test
    void anEquallyStrongRivalTakesTheMatchBackAndIsAmbiguous() {
        tale.books("a", "2026-01-05", "120.00", null, "INV-2017").bank("x", "2026-01-07", "120.00", "INV-2017");
        assertThat(tale.matched("x")).containsExactly("a");

        tale.bank("y", "2026-01-07", "120.00", "INV-2017");
        assertThat(tale.matched("x")).isEmpty();
        assertThat(tale.open("x")).isEqualTo(Reason.MATCH_BROKEN);

        tale.ends();
        assertThat(tale.open("a")).isEqualTo(Reason.AMBIGUOUS);
        assertThat(tale.named("a")).containsExactly("x", "y");
    }

    @Test
    void aRivalThatGoesAwayLeavesTheMatch() {
        tale.books("a", "2026-01-05", "120.00", null, "INV-2017")
                .bank("x", "2026-01-07", "120.00", "INV-2017")
                .bank("y", "2026-01-07", "120.00", "INV-2017")
                .ends()
                .leaves("y");

        assertThat(tale.matched("x")).containsExactly("a");
        assertThat(tale.open("a")).isNull();
    }

    @Test
    void aWeakChoiceWaitsForABetterCandidate() {
        tale.books("a", "2026-01-05", "120.00", "Harbor Supply", "").bank("x", "2026-01-07", "120.00", "HARBOR SUPPLY");
        assertThat(tale.matched("x")).isEmpty();

        tale.ends();
        assertThat(tale.matched("x")).containsExactly("a");
    }

    @Test
    void theNameDecidesBetweenEqualAmounts() {
        tale.books("a", "2026-01-05", "120.00", "Harbor Supply Ltd", "")
                .books("b", "2026-01-06", "120.00", "Apex Digital Inc", "")
                .bank("x", "2026-01-07", "120.00", "ACH CREDIT APEX DIGITAL IN")
                .bank("y", "2026-01-08", "120.00", "ACH CREDIT HARBORSUPPLY")
                .ends();

        assertThat(tale.matched("x")).containsExactly("b");
        assertThat(tale.matched("y")).containsExactly("a");
    }

    @Test
    void anAmountAloneIsNoMatchWhenTheTextIsAboutSomebodyElse() {
        tale.books("a", "2026-01-06", "120.00", "Harbor Supply", "")
                .books("b", "2026-01-06", "977.00", "Apex Digital", "")
                .bank("x", "2026-01-07", "120.00", "APEX DIGITAL")
                .ends();

        assertThat(tale.matched("x")).isEmpty();
        assertThat(tale.open("x")).isEqualTo(Reason.COUNTERPART_MISSING);
    }

    @Test
    void theRightReferenceWithAnotherAmountNamesThePair() {
        tale.books("a", "2026-01-05", "120.00", null, "INV-2017")
                .books("b", "2026-01-05", "102.00", null, "INV-2018")
                .bank("x", "2026-01-07", "102.00", "INV-2017")
                .ends();

        assertThat(tale.open("x")).isEqualTo(Reason.AMOUNT_MISMATCH);
        assertThat(tale.named("x")).containsExactly("a");
        assertThat(tale.open("a")).isNull();
    }

    @Test
    void aSlipOfThePenUnderTheRightNameNamesThePair() {
        tale.books("a", "2026-01-05", "5024.21", "Stonebridge Holdings", "AR-2661")
                .bank("x", "2026-01-07", "524.21", "WIRE IN 1085400 STONEBRIDGE HOL")
                .ends();

        assertThat(tale.open("x")).isEqualTo(Reason.AMOUNT_MISMATCH);
        assertThat(tale.named("x")).containsExactly("a");
    }

    @Test
    void whatIsWithinToleranceMatchesWithItsVariance() {
        var tolerant =
                new PoolTale(policy(50, 5, 1_000, new Tolerance(Map.of(), new BigDecimal("0.50"), BigDecimal.ZERO)));
        tolerant.books("a", "2026-01-05", "120.00", "Harbor Supply", "")
                .bank("x", "2026-01-07", "119.60", "HARBOR SUPPLY")
                .ends();

        assertThat(tolerant.outcomes())
                .filteredOn(Outcome.MatchChanged.class::isInstance)
                .singleElement()
                .satisfies(match -> assertThat(
                                ((Outcome.MatchChanged) match).agreement().variance())
                        .isEqualTo(-40));
    }

    @Test
    void oneDepositSettlesSeveralItemsOfTheSameName() {
        tale.books("a", "2026-01-05", "120.00", "Harbor Supply", "")
                .books("b", "2026-01-06", "80.50", "Harbor Supply", "")
                .books("c", "2026-01-06", "33.00", "Harbor Supply", "")
                .bank("x", "2026-01-07", "200.50", "HARBOR SUPPLY")
                .ends();

        assertThat(tale.matched("x")).containsExactly("a", "b");
        assertThat(tale.open("c")).isEqualTo(Reason.COUNTERPART_MISSING);
    }

    @Test
    void severalPaymentsSettleOneItem() {
        tale.books("a", "2026-01-05", "200.50", "Harbor Supply", "")
                .bank("x", "2026-01-06", "120.00", "HARBOR SUPPLY")
                .bank("y", "2026-01-07", "80.50", "HARBOR SUPPLY")
                .ends();

        assertThat(tale.matched("a")).containsExactly("x", "y");
    }

    /** The items are due before the deposit is, which may hold them: nobody is told meanwhile that they are unpaid. */
    @Test
    void whatADepositMayHoldWaitsUntilTheDepositIsDecided() {
        tale.books("a", "2026-01-01", "100.00", "Harbor Supply", "")
                .books("b", "2026-01-03", "200.00", "Harbor Supply", "")
                .books("c", "2026-01-03", "50.00", "Apex Digital", "")
                .bank("x", "2026-01-08", "300.00", "HARBOR SUPPLY");
        Instant before = tale.deadline("x").minusSeconds(1);
        tale.spokenUntil(before);

        assertThat(tale.open("a")).isNull();
        assertThat(tale.open("b")).isNull();
        assertThat(tale.open("c")).as("nobody may hold it").isEqualTo(Reason.COUNTERPART_MISSING);

        tale.ends();
        assertThat(tale.matched("x")).containsExactly("a", "b");
        assertThat(tale.outcomes())
                .filteredOn(Outcome.ExceptionChanged.class::isInstance)
                .as("exceptions")
                .hasSize(1);
    }

    @Test
    void whatNoDepositHoldsAfterAllIsMissingWhenTheDepositIsDecided() {
        tale.books("a", "2026-01-01", "100.00", "Harbor Supply", "")
                .bank("x", "2026-01-08", "300.00", "HARBOR SUPPLY")
                .spokenUntil(tale.deadline("x").minusSeconds(1));
        assertThat(tale.open("a")).isNull();

        tale.spokenUntil(tale.deadline("x").plusSeconds(1));
        assertThat(tale.open("a")).isEqualTo(Reason.COUNTERPART_MISSING);
    }

    @Test
    void twoSumsThatFitAreAmbiguous() {
        tale.books("a", "2026-01-05", "100.00", "Harbor Supply", "")
                .books("b", "2026-01-05", "200.00", "Harbor Supply", "")
                .books("c", "2026-01-05", "220.00", "Harbor Supply", "")
                .books("d", "2026-01-05", "80.00", "Harbor Supply", "")
                .bank("x", "2026-01-07", "300.00", "HARBOR SUPPLY")
                .ends();

        assertThat(tale.open("x")).isEqualTo(Reason.AMBIGUOUS);
        assertThat(tale.named("x")).containsExactly("a", "b", "c", "d");
    }

    @Test
    void aSearchThatHitsItsBoundSaysSo() {
        PoolTale tale = bounded(50, 5, 10);
        for (int i = 0; i < 12; i++) {
            tale.books("a" + i, "2026-01-05", (101 + 7 * i) + ".00", "Harbor Supply", "");
        }
        tale.bank("x", "2026-01-07", "500.00", "HARBOR SUPPLY").ends();

        assertThat(tale.open("x")).isEqualTo(Reason.SEARCH_LIMIT);
    }

    @Test
    void anAmountThatTooManyBearIsNotSearched() {
        PoolTale tale = bounded(3, 1, 10);
        for (int i = 0; i < 4; i++) {
            tale.books("a" + i, "2026-01-05", "9.99", "", "");
        }
        tale.bank("x", "2026-01-05", "9.99", "").ends();

        assertThat(tale.open("x")).isEqualTo(Reason.SEARCH_LIMIT);
    }

    @Test
    void aMatchIsTakenBackWhenTooManyTurnOutToBearItsAmount() {
        PoolTale tale = bounded(1, 1, 10);
        tale.bank("x", "2026-01-05", "9.99", "HARBOR SUPPLY")
                .books("a", "2026-01-05", "9.99", "Harbor Supply", "")
                .ends();
        assertThat(tale.matched("x")).containsExactly("a");

        tale.books("b", "2026-01-05", "9.99", "Apex Digital", "");
        assertThat(tale.open("x")).isEqualTo(Reason.SEARCH_LIMIT);
    }

    @Test
    void aReferenceThatTooManyBearIsNoEvidence() {
        PoolTale tale = bounded(3, 1, 10);
        tale.bank("x", "2026-01-05", "9.99", "CARD-0125");
        for (int i = 0; i < 4; i++) {
            tale.books("a" + i, "2026-01-05", (10 + i) + ".00", "", "CARD-0125");
        }
        tale.ends();

        assertThat(tale.open("x")).isEqualTo(Reason.COUNTERPART_MISSING);
        assertThat(tale.pool().items())
                .allSatisfy(item -> assertThat(item.options()).isEmpty());
    }

    @Test
    void aBookingAndItsReversalSettleEachOther() {
        tale.books("a", "2026-01-05", "-120.00", "Harbor Supply", "CHK-4828")
                .books("b", "2026-01-09", "120.00", "Harbor Supply", "CHK-4828-V")
                .books("c", "2026-01-09", "-120.00", "Harbor Supply", "CHK-4829")
                .bank("x", "2026-01-11", "-120.00", "CHECK #4829")
                .ends();

        assertThat(tale.matched("a")).containsExactly("b");
        assertThat(tale.matched("x")).containsExactly("c");
    }

    @Test
    void everyEntryIsInOneMatchAtMost() {
        tale.books("a", "2026-01-05", "120.00", null, "INV-2017")
                .bank("x", "2026-01-06", "120.00", "INV-2017")
                .bank("y", "2026-01-06", "120.00", "")
                .ends();

        assertThat(tale.matched("a")).containsExactly("x");
        assertThat(tale.open("y")).isEqualTo(Reason.COUNTERPART_MISSING);
    }

    @Test
    void nobodyIsMissedBeforeTheEntrysOwnDueDate() {
        tale.invoice("a", "2026-01-05", "2026-03-31", "120.00").spokenUntil("2026-02-15");
        assertThat(tale.open("a")).isNull();

        tale.spokenUntil("2026-04-15");
        assertThat(tale.open("a")).isEqualTo(Reason.COUNTERPART_MISSING);
    }
}
