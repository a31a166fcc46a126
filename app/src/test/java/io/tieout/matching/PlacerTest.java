package io.tieout.matching;

import static io.tieout.matching.Story.at;
import static io.tieout.matching.Story.books;
import static io.tieout.matching.Story.ofCards;
import static io.tieout.matching.Story.policy;
import static io.tieout.matching.Story.provider;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** Where an entry version belongs, and what is said of one that belongs nowhere. */
class PlacerTest {

    private static final String OPEN = "case OPEN until 02 11:00 for [stripe/acct]";

    @Test
    void aFactAnnouncedOftenIsSentOnce() {
        Story story = ofCards();
        story.books("tx1").says(OPEN);
        story.books("tx1").version(1).says("DUPLICATE");
        story.books("tx1").version(2).says("UNCHANGED");
        story.books("tx1").version(1).says("STALE");
    }

    @Test
    void versionsDecideAndNotArrival() {
        Story story = ofCards();
        story.books("tx1").version(5).of("EUR 45.00").says(OPEN);
        story.books("tx1").version(4).of("EUR 1.00").says("STALE");
        story.provider("ch1").says("match v1 ON_TIME: tx1 EUR 45.00 = ch1 EUR 45.00", "case MATCHED");
    }

    @Test
    void theSameVersionWithOtherMoneyIsAConflictAndTheFirstStands() {
        Story story = ofCards();
        story.books("tx1").says(OPEN);
        story.books("tx1").version(1).of("EUR 1.00").says("CONFLICT", "open CONFLICTING_DUPLICATE of entry tx1 v1");
        story.books("tx1").version(1).of("EUR 1.00").says("CONFLICT");
        story.provider("ch1").says("match v1 ON_TIME: tx1 EUR 45.00 = ch1 EUR 45.00", "case MATCHED");
    }

    @Test
    void aNewerVersionSettlesAConflictEvenIfItRepeatsTheFirst() {
        Story story = ofCards();
        story.books("tx1").says(OPEN);
        story.books("tx1").version(1).of("EUR 1.00").says("CONFLICT", "open CONFLICTING_DUPLICATE of entry tx1 v1");
        story.books("tx1")
                .version(2)
                .of("EUR 45.00")
                .says("RESOLVED CONFLICTING_DUPLICATE of entry tx1 v2 by AMENDMENT", OPEN);
    }

    @Test
    void whatNoSideAcceptsIsOutOfScope() {
        Story story = ofCards();
        story.entry("stripe/acct/refund/re1").says("out of scope");
        story.books("tx1").cancelled().says("out of scope");
    }

    @Test
    void whatIsOlderThanThePolicyIsOutOfItsScopeAndCounted() {
        Story story = Story.of(policy("card", Tolerance.NONE, at("02 00:00"), books(), provider()));
        story.books("tx1").says("before the start of 1 policy");
        story.books("tx1").version(1).of("EUR 1.00").says("CONFLICT");
    }

    @Test
    void anEntryThatCannotBePlacedIsAnExceptionUntilItCan() {
        Story story = ofCards();
        story.books("tx1")
                .reference(null)
                .withoutAmount()
                .says("open AMOUNT_MISSING of entry tx1 v1", "open MISSING_CORRELATION_ID of entry tx1 v1");
        story.books("tx1").reference("pi_1").says("RESOLVED MISSING_CORRELATION_ID of entry tx1 v2 by AMENDMENT");
        story.books("tx1").of("EUR 45.00").says("RESOLVED AMOUNT_MISSING of entry tx1 v2 by AMENDMENT", OPEN);
        story.books("tx1").reference(null).says("open MISSING_CORRELATION_ID of entry tx1 v3", "case VOID");
    }

    @Test
    void anAbsurdDateIsAnExceptionAndMovesNothing() {
        Story story = ofCards();
        story.books("tx1").dated("05 00:00").stated("01 00:00").says("open BUSINESS_DATE_OUT_OF_RANGE of entry tx1 v1");
        story.books("tx1")
                .dated("02 00:00")
                .stated("01 00:00")
                .says(
                        "RESOLVED BUSINESS_DATE_OUT_OF_RANGE of entry tx1 v2 by AMENDMENT",
                        "case OPEN until 03 01:00 for [stripe/acct]");
    }

    @Test
    void aPolicyComparesTwoSidesThatAreBothRequired() {
        assertThatThrownBy(() -> policy("card", Tolerance.NONE, null, Story.bank(true), books()))
                .hasMessageContaining("the first two must not be optional");
    }
}
