package io.tieout.intake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tieout.connect.RawTopics;
import io.tieout.intake.Statement.EntryStated;
import io.tieout.intake.Statement.OutOfScope;
import io.tieout.matching.Entry;
import io.tieout.matching.EntryId;
import io.tieout.matching.Money;
import io.tieout.matching.Problem;
import io.tieout.matching.Reference;
import io.tieout.matching.Stage;
import io.tieout.matching.Version;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Stripe's events, and the charges and refunds that are older than those.
 *
 * <p>One money fact is announced by several events ({@code charge.succeeded}, {@code
 * payment_intent.succeeded}, {@code charge.updated}), by webhook and by poll, in any order. So every charge
 * and refund object found in an event is a statement about that object, and its version is the event's
 * {@code created} (seconds), then the rank of the object's state, since one second holds several events, then how
 * much is known of the charge ({@link StripeCharge}).
 * A payment intent only confirms: it is an entry of its own, which no built-in policy asks for.
 *
 * <p>Both shapes of the API are read: {@code charges.data[]} (before 2022-11-15) and {@code latest_charge}.
 */
public final class StripeIntake implements SourceIntake {

    private static final int MAPPING = 1;
    private static final String LISTED = "listed";

    private static final List<String> CHARGE_FIELDS = List.of(
            "id", "amount", "amount_captured", "created", "currency", "description", "livemode", "payment_intent");

    private static final List<String> REFUND_FIELDS =
            List.of("id", "amount", "charge", "created", "currency", "livemode", "payment_intent", "reason", "status");

    @Override
    public String source() {
        return "stripe";
    }

    @Override
    public List<Statement> read(RawRecord raw, Memory memory) throws UnreadableException {
        if (raw.kind().equals(RawTopics.KIND_COVERAGE)) {
            return List.of(CoverageRecord.read(raw));
        }
        if (raw.kind().equals(RawTopics.KIND_LISTED)) {
            return listed(raw, memory);
        }
        ObjectNode event = Json.parse(raw.value());
        if (!"event".equals(Json.text(event, "object"))) {
            throw new UnreadableException(
                    "Expected a Stripe event, but field object is " + Json.text(event, "object") + ".");
        }
        Json.requiredText(event, "id");
        String type = Json.requiredText(event, "type");
        String of = Json.text(event, "account");
        if (of != null && !of.equals(raw.account())) {
            throw new UnreadableException("The event is of account " + of + " and came in the log of account "
                    + raw.account()
                    + ": an endpoint that listens to connected accounts. Give each account a receiver and a"
                    + " poller of its own, or let this endpoint listen to its own account alone.");
        }
        JsonNode object = event.path("data").path("object");
        if (!object.isObject()) {
            throw new UnreadableException("Event " + type + " has no data.object.");
        }
        Instant stated = Times.seconds(event, "created");
        var reading =
                new Reading(raw, memory, type, stated, event.path("livemode").asBoolean());
        reading.object(object);
        return reading.statements.isEmpty() ? List.of(new OutOfScope(type)) : reading.statements;
    }

    /** A charge or refund as a list shows it: what it states was stated when the list was read, and all of it is known then. */
    private List<Statement> listed(RawRecord raw, Memory memory) throws UnreadableException {
        ObjectNode object = Json.parse(raw.value());
        var reading = new Reading(raw, memory, LISTED, Times.header(raw, RawTopics.HEADER_AS_OF), isLive(raw));
        reading.object(object);
        if (reading.statements.isEmpty()) {
            throw new UnreadableException(
                    "A list holds \"" + Json.text(object, "object") + "\"; expected is charge or refund.");
        }
        return reading.statements;
    }

    private static boolean isLive(RawRecord raw) throws UnreadableException {
        String live = raw.headers().get(RawTopics.HEADER_LIVE);
        if (!"true".equals(live) && !"false".equals(live)) {
            throw new UnreadableException("Header " + RawTopics.HEADER_LIVE + " is neither true nor false.");
        }
        return "true".equals(live);
    }

    /** One event being read, or one object of a list. */
    private final class Reading {
        private final RawRecord raw;
        private final Memory memory;
        private final String type;
        private final Instant stated;
        private final boolean live;
        private final List<Statement> statements = new ArrayList<>(2);

        Reading(RawRecord raw, Memory memory, String type, Instant stated, boolean live) {
            this.raw = raw;
            this.memory = memory;
            this.type = type;
            this.stated = stated;
            this.live = live;
        }

        void object(JsonNode object) throws UnreadableException {
            String kind = Json.text(object, "object");
            if ("charge".equals(kind)) {
                charge(object);
            } else if ("refund".equals(kind)) {
                refund(object, null);
            } else if ("payment_intent".equals(kind)) {
                paymentIntent(object);
            }
        }

        private void charge(JsonNode charge) throws UnreadableException {
            String id = Json.requiredText(charge, "id");
            ChargeState state = ChargeState.of(charge);
            Instant created = Times.seconds(charge, "created");
            StripeCharge known = StripeCharge.recall(id, memory);
            int before = known.level();
            boolean newest = true;
            if (state == ChargeState.CAPTURED) {
                newest = known.seenCaptured(imageOf(charge, CHARGE_FIELDS), stated, timeOfCapture(created));
            } else if (state == ChargeState.AUTHORIZED || state == ChargeState.RELEASED) {
                known.seenUncaptured();
            }
            charge(charge, state, known, stated);
            if (known.level() > before) {
                stateAnew(known, newest);
            }
            known.remember(memory);
            for (JsonNode refund : charge.path("refunds").path("data")) {
                refund(refund, charge);
            }
        }

        /** The time of capture, where this event is one of those that say it. */
        private @Nullable Instant timeOfCapture(Instant created) {
            return switch (type) {
                case "charge.captured" -> stated;
                case "charge.succeeded" -> created;
                default -> null;
            };
        }

        /** More is known of a charge now: what was stated with less knowledge is stated anew, if that can matter. */
        private void stateAnew(StripeCharge known, boolean newestIsStated) throws UnreadableException {
            ObjectNode newest = known.newest();
            if (newest != null && !newestIsStated) {
                charge(newest, ChargeState.CAPTURED, known, known.newestStated());
            }
            for (Map.Entry<ObjectNode, Instant> kept : known.kept().entrySet()) {
                refund(kept.getKey(), known, kept.getValue());
            }
        }

        private void charge(JsonNode charge, ChargeState state, StripeCharge known, Instant at)
                throws UnreadableException {
            String id = Json.requiredText(charge, "id");
            Instant created = Times.seconds(charge, "created");
            boolean captured = state == ChargeState.CAPTURED;
            long minor = captured && charge.path("amount_captured").isIntegralNumber()
                    ? Json.requiredLong(charge, "amount_captured")
                    : Json.requiredLong(charge, "amount");
            var references = new ArrayList<Reference>(3);
            add(references, "PAYMENT_INTENT", idOf(charge, "payment_intent"));
            add(references, "CHARGE", id);
            add(references, "DOCUMENT", Json.text(charge, "description"));
            state(
                    "charge",
                    id,
                    at,
                    state.stage,
                    state.rank * StripeCharge.LEVELS + (captured ? known.level() : 0),
                    charge,
                    minor,
                    captured ? known.capturedAt(created, at) : created,
                    references);
        }

        /** A refund; inside a charge of the old shape it takes from that what it does not say itself. */
        private void refund(JsonNode refund, @Nullable JsonNode charge) throws UnreadableException {
            String id = Json.requiredText(refund, "id");
            ObjectNode image = imageOf(refund, REFUND_FIELDS);
            if (charge != null) {
                image.put("livemode", charge.path("livemode").asBoolean());
                image.put("charge", Json.requiredText(charge, "id"));
                image.set("payment_intent", charge.path("payment_intent"));
            } else if (!image.path("livemode").isBoolean()) {
                image.put("livemode", live);
            }
            String of = idOf(image, "charge");
            StripeCharge known = StripeCharge.recall(of == null ? "" : of, memory);
            refund(image, known, stated);
            if (of != null) {
                known.keep(id, image, stated);
                known.remember(memory);
            }
        }

        private void refund(JsonNode refund, StripeCharge known, Instant at) throws UnreadableException {
            String id = Json.requiredText(refund, "id");
            RefundState state = RefundState.of(refund);
            boolean released =
                    (state == RefundState.SUCCEEDED || state == RefundState.PENDING) && known.released(refund);
            var references = new ArrayList<Reference>(3);
            add(references, "REFUND", id);
            add(references, "CHARGE_REFUNDED", idOf(refund, "charge"));
            add(references, "PAYMENT_INTENT_REFUNDED", idOf(refund, "payment_intent"));
            state(
                    "refund",
                    id,
                    at,
                    released ? Stage.CANCELLED : state.stage,
                    state.rank * StripeCharge.LEVELS + known.level(),
                    refund,
                    -Json.requiredLong(refund, "amount"),
                    Times.seconds(refund, "created"),
                    references);
        }

        private static ObjectNode imageOf(JsonNode object, List<String> fields) {
            ObjectNode image = Json.object();
            for (String field : fields) {
                JsonNode value = object.get(field);
                if (value != null) {
                    image.set(field, value);
                }
            }
            return image;
        }

        private void paymentIntent(JsonNode intent) throws UnreadableException {
            String id = Json.requiredText(intent, "id");
            IntentState state = IntentState.of(intent);
            long minor = state == IntentState.CAPTURED
                            && intent.path("amount_received").isIntegralNumber()
                    ? Json.requiredLong(intent, "amount_received")
                    : Json.requiredLong(intent, "amount");
            var references = new ArrayList<Reference>(3);
            add(references, "PAYMENT_INTENT", id);
            add(references, "CHARGE", idOf(intent, "latest_charge"));
            add(references, "DOCUMENT", Json.text(intent, "description"));
            state(
                    "payment_intent",
                    id,
                    stated,
                    state.stage,
                    state.rank,
                    intent,
                    minor,
                    Times.seconds(intent, "created"),
                    references);
            for (JsonNode charge : intent.path("charges").path("data")) {
                charge(charge);
            }
            if (intent.path("latest_charge").isObject()) {
                charge(intent.path("latest_charge"));
            }
        }

        private void state(
                String object,
                String id,
                Instant at,
                Stage stage,
                int order,
                JsonNode json,
                long stripeMinor,
                Instant businessAt,
                List<Reference> references)
                throws UnreadableException {
            var problems = new ArrayList<Problem>(0);
            String currency = Json.requiredText(json, "currency").toUpperCase(Locale.ROOT);
            Money amount = StripeMoney.money(stripeMinor, currency, problems);
            Entry entry = new Entry(
                    new EntryId(source(), raw.account(), object, id),
                    new Version(at.getEpochSecond(), order, MAPPING),
                    stage,
                    false,
                    null,
                    amount,
                    Map.of(),
                    businessAt,
                    at,
                    null,
                    references,
                    Map.of("live", Boolean.toString(livemode(json))),
                    null,
                    null,
                    raw.lineage());
            statements.add(new EntryStated(entry, problems));
        }

        /** A refund does not say whether it is live; its event does. */
        private boolean livemode(JsonNode json) {
            JsonNode own = json.get("livemode");
            return (own != null && own.isBoolean()) ? own.booleanValue() : live;
        }

        private static void add(List<Reference> references, String kind, @Nullable String value) {
            if (value != null && !value.isEmpty()) {
                references.add(new Reference(kind, value));
            }
        }

        /** A field that holds an id, or the object itself when the sender expanded it. */
        private static @Nullable String idOf(JsonNode json, String field) {
            JsonNode value = json.get(field);
            if (value == null || value.isNull()) {
                return null;
            }
            return value.isObject() ? Json.text(value, "id") : value.asText();
        }
    }

    /** A charge in its life, in order of rank. */
    private enum ChargeState {
        PENDING(Stage.INITIATED, 1),
        AUTHORIZED(Stage.AUTHORIZED, 2),
        FAILED(Stage.REJECTED, 3),
        CAPTURED(Stage.CAPTURED, 4),
        /** Authorised, never captured, and released: refunded without having been captured. */
        RELEASED(Stage.CANCELLED, 5);

        private final Stage stage;
        private final int rank;

        ChargeState(Stage stage, int rank) {
            this.stage = stage;
            this.rank = rank;
        }

        static ChargeState of(JsonNode charge) throws UnreadableException {
            String status = Json.text(charge, "status");
            boolean captured = charge.path("captured").asBoolean();
            if ("failed".equals(status)) {
                return FAILED;
            }
            if ("pending".equals(status)) {
                return PENDING;
            }
            if ("succeeded".equals(status) || "paid".equals(status)) {
                boolean refunded = charge.path("refunded").asBoolean();
                return captured ? CAPTURED : refunded ? RELEASED : AUTHORIZED;
            }
            throw new UnreadableException("Charge status " + status
                    + " is not known: expected succeeded, pending or failed. Its meaning must be mapped first.");
        }
    }

    /** A refund in its life, in order of rank: it may fail after it succeeded. */
    private enum RefundState {
        PENDING(Stage.INITIATED, 1),
        SUCCEEDED(Stage.REFUNDED, 2),
        FAILED(Stage.REJECTED, 3),
        CANCELED(Stage.CANCELLED, 3);

        private final Stage stage;
        private final int rank;

        RefundState(Stage stage, int rank) {
            this.stage = stage;
            this.rank = rank;
        }

        static RefundState of(JsonNode refund) throws UnreadableException {
            String status = Json.text(refund, "status");
            if (status == null) {
                // Before 2015 a refund object had no status: it stood when it was there.
                return SUCCEEDED;
            }
            return switch (status) {
                case "pending", "requires_action" -> PENDING;
                case "succeeded" -> SUCCEEDED;
                case "failed" -> FAILED;
                case "canceled" -> CANCELED;
                default ->
                    throw new UnreadableException("Refund status " + status
                            + " is not known: expected pending, requires_action, succeeded, failed or canceled.");
            };
        }
    }

    /** A payment intent in its life, in order of rank. */
    private enum IntentState {
        OPEN(Stage.INITIATED, 1),
        AUTHORIZED(Stage.AUTHORIZED, 2),
        CAPTURED(Stage.CAPTURED, 3),
        CANCELED(Stage.CANCELLED, 3);

        private final Stage stage;
        private final int rank;

        IntentState(Stage stage, int rank) {
            this.stage = stage;
            this.rank = rank;
        }

        static IntentState of(JsonNode intent) throws UnreadableException {
            String status = Json.requiredText(intent, "status");
            return switch (status) {
                case "requires_capture" -> AUTHORIZED;
                case "succeeded" -> CAPTURED;
                case "canceled" -> CANCELED;
                // The last two before 2019.
                case "requires_payment_method",
                        "requires_confirmation",
                        "requires_action",
                        "processing",
                        "requires_source",
                        "requires_source_action" -> OPEN;
                default ->
                    throw new UnreadableException(
                            "Payment intent status " + status + " is not known. Its meaning must be mapped first.");
            };
        }
    }
}
