package io.tieout.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tieout.connect.RawTopics;
import io.tieout.intake.Statement.EntryStated;
import io.tieout.matching.Entry;
import io.tieout.matching.Lineage;
import io.tieout.matching.Money;
import io.tieout.matching.Reason;
import io.tieout.matching.Stage;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** From Stripe event to entry. */
final class StripeIntakeTest {

    private final Memory memory = new HeldMemory();

    @Test
    void aCapturedChargeIsAnEntryWithItsPaymentIntent() throws UnreadableException {
        Entry charge = only(read(event("charge.succeeded", 100, charge("succeeded", true, 4500, 4500, "eur"))));

        assertThat(charge.id().toString()).isEqualTo("stripe/acct_1/charge/ch_1");
        assertThat(charge.stage()).isEqualTo(Stage.CAPTURED);
        assertThat(charge.amount()).isEqualTo(new Money(4500, "EUR"));
        assertThat(charge.reference(List.of("PAYMENT_INTENT"))).contains("pi_1");
        assertThat(charge.statedAt()).isEqualTo(Instant.ofEpochSecond(100));
        assertThat(charge.attributes()).containsEntry("live", "true");
    }

    @Test
    void whatWasCapturedCountsAndNotWhatWasAuthorised() throws UnreadableException {
        Entry charge = only(read(event("charge.captured", 200, charge("succeeded", true, 4500, 3000, "eur"))));

        assertThat(charge.amount()).isEqualTo(new Money(3000, "EUR"));
        assertThat(charge.businessAt()).isEqualTo(Instant.ofEpochSecond(200));
    }

    @Test
    void aChargeOfAListIsWhatItsEventWouldSayAndGivesWayToLaterEvents() throws UnreadableException {
        Entry listed = only(listed(charge("succeeded", true, 4500, 4500, "eur"), Map.of()));
        Entry told = only(read(event("charge.updated", 500, charge("succeeded", true, 4500, 4500, "eur"))));

        assertThat(listed.id()).isEqualTo(told.id());
        assertThat(listed.amount()).isEqualTo(told.amount());
        assertThat(listed.references()).isEqualTo(told.references());
        assertThat(listed.statedAt()).isEqualTo(Instant.ofEpochSecond(300));
        assertThat(listed.version()).isLessThan(told.version());
    }

    @Test
    void aRefundOfAListIsLiveAsTheKeyThatReadIt() throws UnreadableException {
        Entry refund = only(listed(refund(1000, 150), Map.of(RawTopics.HEADER_LIVE, "false")));

        assertThat(refund.stage()).isEqualTo(Stage.REFUNDED);
        assertThat(refund.amount()).isEqualTo(new Money(-1000, "EUR"));
        assertThat(refund.attributes()).containsEntry("live", "false");
    }

    @Test
    void anObjectOfAListThatIsNoneOfTheseOrOfNoTimeIsADeadLetter() {
        assertThatThrownBy(() -> listed("{\"object\":\"payout\",\"id\":\"po_1\"}", Map.of()))
                .isInstanceOf(UnreadableException.class)
                .hasMessageContaining("payout");
        assertThatThrownBy(() -> listed(refund(1000, 150), Map.of(RawTopics.HEADER_AS_OF, "soon")))
                .hasMessageContaining(RawTopics.HEADER_AS_OF);
        assertThatThrownBy(() -> listed(refund(1000, 150), Map.of(RawTopics.HEADER_LIVE, "perhaps")))
                .hasMessageContaining(RawTopics.HEADER_LIVE);
    }

    private List<Statement> listed(String object, Map<String, String> otherwise) throws UnreadableException {
        var headers = new HashMap<>(Map.of(
                RawTopics.HEADER_EVENT, "charges", RawTopics.HEADER_AS_OF, "300000", RawTopics.HEADER_LIVE, "true"));
        headers.putAll(otherwise);
        return new StripeIntake()
                .read(
                        new RawRecord(
                                "acct_1",
                                RawTopics.KIND_LISTED,
                                headers,
                                object.getBytes(StandardCharsets.UTF_8),
                                new Lineage("stripe.event", 0, 7)),
                        memory);
    }

    @Test
    void theTimeOfCaptureIsRemembered() throws UnreadableException {
        read(event("charge.captured", 200, charge("succeeded", true, 4500, 4500, "eur")));
        Entry later = only(read(event("charge.updated", 300, charge("succeeded", true, 4500, 4500, "eur"))));

        assertThat(later.businessAt()).isEqualTo(Instant.ofEpochSecond(200));
    }

    @Test
    void theTimeOfCaptureIsTheSameInWhateverOrderItsEventsAreRead() throws UnreadableException {
        String authorised = event("charge.succeeded", 90, charge("succeeded", false, 4500, 0, "eur"));
        String captured = event("charge.captured", 200, charge("succeeded", true, 4500, 4500, "eur"));
        String sameSecond = event("charge.updated", 200, charge("succeeded", true, 4500, 4500, "eur"));
        String after = event("charge.updated", 201, charge("succeeded", true, 4500, 4500, "eur"));

        for (List<String> order : List.of(
                List.of(authorised, captured, sameSecond, after),
                List.of(authorised, sameSecond, captured, after),
                List.of(after, sameSecond, captured, authorised),
                List.of(captured, authorised, after, sameSecond),
                List.of(sameSecond, after, authorised, captured, captured, after))) {
            Entry last = newest(order).get("charge");

            assertThat(last.businessAt()).as(order.toString()).isEqualTo(Instant.ofEpochSecond(200));
            assertThat(last.version().position()).isEqualTo(201);
        }
    }

    @Test
    void givingUpAnAuthorisationIsNoRefundInWhateverOrder() throws UnreadableException {
        String authorised = event("charge.succeeded", 90, charge("succeeded", false, 4500, 0, "eur"));
        String refund = event("refund.created", 150, refund(4500, 150));
        String released = event(
                "charge.refunded",
                151,
                charge("succeeded", false, 4500, 0, "eur").replace("\"refunded\":false", "\"refunded\":true"));

        for (List<String> order : List.of(
                List.of(authorised, refund, released),
                List.of(refund, released, authorised),
                List.of(refund, authorised))) {
            assertThat(newest(order).get("refund").stage()).isEqualTo(Stage.CANCELLED);
        }
    }

    @Test
    void theRemainderOfAPartialCaptureIsNoRefundAndARefundOfItLaterIs() throws UnreadableException {
        String authorised = event("charge.succeeded", 90, charge("succeeded", false, 4500, 0, "eur"));
        String captured = event("charge.captured", 200, charge("succeeded", true, 4500, 3000, "eur"));
        String remainder = event("refund.created", 200, refund(1500, 200));
        String later = event("refund.created", 900, refund(1500, 900));

        for (List<String> order : List.of(
                List.of(authorised, captured, remainder),
                List.of(remainder, captured, authorised),
                List.of(authorised, remainder, captured))) {
            assertThat(newest(order).get("refund").stage()).as(order.toString()).isEqualTo(Stage.CANCELLED);
        }
        for (List<String> order : List.of(List.of(authorised, captured, later), List.of(later, authorised, captured))) {
            assertThat(newest(order).get("refund").stage()).as(order.toString()).isEqualTo(Stage.REFUNDED);
        }
    }

    /** By kind of object, the entry of the highest version, after these events in this order. */
    private static Map<String, Entry> newest(List<String> events) throws UnreadableException {
        var memory = new HeldMemory();
        var newest = new HashMap<String, Entry>();
        for (String event : events) {
            for (Statement statement : read(event, memory)) {
                Entry entry = ((EntryStated) statement).entry();
                newest.merge(
                        entry.id().object(),
                        entry,
                        (one, other) -> one.version().compareTo(other.version()) >= 0 ? one : other);
            }
        }
        return newest;
    }

    private static String refund(long amount, long created) {
        return "{\"id\":\"re_1\",\"object\":\"refund\",\"amount\":" + amount + ",\"charge\":\"ch_1\",\"created\":"
                + created + ",\"currency\":\"eur\",\"reason\":null,\"status\":\"succeeded\"}";
    }

    @ParameterizedTest
    @CsvSource({
        "jpy, 500, 500, JPY", // no decimals here and there
        "kwd, 1230, 1230, KWD", // three here and there
        "isk, 10000, 100, ISK", // two at Stripe, none by ISO 4217
        "mga, 7, 700, MGA", // none at Stripe, two by ISO 4217
    })
    void minorUnitsAreThoseOfIso4217(String stripe, long smallest, long minor, String code) throws UnreadableException {
        Entry charge = only(read(event("charge.succeeded", 1, charge("succeeded", true, smallest, smallest, stripe))));

        assertThat(charge.amount()).isEqualTo(new Money(minor, code));
    }

    @Test
    void aFractionOfAMinorUnitIsAProblemAndNoAmount() throws UnreadableException {
        EntryStated stated =
                (EntryStated) read(event("charge.succeeded", 1, charge("succeeded", true, 150, 150, "isk")))
                        .get(0);

        assertThat(stated.entry().amount()).isNull();
        assertThat(stated.problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.reason()).isEqualTo(Reason.FRACTION_OF_MINOR_UNIT));
    }

    @ParameterizedTest
    @CsvSource({
        "succeeded, true, CAPTURED",
        "succeeded, false, AUTHORIZED",
        "pending, false, INITIATED",
        "failed, false, REJECTED",
    })
    void theStateOfAChargeIsItsStage(String status, boolean captured, Stage stage) throws UnreadableException {
        assertThat(only(read(event("charge.updated", 1, charge(status, captured, 1, 1, "eur"))))
                        .stage())
                .isEqualTo(stage);
    }

    @Test
    void aRefundIsMoneyOutAndTakesItsModeFromTheEvent() throws UnreadableException {
        Entry refund = only(read(event(
                "refund.created",
                100,
                "{\"id\":\"re_1\",\"object\":\"refund\",\"amount\":2000,\"charge\":\"ch_1\",\"created\":99,"
                        + "\"currency\":\"eur\",\"status\":\"succeeded\"}")));

        assertThat(refund.stage()).isEqualTo(Stage.REFUNDED);
        assertThat(refund.amount()).isEqualTo(new Money(-2000, "EUR"));
        assertThat(refund.attributes()).containsEntry("live", "true");
    }

    @Test
    void refundsInsideAChargeOfTheOldShapeAreStatedToo() throws UnreadableException {
        String charge = charge("succeeded", true, 4500, 4500, "eur");
        String withRefund = charge.substring(0, charge.length() - 1)
                + ",\"refunds\":{\"data\":[{\"id\":\"re_1\",\"object\":\"refund\",\"amount\":500,\"created\":99,"
                + "\"currency\":\"eur\",\"status\":\"succeeded\"}]}}";

        assertThat(read(event("charge.refunded", 100, withRefund)))
                .map(statement -> ((EntryStated) statement).entry().id().id())
                .containsExactly("ch_1", "re_1");
    }

    @Test
    void bothShapesOfAPaymentIntentAreRead() throws UnreadableException {
        String intent = "{\"id\":\"pi_1\",\"object\":\"payment_intent\",\"amount\":4500,\"amount_received\":4500,"
                + "\"created\":90,\"currency\":\"eur\",\"livemode\":true,\"status\":\"succeeded\",";

        assertThat(read(event(
                        "payment_intent.succeeded",
                        100,
                        intent + "\"charges\":{\"data\":[" + charge("succeeded", true, 4500, 4500, "eur") + "]}}")))
                .hasSize(2);
        assertThat(read(event("payment_intent.succeeded", 100, intent + "\"latest_charge\":\"ch_1\"}")))
                .hasSize(1);
    }

    @Test
    void anUnknownStateIsNotGuessed() {
        assertThatThrownBy(() -> read(event("charge.updated", 1, charge("teleported", false, 1, 1, "eur"))))
                .isInstanceOf(UnreadableException.class)
                .hasMessageContaining("teleported");
    }

    @Test
    void anEventOfNoMoneyIsCountedAsOutOfScope() throws UnreadableException {
        assertThat(read(event("customer.created", 1, "{\"id\":\"cus_1\",\"object\":\"customer\"}")))
                .containsExactly(new Statement.OutOfScope("customer.created"));
    }

    @Test
    void coverageOfAnotherAccountIsRefused() {
        RawRecord raw = new RawRecord(
                "acct_1",
                RawTopics.KIND_COVERAGE,
                "{\"account\":\"acct_2\",\"from\":null,\"to\":1}".getBytes(StandardCharsets.UTF_8),
                new Lineage("stripe.event", 0, 1));

        assertThatThrownBy(() -> new StripeIntake().read(raw, memory)).isInstanceOf(UnreadableException.class);
    }

    private static Entry only(List<Statement> statements) {
        assertThat(statements).hasSize(1);
        return ((EntryStated) statements.get(0)).entry();
    }

    @Test
    void aStateThatNobodyMappedIsNotGuessed() {
        assertThatThrownBy(() -> read(event(
                        "payment_intent.created",
                        100,
                        "{\"id\":\"pi_1\",\"object\":\"payment_intent\",\"status\":\"teleported\",\"amount\":1,"
                                + "\"currency\":\"eur\",\"created\":1}")))
                .isInstanceOf(UnreadableException.class)
                .hasMessageContaining("Payment intent status teleported is not known");
    }

    private List<Statement> read(String event) throws UnreadableException {
        return read(event, memory);
    }

    private static List<Statement> read(String event, Memory memory) throws UnreadableException {
        return new StripeIntake()
                .read(
                        new RawRecord(
                                "acct_1",
                                RawTopics.KIND_EVENT,
                                event.getBytes(StandardCharsets.UTF_8),
                                new Lineage("stripe.event", 0, 7)),
                        memory);
    }

    private static String event(String type, long created, String object) {
        return "{\"id\":\"evt_1\",\"object\":\"event\",\"created\":" + created + ",\"livemode\":true,\"type\":\"" + type
                + "\",\"data\":{\"object\":" + object + "}}";
    }

    private static String charge(String status, boolean captured, long amount, long amountCaptured, String currency) {
        return "{\"id\":\"ch_1\",\"object\":\"charge\",\"amount\":" + amount + ",\"amount_captured\":" + amountCaptured
                + ",\"captured\":" + captured + ",\"created\":90,\"currency\":\"" + currency
                + "\",\"livemode\":true,\"payment_intent\":\"pi_1\",\"refunded\":false,\"status\":\"" + status + "\"}";
    }
}
