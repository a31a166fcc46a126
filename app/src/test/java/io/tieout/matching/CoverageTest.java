package io.tieout.matching;

import static io.tieout.matching.Story.at;
import static io.tieout.matching.Story.cards;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Nothing is missing until its source has spoken past the deadline. */
class CoverageTest {

    private static final String MISSING = "open BOOKED_NOT_CAPTURED of provider v1";
    private static final String OVERDUE = "case OVERDUE until 02 11:00";

    @Test
    void everyAccountThatCouldFillTheSideMustHaveSpoken() {
        Story story = Story.expecting("odoo/db stripe/a stripe/b", "", cards(Tolerance.NONE));
        story.books("tx1").says("case OPEN until 02 11:00 for [stripe/a, stripe/b]");
        story.heard("stripe/a", "09 00:00").says();
        story.heard("stripe/b", "02 11:00").says();
        story.heard("stripe/b", "02 12:00").says(MISSING, OVERDUE);
    }

    @Test
    void anExpectedAccountThatNeverSpokeHoldsBackEveryDeadline() {
        Story story = Story.expecting("stripe/a stripe/silent", "", cards(Tolerance.NONE));
        story.books("tx1").says("case OPEN until 02 11:00 for [stripe/a, stripe/silent]");
        story.heard("stripe/a", "31 00:00").says();
    }

    @Test
    void whereNoAccountIsKnownNothingIsMissing() {
        Story story = Story.expecting("", "", cards(Tolerance.NONE));
        story.books("tx1").says("case OPEN until 02 11:00");
        story.heard("odoo/db", "31 00:00").says();
    }

    @Test
    void aRetiredAccountHoldsBackNothing() {
        Story story = Story.expecting("stripe/a stripe/old", "stripe/old", cards(Tolerance.NONE));
        story.books("tx1").says("case OPEN until 02 11:00 for [stripe/a]");
        story.heard("stripe/a", "02 12:00").says(MISSING, OVERDUE);
    }

    @Test
    void whatARetiredAccountWasHeardOfStillCounts() {
        Story story = Story.expecting("stripe/old", "stripe/old", cards(Tolerance.NONE));
        story.heard("stripe/old", "02 12:00").says();
        story.books("tx1").says(MISSING, OVERDUE);
        story.books("tx2").reference("pi_2").at("02 11:30").says("case BEFORE_COVERAGE until 03 12:30");
    }

    @Test
    void aNewAccountHoldsBackOnlyDeadlinesAfterItsBeginning() {
        Story story = Story.expecting("stripe/a", "", cards(Tolerance.NONE));
        story.heard("stripe/a", "05 00:00").says();
        story.heard("stripe/new", "03 00:00", "03 00:00").says();
        story.books("tx1").says(MISSING, OVERDUE);
        story.books("tx2")
                .reference("pi_2")
                .at("02 10:00")
                .says("case AWAITING_COVERAGE until 03 11:00 for [stripe/new]");
    }

    @Test
    void aMissingSideThatWouldLieBeforeCoverageIsShownAndRaisesNothing() {
        Story story = Story.ofCards();
        story.books("tx1").says("case OPEN until 02 11:00 for [stripe/acct]");
        story.heard("stripe/acct", "01 09:01", "05 00:00").says("case BEFORE_COVERAGE until 02 11:00");
        story.heard("stripe/acct", "01 09:01", "06 00:00").says();
    }

    @Test
    void aBackFillThatReachesTheTimeOfTheCaseRaisesTheMissingSide() {
        Story story = Story.ofCards();
        story.heard("stripe/acct", "01 09:01", "05 00:00").says();
        story.books("tx1").says("case BEFORE_COVERAGE until 02 11:00");
        story.heard("stripe/acct", "01 09:00", "05 00:00").says(MISSING, OVERDUE);
    }

    @Test
    void whatABackFillBringsIsNotLate() {
        Story story = Story.ofCards();
        story.heard("stripe/acct", "03 00:00", "05 00:00").says();
        story.books("tx1").says("case BEFORE_COVERAGE until 02 11:00");
        story.provider("ch1").says("match v1 ON_TIME: tx1 EUR 45.00 = ch1 EUR 45.00", "case MATCHED");
    }

    @Test
    void aGapHoldsBackDeadlinesUntilItIsClosed() {
        Story story = Story.ofCards();
        story.heard("stripe/acct", "01 00:00", "01 12:00").says();
        story.books("tx1").says("case OPEN until 02 11:00 for [stripe/acct]");
        story.heard("stripe/acct", "02 00:00", "04 00:00").says();
        story.heard("stripe/acct", "01 12:00", "04 00:00").says(MISSING, OVERDUE);
    }

    @Test
    void aDueDateIsTheDeadlineInsteadOfTheWindow() {
        Story story = Story.ofCards();
        story.books("tx1").due("20 00:00").says("case OPEN until 20 01:00 for [stripe/acct]");
        story.heard("stripe/acct", "20 01:00").says();
        story.heard("stripe/acct", "20 01:01").says(MISSING, "case OVERDUE until 20 01:00");
    }

    @Test
    void intervalsOnlyGrow() {
        Interval interval = new Interval(at("02 00:00"), at("04 00:00"));
        assertThat(interval.extendedBy(new Interval(at("03 00:00"), at("05 00:00"))))
                .isEqualTo(new Interval(at("02 00:00"), at("05 00:00")));
        assertThat(interval.extendedBy(new Interval(at("01 00:00"), at("03 00:00"))))
                .isEqualTo(new Interval(at("01 00:00"), at("04 00:00")));
        assertThat(interval.extendedBy(new Interval(null, at("03 00:00"))))
                .isEqualTo(new Interval(null, at("04 00:00")));
    }

    @Test
    void knownAtIsTheEndOfThePromiseThatWasBroken() {
        Interval interval = new Interval(at("02 00:00"), at("04 00:00"));
        assertThat(interval.knownAt(at("03 00:00"))).isEqualTo(at("04 00:00"));
        assertThat(interval.knownAt(at("04 00:00"))).isEqualTo(at("04 00:00"));
        assertThat(interval.knownAt(at("05 00:00"))).isEqualTo(at("05 00:00"));
        assertThat(interval.knownAt(at("01 00:00"))).isEqualTo(at("01 00:00"));
    }
}
