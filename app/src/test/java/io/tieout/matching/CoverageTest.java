package io.tieout.matching;

import static io.tieout.matching.Story.at;
import static io.tieout.matching.Story.cards;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
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
        story.books("tx1").at("03 10:00").says("case OPEN until 04 11:00 for [stripe/acct]");
        // Its capture may have been made, and stated, a whole window before.
        story.heard("stripe/acct", "02 10:01", "05 00:00").says("case BEFORE_COVERAGE until 04 11:00");
        story.heard("stripe/acct", "02 10:01", "06 00:00").says();
    }

    @Test
    void aBackFillThatReachesTheTimeOfTheCaseRaisesTheMissingSide() {
        Story story = Story.ofCards();
        story.heard("stripe/acct", "02 10:01", "05 00:00").says();
        story.books("tx1").at("03 10:00").says("case BEFORE_COVERAGE until 04 11:00");
        story.heard("stripe/acct", "02 10:00", "05 00:00").says(MISSING, "case OVERDUE until 04 11:00");
    }

    @Test
    void whatABackFillBringsIsNotLate() {
        Story story = Story.ofCards();
        story.heard("stripe/acct", "03 00:00", "05 00:00").says();
        story.books("tx1").says("case BEFORE_COVERAGE until 02 11:00");
        story.provider("ch1").says("match v1 ON_TIME: tx1 EUR 45.00 = ch1 EUR 45.00", "case MATCHED");
    }

    @Test
    void whatMayLieInAGapIsNotJudgedUntilTheGapIsClosed() {
        Story story = Story.ofCards();
        story.heard("stripe/acct", "02 00:00", "03 12:00").says();
        story.books("tx1").at("03 10:00").says("case OPEN until 04 11:00 for [stripe/acct]");
        story.heard("stripe/acct", "05 00:00", "07 00:00").says("case BEFORE_COVERAGE until 04 11:00");
        story.heard("stripe/acct", "03 12:00", "06 00:00").says(MISSING, "case OVERDUE until 04 11:00");
    }

    @Test
    void behindAGapItGoesOn() {
        Story story = Story.ofCards();
        story.heard("stripe/acct", "01 00:00", "03 12:00").says();
        story.heard("stripe/acct", "05 00:00", "07 00:00").says();
        story.books("tx1").at("02 10:00").says(MISSING, "case OVERDUE until 03 11:00");
        story.books("tx2").reference("pi_2").at("05 12:00").says("case BEFORE_COVERAGE until 06 13:00");
        story.books("tx3").reference("pi_3").at("06 00:00").says("case OPEN until 07 01:00 for [stripe/acct]");
        story.heard("stripe/acct", "05 00:00", "08 00:00")
                .says("open BOOKED_NOT_CAPTURED of provider v1", "case OVERDUE until 07 01:00");
    }

    @Test
    void aGapOfOneAccountLeavesInDoubtWhatAnotherWasHeardOf() {
        Story story = Story.expecting("stripe/a stripe/b", "", cards(Tolerance.NONE));
        story.heard("stripe/a", "09 00:00").says();
        story.heard("stripe/b", "01 00:00", "02 00:00").says();
        story.heard("stripe/b", "04 00:00", "09 00:00").says();
        story.books("tx1").at("03 00:00").says("case BEFORE_COVERAGE until 04 01:00");
        story.heard("stripe/b", "02 00:00", "04 00:00").says(MISSING, "case OVERDUE until 04 01:00");
    }

    @Test
    void whatHappenedBeforeItsAccountWasHeardIsNotLate() {
        Story story = Story.ofCards();
        story.heard("stripe/acct", "05 00:00", "07 00:00").says();
        story.books("tx1").says("case BEFORE_COVERAGE until 02 11:00");
        story.heard("odoo/db", "07 00:00").says();
        // Its refund is the first that is heard of it.
        story.provider("ch1")
                .at("01 10:00")
                .stated("07 00:00")
                .says("match v1 ON_TIME: tx1 EUR 45.00 = ch1 EUR 45.00", "case MATCHED");
    }

    @Test
    void aDueDateIsTheDeadlineInsteadOfTheWindow() {
        Story story = Story.ofCards();
        story.books("tx1").due("20 00:00").says("case OPEN until 20 01:00 for [stripe/acct]");
        story.heard("stripe/acct", "20 01:00").says();
        story.heard("stripe/acct", "20 01:01").says(MISSING, "case OVERDUE until 20 01:00");
    }

    @Test
    void whatWasHeardOnlyGrows() {
        Heard heard = Heard.of(span("02 00:00", "04 00:00"));
        assertThat(heard.with(span("03 00:00", "05 00:00")).spans()).containsExactly(span("02 00:00", "05 00:00"));
        assertThat(heard.with(span("01 00:00", "03 00:00")).spans()).containsExactly(span("01 00:00", "04 00:00"));
        assertThat(heard.with(new Interval(null, at("03 00:00"))).spans())
                .containsExactly(new Interval(null, at("04 00:00")));
        assertThat(heard.with(span("04 00:00", "05 00:00")).spans()).containsExactly(span("02 00:00", "05 00:00"));
    }

    @Test
    void aGapStaysUntilAStatementBridgesIt() {
        Heard heard = Heard.of(span("02 00:00", "04 00:00")).with(span("06 00:00", "07 00:00"));
        assertThat(heard.spans()).containsExactly(span("02 00:00", "04 00:00"), span("06 00:00", "07 00:00"));
        assertThat(heard.to()).isEqualTo(at("07 00:00"));
        assertThat(heard.with(span("05 00:00", "05 12:00"))
                        .with(span("01 00:00", "01 12:00"))
                        .spans())
                .containsExactly(
                        span("01 00:00", "01 12:00"),
                        span("02 00:00", "04 00:00"),
                        span("05 00:00", "05 12:00"),
                        span("06 00:00", "07 00:00"));
        assertThat(heard.with(span("03 00:00", "06 00:00")).spans()).containsExactly(span("02 00:00", "07 00:00"));
    }

    private static Interval span(String from, String to) {
        return new Interval(at(from), at(to));
    }

    @Test
    void knownAtIsTheEndOfThePromiseThatWasBroken() {
        Heard heard = Heard.of(span("02 00:00", "04 00:00")).with(span("06 00:00", "07 00:00"));
        assertThat(knownAt(heard, "03 00:00")).isEqualTo(at("07 00:00"));
        assertThat(knownAt(heard, "04 00:00")).isEqualTo(at("04 00:00"));
        assertThat(knownAt(heard, "05 00:00")).isEqualTo(at("05 00:00"));
        assertThat(knownAt(heard, "06 12:00")).isEqualTo(at("07 00:00"));
        assertThat(knownAt(heard, "08 00:00")).isEqualTo(at("08 00:00"));
        assertThat(knownAt(heard, "01 00:00")).isEqualTo(at("01 00:00"));
    }

    @Test
    void knownAtIsWhenItHappenedIfNobodyListenedThen() {
        Heard heard = Heard.of(span("02 00:00", "04 00:00")).with(span("06 00:00", "07 00:00"));
        assertThat(Heard.knownAt(heard, at("05 00:00"), at("08 00:00"))).isEqualTo(at("05 00:00"));
        assertThat(Heard.knownAt(heard, at("03 00:00"), at("08 00:00"))).isEqualTo(at("03 00:00"));
        assertThat(Heard.knownAt(heard, at("06 00:00"), at("08 00:00"))).isEqualTo(at("08 00:00"));
        assertThat(Heard.knownAt(heard, at("01 00:00"), at("03 00:00"))).isEqualTo(at("01 00:00"));
        assertThat(Heard.knownAt(null, at("01 00:00"), at("03 00:00"))).isEqualTo(at("01 00:00"));
    }

    private static Instant knownAt(Heard heard, String statedAt) {
        return Heard.knownAt(heard, at(statedAt), at(statedAt));
    }
}
