package io.tieout.connect.stripe.standin;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * Writes Stripe events about a card payment as Stripe would: pretty-printed, with the fields of the objects in
 * either of the two shapes that are in use.
 *
 * <pre>{@code
 * var stripe = StripeEventJson.live(Shape.LATEST_CHARGE);
 * var payment = new Payment("pi_1", "ch_1", 12_34, "eur", "S00012", paidAt);
 * stripe.chargeSucceeded("evt_1", paidAt, payment);
 * }</pre>
 */
public final class StripeEventJson {

    /** How a payment intent tells its charges, by the API version that an event is written in. */
    public enum Shape {
        /** Until 2022-08-01, and for Odoo's own endpoint: {@code charges} on the intent, {@code refunds} on the charge. */
        CHARGES("2019-05-16"),
        /** Later: {@code latest_charge} on the intent. */
        LATEST_CHARGE("2025-03-31.basil");

        private final String apiVersion;

        Shape(String apiVersion) {
            this.apiVersion = apiVersion;
        }
    }

    /**
     * One card payment.
     *
     * @param amountMinor in the units Stripe counts the currency in
     * @param currency ISO code in any case
     * @param description what Odoo sends here: the reference of its payment transaction
     */
    public record Payment(
            String paymentIntent,
            String charge,
            long amountMinor,
            String currency,
            String description,
            Instant created) {}

    /** A refund of a payment; status is {@code pending}, {@code succeeded}, {@code failed} ... */
    public record Refund(String id, long amountMinor, String status, Instant created) {

        public Refund withStatus(String status) {
            return new Refund(id, amountMinor, status, created);
        }
    }

    private static final ObjectMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private final Shape shape;
    private final boolean live;

    private StripeEventJson(Shape shape, boolean live) {
        this.shape = shape;
        this.live = live;
    }

    /** Events of a live account. */
    public static StripeEventJson live(Shape shape) {
        return new StripeEventJson(shape, true);
    }

    /** Events of a test account: {@code livemode} is false. */
    public static StripeEventJson test(Shape shape) {
        return new StripeEventJson(shape, false);
    }

    /** Authorised and captured in one step. */
    public String chargeSucceeded(String event, Instant at, Payment payment) {
        return event(event, "charge.succeeded", at, charge(payment, payment.amountMinor, List.of()), changed -> {});
    }

    /** Authorised only: the same type of event, with {@code captured} false. */
    public String chargeAuthorized(String event, Instant at, Payment payment) {
        return event(event, "charge.succeeded", at, charge(payment, 0, List.of()), changed -> {});
    }

    /** Captured after it was authorised, perhaps less than that. */
    public String chargeCaptured(String event, Instant at, Payment payment, long amountCaptured) {
        return event(
                event,
                "charge.captured",
                at,
                charge(payment, amountCaptured, List.of()),
                changed ->
                        changed.put("amount_captured", 0).put("captured", false).putNull("balance_transaction"));
    }

    /** Declined by the bank. */
    public String chargeFailed(String event, Instant at, Payment payment) {
        var charge = charge(payment, 0, List.of());
        charge.put("paid", false)
                .put("status", "failed")
                .put("failure_code", "card_declined")
                .put("failure_message", "Your card was declined.")
                .putNull("balance_transaction");
        return event(event, "charge.failed", at, charge, changed -> {});
    }

    /** The intent behind a captured charge: confirmation, no money of its own. */
    public String paymentIntentSucceeded(String event, Instant at, Payment payment) {
        return event(event, "payment_intent.succeeded", at, paymentIntent(payment), changed -> {});
    }

    public String refundCreated(String event, Instant at, Payment payment, Refund refund) {
        return event(event, "refund.created", at, refund(payment, refund), changed -> {});
    }

    /** @param before the status that it had */
    public String refundUpdated(String event, Instant at, Payment payment, Refund refund, String before) {
        return event(event, "refund.updated", at, refund(payment, refund), changed -> changed.put("status", before));
    }

    /** The older name of {@link #refundUpdated}, which Odoo listens to. */
    public String chargeRefundUpdated(String event, Instant at, Payment payment, Refund refund, String before) {
        return event(
                event, "charge.refund.updated", at, refund(payment, refund), changed -> changed.put("status", before));
    }

    /** The charge after its refunds, of which the first is the newest. */
    public String chargeRefunded(String event, Instant at, Payment payment, List<Refund> refunds) {
        var charge = charge(payment, payment.amountMinor, refunds);
        long before = refunded(refunds.subList(1, refunds.size()));
        return event(
                event,
                "charge.refunded",
                at,
                charge,
                changed -> changed.put("amount_refunded", before).put("refunded", false));
    }

    private ObjectNode charge(Payment payment, long captured, List<Refund> refunds) {
        long refunded = refunded(refunds);
        var charge = JSON.createObjectNode()
                .put("id", payment.charge)
                .put("object", "charge")
                .put("amount", payment.amountMinor)
                .put("amount_captured", captured)
                .put("amount_refunded", refunded)
                .putNull("application")
                .putNull("application_fee")
                .putNull("application_fee_amount");
        if (captured > 0) {
            charge.put("balance_transaction", "txn_" + rest(payment.charge));
        } else {
            charge.putNull("balance_transaction");
        }
        charge.putObject("billing_details").putNull("email").putNull("name").putNull("phone");
        charge.put("calculated_statement_descriptor", "WEB SHOP")
                .put("captured", captured > 0)
                .put("created", payment.created.getEpochSecond())
                .put("currency", currency(payment))
                .putNull("customer")
                .put("description", payment.description)
                .put("disputed", false)
                .putNull("failure_balance_transaction")
                .putNull("failure_code")
                .putNull("failure_message");
        charge.putObject("fraud_details");
        charge.put("livemode", live);
        charge.putObject("metadata");
        charge.putNull("on_behalf_of");
        charge.putObject("outcome")
                .put("network_status", "approved_by_network")
                .put("risk_level", "normal")
                .put("type", "authorized");
        charge.put("paid", true)
                .put("payment_intent", payment.paymentIntent)
                .put("payment_method", "pm_" + rest(payment.charge));
        var method = charge.putObject("payment_method_details");
        method.putObject("card")
                .put("brand", "visa")
                .put("country", "DE")
                .put("exp_month", 12)
                .put("exp_year", 2030)
                .put("funding", "debit")
                .put("last4", "4242")
                .put("network", "visa");
        method.put("type", "card");
        charge.put("refunded", refunded > 0 && refunded == captured);
        if (shape == Shape.CHARGES) {
            list(
                    charge.putObject("refunds"),
                    "/v1/charges/" + payment.charge + "/refunds",
                    refunds.stream().map(refund -> refund(payment, refund)).toList());
        }
        return charge.putNull("review")
                .putNull("shipping")
                .putNull("source_transfer")
                .putNull("statement_descriptor")
                .put("status", "succeeded")
                .putNull("transfer_data")
                .putNull("transfer_group");
    }

    private ObjectNode paymentIntent(Payment payment) {
        var intent = JSON.createObjectNode()
                .put("id", payment.paymentIntent)
                .put("object", "payment_intent")
                .put("amount", payment.amountMinor)
                .put("amount_capturable", 0)
                .put("amount_received", payment.amountMinor)
                .putNull("application")
                .putNull("canceled_at")
                .putNull("cancellation_reason")
                .put("capture_method", "automatic");
        if (shape == Shape.CHARGES) {
            list(
                    intent.putObject("charges"),
                    "/v1/charges?payment_intent=" + payment.paymentIntent,
                    List.of(charge(payment, payment.amountMinor, List.of())));
        }
        intent.put("confirmation_method", "automatic")
                .put("created", payment.created.getEpochSecond())
                .put("currency", currency(payment))
                .putNull("customer")
                .put("description", payment.description)
                .putNull("last_payment_error");
        if (shape == Shape.LATEST_CHARGE) {
            intent.put("latest_charge", payment.charge);
        }
        intent.put("livemode", live);
        intent.putObject("metadata");
        intent.putNull("next_action").put("payment_method", "pm_" + rest(payment.charge));
        intent.putArray("payment_method_types").add("card");
        return intent.putNull("receipt_email").put("status", "succeeded").putNull("transfer_group");
    }

    private ObjectNode refund(Payment payment, Refund refund) {
        var json = JSON.createObjectNode()
                .put("id", refund.id)
                .put("object", "refund")
                .put("amount", refund.amountMinor)
                .put("balance_transaction", "txn_" + rest(refund.id))
                .put("charge", payment.charge)
                .put("created", refund.created.getEpochSecond())
                .put("currency", currency(payment));
        if (shape == Shape.LATEST_CHARGE) {
            json.putObject("destination_details").put("type", "card");
        }
        json.putObject("metadata");
        return json.put("payment_intent", payment.paymentIntent)
                .putNull("reason")
                .putNull("receipt_number")
                .putNull("source_transfer_reversal")
                .put("status", refund.status)
                .putNull("transfer_reversal");
    }

    private String event(
            String id, String type, Instant at, ObjectNode object, Consumer<ObjectNode> previousAttributes) {
        var event = JSON.createObjectNode()
                .put("id", id)
                .put("object", "event")
                .put("api_version", shape.apiVersion)
                .put("created", at.getEpochSecond());
        var data = event.putObject("data");
        data.set("object", object);
        var previous = JSON.createObjectNode();
        previousAttributes.accept(previous);
        if (!previous.isEmpty()) {
            data.set("previous_attributes", previous);
        }
        event.put("livemode", live).put("pending_webhooks", 1);
        event.putObject("request").put("id", "req_" + rest(id)).putNull("idempotency_key");
        event.put("type", type);
        try {
            return JSON.writeValueAsString(event);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void list(ObjectNode list, String url, List<ObjectNode> items) {
        list.put("object", "list");
        ArrayNode data = list.putArray("data");
        data.addAll(items);
        list.put("has_more", false).put("total_count", items.size()).put("url", url);
    }

    private static long refunded(List<Refund> refunds) {
        return refunds.stream()
                .filter(refund -> !refund.status.equals("failed") && !refund.status.equals("canceled"))
                .mapToLong(Refund::amountMinor)
                .sum();
    }

    private static String currency(Payment payment) {
        return payment.currency.toLowerCase(Locale.ROOT);
    }

    /** The part of an id behind its prefix, to make related ids from. */
    private static String rest(String id) {
        return id.substring(id.indexOf('_') + 1);
    }
}
