package io.tieout.intake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tieout.connect.RawTopics;
import io.tieout.intake.Statement.OutOfScope;
import io.tieout.intake.Statement.Unmappable;
import io.tieout.matching.Money;
import io.tieout.matching.Problem;
import io.tieout.matching.Stage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Shopify's events.
 *
 * <p>Money moves in the transactions of an order, each an object of its own: an authorization, a capture (a sale is
 * one), a refund, the change of a cash payment. A void is none: it ends the authorization that it names. The same refund is
 * announced by {@code order_transactions/create} and by {@code refunds/create}, and is one entry. What kind of event a
 * body is stands in the headers, which Shopify does not sign: so a body must have the shape of what its topic claims.
 *
 * <p>{@code tender_transactions/create} announces the same money without saying which transaction it was, and orders
 * only sum up: neither is an entry. Payouts, fees and the balance are in no webhook.
 */
public final class ShopifyIntake extends ProviderIntake {

    /** Kinds of events that move no money, or announce what {@code order_transactions/create} states. */
    private static final Set<String> NO_MONEY = Set.of(
            "app",
            "app_subscriptions",
            "bulk_operations",
            "carts",
            "checkouts",
            "collection_listings",
            "collections",
            "companies",
            "company_contacts",
            "company_locations",
            "customer_groups",
            "customer_payment_methods",
            "customers",
            "domains",
            "draft_orders",
            "fulfillment_events",
            "fulfillment_orders",
            "fulfillments",
            "inventory_items",
            "inventory_levels",
            "locales",
            "locations",
            "markets",
            "orders",
            "payment_schedules",
            "payment_terms",
            "product_listings",
            "products",
            "profiles",
            "returns",
            "selling_plan_groups",
            "shop",
            "subscription_billing_attempts",
            "subscription_contracts",
            "tender_transactions",
            "themes",
            "variants");

    @Override
    public String source() {
        return "shopify";
    }

    @Override
    List<Statement> events(RawRecord raw) throws UnreadableException {
        String topic = raw.headers().get(RawTopics.HEADER_EVENT);
        if (topic == null) {
            throw new UnreadableException(
                    "Header " + RawTopics.HEADER_EVENT + " is missing: the body alone does not say what it is.");
        }
        String shop = raw.headers().get(RawTopics.HEADER_ORIGIN);
        if (shop != null && !shop.equalsIgnoreCase(raw.account())) {
            throw new UnreadableException("The event is of shop " + shop + " and came in the log of " + raw.account()
                    + ": give each shop a webhook of its own.");
        }
        ObjectNode body = Json.parse(raw.value());
        return switch (topic) {
            case "order_transactions/create" -> List.of(transaction(body, raw));
            case "refunds/create" -> refund(body, raw);
            case "disputes/create", "disputes/update" -> List.of(dispute(body, raw));
            default -> List.of(withoutMoney(topic));
        };
    }

    private static Statement withoutMoney(String topic) throws UnreadableException {
        int slash = topic.indexOf('/');
        if (slash < 0 || !NO_MONEY.contains(topic.substring(0, slash))) {
            throw new UnreadableException(
                    "Topic " + topic + " is not known. Whether it moves money must be mapped first.");
        }
        return new OutOfScope(topic);
    }

    private List<Statement> refund(ObjectNode refund, RawRecord raw) throws UnreadableException {
        JsonNode transactions = refund.path("transactions");
        if (!transactions.isArray()) {
            throw new UnreadableException("Field transactions is missing: this is no refund.");
        }
        if (transactions.isEmpty()) {
            return List.of(new OutOfScope("refunds/create that returns no money"));
        }
        var statements = new ArrayList<Statement>(transactions.size());
        for (JsonNode transaction : transactions) {
            try {
                statements.add(transaction(transaction, raw));
            } catch (UnreadableException e) {
                statements.add(new Unmappable(
                        "Transaction " + (statements.size() + 1) + " of " + transactions.size(),
                        transaction.toString(),
                        e.why()));
            }
        }
        return statements;
    }

    private Statement transaction(JsonNode json, RawRecord raw) throws UnreadableException {
        String id = id(json, "id");
        Kind kind = Kind.of(Json.requiredText(json, "kind"));
        Status status = Status.of(Json.requiredText(json, "status"));
        Instant at = Times.offset(json, json.path("processed_at").isTextual() ? "processed_at" : "created_at");
        String parent = Json.text(json, "parent_id");
        var problems = new ArrayList<Problem>(0);
        Money amount = amount(json, problems);
        ProviderObject object;
        if (kind != Kind.VOID) {
            object = new ProviderObject(kind.object, id, status.of(kind.succeeded), at, status.rank)
                    .reference(kind.name(), id)
                    .reference("AUTHORIZATION_CAPTURED", kind == Kind.CAPTURE ? parent : null)
                    .reference("CAPTURE_REFUNDED", kind == Kind.REFUND ? parent : null)
                    .reference("GATEWAY_REFERENCE", Json.text(json, "authorization"));
        } else if (status != Status.SUCCESS) {
            return new OutOfScope("void that is " + Json.text(json, "status"));
        } else if (parent == null) {
            throw new UnreadableException("A void has no parent_id: what it ends cannot be known.");
        } else {
            object = new ProviderObject(kind.object, parent, kind.succeeded, at, Status.AFTER)
                    .reference(Kind.AUTHORIZATION.name(), parent);
        }
        return object.reference("ORDER", Json.text(json, "order_id"))
                .attribute("live", Boolean.toString(!Json.requiredFlag(json, "test")))
                .attribute("gateway", Json.text(json, "gateway"))
                .stated(raw, source(), kind.out ? StatedMoney.out(amount) : amount, at, at, problems);
    }

    /** A dispute says when it began and when it ended, and not when its status changed between. */
    private Statement dispute(ObjectNode json, RawRecord raw) throws UnreadableException {
        String id = id(json, "id");
        String type = Json.requiredText(json, "type");
        String status = Json.requiredText(json, "status");
        if (!type.equals("chargeback") && !type.equals("inquiry")) {
            throw new UnreadableException("Dispute type " + type + " is not known: expected chargeback or inquiry.");
        }
        boolean moneyIsGone = type.equals("chargeback");
        Instant began = Times.offset(json, "initiated_at");
        Instant at = latest(latest(began, json, "evidence_sent_on"), json, "finalized_on");
        Stage open = moneyIsGone ? Stage.DISPUTED : Stage.INITIATED;
        Stage closed = moneyIsGone ? Stage.DISPUTED : Stage.CANCELLED;
        // What was an inquiry first may become a chargeback, under the same id and dates.
        int since = moneyIsGone ? 10 : 0;
        var problems = new ArrayList<Problem>(0);
        Money amount = StatedMoney.out(amount(json, problems));
        ProviderObject dispute = switch (status) {
            case "needs_response" -> new ProviderObject("dispute", id, open, at, since + 1);
            case "under_review" -> new ProviderObject("dispute", id, open, at, since + 2);
            case "accepted" -> new ProviderObject("dispute", id, closed, at, since + 3);
            case "lost" -> new ProviderObject("dispute", id, closed, at, since + 4);
            case "charge_refunded" -> new ProviderObject("dispute", id, Stage.CANCELLED, at, since + 5);
            case "won" ->
                new ProviderObject("dispute", id, moneyIsGone ? Stage.REVERSED : Stage.CANCELLED, at, since + 6);
            default ->
                throw new UnreadableException(
                        "Dispute status " + status + " is not known. Its meaning must be mapped first.");
        };
        return dispute.reference("DISPUTE", id)
                .reference("ORDER", Json.text(json, "order_id"))
                .attribute("type", type)
                .attribute("status", status)
                .stated(raw, source(), amount, began, at, problems);
    }

    private static Instant latest(Instant known, JsonNode json, String field) throws UnreadableException {
        JsonNode value = json.path(field);
        if (!value.isTextual()) {
            return known;
        }
        Instant at = Times.offsetOrDay(json, field);
        return at.isAfter(known) ? at : known;
    }

    private static @Nullable Money amount(JsonNode json, List<Problem> problems) throws UnreadableException {
        JsonNode amount = json.path("amount");
        if (!amount.isTextual() && !amount.isNumber()) {
            throw new UnreadableException("Field amount is missing or is no number.");
        }
        if (amount.asText().startsWith("-")) {
            throw new UnreadableException("Field amount is negative: the kind says the direction.");
        }
        return StatedMoney.decimal(amount.asText(), Json.requiredText(json, "currency"), problems);
    }

    /** Ids are numbers, which may be larger than others can count. */
    private static String id(JsonNode json, String field) throws UnreadableException {
        JsonNode id = json.path(field);
        if (id.isIntegralNumber() || (id.isTextual() && !id.textValue().isBlank())) {
            return id.asText();
        }
        throw new UnreadableException("Field " + field + " is missing or is no id.");
    }

    /** What a transaction does, to which object, and in which direction its money goes. */
    private enum Kind {
        AUTHORIZATION("authorization", Stage.AUTHORIZED, false),
        CAPTURE("capture", Stage.CAPTURED, false),
        REFUND("refund", Stage.REFUNDED, true),
        CHANGE("change", Stage.CAPTURED, true),
        /** Ends the authorization that is its parent. */
        VOID("authorization", Stage.CANCELLED, false);

        private final String object;
        private final Stage succeeded;
        private final boolean out;

        Kind(String object, Stage succeeded, boolean out) {
            this.object = object;
            this.succeeded = succeeded;
            this.out = out;
        }

        private static Kind of(String kind) throws UnreadableException {
            return switch (kind) {
                case "authorization", "emv_authorization" -> AUTHORIZATION;
                case "capture", "sale" -> CAPTURE;
                case "refund" -> REFUND;
                case "change" -> CHANGE;
                case "void" -> VOID;
                default ->
                    throw new UnreadableException("Transaction kind " + kind
                            + " is not known: expected authorization, capture, sale, refund, change or void.");
            };
        }
    }

    /** A transaction in its life, in order of rank: one that is pending may succeed or fail later. */
    private enum Status {
        PENDING(1),
        SUCCESS(2),
        FAILURE(3);

        /** What ends an authorization stands behind all its own states. */
        private static final int AFTER = 4;

        private final int rank;

        Status(int rank) {
            this.rank = rank;
        }

        private Stage of(Stage succeeded) {
            return switch (this) {
                case PENDING -> Stage.INITIATED;
                case SUCCESS -> succeeded;
                case FAILURE -> Stage.REJECTED;
            };
        }

        private static Status of(String status) throws UnreadableException {
            return switch (status) {
                case "pending" -> PENDING;
                case "success" -> SUCCESS;
                case "failure", "error" -> FAILURE;
                default ->
                    throw new UnreadableException("Transaction status " + status
                            + " is not known: expected pending, success, failure or error.");
            };
        }
    }
}
