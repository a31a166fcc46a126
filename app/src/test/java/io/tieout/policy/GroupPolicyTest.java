package io.tieout.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.tieout.matching.Completion;
import io.tieout.matching.Rates;
import io.tieout.matching.Shape;
import io.tieout.matching.Side;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The keys that only a group has. */
class GroupPolicyTest {

    private static final String PAYOUT = """
            policy: payout-movements
            version: 1
            title: Every payout is the sum of its movements
            owner: treasury
            sides:
              movements: {source: stripe, object: balance_transaction, stage: SETTLED, key: PAYOUT}
              payout: {source: stripe, object: payout, stage: PAID_OUT, key: PAYOUT}
              bank: {source: bank, object: line, stage: BOOKED, key: PAYOUT, optional: true}
            shape: group
            closes: when-complete
            complete: {side: payout, where: {reconciliation_status: completed}, counts: {movements: movement_count}}
            agree: payout.amount = movements.net = bank.amount
            rates:
              currency: EUR
              2026-03-01: {USD: 0.9213, GBP: 1.1702}
            window: 7d
            grace: 1d
            missing:
              movements: {reason: COUNTERPART_MISSING}
              payout: {reason: COUNTERPART_MISSING}
            """;

    @Test
    void readsEveryKey() {
        var policy = PolicyReader.read("payout.yaml", PAYOUT);

        assertThat(policy.sides()).extracting(Side::name).containsExactly("payout", "movements", "bank");
        assertThat(policy.shape())
                .isEqualTo(new Shape.Group(
                        Shape.Closes.WHEN_COMPLETE,
                        Map.of("movements", "net"),
                        new Completion(
                                "payout",
                                Map.of("reconciliation_status", "completed"),
                                Map.of("movements", "movement_count")),
                        new Rates(
                                "EUR",
                                new TreeMap<>(Map.of(
                                        LocalDate.parse("2026-03-01"),
                                        Map.of("USD", new BigDecimal("0.9213"), "GBP", new BigDecimal("1.1702")))))));
    }

    @Test
    void needsNoMoreThanHowItCloses() {
        String text = PAYOUT.replace("closes: when-complete", "closes: at-deadline")
                .replaceAll("(?m)^complete.*\n", "")
                .replaceAll("(?m)^rates:\n.*\n.*\n", "");

        assertThat(PolicyReader.read("payout.yaml", text).shape())
                .isEqualTo(new Shape.Group(Shape.Closes.AT_DEADLINE, Map.of("movements", "net"), null, null));
    }

    @Test
    void namesTheNearestWayToClose() {
        assertThat(refusal("closes: when-complete", "closes: when-complet"))
                .hasMessage("payout.yaml:10: closes: \"when-complet\" is no way to close; did you mean when-complete?");
    }

    @Test
    void needsToKnowHowItCloses() {
        assertThat(refusal("closes: when-complete\n", ""))
                .hasMessage("payout.yaml:1: closes: is missing; write for example closes: at-deadline");
    }

    @Test
    void whenCompleteNeedsToKnowHowOneSeesThat() {
        String complete = PAYOUT.substring(PAYOUT.indexOf("complete: {side"), PAYOUT.indexOf("agree:"));

        assertThat(refusal(complete, ""))
                .hasMessage("payout.yaml:1: complete: is missing; write for example complete: {side: payout, where:"
                        + " {reconciliation_status: completed}}");
    }

    @Test
    void noOtherWayToCloseTrustsAMark() {
        assertThat(refusal("closes: when-complete", "closes: when-balanced"))
                .hasMessage("payout.yaml:11: complete: is only for a group that closes when-complete");
    }

    @Test
    void aCompletionSaysSomethingOfSidesThatAreThere() {
        assertThat(refusal("{side: payout, where", "{side: payot, where"))
                .hasMessage("payout.yaml:11: complete.side: there is no side \"payot\"; did you mean payout?");
        assertThat(refusal("counts: {movements:", "counts: {movement:"))
                .hasMessage("payout.yaml:11: complete.counts.movement: there is no such side; did you mean movements?");
        assertThat(refusal(", where: {reconciliation_status: completed}, counts: {movements: movement_count}", ""))
                .hasMessage("payout.yaml:11: complete: says nothing; write where: {reconciliation_status: completed},"
                        + " or counts: {movements: movement_count}, or both");
    }

    @Test
    void ratesAreOfDaysAndCurrencies() {
        assertThat(refusal("2026-03-01:", "01.03.2026:"))
                .hasMessage(
                        "payout.yaml:15: rates.01.03.2026: \"01.03.2026\" is no date; write for example 2026-03-01");
        assertThat(refusal("{USD: 0.9213", "{USB: 0.9213"))
                .hasMessage("payout.yaml:15: rates.2026-03-01.USB: \"USB\" is no ISO 4217 currency; write for example"
                        + " EUR");
        assertThat(refusal("{USD: 0.9213", "{USD: 0"))
                .hasMessage("payout.yaml:15: rates.2026-03-01.USD: is zero; write what one USD is worth");
        assertThat(refusal("  2026-03-01: {USD: 0.9213, GBP: 1.1702}\n", ""))
                .hasMessage("payout.yaml:13: rates: has no rate; write for example 2026-03-01: {USD: 0.9213}");
    }

    @Test
    void aPairHasNoneOfTheseKeys() {
        assertThat(refusal("shape: group", "shape: pair").getMessage())
                .contains("payout.yaml:10: closes: is unknown")
                .contains("payout.yaml:11: complete: is unknown")
                .contains("payout.yaml:13: rates: is unknown");
    }

    private static PolicyException refusal(String part, String replacement) {
        assertThat(PAYOUT).contains(part);
        return catchThrowableOfType(
                PolicyException.class, () -> PolicyReader.read("payout.yaml", PAYOUT.replace(part, replacement)));
    }
}
