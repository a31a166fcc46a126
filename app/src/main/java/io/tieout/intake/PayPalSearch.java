package io.tieout.intake;

import com.fasterxml.jackson.databind.JsonNode;
import io.tieout.connect.RawTopics;
import io.tieout.intake.Statement.OutOfScope;
import io.tieout.matching.Money;
import io.tieout.matching.Problem;
import io.tieout.matching.Stage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A row of PayPal's transaction search: one movement of the balance.
 *
 * <p>Its event code says what it is, the first three characters for all that matters here, and the sign of its amount in
 * which direction it went. What is received is the capture that its webhook announces, under the same id; a refund and
 * what PayPal takes back likewise. What no webhook announces is an entry of its own: fees, withdrawals to the bank,
 * conversions, holds.
 *
 * <p>Sources: PayPal's pages of transaction event codes and of the API; tried on rows made by them, not on PayPal's own.
 */
final class PayPalSearch {

    private static final String LIST = "reporting/transactions";
    private static final Pattern CODE = Pattern.compile("T[0-9]{4}");

    /** Reversals that hold money or let it go: they give nothing back to a buyer. */
    private static final Set<String> HOLDS = Set.of("T1105", "T1110", "T1111");

    private static final String MERCHANT_REFUND = "T1107";

    private PayPalSearch() {}

    /** What the row states of its object. */
    static Statement read(RawRecord raw, String source) throws UnreadableException {
        String list = raw.headers().get(RawTopics.HEADER_EVENT);
        if (!LIST.equals(list)) {
            throw new UnreadableException(
                    "Header " + RawTopics.HEADER_EVENT + " names list " + list + "; expected is " + LIST + ".");
        }
        JsonNode info = Json.parse(raw.value()).path("transaction_info");
        String id = Json.requiredText(info, "transaction_id");
        String code = Json.requiredText(info, "transaction_event_code");
        String status = Json.requiredText(info, "transaction_status");
        var problems = new ArrayList<Problem>(0);
        Money amount = required(info, "transaction_amount", problems);
        Kind kind = kind(code, isOut(info), info.path("paypal_reference_id").isTextual());
        if (kind == null) {
            return new OutOfScope(code);
        }
        Instant initiated = Times.offset(info, "transaction_initiation_date");
        Instant updated = info.path("transaction_updated_date").isTextual()
                ? Times.offset(info, "transaction_updated_date")
                : initiated;
        Money fee = optional(info, "fee_amount", problems);
        String reference = Json.text(info, "paypal_reference_id");
        boolean ofOrder = "ODR".equals(Json.text(info, "paypal_reference_id_type"));
        return object(kind, kind.isToldTwice() ? id : id + "-" + code, status, updated)
                .reference(kind.name(), id)
                .reference("ORDER", ofOrder ? reference : null)
                .reference(kind.gaveBack == null ? "RELATED" : kind.gaveBack, ofOrder ? null : reference)
                .reference("DOCUMENT", Json.text(info, "invoice_id"))
                .reference("CUSTOM", Json.text(info, "custom_field"))
                .reference("BANK_REFERENCE", Json.text(info, "bank_reference_id"))
                .attribute("code", code)
                .attribute("live", raw.headers().get(RawTopics.HEADER_LIVE))
                .measure("fee", fee)
                .measure("net", net(amount, fee))
                .stated(raw, source, amount, initiated, updated, problems);
    }

    /** What a row is about. */
    private enum Kind {
        CAPTURE(Stage.CAPTURED),
        REFUND(Stage.REFUNDED, "CAPTURE_REFUNDED"),
        REVERSAL(Stage.REVERSED, "CAPTURE_REVERSED"),
        /** Money that the company sent through PayPal. */
        PAYMENT_SENT(Stage.PAID_OUT),
        /** To the company's bank. */
        WITHDRAWAL(Stage.PAID_OUT),
        /** From the company's bank. */
        DEPOSIT(Stage.SETTLED),
        /** A fee that is not part of a payment. */
        FEE(Stage.SETTLED),
        /** One of the two sides of a change of currencies. */
        CONVERSION(Stage.SETTLED),
        /** Money that PayPal keeps back, or lets go again. */
        HOLD(Stage.SETTLED),
        ADJUSTMENT(Stage.SETTLED),
        /** Whatever else moves the balance. */
        MOVEMENT(Stage.SETTLED);

        private final Stage done;
        private final @Nullable String gaveBack;

        Kind(Stage done) {
            this(done, null);
        }

        Kind(Stage done, @Nullable String gaveBack) {
            this.done = done;
            this.gaveBack = gaveBack;
        }

        /** By a webhook too, under its id alone. PayPal's ids are unique only together with the code. */
        boolean isToldTwice() {
            return this == CAPTURE || this == REFUND || this == REVERSAL;
        }

        String object() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Null where the row moves no money. */
    private static @Nullable Kind kind(String code, boolean out, boolean refers) throws UnreadableException {
        if (!CODE.matcher(code).matches()) {
            throw new UnreadableException("Event code " + code + " is none: expected is T and four digits.");
        }
        return switch (code.substring(0, 3)) {
            case "T00" -> out ? Kind.PAYMENT_SENT : Kind.CAPTURE;
            case "T01" -> Kind.FEE;
            case "T02" -> Kind.CONVERSION;
            case "T03" -> Kind.DEPOSIT;
            case "T04" -> Kind.WITHDRAWAL;
            case "T11" -> reversal(code, out && refers);
            case "T12", "T19" -> Kind.ADJUSTMENT;
            case "T15", "T21" -> Kind.HOLD;
            // Debit and credit cards, bonus, incentives, bills, dividends, credit, transfers, collections, others.
            case "T05", "T06", "T07", "T08", "T09", "T10", "T14", "T16", "T17", "T18" -> Kind.MOVEMENT;
            case "T20", "T22", "T30", "T50", "T97", "T99" -> Kind.MOVEMENT;
            // Authorizations, and rows that are for display alone.
            case "T13", "T98" -> null;
            default ->
                throw new UnreadableException(
                        "Event code " + code + " is not known. Whether it moves money must be mapped first.");
        };
    }

    private static Kind reversal(String code, boolean givesBack) {
        if (HOLDS.contains(code)) {
            return Kind.HOLD;
        }
        if (!givesBack) {
            return Kind.ADJUSTMENT;
        }
        return code.equals(MERCHANT_REFUND) ? Kind.REFUND : Kind.REVERSAL;
    }

    /** The ranks are those of the same states in webhooks: a capture stays one when it was refunded. */
    private static ProviderObject object(Kind kind, String id, String status, Instant at) throws UnreadableException {
        boolean capture = kind == Kind.CAPTURE;
        Stage undone = kind.gaveBack == null ? Stage.REVERSED : Stage.CANCELLED;
        return switch (status) {
            case "P" -> new ProviderObject(kind.object(), id, Stage.INITIATED, at, 1);
            case "S" -> new ProviderObject(kind.object(), id, kind.done, at, 2);
            case "F" -> new ProviderObject(kind.object(), id, kind.done, at, 3);
            case "V" -> new ProviderObject(kind.object(), id, capture ? kind.done : undone, at, capture ? 4 : 3);
            case "D" -> new ProviderObject(kind.object(), id, Stage.REJECTED, at, capture ? 5 : 4);
            default ->
                throw new UnreadableException(
                        "Transaction status " + status + " is not known. Its meaning must be mapped first.");
        };
    }

    private static boolean isOut(JsonNode info) throws UnreadableException {
        return Json.requiredText(info.path("transaction_amount"), "value").startsWith("-");
    }

    private static @Nullable Money required(JsonNode info, String field, List<Problem> problems)
            throws UnreadableException {
        JsonNode amount = info.path(field);
        return StatedMoney.decimal(
                Json.requiredText(amount, "value"), Json.requiredText(amount, "currency_code"), problems);
    }

    private static @Nullable Money optional(JsonNode info, String field, List<Problem> problems)
            throws UnreadableException {
        return info.path(field).isObject() ? required(info, field, problems) : null;
    }

    private static @Nullable Money net(@Nullable Money amount, @Nullable Money fee) {
        if (amount == null || fee == null) {
            return amount;
        }
        return amount.currency().equals(fee.currency())
                ? new Money(Math.addExact(amount.minor(), fee.minor()), amount.currency())
                : null;
    }
}
