package io.tieout.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tieout.connect.stripe.standin.StripeEventJson;
import io.tieout.connect.stripe.standin.StripeEventJson.Payment;
import io.tieout.connect.stripe.standin.StripeEventJson.Refund;
import io.tieout.connect.stripe.standin.StripeEventJson.Shape;
import io.tieout.demo.Happening.Fact;
import io.tieout.demo.Happening.StripeEvent;
import io.tieout.demo.PlannedOrder.PlannedRefund;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;

/**
 * What Stripe's events of an order say: the same text whenever it is asked for. Orders with an even number
 * speak the newer shape of the API, the others the older.
 */
final class StripeEvents {

    private static final ObjectMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private StripeEvents() {}

    /** When the charge and the refund of the order were created. */
    record Creation(Instant charge, Instant refund) {}

    static String body(StripeEvent event, Creation creation) {
        PlannedOrder order = event.order();
        StripeEventJson stripe = StripeEventJson.live(order.number() % 2 == 0 ? Shape.LATEST_CHARGE : Shape.CHARGES);
        Payment payment = payment(order, order.charge(), creation.charge());
        String id = event.eventId();
        Instant at = event.at();
        return switch (event.fact()) {
            case CHARGE_SUCCEEDED -> stripe.chargeSucceeded(id, at, payment);
            case CHARGE_AUTHORIZED -> stripe.chargeAuthorized(id, at, payment);
            case CHARGE_CAPTURED -> stripe.chargeCaptured(id, at, payment, order.captured());
            case CHARGE_FAILED -> stripe.chargeFailed(id, at, payment(order, order.requiredFailedCharge(), at));
            case INTENT_SUCCEEDED -> stripe.paymentIntentSucceeded(id, at, payment);
            case CHARGE_UPDATED -> changed(stripe.chargeSucceeded(id, at, payment), event.fact(), charge -> {});
            case INTENT_CREATED, INTENT_FAILED -> intent(stripe, event, payment, "requires_payment_method");
            case INTENT_CAPTURABLE -> intent(stripe, event, payment, "requires_capture");
            case INTENT_CANCELED -> intent(stripe, event, payment, "canceled");
            case REFUND_PENDING -> stripe.refundCreated(id, at, payment, refund(order, creation, "pending"));
            case REFUND_CREATED -> stripe.refundCreated(id, at, payment, refund(order, creation, "succeeded"));
            case REFUND_SUCCEEDED ->
                stripe.refundUpdated(id, at, payment, refund(order, creation, "succeeded"), "pending");
            case REFUND_FAILED ->
                changed(
                        stripe.refundUpdated(id, at, payment, refund(order, creation, "failed"), "pending"),
                        event.fact(),
                        refund -> refund.put("failure_reason", "expired_or_canceled_card"));
            case CHARGE_REFUNDED ->
                stripe.chargeRefunded(id, at, payment, List.of(refund(order, creation, "succeeded")));
            case CHARGE_REFUND_PENDING ->
                stripe.chargeRefunded(id, at, payment, List.of(refund(order, creation, "pending")));
        };
    }

    private static String intent(StripeEventJson stripe, StripeEvent event, Payment payment, String status) {
        return changed(stripe.paymentIntentSucceeded(event.eventId(), event.at(), payment), event.fact(), intent -> {
            intent.put("status", status).put("amount_received", 0);
            intent.remove("charges");
            intent.remove("latest_charge");
        });
    }

    private static String changed(String body, Fact fact, Consumer<ObjectNode> change) {
        try {
            ObjectNode event = (ObjectNode) JSON.readTree(body);
            event.put("type", fact.type());
            change.accept((ObjectNode) event.path("data").path("object"));
            return JSON.writeValueAsString(event);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("An event that was just written can be read", e);
        }
    }

    private static Payment payment(PlannedOrder order, String charge, Instant created) {
        return new Payment(
                order.paymentIntent(),
                charge,
                order.captured(),
                order.capturedCurrency().stripeCode(),
                order.reference(),
                created);
    }

    private static Refund refund(PlannedOrder order, Creation creation, String status) {
        PlannedRefund refund = order.requiredRefund();
        return new Refund(refund.refundId(), refund.amount(), status, creation.refund());
    }
}
