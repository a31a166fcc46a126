package io.tieout.matching;

import static io.tieout.matching.Story.bank;
import static io.tieout.matching.Story.books;
import static io.tieout.matching.Story.closes;
import static io.tieout.matching.Story.group;
import static io.tieout.matching.Story.provider;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tieout.matching.Shape.Closes;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The life of a group, in business words. The window is 24 hours, the grace one hour. */
class GroupTest {

    private static Story closing(Closes when) {
        return Story.of(group(closes(when), books(), provider()));
    }

    @Test
    void sumsAgreeAtTheDeadlineAndNotBefore() {
        closing(Closes.AT_DEADLINE)
                .books("payout")
                .of("EUR 100.00")
                .says("payout joins v1", "case OPEN until 02 11:00 for [odoo/db, stripe/acct]")
                .provider("a")
                .of("EUR 60.00")
                .says("a joins v1", "case OPEN until 02 11:00 for [odoo/db, stripe/acct]")
                .provider("b")
                .of("EUR 40.00")
                .says("b joins v1", "case OPEN until 02 11:00 for [odoo/db, stripe/acct]")
                .heard("odoo/db", "02 11:01")
                .says()
                .heard("stripe/acct", "02 11:01")
                .says("match v1 ON_TIME: payout EUR 100.00, a EUR 60.00, b EUR 40.00", "case MATCHED");
    }

    @Test
    void whatFallsShortAtTheDeadlineIsResolvedByALateMember() {
        closing(Closes.AT_DEADLINE)
                .books("payout")
                .of("EUR 100.00")
                .says("payout joins v1", "case OPEN until 02 11:00 for [odoo/db, stripe/acct]")
                .provider("a")
                .of("EUR 60.00")
                .says("a joins v1", "case OPEN until 02 11:00 for [odoo/db, stripe/acct]")
                .heard("odoo/db", "02 12:00")
                .says()
                .heard("stripe/acct", "02 12:00")
                .says("open SHORT of provider v1 residual 4000", "case EXCEPTED")
                .provider("b")
                .of("EUR 10.00")
                .stated("02 13:00")
                .says(
                        "b joins v1",
                        "open SHORT of provider v2 residual 3000",
                        "late b LATE_STATED by PT2H resolves []",
                        "case EXCEPTED")
                .provider("c")
                .of("EUR 30.00")
                .stated("02 14:00")
                .says(
                        "c joins v1",
                        "RESOLVED SHORT of provider v3 by LATE_ARRIVAL",
                        "match v1 LATE: payout EUR 100.00, a EUR 60.00, b EUR 10.00, c EUR 30.00",
                        "late c LATE_STATED by PT3H resolves [SHORT], completes",
                        "case MATCHED")
                .provider("c")
                .of("EUR 31.00")
                .stated("02 15:00")
                .says(
                        "c joins v2",
                        "match v2 REVOKED",
                        "open MATCH_BROKEN v1 residual -100",
                        "RESOLVED MATCH_BROKEN v2 by SUPERSEDED",
                        "open OVER of provider v1 residual -100",
                        "case EXCEPTED");
    }

    @Test
    void aSideThatIsWhollyAbsentHasItsOwnReason() {
        closing(Closes.AT_DEADLINE)
                .provider("a")
                .of("EUR 60.00")
                .says("a joins v1", "case OPEN until 02 11:00 for [odoo/db, stripe/acct]")
                .bothHeard("02 11:01")
                .says("open CAPTURE_NOT_BOOKED of books v1", "case OVERDUE");
    }

    @Test
    void aPaymentThatSettlesTheInvoiceMatchesAtOnceAndAFurtherOneMerelyReopens() {
        closing(Closes.WHEN_BALANCED)
                .books("invoice")
                .of("EUR 100.00")
                .says("invoice joins v1", "case OPEN until 02 11:00 for [odoo/db, stripe/acct]")
                .provider("a")
                .of("EUR 100.00")
                .says("a joins v1", "match v1 ON_TIME: invoice EUR 100.00, a EUR 100.00", "case MATCHED")
                .provider("b")
                .of("EUR 20.00")
                .says("b joins v1", "match v2 REVOKED", "case OPEN until 02 11:00 for [odoo/db, stripe/acct]")
                .provider("b")
                .cancelled()
                .says("b leaves v2", "match v3 ON_TIME: invoice EUR 100.00, a EUR 100.00", "case MATCHED")
                .bothHeard("02 12:00")
                .says();
    }

    @Test
    void afterTheCloseAFurtherPaymentBreaksTheMatch() {
        Story story = closing(Closes.WHEN_BALANCED);
        story.books("invoice").of("EUR 100.00").read();
        story.provider("a").of("EUR 100.00").read();
        story.bothHeard("02 12:00")
                .says(
                        "invoice joins v1",
                        "case OPEN until 02 11:00 for [odoo/db, stripe/acct]",
                        "a joins v1",
                        "match v1 ON_TIME: invoice EUR 100.00, a EUR 100.00",
                        "case MATCHED")
                .provider("b")
                .of("EUR 20.00")
                .stated("02 13:00")
                .says(
                        "b joins v1",
                        "match v2 REVOKED",
                        "open MATCH_BROKEN v1 residual -2000",
                        "RESOLVED MATCH_BROKEN v2 by SUPERSEDED",
                        "open OVER of provider v1 residual -2000",
                        "late b LATE_STATED by PT2H resolves []",
                        "case EXCEPTED");
    }

    @Test
    void ofMoneyThatGoesOutMoreIsMoreNegative() {
        Story story = closing(Closes.AT_DEADLINE);
        story.books("bill").of("EUR -100.00").read();
        story.provider("a").of("EUR -120.00").read();
        story.bothHeard("02 11:01")
                .says(
                        "bill joins v1",
                        "case OPEN until 02 11:00 for [odoo/db, stripe/acct]",
                        "a joins v1",
                        "case OPEN until 02 11:00 for [odoo/db, stripe/acct]",
                        "open OVER of provider v1 residual 2000",
                        "case EXCEPTED");
    }

    private static Story marked(Map<String, String> counts) {
        var completion = new Completion("books", Map.of("status", "completed"), counts);
        return Story.of(group(new Shape.Group(Closes.WHEN_COMPLETE, Map.of(), completion, null), books(), provider()));
    }

    @Test
    void aMarkOfTheSourceClosesWhatAgreesAndWhatBreaksItThenIsAnException() {
        marked(Map.of())
                .books("payout")
                .of("EUR 100.00")
                .says("payout joins v1", "case OPEN until 02 11:00 for [odoo/db, stripe/acct]")
                .provider("a")
                .of("EUR 100.00")
                .says("a joins v1", "case OPEN until 02 11:00 for [odoo/db, stripe/acct]")
                .books("payout")
                .attribute("status", "completed")
                .says("payout joins v2", "match v1 ON_TIME: payout EUR 100.00, a EUR 100.00", "case MATCHED")
                .provider("b")
                .of("EUR 5.00")
                .says(
                        "b joins v1",
                        "match v2 REVOKED",
                        "open MATCH_BROKEN v1 residual -500",
                        "case EXCEPTED until 02 11:00 for [odoo/db, stripe/acct]")
                .bothHeard("02 11:01")
                .says(
                        "RESOLVED MATCH_BROKEN v2 by SUPERSEDED",
                        "open OVER of provider v1 residual -500",
                        "case EXCEPTED");
    }

    @Test
    void aMarkAloneDoesNotSayThatWeHaveReadAll() {
        Story story = marked(Map.of());
        story.books("payout").of("EUR 100.00").attribute("status", "completed").read();
        story.provider("a")
                .of("EUR 60.00")
                .read()
                .says(
                        "payout joins v1",
                        "case OPEN until 02 11:00 for [odoo/db, stripe/acct]",
                        "a joins v1",
                        "case OPEN until 02 11:00 for [odoo/db, stripe/acct]");
    }

    @Test
    void aCountOfTheSourceMakesADifferenceAFindingAtOnce() {
        marked(Map.of("provider", "count"))
                .books("payout")
                .of("EUR 100.00")
                .attribute("status", "completed")
                .attribute("count", "2")
                .says("payout joins v1", "case OPEN until 02 11:00 for [odoo/db, stripe/acct]")
                .provider("a")
                .of("EUR 60.00")
                .says("a joins v1", "case OPEN until 02 11:00 for [odoo/db, stripe/acct]")
                .provider("b")
                .of("EUR 30.00")
                .says(
                        "b joins v1",
                        "open SHORT of provider v1 residual 1000",
                        "case EXCEPTED until 02 11:00 for [odoo/db, stripe/acct]")
                .provider("b")
                .of("EUR 40.00")
                .says(
                        "b joins v2",
                        "RESOLVED SHORT of provider v2 by AMENDMENT",
                        "match v1 ON_TIME: payout EUR 100.00, a EUR 60.00, b EUR 40.00",
                        "case MATCHED");
    }

    @Test
    void anOptionalSideIsWaitedForAndCompared() {
        Story story = Story.expecting(
                "odoo/db stripe/acct bank/main",
                "",
                group(closes(Closes.AT_DEADLINE), books(), provider(), bank(true)));
        story.books("payout").of("EUR 100.00").read();
        story.provider("a").of("EUR 100.00").read();
        story.bank("x")
                .of("EUR 99.00")
                .read()
                .says(
                        "payout joins v1",
                        "case OPEN until 02 11:00 for [bank/main, odoo/db, stripe/acct]",
                        "a joins v1",
                        "case OPEN until 02 11:00 for [bank/main, odoo/db, stripe/acct]",
                        "x joins v1",
                        "case OPEN until 02 11:00 for [bank/main, odoo/db, stripe/acct]");
        story.bothHeard("02 12:00")
                .says()
                .heard("bank/main", "02 12:00")
                .says("open SHORT of bank v1 residual 100", "case EXCEPTED");
    }

    @Test
    void anOptionalSideThatNobodyFillsIsNotWaitedFor() {
        Story story = Story.of(group(closes(Closes.AT_DEADLINE), books(), provider(), bank(true)));
        story.books("payout").of("EUR 100.00").read();
        story.provider("a").of("EUR 100.00").read();
        story.bothHeard("02 12:00")
                .says(
                        "payout joins v1",
                        "case OPEN until 02 11:00 for [odoo/db, stripe/acct]",
                        "a joins v1",
                        "case OPEN until 02 11:00 for [odoo/db, stripe/acct]",
                        "match v1 ON_TIME: payout EUR 100.00, a EUR 100.00",
                        "case MATCHED");
    }

    @Test
    void netIsComparedWhereThePolicySaysNet() {
        Story story = Story.of(group(
                new Shape.Group(Closes.WHEN_BALANCED, Map.of("provider", "net"), null, null), books(), provider()));
        story.books("payout").of("EUR 97.00").read();
        story.provider("a")
                .of("EUR 100.00")
                .measure("net", "EUR 97.00")
                .read()
                .says(
                        "payout joins v1",
                        "case OPEN until 02 11:00 for [odoo/db, stripe/acct]",
                        "a joins v1",
                        "match v1 ON_TIME: payout EUR 97.00, a EUR 97.00",
                        "case MATCHED");
        story.provider("b").of("EUR 1.00").says("open AMOUNT_MISSING of entry b v1");
    }

    @Test
    void sumsOfTwoCurrenciesAreNeverEqual() {
        Story story = closing(Closes.AT_DEADLINE);
        story.books("payout").of("EUR 100.00").read();
        story.provider("a").of("USD 100.00").read();
        story.bothHeard("02 11:01")
                .says(
                        "payout joins v1",
                        "case OPEN until 02 11:00 for [odoo/db, stripe/acct]",
                        "a joins v1",
                        "case OPEN until 02 11:00 for [odoo/db, stripe/acct]",
                        "open CURRENCY_MISMATCH of provider v1",
                        "case EXCEPTED");
    }

    @Test
    void anotherCurrencyCountsByTheRateOfItsBusinessDateAndWithoutOneNowhere() {
        var rates = new Rates(
                "EUR", new TreeMap<>(Map.of(LocalDate.parse("2026-02-27"), Map.of("USD", new BigDecimal("0.9213")))));
        Story story =
                Story.of(group(new Shape.Group(Closes.WHEN_BALANCED, Map.of(), null, rates), books(), provider()));
        story.books("payout").of("EUR 92.13").read();
        story.provider("a")
                .of("USD 100.00")
                .read()
                .says(
                        "payout joins v1",
                        "case OPEN until 02 11:00 for [odoo/db, stripe/acct]",
                        "a joins v1",
                        "match v1 ON_TIME: payout EUR 92.13, a EUR 92.13",
                        "case MATCHED");
        story.provider("b").of("GBP 5.00").says("open RATE_MISSING of entry b v1");
        story.provider("c").of("USD 5.00").at("07 10:00").says("open RATE_MISSING of entry c v1");
    }

    @Test
    void whatMovesTheDeadlineReopens() {
        Story story = closing(Closes.AT_DEADLINE);
        story.books("payout").of("EUR 100.00").read();
        story.provider("a").of("EUR 90.00").at("01 12:00").read();
        story.bothHeard("02 11:01")
                .says(
                        "payout joins v1",
                        "case OPEN until 02 11:00 for [odoo/db, stripe/acct]",
                        "a joins v1",
                        "case OPEN until 02 11:00 for [odoo/db, stripe/acct]",
                        "open SHORT of provider v1 residual 1000",
                        "case EXCEPTED")
                .books("payout")
                .dated("01 20:00")
                .says(
                        "payout joins v2",
                        "RESOLVED SHORT of provider v2 by AMENDMENT",
                        "case OPEN until 02 13:00 for [odoo/db, stripe/acct]");
    }

    @Test
    void aGroupThatEverybodyLeftIsVoid() {
        Story story = closing(Closes.WHEN_BALANCED);
        story.books("invoice")
                .of("EUR 100.00")
                .says("invoice joins v1", "case OPEN until 02 11:00 for [odoo/db, stripe/acct]")
                .books("invoice")
                .deleted()
                .says("invoice leaves v2", "case VOID");
    }

    @Test
    void movingToAnotherGroupLeavesTheFirst() {
        Story story = closing(Closes.WHEN_BALANCED);
        story.provider("a")
                .says("a joins v1", "case OPEN until 02 11:00 for [odoo/db, stripe/acct]")
                .provider("a")
                .reference("pi_2")
                .says("a leaves v2", "case VOID", "a joins v1", "case OPEN until 02 11:00 for [odoo/db, stripe/acct]");
    }

    @Test
    void aMatchListsTheFirstAndCountsAll() {
        var matches = new ArrayList<Outcome.MatchChanged>();
        var table = new GroupTable(line -> {}, outcome -> {
            if (outcome instanceof Outcome.MatchChanged match) {
                matches.add(match);
            }
        });
        Policy policy = group(closes(Closes.WHEN_BALANCED), books(), provider());
        var matcher = new GroupMatcher(policy);
        Coverage nothing = Coverage.of(Set.of(), Set.of());
        table.arrive(matcher, placement(policy, "odoo/db/tx/payout", "books", 5_000), nothing);
        for (int i = 0; i < 50; i++) {
            table.arrive(matcher, placement(policy, "stripe/acct/charge/" + (100 + i), "provider", 100), nothing);
        }

        assertThat(matches).singleElement().satisfies(match -> {
            assertThat(match.agreement().count()).isEqualTo(51);
            assertThat(match.agreement().entries()).hasSize(GroupMatcher.LISTED);
            assertThat(match.agreement().entries().get(9).id().id()).isEqualTo("108");
            assertThat(match.agreement().totals(policy))
                    .containsExactly(
                            new SideTotal("books", "EUR", 5_000, 1), new SideTotal("provider", "EUR", 5_000, 50));
        });
    }

    private static Arrival placement(Policy policy, String id, String side, long minor) {
        Instant at = Story.at("01 10:00");
        var member = new Member(
                EntryId.parse(id),
                side,
                new Version(1, 0, 1),
                new Money(minor, "EUR"),
                at,
                at,
                at,
                null,
                null,
                null,
                false);
        return new Arrival.Placement(policy.name(), "pi_1", member, null, null);
    }

    @Test
    void aGroupThatTrustsItsSourceSaysHowItKnows() {
        assertThatThrownBy(() -> new Shape.Group(Closes.WHEN_COMPLETE, Map.of(), null, null))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Completion("books", Map.of(), Map.of()))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
