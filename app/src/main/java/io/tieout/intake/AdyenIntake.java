package io.tieout.intake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tieout.connect.RawTopics;
import io.tieout.connect.bank.MalformedStatementException;
import io.tieout.intake.Statement.OutOfScope;
import io.tieout.intake.Statement.Unmappable;
import io.tieout.matching.Currencies;
import io.tieout.matching.Money;
import io.tieout.matching.Problem;
import io.tieout.matching.Stage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Adyen's standard notifications, and the settlement detail reports that stand in the same log ({@link AdyenSettlement}).
 *
 * <p>A notification says what happened to one object, whether it succeeded, and with how much money. What it says is
 * read by the table below: which object, named by which reference, and where it stands after success and after
 * failure. A failed cancellation changes nothing, so it is no statement.
 *
 * <p>{@code CAPTURE} and {@code REFUND} mean that Adyen took the order; {@code CAPTURE_FAILED}, {@code REFUND_FAILED}
 * and {@code REFUNDED_REVERSED} undo it later, under the same reference. All notifications of a dispute bear the
 * reference of the dispute. Fees, and what Adyen pays out to the merchant's own bank, are in none of them: they stand in the
 * reports, which {@code REPORT_AVAILABLE} announces.
 */
public final class AdyenIntake extends ProviderIntake {

    /** Adyen counts these otherwise than ISO 4217; source: Adyen's page of currency codes. */
    private static final Map<String, Integer> DIGITS = Map.of("CLP", 2, "CVE", 0, "IDR", 0, "ISK", 2);

    /** Rows of a report that are stated at once; what comes before them is read again, which costs far less. */
    private static final int ROWS_AT_ONCE = 5_000;

    /** Remembers how far the report was stated that is being read. */
    private static final String READING = "reading";

    private static final Pattern WHOLE = Pattern.compile("[0-9]{1,18}");

    /** Which reference names the object. */
    private enum Named {
        /** The notification's own. */
        BY_PSP,
        /** That of the payment which is changed. */
        BY_ORIGINAL,
        /** The payment's, wherever it stands. */
        BY_EITHER
    }

    /**
     * What an event code says.
     *
     * @param failed where the object stands when {@code success} is false; null where nothing has changed then
     * @param rank among the states of the object that bear the same date, of which Adyen writes whole seconds
     */
    private record Rule(
            Kind kind,
            Named named,
            Stage succeeded,
            @Nullable Stage failed,
            int rank) {}

    /** A kind of object, the names by which it is known, and the direction of its money. */
    private enum Kind {
        AUTHORISATION("PAYMENT", "PAYMENT", false),
        CAPTURE("CAPTURE", "PAYMENT", false),
        REFUND("REFUND", "PAYMENT_REFUNDED", true),
        CHARGEBACK("CHARGEBACK", "PAYMENT_DISPUTED", true),
        PAYOUT("PAYOUT", "PAYMENT", true),
        PAYOUT_REVERSAL("PAYOUT_REVERSAL", "PAYOUT_REVERSED", false);

        private final String own;
        private final String ofPayment;
        private final boolean out;

        Kind(String own, String ofPayment, boolean out) {
            this.own = own;
            this.ofPayment = ofPayment;
            this.out = out;
        }

        private String object() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private static final Rule CANCELLED = new Rule(Kind.AUTHORISATION, Named.BY_ORIGINAL, Stage.CANCELLED, null, 5);
    private static final Rule REFUNDED = new Rule(Kind.REFUND, Named.BY_PSP, Stage.REFUNDED, Stage.REJECTED, 2);

    private static final Map<String, Rule> RULES = Map.ofEntries(
            Map.entry("PENDING", new Rule(Kind.AUTHORISATION, Named.BY_PSP, Stage.INITIATED, Stage.REJECTED, 1)),
            Map.entry("AUTHORISATION", new Rule(Kind.AUTHORISATION, Named.BY_PSP, Stage.AUTHORIZED, Stage.REJECTED, 2)),
            Map.entry(
                    "AUTHORISATION_ADJUSTMENT",
                    new Rule(Kind.AUTHORISATION, Named.BY_ORIGINAL, Stage.AUTHORIZED, null, 3)),
            Map.entry("OFFER_CLOSED", new Rule(Kind.AUTHORISATION, Named.BY_PSP, Stage.CANCELLED, null, 4)),
            Map.entry("EXPIRE", new Rule(Kind.AUTHORISATION, Named.BY_EITHER, Stage.CANCELLED, null, 4)),
            Map.entry("CANCELLATION", CANCELLED),
            Map.entry("TECHNICAL_CANCEL", CANCELLED),
            Map.entry("CAPTURE", new Rule(Kind.CAPTURE, Named.BY_PSP, Stage.CAPTURED, Stage.REJECTED, 2)),
            Map.entry("CAPTURE_FAILED", new Rule(Kind.CAPTURE, Named.BY_PSP, Stage.REJECTED, null, 3)),
            Map.entry("POSTPONED_REFUND", new Rule(Kind.REFUND, Named.BY_PSP, Stage.INITIATED, Stage.REJECTED, 1)),
            Map.entry("REFUND", REFUNDED),
            Map.entry("REFUND_WITH_DATA", REFUNDED),
            Map.entry("REFUND_FAILED", new Rule(Kind.REFUND, Named.BY_PSP, Stage.REJECTED, null, 3)),
            Map.entry("REFUNDED_REVERSED", new Rule(Kind.REFUND, Named.BY_PSP, Stage.REVERSED, null, 4)),
            Map.entry("CHARGEBACK", new Rule(Kind.CHARGEBACK, Named.BY_PSP, Stage.DISPUTED, null, 1)),
            Map.entry("CHARGEBACK_REVERSED", new Rule(Kind.CHARGEBACK, Named.BY_PSP, Stage.REVERSED, null, 2)),
            Map.entry("SECOND_CHARGEBACK", new Rule(Kind.CHARGEBACK, Named.BY_PSP, Stage.DISPUTED, null, 3)),
            Map.entry("PREARBITRATION_WON", new Rule(Kind.CHARGEBACK, Named.BY_PSP, Stage.REVERSED, null, 4)),
            Map.entry("PREARBITRATION_LOST", new Rule(Kind.CHARGEBACK, Named.BY_PSP, Stage.DISPUTED, null, 5)),
            Map.entry("PAYOUT_THIRDPARTY", new Rule(Kind.PAYOUT, Named.BY_PSP, Stage.PAID_OUT, Stage.REJECTED, 2)),
            Map.entry("PAIDOUT_REVERSED", new Rule(Kind.PAYOUT_REVERSAL, Named.BY_PSP, Stage.REVERSED, null, 1)));

    /** Codes that move no money, or announce what another code states. All others that are not known are dead letters. */
    private static final Set<String> NO_MONEY = Set.of(
            "ACH_NOTIFICATION_OF_CHANGE",
            "AUTORESCUE",
            "AUTORESCUE_NEXT_ATTEMPT",
            "CANCEL_AUTORESCUE",
            "DISPUTE_DEFENSE_PERIOD_ENDED",
            "HANDLED_EXTERNALLY",
            "INFORMATION_SUPPLIED",
            "ISSUER_COMMENTS",
            "ISSUER_RESPONSE_TIMEFRAME_EXPIRED",
            "MANUAL_REVIEW_ACCEPT",
            "MANUAL_REVIEW_REJECT",
            "NOTIFICATION_OF_CHARGEBACK",
            "NOTIFICATION_OF_FRAUD",
            "ORDER_CLOSED",
            "ORDER_OPENED",
            "PAYOUT_DECLINE",
            "PAYOUT_EXPIRE",
            "RECURRING_CONTRACT",
            "REPORT_AVAILABLE",
            "REQUEST_FOR_INFORMATION");

    @Override
    public String source() {
        return "adyen";
    }

    @Override
    public List<Statement> read(RawRecord raw, Memory memory) throws UnreadableException {
        return raw.kind().equals(RawTopics.KIND_SETTLEMENT_REPORT) ? report(raw, memory) : super.read(raw, memory);
    }

    @Override
    public boolean hasMore(Memory memory) {
        return memory.recall(READING) != null;
    }

    @Override
    public List<Statement> goOn(RawRecord raw, Memory memory) throws UnreadableException {
        return report(raw, memory);
    }

    private static List<Statement> report(RawRecord raw, Memory memory) throws UnreadableException {
        var parts = new FileParts(raw, memory);
        if (parts.isKnown()) {
            return List.of(new OutOfScope("settlement report that is known"));
        }
        byte[] file = parts.whole();
        if (file == null) {
            return List.of();
        }
        ObjectNode reading = memory.recall(READING);
        long from = reading == null ? 0 : reading.path("next").asLong();
        var statements = new ArrayList<Statement>();
        var report = new AdyenSettlement(raw, memory, from, from + ROWS_AT_ONCE, statements::add);
        try {
            long rows = report.read(new ByteArrayInputStream(file));
            if (rows > from + ROWS_AT_ONCE) {
                ObjectNode next = Json.object();
                next.put("next", from + ROWS_AT_ONCE);
                memory.remember(READING, next);
            } else {
                memory.forget(READING);
                parts.read();
            }
            if (rows == 0) {
                throw new UnreadableException(FileParts.name(raw, "The settlement report") + " has no row of "
                        + raw.account() + ", in whose log it came.");
            }
        } catch (MalformedStatementException e) {
            throw new UnreadableException(FileParts.name(raw, "settlement report") + ": " + e.getMessage(), e);
        } catch (IOException e) {
            throw new UnreadableException("The settlement report cannot be read: " + e, e);
        }
        return statements;
    }

    @Override
    List<Statement> events(RawRecord raw) throws UnreadableException {
        ObjectNode body = Json.parse(raw.value());
        JsonNode items = body.path("notificationItems");
        if (!items.isArray() || items.isEmpty()) {
            throw new UnreadableException("Expected Adyen's notificationItems, but there are none.");
        }
        boolean live = Json.requiredFlag(body, "live");
        var statements = new ArrayList<Statement>(items.size());
        for (JsonNode wrapped : items) {
            try {
                statements.add(notification(wrapped.path("NotificationRequestItem"), live, raw));
            } catch (UnreadableException e) {
                if (items.size() == 1) {
                    throw e;
                }
                statements.add(new Unmappable(
                        "Notification " + (statements.size() + 1) + " of " + items.size(),
                        wrapped.toString(),
                        e.why()));
            }
        }
        return statements;
    }

    private Statement notification(JsonNode item, boolean live, RawRecord raw) throws UnreadableException {
        String code = Json.requiredText(item, "eventCode");
        if (NO_MONEY.contains(code)) {
            return new OutOfScope(code);
        }
        boolean success = Json.requiredFlag(item, "success");
        Rule rule = rule(code, success, item);
        Stage stage = success ? rule.succeeded : rule.failed;
        if (stage == null) {
            return new OutOfScope(code + " that failed");
        }
        String account = Json.requiredText(item, "merchantAccountCode");
        if (!account.equals(raw.account())) {
            throw new UnreadableException("The notification is of merchant account " + account
                    + " and came in the log of " + raw.account()
                    + ": a webhook of the whole company. Give each merchant account a webhook of its own.");
        }
        Instant at = Times.offset(item, "eventDate");
        String psp = Json.requiredText(item, "pspReference");
        String original = Json.text(item, "originalReference");
        if (original != null && original.isBlank()) {
            original = null;
        }
        String id = rule.named == Named.BY_PSP || (rule.named == Named.BY_EITHER && original == null) ? psp : original;
        if (id == null) {
            throw new UnreadableException(
                    code + " has no originalReference: which payment it changes cannot be known.");
        }
        var problems = new ArrayList<Problem>(0);
        Money amount = amount(item.path("amount"), problems);
        boolean ofPayment = rule.kind == Kind.AUTHORISATION;
        return new ProviderObject(rule.kind.object(), id, stage, at, rule.rank)
                .reference(rule.kind.own, id)
                .reference(rule.kind.ofPayment, ofPayment ? null : original)
                // Of a modification it is the merchant's name for that, or for the payment: nobody can tell.
                .reference(ofPayment ? "DOCUMENT" : "MERCHANT_REFERENCE", Json.text(item, "merchantReference"))
                .attribute("live", Boolean.toString(live))
                .attribute("payment_method", Json.text(item, "paymentMethod"))
                .stated(raw, source(), rule.kind.out ? StatedMoney.out(amount) : amount, at, at, problems);
    }

    private static Rule rule(String code, boolean success, JsonNode item) throws UnreadableException {
        Rule rule = code.equals("CANCEL_OR_REFUND") ? cancelOrRefund(success, item) : RULES.get(code);
        if (rule == null) {
            throw new UnreadableException(
                    "Event code " + code + " is not known. Whether it moves money must be mapped first.");
        }
        return rule;
    }

    /** The order does not say which of the two it became; the notification does. */
    private static Rule cancelOrRefund(boolean success, JsonNode item) throws UnreadableException {
        String action = Json.text(item.path("additionalData"), "modification.action");
        if ("refund".equals(action)) {
            return REFUNDED;
        }
        if ("cancel".equals(action) || !success) {
            return CANCELLED;
        }
        throw new UnreadableException("CANCEL_OR_REFUND says modification.action " + action
                + "; expected is cancel or refund, for it is money or none.");
    }

    private static @Nullable Money amount(JsonNode amount, List<Problem> problems) throws UnreadableException {
        String currency = Json.requiredText(amount, "currency");
        JsonNode value = amount.path("value");
        if (!(value.isIntegralNumber() || value.isTextual())
                || !WHOLE.matcher(value.asText()).matches()) {
            throw new UnreadableException(
                    "Field amount.value is missing or is no whole number of smallest units from 0 on.");
        }
        Integer own = DIGITS.get(currency);
        int digits = own == null ? Math.max(0, Currencies.digits(currency)) : own;
        return StatedMoney.units(Long.parseLong(value.asText()), digits, currency, problems);
    }
}
