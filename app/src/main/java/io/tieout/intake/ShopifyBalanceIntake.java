package io.tieout.intake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tieout.connect.RawTopics;
import io.tieout.matching.Money;
import io.tieout.matching.Problem;
import io.tieout.matching.Stage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The balance that a shop has at Shopify Payments: its movements, and what is paid out of it.
 *
 * <p>It is a source of its own beside the shop's webhooks, because it alone is polled: its coverage says nothing of captures
 * by other gateways. A movement bears the transaction of the order that it stands for, under the name that this has in
 * the webhooks, and the payout that took it along as soon as there is one.
 *
 * <p>Neither says when it changed. So a version is the time of the answer that showed it, then the rank of its state.
 *
 * <p>Source: Shopify's pages of the REST resources Payouts and Transactions; tried on objects made by them, not on
 * Shopify's own.
 */
public final class ShopifyBalanceIntake implements SourceIntake {

    private static final String PAYOUTS = "shopify_payments/payouts";
    private static final String TRANSACTIONS = "shopify_payments/balance/transactions";
    /** It is polled every quarter of an hour, and is behind by as much. */
    private static final Duration STALE_AFTER = Duration.ofHours(2);

    @Override
    public String source() {
        return "shopify_payments";
    }

    @Override
    public Duration staleAfter(Duration usual) {
        return usual.compareTo(STALE_AFTER) < 0 ? STALE_AFTER : usual;
    }

    @Override
    public List<Statement> read(RawRecord raw, Memory memory) throws UnreadableException {
        if (raw.kind().equals(RawTopics.KIND_COVERAGE)) {
            return List.of(CoverageRecord.read(raw));
        }
        String list = raw.headers().get(RawTopics.HEADER_EVENT);
        ObjectNode object = Json.parse(raw.value());
        if (PAYOUTS.equals(list)) {
            return List.of(payout(object, raw));
        }
        if (TRANSACTIONS.equals(list)) {
            return List.of(transaction(object, raw));
        }
        throw new UnreadableException("Header " + RawTopics.HEADER_EVENT + " names list " + list + "; expected is "
                + PAYOUTS + " or " + TRANSACTIONS + ".");
    }

    /** Money that goes to the shop's bank, so it is negative; a shop that owes has it taken from there. */
    private Statement payout(ObjectNode json, RawRecord raw) throws UnreadableException {
        String id = id(json, "id");
        String status = Json.requiredText(json, "status");
        Instant at = Times.header(raw, RawTopics.HEADER_AS_OF);
        ProviderObject payout = switch (status) {
            case "scheduled" -> new ProviderObject("payout", id, Stage.INITIATED, at, 1);
            case "in_transit" -> new ProviderObject("payout", id, Stage.INITIATED, at, 2);
            case "paid" -> new ProviderObject("payout", id, Stage.PAID_OUT, at, 3);
            case "failed" -> new ProviderObject("payout", id, Stage.REJECTED, at, 4);
            case "cancelled", "canceled" -> new ProviderObject("payout", id, Stage.CANCELLED, at, 5);
            default ->
                throw new UnreadableException(
                        "Payout status " + status + " is not known. Its meaning must be mapped first.");
        };
        var problems = new ArrayList<Problem>(0);
        Money amount = money(json, "amount", problems);
        return payout.reference("PAYOUT", id)
                .attribute("status", status)
                .stated(raw, source(), negated(amount), Times.offsetOrDay(json, "date"), at, problems);
    }

    private Statement transaction(ObjectNode json, RawRecord raw) throws UnreadableException {
        String id = id(json, "id");
        String type = Json.requiredText(json, "type");
        Instant at = Times.header(raw, RawTopics.HEADER_AS_OF);
        var problems = new ArrayList<Problem>(0);
        Money amount = money(json, "amount", problems);
        Money fee = json.path("fee").isTextual() ? money(json, "fee", problems) : null;
        Money net = json.path("net").isTextual() ? money(json, "net", problems) : null;
        return new ProviderObject("balance_transaction", id, Stage.SETTLED, at, rank(json))
                .reference("BALANCE_TRANSACTION", id)
                .reference("PAYOUT", Json.text(json, "payout_id"))
                .reference("ORDER", Json.text(json, "source_order_id"))
                .reference(ofOrder(type), Json.text(json, "source_order_transaction_id"))
                .reference("SOURCE", Json.text(json, "source_id"))
                .attribute("type", type)
                .attribute("source_type", Json.text(json, "source_type"))
                .attribute("live", Boolean.toString(!Json.requiredFlag(json, "test")))
                // What is charged goes out.
                .measure("fee", negated(fee))
                .measure("net", net)
                .stated(raw, source(), amount, Times.offsetOrDay(json, "processed_at"), at, problems);
    }

    /** What the webhooks call the transaction of the order. */
    private static String ofOrder(String type) {
        return switch (type) {
            case "charge" -> "CAPTURE";
            case "refund" -> "REFUND";
            default -> "ORDER_TRANSACTION";
        };
    }

    /** One of the same second that names a payout is the later. */
    private static int rank(JsonNode json) {
        return json.path("payout_id").isNumber() ? 2 : 1;
    }

    private static @Nullable Money money(JsonNode json, String field, List<Problem> problems)
            throws UnreadableException {
        return StatedMoney.decimal(Json.requiredText(json, field), Json.requiredText(json, "currency"), problems);
    }

    private static @Nullable Money negated(@Nullable Money amount) {
        return amount == null ? null : new Money(Math.negateExact(amount.minor()), amount.currency());
    }

    /** Ids are numbers, which may be larger than others can count. */
    private static String id(JsonNode json, String field) throws UnreadableException {
        JsonNode id = json.path(field);
        if (id.isIntegralNumber() || (id.isTextual() && !id.textValue().isBlank())) {
            return id.asText();
        }
        throw new UnreadableException("Field " + field + " is missing or is no id.");
    }
}
