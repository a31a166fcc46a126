package io.tieout.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tieout.demo.Happening.Call;
import io.tieout.demo.Happening.OdooCall;
import io.tieout.demo.Happening.StripeEvent;
import io.tieout.demo.Happening.Webhook;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrialPlanTest {

    @Test
    void isTheSameForTheSameSeed() {
        assertThat(TrialPlan.of(300, 7)).isEqualTo(TrialPlan.of(300, 7));
        assertThat(TrialPlan.of(300, 8).happenings())
                .isNotEqualTo(TrialPlan.of(300, 7).happenings());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 19, 20, 37, 38, 100, 2000, 20_000})
    void hasAsManyOrdersAsWereAskedFor(int orders) {
        TrialPlan plan = TrialPlan.of(orders, 7);

        assertThat(plan.orders()).hasSize(orders);
        assertThat(plan.planted().values().stream().mapToInt(Integer::intValue).sum())
                .isEqualTo(orders);
        assertThat(plan.planted()).hasSizeGreaterThanOrEqualTo(Math.min(orders, Kind.values().length) - 1);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 7, 8, 4711})
    void plantsEveryKindSeveralTimesInTwoThousandOrders(long seed) {
        Map<Kind, Integer> planted = TrialPlan.of(2000, seed).planted();

        for (Kind kind : Kind.values()) {
            assertThat(planted.get(kind)).as(kind.name()).isGreaterThanOrEqualTo(5);
        }
        assertThat(planted.get(Kind.PLAIN)).isGreaterThan(1000);
    }

    @Test
    void plantsEveryKindOnceAsSoonAsThereIsRoom() {
        assertThat(TrialPlan.of(Kind.values().length, 7).planted()).hasSize(Kind.values().length);
    }

    @Test
    void refusesATrialWithoutOrders() {
        assertThatThrownBy(() -> TrialPlan.of(0, 7))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at least one order");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 7, 8, 4711})
    void runsForwardAndEndsBeforeItsDeadlinesDo(long seed) {
        List<Happening> happenings = TrialPlan.of(2000, seed).happenings();

        assertThat(happenings).isSortedAccordingTo(Comparator.comparing(Happening::at));
        assertThat(happenings.get(0).at()).isAfterOrEqualTo(TrialPlan.START);
        for (Happening happening : happenings) {
            assertThat(happening.at()).isBefore(TrialPlan.END.minus(Duration.ofHours(1)));
            if (happening instanceof StripeEvent event) {
                boolean refund = event.fact().name().contains("REFUND");
                assertThat(happening.at()).isBefore(TrialPlan.END.minus(Duration.ofHours(refund ? 74 : 26)));
            }
        }
    }

    @Test
    void deliversAnEventAfterItHappened() {
        TrialPlan plan = TrialPlan.of(2000, 7);
        Map<String, Instant> created = plan.happenings().stream()
                .filter(StripeEvent.class::isInstance)
                .map(StripeEvent.class::cast)
                .collect(Collectors.toMap(StripeEvent::eventId, StripeEvent::at));

        assertThat(plan.happenings().stream().filter(Webhook.class::isInstance).map(Webhook.class::cast))
                .isNotEmpty()
                .allSatisfy(webhook -> assertThat(webhook.at()).isAfter(created.get(webhook.eventId())));
    }

    @Test
    void disturbsWebhooksAsTheirKindSays() {
        TrialPlan plan = TrialPlan.of(2000, 7);
        for (PlannedOrder order : plan.orders()) {
            List<Happening> script = new OrderScript(order, plan.seed()).play();
            List<String> delivered = script.stream()
                    .filter(Webhook.class::isInstance)
                    .sorted(Comparator.comparing(Happening::at))
                    .map(happening -> ((Webhook) happening).eventId())
                    .toList();
            List<String> events = script.stream()
                    .filter(StripeEvent.class::isInstance)
                    .map(happening -> ((StripeEvent) happening).eventId())
                    .toList();
            switch (order.kind()) {
                case WEBHOOK_LOST -> assertThat(delivered).isEmpty();
                case WEBHOOK_DOUBLED -> assertThat(delivered).hasSize(2 * events.size());
                case WEBHOOK_DISORDERED ->
                    assertThat(delivered)
                            .containsExactlyInAnyOrderElementsOf(events)
                            .isNotEqualTo(events);
                case RECEIVER_DOWN ->
                    assertThat(script)
                            .filteredOn(Webhook.class::isInstance)
                            .allSatisfy(webhook -> assertThat(TrialPlan.receiverIsDown(webhook.at()))
                                    .isTrue());
                default -> assertThat(delivered).containsExactlyInAnyOrderElementsOf(events);
            }
        }
    }

    @Test
    void drawsAnOrderBeforeItPaysIt() {
        TrialPlan plan = TrialPlan.of(2000, 7);
        Set<Integer> drawn = new HashSet<>();
        for (Happening happening : plan.happenings()) {
            if (happening instanceof OdooCall call) {
                if (call.call() == Call.DRAFT) {
                    drawn.add(call.order().number());
                } else if (call.call() != Call.DOCUMENT) {
                    assertThat(drawn).contains(call.order().number());
                }
            }
        }
    }

    @Test
    void booksLateAfterTheDeadlineAndInTime() {
        TrialPlan plan = TrialPlan.of(2000, 7);
        for (PlannedOrder order : plan.orders()) {
            if (order.kind() != Kind.BOOKED_LATE) {
                continue;
            }
            List<Happening> script = new OrderScript(order, plan.seed()).play();
            Instant captured = script.stream()
                    .filter(happening ->
                            happening instanceof StripeEvent event && event.fact() == Happening.Fact.CHARGE_SUCCEEDED)
                    .map(Happening::at)
                    .findFirst()
                    .orElseThrow();
            Instant done = script.stream()
                    .filter(happening -> happening instanceof OdooCall call && call.call() == Call.DONE)
                    .map(Happening::at)
                    .findFirst()
                    .orElseThrow();
            assertThat(done).isBetween(captured.plus(Duration.ofHours(30)), TrialPlan.WEEK_END);
        }
    }

    @Test
    void givesEveryObjectANameOfItsOwn() {
        TrialPlan plan = TrialPlan.of(20_000, 7);

        assertThat(plan.entries().stream().map(PlantedEntry::entryId)).doesNotHaveDuplicates();
        assertThat(plan.orders().stream().map(PlannedOrder::paymentIntent)).doesNotHaveDuplicates();
        assertThat(plan.happenings().stream()
                        .filter(StripeEvent.class::isInstance)
                        .map(happening -> ((StripeEvent) happening).eventId()))
                .doesNotHaveDuplicates();
    }

    @Test
    void makesWrongAmountsWrong() {
        for (PlannedOrder order : TrialPlan.of(20_000, 7).orders()) {
            long off = Math.abs(order.booked() - order.captured());
            assertThat(order.booked()).isPositive();
            switch (order.kind()) {
                case AMOUNT_WRONG -> assertThat(off).isGreaterThan(1);
                case AMOUNT_WRONG_BY_ONE -> assertThat(off).isEqualTo(1);
                default -> assertThat(off).isZero();
            }
            assertThat(order.bookedCurrency() != order.capturedCurrency())
                    .isEqualTo(order.kind() == Kind.CURRENCY_WRONG);
        }
    }

    @Test
    void letsTheWeekAndTheOutageEndWithAStep() {
        assertThat(List.of(TrialPlan.OUTAGE_FROM, TrialPlan.OUTAGE_UNTIL, TrialPlan.END))
                .allSatisfy(at -> assertThat(
                                Duration.between(TrialPlan.START, at).toSeconds() % Trial.STEP.toSeconds())
                        .isZero());
    }
}
