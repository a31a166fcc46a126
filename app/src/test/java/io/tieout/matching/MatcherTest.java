package io.tieout.matching;

import static io.tieout.matching.Story.bank;
import static io.tieout.matching.Story.books;
import static io.tieout.matching.Story.cards;
import static io.tieout.matching.Story.ofCards;
import static io.tieout.matching.Story.policy;
import static io.tieout.matching.Story.provider;

import java.math.BigDecimal;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The life of a pair's case, row by row: what comes, and exactly what is said to it. */
class MatcherTest {

    private static final String OPEN_FOR_STRIPE = "case OPEN until 02 11:00 for [stripe/acct]";
    private static final String OPEN_FOR_ODOO = "case OPEN until 02 11:00 for [odoo/db]";
    private static final String MATCHED = "match v1 ON_TIME: tx1 EUR 45.00 = ch1 EUR 45.00";

    // absent

    @Test
    void anEntryOpensItsCase() {
        ofCards().books("tx1").says(OPEN_FOR_STRIPE);
    }

    // open

    @Test
    void anEntryThatCompletesItWithinToleranceMatches() {
        Story story = opened();
        story.provider("ch1").says(MATCHED, "case MATCHED");
        story.bothHeard("09 00:00").says();
    }

    @Test
    void theSameWhicheverSideComesFirst() {
        Story story = ofCards();
        story.provider("ch1").says(OPEN_FOR_ODOO);
        story.books("tx1").says(MATCHED, "case MATCHED");
    }

    @Test
    void anotherAmountIsQuarantinedAtOnceAndNotMatched() {
        Story story = opened();
        story.provider("ch1").of("EUR 40.00").says("open AMOUNT_MISMATCH v1 residual 500", "case EXCEPTED");
        story.bothHeard("09 00:00").says();
    }

    @Test
    void anotherCurrencyIsNeverComparedOneToOne() {
        opened().provider("ch1").of("USD 45.00").says("open CURRENCY_MISMATCH v1", "case EXCEPTED");
    }

    @Test
    void anEntryFartherAwayThanTheWindowMatchesOutsideIt() {
        opened().provider("ch1")
                .dated("02 10:01")
                .stated("02 10:30")
                .says("match v1 OUTSIDE_WINDOW: tx1 EUR 45.00 = ch1 EUR 45.00", "case MATCHED");
    }

    @Test
    void anEntryJustWithinTheWindowIsOnTime() {
        opened().provider("ch1").at("02 10:00").says(MATCHED, "case MATCHED");
    }

    @Test
    void anotherDateIndexesTheDeadlineAnew() {
        Story story = opened();
        story.books("tx1").dated("01 12:00").stated("01 12:00").says("case OPEN until 02 13:00 for [stripe/acct]");
        story.heard("stripe/acct", "02 12:00").says();
        story.heard("stripe/acct", "02 13:01")
                .says("open BOOKED_NOT_CAPTURED of provider v1", "case OVERDUE until 02 13:00");
    }

    @Test
    void anEarlierEntryMovesTheDeadlineForward() {
        Story story = Story.expecting("odoo/db stripe/acct bank/main", "", threeSided());
        story.books("tx1").says("case OPEN until 02 11:00 for [bank/main, stripe/acct]");
        story.provider("ch1").at("01 08:00").says("case OPEN until 02 09:00 for [bank/main]");
    }

    @Test
    void aVoidLeavesAnEmptyCaseVoid() {
        Story story = opened();
        story.books("tx1").cancelled().says("case VOID");
        story.bothHeard("09 00:00").says();
    }

    @Test
    void aDeletedObjectLeavesItsCase() {
        opened().books("tx1").deleted().says("case VOID");
    }

    @Test
    void anEntryThatReturnsAfterAVoidOpensTheCaseAgain() {
        Story story = opened();
        story.books("tx1").cancelled().says("case VOID");
        story.books("tx1").says(OPEN_FOR_STRIPE);
        story.provider("ch1").says(MATCHED, "case MATCHED");
    }

    @Test
    void theDeadlineRaisesTheMissingSide() {
        Story story = opened();
        story.heard("stripe/acct", "02 11:00").says();
        story.heard("stripe/acct", "02 11:01")
                .says("open BOOKED_NOT_CAPTURED of provider v1", "case OVERDUE until 02 11:00");
        story.heard("stripe/acct", "02 12:00").says();
    }

    @Test
    void coverageOfTheSideThatIsThereDecidesNothing() {
        Story story = opened();
        story.heard("odoo/db", "09 00:00").says();
    }

    @Test
    void aCaseWhoseDeadlineSomebodyHasPassedAwaitsCoverage() {
        Story story = ofCards();
        story.heard("odoo/db", "09 00:00").says();
        story.books("tx1")
                .stated("09 01:00")
                .dated("01 10:00")
                .says(
                        "late tx1 LATE_STATED by PT158H resolves []",
                        "case AWAITING_COVERAGE until 02 11:00 for [stripe/acct]");
    }

    @Test
    void theBooksAreMissingInTheirOwnWords() {
        Story story = ofCards();
        story.provider("ch1").says(OPEN_FOR_ODOO);
        story.heard("odoo/db", "02 11:01").says("open CAPTURE_NOT_BOOKED of books v1", "case OVERDUE until 02 11:00");
    }

    // overdue

    @Test
    void anEntryStatedAfterTheDeadlineIsLateAndResolvesTheException() {
        Story story = overdue();
        story.provider("ch1")
                .stated("02 13:00")
                .says(
                        "RESOLVED BOOKED_NOT_CAPTURED of provider v2 by LATE_ARRIVAL",
                        "match v1 LATE: tx1 EUR 45.00 = ch1 EUR 45.00",
                        "late ch1 LATE_STATED by PT2H resolves [BOOKED_NOT_CAPTURED], completes",
                        "case MATCHED");
    }

    @Test
    void anEntryStatedInTimeButReadBehindCoverageIsTheConnectorsFault() {
        Story story = overdue();
        story.provider("ch1")
                .says(
                        "RESOLVED BOOKED_NOT_CAPTURED of provider v2 by LATE_ARRIVAL",
                        "match v1 LATE: tx1 EUR 45.00 = ch1 EUR 45.00",
                        "late ch1 LATE_DELIVERED by PT26H resolves [BOOKED_NOT_CAPTURED], completes",
                        "case MATCHED");
    }

    @Test
    void anEntryReadBehindCoverageButBeforeTheDeadlineStillMatchesOnTime() {
        Story story = opened();
        story.heard("stripe/acct", "01 12:00").says();
        story.provider("ch1").says(MATCHED, "late ch1 LATE_DELIVERED by PT2H resolves [], completes", "case MATCHED");
    }

    @Test
    void aLateEntryOfAnotherAmountResolvesTheMissingSideAndIsAMismatch() {
        Story story = overdue();
        story.provider("ch1")
                .of("EUR 44.00")
                .stated("02 13:00")
                .says(
                        "RESOLVED BOOKED_NOT_CAPTURED of provider v2 by LATE_ARRIVAL",
                        "open AMOUNT_MISMATCH v1 residual 100",
                        "late ch1 LATE_STATED by PT2H resolves [BOOKED_NOT_CAPTURED]",
                        "case EXCEPTED");
    }

    @Test
    void aRecordThatReachesADueCaseFirstClosesIt() {
        Story story = ofCards().withoutPunctuation();
        story.books("tx1").says(OPEN_FOR_STRIPE);
        story.heard("stripe/acct", "02 12:00").says();
        story.provider("ch1")
                .stated("02 13:00")
                .says(
                        "open BOOKED_NOT_CAPTURED of provider v1",
                        "RESOLVED BOOKED_NOT_CAPTURED of provider v2 by LATE_ARRIVAL",
                        "match v1 LATE: tx1 EUR 45.00 = ch1 EUR 45.00",
                        "late ch1 LATE_STATED by PT2H resolves [BOOKED_NOT_CAPTURED], completes",
                        "case MATCHED");
    }

    @Test
    void aNewerVersionThatMovesTheDeadlineBeyondCoverageOpensTheCaseAgain() {
        Story story = overdue();
        story.books("tx1")
                .dated("02 12:00")
                .stated("02 12:00")
                .says(
                        "RESOLVED BOOKED_NOT_CAPTURED of provider v2 by AMENDMENT",
                        "case OPEN until 03 13:00 for [stripe/acct]");
        story.heard("stripe/acct", "03 14:00")
                .says("open BOOKED_NOT_CAPTURED of provider v3", "case OVERDUE until 03 13:00");
    }

    @Test
    void anAmendmentOfAnOverdueEntryRewritesTheException() {
        overdue()
                .books("tx1")
                .of("EUR 46.00")
                .says("open BOOKED_NOT_CAPTURED of provider v2", "case OVERDUE until 02 11:00");
    }

    @Test
    void aVoidResolvesTheException() {
        Story story = overdue();
        story.books("tx1").cancelled().says("RESOLVED BOOKED_NOT_CAPTURED of provider v2 by VOID", "case VOID");
        story.bothHeard("09 00:00").says();
    }

    @Test
    void aVoidOfOneOfTwoRewritesTheExceptionForWhatRemains() {
        Story story = overdue();
        story.books("tx2")
                .of("EUR 5.00")
                .read()
                .says(
                        "open BOOKED_NOT_CAPTURED of provider v2",
                        "open DUPLICATE_ENTRY of books v1",
                        "case OVERDUE until 02 11:00");
        story.books("tx1")
                .cancelled()
                .says(
                        "RESOLVED DUPLICATE_ENTRY of books v2 by VOID",
                        "open BOOKED_NOT_CAPTURED of provider v3",
                        "case OVERDUE until 02 11:00");
    }

    // matched

    @Test
    void aDuplicateOfAMatchedEntryIsDroppedAndCounted() {
        Story story = matched();
        story.provider("ch1").version(1).says("DUPLICATE");
        story.provider("ch1").version(0).says("STALE");
        story.provider("ch1").version(3).says("UNCHANGED");
    }

    @Test
    void anotherObjectOnAFullSideIsADuplicateAndTheMatchStands() {
        Story story = matched();
        story.provider("ch2").says("open DUPLICATE_ENTRY of provider v1", "case MATCHED");
        story.provider("ch2").cancelled().says("RESOLVED DUPLICATE_ENTRY of provider v2 by VOID", "case MATCHED");
        story.provider("ch2").says("open DUPLICATE_ENTRY of provider v3", "case MATCHED");
    }

    @Test
    void theMatchStandsAlsoWhenTheOtherObjectComesFromAnAccountThatSortsFirst() {
        Story story = matched();
        story.heard("stripe/aaaa", "01 00:00").says();
        story.entry("stripe/aaaa/charge/ch0")
                .of("EUR 44.00")
                .stated("01 11:00")
                .says("open DUPLICATE_ENTRY of provider v1", "case MATCHED");
    }

    @Test
    void whenTheMatchedObjectLeavesTheOtherOneTakesItsPlace() {
        Story story = matched();
        story.provider("ch2").says("open DUPLICATE_ENTRY of provider v1", "case MATCHED");
        story.provider("ch1")
                .cancelled()
                .says(
                        "RESOLVED DUPLICATE_ENTRY of provider v2 by VOID",
                        "match v2 ON_TIME: tx1 EUR 45.00 = ch2 EUR 45.00",
                        "case MATCHED");
    }

    @Test
    void aNewerVersionThatChangesNoNumberSaysNothingNewOfTheMatch() {
        matched().books("tx1").dated("01 11:00").says("case MATCHED");
    }

    @Test
    void aNewerVersionThatStillAgreesIsTheNextVersionOfTheMatch() {
        Story story = Story.of(cards(cents("0.05")));
        story.books("tx1").says(OPEN_FOR_STRIPE);
        story.provider("ch1").says(MATCHED, "case MATCHED");
        story.provider("ch1")
                .of("EUR 44.97")
                .says("match v2 ON_TIME: tx1 EUR 45.00 = ch1 EUR 44.97 variance 3", "case MATCHED");
    }

    @Test
    void aNewerVersionThatBreaksAgreementRevokesTheMatch() {
        Story story = matched();
        story.provider("ch1")
                .of("EUR 44.00")
                .says(
                        "match v2 REVOKED",
                        "open MATCH_BROKEN v1 residual 100",
                        "case EXCEPTED until 02 11:00 for [odoo/db, stripe/acct]");
        story.provider("ch1")
                .of("EUR 45.00")
                .says(
                        "RESOLVED MATCH_BROKEN v2 by AMENDMENT",
                        "match v3 ON_TIME: tx1 EUR 45.00 = ch1 EUR 45.00",
                        "case MATCHED");
    }

    @Test
    void aBrokenMatchGivesWayToTheMismatchWhenTheDeadlinePasses() {
        Story story = matched();
        story.provider("ch1")
                .of("EUR 44.00")
                .read()
                .says(
                        "match v2 REVOKED",
                        "open MATCH_BROKEN v1 residual 100",
                        "case EXCEPTED until 02 11:00 for [odoo/db, stripe/acct]");
        story.bothHeard("02 12:00")
                .says(
                        "RESOLVED MATCH_BROKEN v2 by SUPERSEDED",
                        "open AMOUNT_MISMATCH v1 residual 100",
                        "case EXCEPTED");
    }

    @Test
    void aVoidThatBreaksAgreementRevokesTheMatchAndTheSideIsMissingAtTheDeadline() {
        Story story = matched();
        story.provider("ch1")
                .cancelled()
                .says("match v2 REVOKED", "open MATCH_BROKEN v1", "case EXCEPTED until 02 11:00 for [stripe/acct]");
        story.heard("stripe/acct", "02 12:00")
                .says(
                        "RESOLVED MATCH_BROKEN v2 by SUPERSEDED",
                        "open BOOKED_NOT_CAPTURED of provider v1",
                        "case OVERDUE until 02 11:00");
    }

    @Test
    void aMatchBrokenAfterTheDeadlineLeavesTheMissingSide() {
        Story story = matched();
        story.heard("stripe/acct", "02 12:00").says();
        story.provider("ch1")
                .stated("02 13:00")
                .cancelled()
                .says(
                        "match v2 REVOKED",
                        "open MATCH_BROKEN v1",
                        "RESOLVED MATCH_BROKEN v2 by SUPERSEDED",
                        "open BOOKED_NOT_CAPTURED of provider v1",
                        "case OVERDUE until 02 11:00");
    }

    @Test
    void aBrokenMatchOfWhichNothingIsLeftIsResolved() {
        Story story = matched();
        story.provider("ch1")
                .cancelled()
                .says("match v2 REVOKED", "open MATCH_BROKEN v1", "case EXCEPTED until 02 11:00 for [stripe/acct]");
        story.books("tx1").cancelled().says("RESOLVED MATCH_BROKEN v2 by VOID", "case VOID");
    }

    @Test
    void anotherCorrelationIdMovesTheEntryAndNoMoneyIsInTwoMatches() {
        Story story = matched();
        story.books("tx2").reference("pi_2").says(OPEN_FOR_STRIPE);
        story.provider("ch1")
                .reference("pi_2")
                .says(
                        "match v2 REVOKED",
                        "open MATCH_BROKEN v1",
                        "case EXCEPTED until 02 11:00 for [stripe/acct]",
                        "match v1 ON_TIME: tx2 EUR 45.00 = ch1 EUR 45.00",
                        "case MATCHED");
        story.provider("ch1")
                .reference("pi_1")
                .says(
                        "match v2 REVOKED",
                        "open MATCH_BROKEN v1",
                        "case EXCEPTED until 02 11:00 for [stripe/acct]",
                        "RESOLVED MATCH_BROKEN v2 by MATCHED",
                        "match v3 ON_TIME: tx1 EUR 45.00 = ch1 EUR 45.00",
                        "case MATCHED");
    }

    // excepted

    @Test
    void aNewerVersionThatRepairsAMismatchMatches() {
        Story story = opened();
        story.provider("ch1").of("EUR 40.00").says("open AMOUNT_MISMATCH v1 residual 500", "case EXCEPTED");
        story.provider("ch1").of("EUR 41.00").says("open AMOUNT_MISMATCH v2 residual 400", "case EXCEPTED");
        story.books("tx1")
                .of("EUR 41.00")
                .says(
                        "RESOLVED AMOUNT_MISMATCH v3 by AMENDMENT",
                        "match v1 ON_TIME: tx1 EUR 41.00 = ch1 EUR 41.00",
                        "case MATCHED");
    }

    @Test
    void anAmendmentAfterTheDeadlineDoesNotMakeATimelyEntryLate() {
        Story story = opened();
        story.provider("ch1").of("EUR 40.00").says("open AMOUNT_MISMATCH v1 residual 500", "case EXCEPTED");
        story.bothHeard("03 00:00").says();
        story.provider("ch1")
                .of("EUR 45.00")
                .stated("04 00:00")
                .says("RESOLVED AMOUNT_MISMATCH v2 by AMENDMENT", MATCHED, "case MATCHED");
    }

    @Test
    void aVoidOfAMismatchReopensTheCase() {
        Story story = opened();
        story.provider("ch1").of("EUR 40.00").says("open AMOUNT_MISMATCH v1 residual 500", "case EXCEPTED");
        story.provider("ch1").cancelled().says("RESOLVED AMOUNT_MISMATCH v2 by VOID", OPEN_FOR_STRIPE);
    }

    // tolerance

    @Test
    void toleranceIsCountedInTheCurrencysOwnMinorUnits() {
        Tolerance tolerance = new Tolerance(
                Map.of("JPY", BigDecimal.ONE, "KWD", new BigDecimal("0.005")), BigDecimal.ZERO, BigDecimal.ZERO);
        Story yen = Story.of(cards(tolerance));
        yen.books("tx1").of("JPY 500").says(OPEN_FOR_STRIPE);
        yen.provider("ch1").of("JPY 498").says("open AMOUNT_MISMATCH v1 residual 2", "case EXCEPTED");
        yen.provider("ch1")
                .of("JPY 499")
                .says(
                        "RESOLVED AMOUNT_MISMATCH v2 by AMENDMENT",
                        "match v1 ON_TIME: tx1 JPY 500 = ch1 JPY 499 variance 1",
                        "case MATCHED");
        Story dinar = Story.of(cards(tolerance));
        dinar.books("tx1").of("KWD 1.000").says(OPEN_FOR_STRIPE);
        dinar.provider("ch1").of("KWD 1.006").says("open AMOUNT_MISMATCH v1 residual -6", "case EXCEPTED");
        dinar.provider("ch1")
                .of("KWD 1.005")
                .says(
                        "RESOLVED AMOUNT_MISMATCH v2 by AMENDMENT",
                        "match v1 ON_TIME: tx1 KWD 1.000 = ch1 KWD 1.005 variance -5",
                        "case MATCHED");
    }

    @Test
    void percentToleranceIsOfTheFirstSide() {
        Story story = Story.of(cards(new Tolerance(Map.of(), BigDecimal.ZERO, BigDecimal.ONE)));
        story.books("tx1").of("EUR -100.00").says(OPEN_FOR_STRIPE);
        story.provider("ch1").of("EUR -101.01").says("open AMOUNT_MISMATCH v1 residual 101", "case EXCEPTED");
        story.provider("ch1")
                .of("EUR -101.00")
                .says(
                        "RESOLVED AMOUNT_MISMATCH v2 by AMENDMENT",
                        "match v1 ON_TIME: tx1 EUR -100.00 = ch1 EUR -101.00 variance 100",
                        "case MATCHED");
    }

    // more than two sides, optional sides

    @Test
    void aMismatchOfTwoIsOutBeforeTheThirdSideComes() {
        Story story = Story.expecting("odoo/db stripe/acct bank/main", "", threeSided());
        story.books("tx1").says("case OPEN until 02 11:00 for [bank/main, stripe/acct]");
        story.provider("ch1")
                .of("EUR 40.00")
                .says("open AMOUNT_MISMATCH v1 residual 500", "case EXCEPTED until 02 11:00 for [bank/main]");
        story.heard("bank/main", "02 12:00")
                .says("open COUNTERPART_MISSING of bank v1", "case EXCEPTED until 02 11:00");
    }

    @Test
    void threeSidesMatchWhenTheLastOneIsThere() {
        Story story = Story.expecting("odoo/db stripe/acct bank/main", "", threeSided());
        story.bank("l1").says("case OPEN until 02 11:00 for [odoo/db, stripe/acct]");
        story.provider("ch1").says("case OPEN until 02 11:00 for [odoo/db]");
        story.books("tx1").says("match v1 ON_TIME: tx1 EUR 45.00 = ch1 EUR 45.00 = l1 EUR 45.00", "case MATCHED");
    }

    @Test
    void twoMissingSidesAreTwoExceptionsOnceBothAreHeard() {
        Story story = Story.expecting("odoo/db stripe/acct bank/main", "", threeSided());
        story.books("tx1").says("case OPEN until 02 11:00 for [bank/main, stripe/acct]");
        story.heard("bank/main", "02 12:00").says();
        story.heard("stripe/acct", "02 12:00")
                .says(
                        "open BOOKED_NOT_CAPTURED of provider v1",
                        "open COUNTERPART_MISSING of bank v1",
                        "case OVERDUE until 02 11:00");
        story.provider("ch1")
                .stated("02 13:00")
                .says(
                        "RESOLVED BOOKED_NOT_CAPTURED of provider v2 by LATE_ARRIVAL",
                        "open COUNTERPART_MISSING of bank v2",
                        "late ch1 LATE_STATED by PT2H resolves [BOOKED_NOT_CAPTURED]",
                        "case OVERDUE until 02 11:00");
    }

    @Test
    void anOptionalSideNeitherDelaysAMatchNorIsEverMissing() {
        Story story = Story.expecting("odoo/db stripe/acct bank/main", "", withOptionalBank());
        story.books("tx1").says(OPEN_FOR_STRIPE);
        story.provider("ch1").says(MATCHED, "case MATCHED");
        story.heard("bank/main", "09 00:00").says();
        story.bank("l1")
                .stated("02 10:00")
                .dated("01 12:00")
                .of("EUR 44.00")
                .says(
                        "match v2 REVOKED",
                        "open MATCH_BROKEN v1 residual 0",
                        "late l1 LATE_DELIVERED by PT158H resolves []",
                        "case EXCEPTED until 02 11:00 for [odoo/db, stripe/acct]");
    }

    @Test
    void anOptionalSideThatAgreesJoinsTheMatch() {
        Story story = Story.expecting("odoo/db stripe/acct bank/main", "", withOptionalBank());
        story.books("tx1").says(OPEN_FOR_STRIPE);
        story.provider("ch1").says(MATCHED, "case MATCHED");
        story.bank("l1").says("match v2 ON_TIME: tx1 EUR 45.00 = ch1 EUR 45.00 = l1 EUR 45.00", "case MATCHED");
    }

    @Test
    void aCaseOfOptionalEntriesOnlyIsUnrequiredAtItsDeadline() {
        Story story = Story.expecting("odoo/db stripe/acct bank/main", "", withOptionalBank());
        story.bank("l1").says("case OPEN until 02 11:00 for [odoo/db, stripe/acct]");
        story.heard("odoo/db", "02 12:00").says();
        story.heard("stripe/acct", "02 12:00").says("case UNREQUIRED until 02 11:00");
        story.books("tx1")
                .stated("02 13:00")
                .says(
                        "open BOOKED_NOT_CAPTURED of provider v1",
                        "late tx1 LATE_STATED by PT2H resolves []",
                        "case OVERDUE until 02 11:00");
    }

    private static Policy threeSided() {
        return policy("card", Tolerance.NONE, null, books(), provider(), bank(false));
    }

    private static Policy withOptionalBank() {
        return policy("card", Tolerance.NONE, null, books(), provider(), bank(true));
    }

    private static Tolerance cents(String euros) {
        return new Tolerance(Map.of("EUR", new BigDecimal(euros)), BigDecimal.ZERO, BigDecimal.ZERO);
    }

    private static Story opened() {
        Story story = ofCards();
        story.books("tx1").says(OPEN_FOR_STRIPE);
        return story;
    }

    private static Story matched() {
        Story story = opened();
        story.provider("ch1").says(MATCHED, "case MATCHED");
        return story;
    }

    private static Story overdue() {
        Story story = opened();
        story.heard("stripe/acct", "02 12:00")
                .says("open BOOKED_NOT_CAPTURED of provider v1", "case OVERDUE until 02 11:00");
        return story;
    }
}
