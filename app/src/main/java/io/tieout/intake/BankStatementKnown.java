package io.tieout.intake;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tieout.connect.bank.Amount;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is remembered of a statement that opens with one balance and closes with another.
 *
 * @param key names it in the memory; begins with the day on which it closes
 * @param first the first day of which it tells
 * @param closesOn the last
 * @param closedAt when the bank had stated all of it
 * @param whole it is no page with more to follow
 * @param holds its bookings make its closing balance
 * @param beside keys of the statements whose bookings are not in it, though they may be of the same day
 */
record BankStatementKnown(
        String key,
        String number,
        LocalDate first,
        LocalDate closesOn,
        Instant closedAt,
        Amount opening,
        Amount closing,
        boolean whole,
        boolean holds,
        List<String> beside) {

    static final String PREFIX = "statement|";

    BankStatementKnown {
        beside = List.copyOf(beside);
    }

    BankStatementKnown beside(List<String> others) {
        return new BankStatementKnown(key, number, first, closesOn, closedAt, opening, closing, whole, holds, others);
    }

    /** The closing instant of a day, unless the bank says that it made the statement before the day was over. */
    static Instant closingInstant(LocalDate day, @Nullable Instant created) {
        Instant over = dayStart(day.plusDays(1));
        return created != null && created.isAfter(dayStart(day)) && created.isBefore(over) ? created : over;
    }

    static Instant dayStart(LocalDate day) {
        return day.atTime(LocalTime.MIN).toInstant(ZoneOffset.UTC);
    }

    String currency() {
        return closing.currency();
    }

    /** Whether it opens with what the other closed with, and is not the other. */
    boolean continues(BankStatementKnown other) {
        return !key.equals(other.key)
                && !closesOn.isBefore(other.closesOn)
                && !first.isBefore(other.closesOn)
                && same(opening, other.closing)
                && !isOtherCopyOf(other);
    }

    /** Whether both share a day and one continues the other, so that no booking is in both. */
    boolean isBeside(BankStatementKnown other) {
        boolean shareADay = !first.isAfter(other.closesOn) && !other.first.isAfter(closesOn);
        return shareADay && (continues(other) || other.continues(this));
    }

    /** The same days and balances: a net of zero looks like that too, so only numbers that differ tell two apart. */
    private boolean isOtherCopyOf(BankStatementKnown other) {
        return first.equals(other.first)
                && closesOn.equals(other.closesOn)
                && same(opening, other.opening)
                && same(closing, other.closing)
                && (number.isEmpty() || other.number.isEmpty() || number.equals(other.number));
    }

    private static boolean same(Amount one, Amount other) {
        return one.currency().equals(other.currency()) && one.value().compareTo(other.value()) == 0;
    }

    ObjectNode json() {
        ObjectNode node = Json.object();
        node.put("number", number);
        node.put("first", first.toString());
        node.put("closes_on", closesOn.toString());
        node.put("closed_at", closedAt.toEpochMilli());
        node.put("currency", currency());
        node.put("opening", opening.value().toPlainString());
        node.put("closing", closing.value().toPlainString());
        node.put("whole", whole);
        node.put("holds", holds);
        var keys = node.putArray("beside");
        beside.forEach(keys::add);
        return node;
    }

    static BankStatementKnown of(String key, ObjectNode node) {
        String currency = node.path("currency").asText();
        var beside = new ArrayList<String>();
        node.path("beside").forEach(one -> beside.add(one.asText()));
        return new BankStatementKnown(
                key,
                node.path("number").asText(),
                LocalDate.parse(node.path("first").asText()),
                LocalDate.parse(node.path("closes_on").asText()),
                Instant.ofEpochMilli(node.path("closed_at").asLong()),
                new Amount(new BigDecimal(node.path("opening").asText()), currency),
                new Amount(new BigDecimal(node.path("closing").asText()), currency),
                node.path("whole").asBoolean(),
                node.path("holds").asBoolean(),
                beside);
    }
}
