package io.tieout.connect.stripe.standin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.stripe.model.Charge;
import com.stripe.model.Event;
import com.stripe.model.PaymentIntent;
import com.stripe.net.ApiResource;
import io.tieout.connect.stripe.StripeWebhooks;
import io.tieout.connect.stripe.standin.StripeEventJson.Payment;
import io.tieout.connect.stripe.standin.StripeEventJson.Refund;
import io.tieout.connect.stripe.standin.StripeEventJson.Shape;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The events of the stand-in are of the shape of Stripe's. */
class StripeEventJsonTest {

    private static final Instant AT = Instant.parse("2026-03-01T10:00:00Z");
    private static final Payment PAYMENT = new Payment("pi_1", "ch_1", 12_34, "EUR", "S00012", AT);
    private static final Refund REFUND = new Refund("re_1", 4_00, "succeeded", AT.plusSeconds(60));

    @ParameterizedTest
    @EnumSource
    void areReadByStripesOwnLibraryAndTakenByTheReceiver(Shape shape) throws Exception {
        var stripe = StripeEventJson.live(shape);
        for (var json : List.of(
                stripe.chargeSucceeded("evt_1", AT, PAYMENT),
                stripe.chargeAuthorized("evt_1", AT, PAYMENT),
                stripe.chargeCaptured("evt_1", AT, PAYMENT, 10_00),
                stripe.chargeFailed("evt_1", AT, PAYMENT),
                stripe.chargeRefunded("evt_1", AT, PAYMENT, List.of(REFUND)),
                stripe.paymentIntentSucceeded("evt_1", AT, PAYMENT),
                stripe.refundCreated("evt_1", AT, PAYMENT, REFUND.withStatus("pending")),
                stripe.refundUpdated("evt_1", AT, PAYMENT, REFUND, "pending"),
                stripe.chargeRefundUpdated("evt_1", AT, PAYMENT, REFUND, "pending"))) {
            var event = ApiResource.GSON.fromJson(json, Event.class);
            assertThat(event.getCreated()).isEqualTo(AT.getEpochSecond());
            assertThat(event.getLivemode()).isTrue();
            event.getDataObjectDeserializer().deserializeUnsafe();
            assertThat(StripeWebhooks.route("acct_1", List.of("whsec_1"), InstantSource.system())
                            .body()
                            .refusalOf(json.getBytes(StandardCharsets.UTF_8)))
                    .isEmpty();
        }
    }

    @Test
    void sayWhatWasCaptured() {
        var stripe = StripeEventJson.test(Shape.LATEST_CHARGE);
        var partly = charge(stripe.chargeCaptured("evt_1", AT, PAYMENT, 10_00));
        assertThat(partly.getAmount()).isEqualTo(12_34);
        assertThat(partly.getAmountCaptured()).isEqualTo(10_00);
        assertThat(partly.getCaptured()).isTrue();
        assertThat(partly.getDescription()).isEqualTo("S00012");
        assertThat(partly.getCurrency()).isEqualTo("eur");
        assertThat(partly.getLivemode()).isFalse();
        assertThat(charge(stripe.chargeAuthorized("evt_1", AT, PAYMENT)).getCaptured())
                .isFalse();
    }

    @Test
    void addUpRefunds() {
        var refunded = charge(StripeEventJson.live(Shape.CHARGES)
                .chargeRefunded("evt_1", AT, PAYMENT, List.of(new Refund("re_2", 8_34, "succeeded", AT), REFUND)));
        assertThat(refunded.getAmountRefunded()).isEqualTo(12_34);
        assertThat(refunded.getRefunded()).isTrue();
        assertThat(refunded.getRefunds().getData()).hasSize(2);
    }

    @Test
    void nameTheChargeAsTheShapeDoes() throws IOException {
        var older = object(StripeEventJson.live(Shape.CHARGES).paymentIntentSucceeded("evt_1", AT, PAYMENT));
        assertThat(older.at("/charges/data/0/id").asText()).isEqualTo("ch_1");
        assertThat(older.has("latest_charge")).isFalse();

        var newer = ApiResource.GSON.fromJson(
                object(StripeEventJson.live(Shape.LATEST_CHARGE).paymentIntentSucceeded("evt_1", AT, PAYMENT))
                        .toString(),
                PaymentIntent.class);
        assertThat(newer.getLatestCharge()).isEqualTo("ch_1");
    }

    /** Compares the names of fields with recorded events, where those are at hand. */
    @ParameterizedTest
    @CsvSource({
        "evt_charge.succeeded.json, charge.succeeded",
        "evt_charge.refunded.json, charge.refunded",
        "evt_payment_intent.succeeded.json, payment_intent.succeeded",
        "evt_charge.refund.updated.json, charge.refund.updated",
    })
    void haveOnlyFieldsThatRecordedEventsHave(String file, String type) throws IOException {
        var recorded = Path.of("../../shared/samples/stripe", file);
        Assumptions.assumeTrue(Files.exists(recorded), "no recorded events at " + recorded);
        var stripe = StripeEventJson.live(Shape.CHARGES);
        var ours = List.of(
                        stripe.chargeSucceeded("evt_1", AT, PAYMENT),
                        stripe.chargeRefunded("evt_1", AT, PAYMENT, List.of(REFUND)),
                        stripe.paymentIntentSucceeded("evt_1", AT, PAYMENT),
                        stripe.chargeRefundUpdated("evt_1", AT, PAYMENT, REFUND, "pending"))
                .stream()
                .filter(json -> json.contains("\"type\" : \"" + type + "\""))
                .findFirst()
                .orElseThrow();
        var theirs = new ObjectMapper().readTree(recorded.toFile());
        var unknown = names(new ObjectMapper().readTree(ours).at("/data/object"));
        unknown.removeAll(names(theirs.at("/data/object")));
        // Came to the API after these were recorded.
        unknown.remove("failure_balance_transaction");
        assertThat(unknown).isEmpty();
    }

    private static Set<String> names(JsonNode object) {
        var names = new TreeSet<String>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static JsonNode object(String event) throws IOException {
        return new ObjectMapper().readTree(event).at("/data/object");
    }

    private static Charge charge(String event) {
        try {
            return ApiResource.GSON.fromJson(object(event).toString(), Charge.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
