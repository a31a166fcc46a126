package io.tieout.intake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tieout.connect.RawTopics;
import io.tieout.intake.PayPalTransaction.Teller;
import io.tieout.intake.Statement.EntryStated;
import io.tieout.intake.Statement.OutOfScope;
import io.tieout.matching.Money;
import io.tieout.matching.Problem;
import io.tieout.matching.Stage;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * PayPal's events, and the rows of its transaction search.
 *
 * <p>An event carries the object whole, as it stood: its status says where it stands, its {@code update_time} since when.
 * {@code PAYMENT.CAPTURE.REFUNDED} carries the refund and not the capture; PayPal takes money back by itself as a
 * {@code reversal}. Both generations are read: captures with {@code status}, {@code currency_code} and a breakdown with
 * fees, and sales with {@code state}, {@code total} and {@code transaction_fee}. Some refunds are written negative, some
 * are not; money out is negative here either way.
 */
public final class PayPalIntake implements SourceIntake {

    /** Webhooks need no coverage and the search cannot hurry, so it is only long silence that is a fault. */
    private static final Duration STALE_AFTER = Duration.ofHours(8);

    /** Objects that webhooks and the search tell of, under the same id. */
    private static final Set<String> TOLD_TWICE = Set.of("capture", "sale", "refund", "reversal");

    /** Beginnings of event types that move no money, or announce what a capture or a payout item states. */
    private static final List<String> NO_MONEY = List.of(
            "BILLING.",
            "BILLING_AGREEMENTS.",
            "CATALOG.",
            "CHECKOUT.",
            "CUSTOMER.ACCOUNT-ENTITY.",
            "CUSTOMER.MERCHANT-",
            "IDENTITY.",
            "INVOICING.",
            "MERCHANT.",
            "PAYMENT.ORDER.",
            "PAYMENT.PAYOUTSBATCH.",
            "PAYMENTS.PAYMENT.",
            "VAULT.");

    private final boolean polled;

    /** @param polled whether its transactions are polled, so that its coverage is awaited */
    public PayPalIntake(boolean polled) {
        this.polled = polled;
    }

    @Override
    public String source() {
        return "paypal";
    }

    @Override
    public boolean pushedOnly() {
        return !polled;
    }

    /** The search lists a movement up to three hours after it happened, and coverage stays behind that. */
    @Override
    public Duration staleAfter(Duration usual) {
        return usual.compareTo(STALE_AFTER) < 0 ? STALE_AFTER : usual;
    }

    @Override
    public List<Statement> read(RawRecord raw, Memory memory) throws UnreadableException {
        return switch (raw.kind()) {
            case RawTopics.KIND_COVERAGE -> List.of(CoverageRecord.read(raw));
            case RawTopics.KIND_LISTED -> told(Teller.SEARCH, PayPalSearch.read(raw, source()), memory);
            default -> events(raw, memory);
        };
    }

    /** What webhooks and the search both tell is put together; all else stands for itself. */
    private static List<Statement> told(Teller teller, Statement told, Memory memory) {
        return told instanceof EntryStated stated
                        && TOLD_TWICE.contains(stated.entry().id().object())
                ? PayPalTransaction.told(teller, stated, memory)
                : List.of(told);
    }

    private List<Statement> events(RawRecord raw, Memory memory) throws UnreadableException {
        ObjectNode event = Json.parse(raw.value());
        Json.requiredText(event, "id");
        String type = Json.requiredText(event, "event_type");
        if (NO_MONEY.stream().anyMatch(type::startsWith)) {
            return List.of(new OutOfScope(type));
        }
        if (!event.path("resource").isObject()) {
            throw new UnreadableException("Event " + type + " has no resource.");
        }
        return told(Teller.WEBHOOK, new Reading(raw, event, type).statement(), memory);
    }

    /** One event being read. */
    private final class Reading {
        private final RawRecord raw;
        private final JsonNode resource;
        private final String type;
        private final boolean isRefund;
        private final Instant statedAt;
        private final @Nullable String live;
        private final List<Problem> problems = new ArrayList<>(0);

        Reading(RawRecord raw, JsonNode event, String type) throws UnreadableException {
            this.raw = raw;
            this.resource = event.path("resource");
            this.type = type;
            this.statedAt = Times.offset(event, "create_time");
            this.live = live(event);
            this.isRefund = "refund".equals(Json.text(event, "resource_type"))
                    || resource.has("capture_id")
                    || resource.has("sale_id")
                    || link("self").contains("/refund");
        }

        Statement statement() throws UnreadableException {
            String family = type.substring(0, Math.max(0, type.lastIndexOf('.')));
            return switch (family) {
                case "PAYMENT.CAPTURE", "PAYMENT.SALE", "PAYMENT.REFUND" ->
                    isRefund ? refund() : capture(family.equals("PAYMENT.SALE") ? "sale" : "capture");
                case "PAYMENT.AUTHORIZATION" -> authorization();
                case "CUSTOMER.DISPUTE" -> dispute();
                case "PAYMENT.PAYOUTS-ITEM" -> payoutItem();
                default ->
                    throw new UnreadableException(
                            "Event type " + type + " is not known. Whether it moves money must be mapped first.");
            };
        }

        private Statement capture(String object) throws UnreadableException {
            String status = status();
            ProviderObject capture = switch (status) {
                case "PENDING" -> object(object, Stage.INITIATED, 1);
                case "COMPLETED" -> object(object, Stage.CAPTURED, 2);
                // What was captured stays captured: a refund is an object of its own.
                case "PARTIALLY_REFUNDED" -> object(object, Stage.CAPTURED, 3);
                case "REFUNDED" -> object(object, Stage.CAPTURED, 4);
                case "DECLINED", "DENIED", "FAILED" -> object(object, Stage.REJECTED, 5);
                default -> throw unknown("Capture status", status);
            };
            JsonNode breakdown = resource.path("seller_receivable_breakdown");
            JsonNode fee =
                    breakdown.has("paypal_fee") ? breakdown.path("paypal_fee") : resource.path("transaction_fee");
            capture.reference("CAPTURE", id())
                    .reference("AUTHORIZATION_CAPTURED", related("authorization_id"))
                    .measure("fee", StatedMoney.out(optional(fee)))
                    .measure("net", optional(breakdown.path("net_amount")));
            return stated(capture, amount(resource.path("amount"), false), "create_time");
        }

        private Statement refund() throws UnreadableException {
            String status = status();
            boolean reversal = type.endsWith(".REVERSED");
            String object = reversal ? "reversal" : "refund";
            ProviderObject refund = switch (status) {
                case "PENDING" -> object(object, Stage.INITIATED, 1);
                case "COMPLETED" -> object(object, reversal ? Stage.REVERSED : Stage.REFUNDED, 2);
                case "CANCELLED", "CANCELED" -> object(object, Stage.CANCELLED, 3);
                case "FAILED" -> object(object, Stage.REJECTED, 4);
                default -> throw unknown("Refund status", status);
            };
            JsonNode breakdown = resource.path("seller_payable_breakdown");
            JsonNode fee = breakdown.has("paypal_fee")
                    ? breakdown.path("paypal_fee")
                    : resource.path("refund_from_transaction_fee");
            refund.reference(object.toUpperCase(Locale.ROOT), id())
                    .reference(reversal ? "CAPTURE_REVERSED" : "CAPTURE_REFUNDED", refunded())
                    // What PayPal gives back of its fee comes in.
                    .measure("fee", optional(fee))
                    .measure("net", StatedMoney.out(optional(breakdown.path("net_amount"))));
            return stated(refund, StatedMoney.out(amount(resource.path("amount"), true)), "create_time");
        }

        private Statement authorization() throws UnreadableException {
            String status = status();
            ProviderObject authorization = switch (status) {
                case "PENDING" -> object("authorization", Stage.INITIATED, 1);
                case "CREATED", "AUTHORIZED" -> object("authorization", Stage.AUTHORIZED, 2);
                case "PARTIALLY_CAPTURED" -> object("authorization", Stage.AUTHORIZED, 3);
                case "CAPTURED" -> object("authorization", Stage.AUTHORIZED, 4);
                case "VOIDED", "EXPIRED" -> object("authorization", Stage.CANCELLED, 5);
                case "DENIED", "DECLINED" -> object("authorization", Stage.REJECTED, 6);
                default -> throw unknown("Authorization status", status);
            };
            authorization.reference("AUTHORIZATION", id());
            return stated(authorization, amount(resource.path("amount"), false), "create_time");
        }

        /** The claim, and how it ended; what PayPal takes for it is a reversal. */
        private Statement dispute() throws UnreadableException {
            String id = Json.requiredText(resource, "dispute_id");
            String status = Json.requiredText(resource, "status");
            String outcome = Json.text(resource.path("dispute_outcome"), "outcome_code");
            boolean inquiry = "INQUIRY".equals(Json.text(resource, "dispute_life_cycle_stage"));
            Instant at =
                    Times.offset(resource, resource.path("update_time").isTextual() ? "update_time" : "create_time");
            Stage open = inquiry ? Stage.INITIATED : Stage.DISPUTED;
            int since = inquiry ? 0 : 10;
            ProviderObject dispute = switch (status) {
                case "OPEN", "OTHER" -> new ProviderObject("dispute", id, open, at, since + 1);
                case "WAITING_FOR_BUYER_RESPONSE" -> new ProviderObject("dispute", id, open, at, since + 2);
                case "WAITING_FOR_SELLER_RESPONSE" -> new ProviderObject("dispute", id, open, at, since + 3);
                case "UNDER_REVIEW" -> new ProviderObject("dispute", id, open, at, since + 4);
                case "RESOLVED" -> new ProviderObject("dispute", id, resolved(outcome), at, since + 5);
                default -> throw unknown("Dispute status", status);
            };
            dispute.reference("DISPUTE", id)
                    .attribute("status", status)
                    .attribute("reason", Json.text(resource, "reason"))
                    .attribute("outcome", outcome);
            for (JsonNode disputed : resource.path("disputed_transactions")) {
                dispute.reference("CAPTURE_DISPUTED", Json.text(disputed, "seller_transaction_id"));
            }
            return stated(dispute, StatedMoney.out(amount(resource.path("dispute_amount"), false)), "create_time");
        }

        private Stage resolved(@Nullable String outcome) throws UnreadableException {
            if (outcome == null) {
                throw new UnreadableException(
                        "A dispute is resolved and has no dispute_outcome: whose the money is cannot be known.");
            }
            return switch (outcome) {
                case "RESOLVED_SELLER_FAVOUR", "RESOLVED_WITH_PAYOUT", "CANCELED_BY_BUYER", "DENIED" -> Stage.REVERSED;
                case "RESOLVED_BUYER_FAVOUR", "ACCEPTED" -> Stage.DISPUTED;
                default -> throw unknown("Dispute outcome", outcome);
            };
        }

        /** Money that the company sends through PayPal. */
        private Statement payoutItem() throws UnreadableException {
            String id = Json.requiredText(resource, "payout_item_id");
            String status = Json.requiredText(resource, "transaction_status");
            Instant at =
                    resource.path("time_processed").isTextual() ? Times.offset(resource, "time_processed") : statedAt;
            ProviderObject item = switch (status) {
                case "NEW", "PENDING" -> new ProviderObject("payout_item", id, Stage.INITIATED, at, 1);
                case "ONHOLD" -> new ProviderObject("payout_item", id, Stage.INITIATED, at, 2);
                case "UNCLAIMED" -> new ProviderObject("payout_item", id, Stage.INITIATED, at, 3);
                case "SUCCESS" -> new ProviderObject("payout_item", id, Stage.PAID_OUT, at, 4);
                case "FAILED", "BLOCKED", "DENIED" -> new ProviderObject("payout_item", id, Stage.REJECTED, at, 5);
                case "CANCELED", "CANCELLED" -> new ProviderObject("payout_item", id, Stage.CANCELLED, at, 6);
                case "RETURNED", "REFUNDED", "REVERSED" -> new ProviderObject("payout_item", id, Stage.REVERSED, at, 7);
                default -> throw unknown("Payout status", status);
            };
            item.reference("PAYOUT_ITEM", id)
                    .reference("PAYOUT_BATCH", Json.text(resource, "payout_batch_id"))
                    .reference("CAPTURE", Json.text(resource, "transaction_id"))
                    .reference("DOCUMENT", Json.text(resource.path("payout_item"), "sender_item_id"))
                    .attribute("status", status)
                    .measure("fee", StatedMoney.out(optional(resource.path("payout_item_fee"))));
            Money amount = StatedMoney.out(amount(resource.path("payout_item").path("amount"), false));
            return item.attribute("live", live).stated(raw, source(), amount, at, statedAt, problems);
        }

        private ProviderObject object(String object, Stage stage, int rank) throws UnreadableException {
            Instant at = resource.path("update_time").isTextual() ? Times.offset(resource, "update_time") : statedAt;
            return new ProviderObject(object, id(), stage, at, rank);
        }

        private Statement stated(ProviderObject object, @Nullable Money amount, String since)
                throws UnreadableException {
            String invoice = Json.text(resource, "invoice_id");
            return object.reference("ORDER", related("order_id"))
                    .reference("PAYMENT", Json.text(resource, "parent_payment"))
                    .reference("DOCUMENT", invoice == null ? Json.text(resource, "invoice_number") : invoice)
                    .reference("CUSTOM", Json.text(resource, "custom_id"))
                    .attribute("live", live)
                    .stated(raw, source(), amount, Times.offset(resource, since), statedAt, problems);
        }

        private String id() throws UnreadableException {
            return Json.requiredText(resource, "id");
        }

        private String status() throws UnreadableException {
            return Json.requiredText(resource, resource.has("status") ? "status" : "state")
                    .toUpperCase(Locale.ROOT);
        }

        private @Nullable String related(String field) {
            return Json.text(resource.path("supplementary_data").path("related_ids"), field);
        }

        /** The capture that a refund gives back, wherever this generation of PayPal names it. */
        private @Nullable String refunded() {
            for (String field : List.of("capture_id", "sale_id")) {
                String named = Json.text(resource, field);
                if (named != null) {
                    return named;
                }
            }
            String related = related("capture_id");
            if (related != null) {
                return related;
            }
            String up = link("up");
            return up.contains("/captures/") ? up.substring(up.lastIndexOf('/') + 1) : null;
        }

        private String link(String relation) {
            for (JsonNode link : resource.path("links")) {
                if (relation.equals(Json.text(link, "rel"))) {
                    return link.path("href").asText();
                }
            }
            return "";
        }

        private @Nullable Money amount(JsonNode amount, boolean mayBeNegative) throws UnreadableException {
            String value = Json.requiredText(amount, amount.has("value") ? "value" : "total");
            if (value.startsWith("-") && !mayBeNegative) {
                throw new UnreadableException("An amount is " + value + ", which is no amount of this.");
            }
            return StatedMoney.decimal(
                    value,
                    Json.requiredText(amount, amount.has("currency_code") ? "currency_code" : "currency"),
                    problems);
        }

        private @Nullable Money optional(JsonNode amount) throws UnreadableException {
            return amount.isObject() ? amount(amount, true) : null;
        }

        private static UnreadableException unknown(String what, String value) {
            return new UnreadableException(what + " " + value + " is not known. Its meaning must be mapped first.");
        }
    }

    /** No field says it; the address under which PayPal serves the event does. */
    private static @Nullable String live(JsonNode event) {
        for (JsonNode link : event.path("links")) {
            String host = host(link.path("href").asText());
            if (host != null && host.endsWith(".paypal.com")) {
                return Boolean.toString(!host.contains("sandbox"));
            }
        }
        return null;
    }

    private static @Nullable String host(String address) {
        try {
            return URI.create(address).getHost();
        } catch (IllegalArgumentException e) {
            return null; // No address, so it tells nothing.
        }
    }
}
