package io.tieout.connect.bank;

import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a payment stands that the company has ordered, as its bank reports it.
 *
 * @param account of the company from which or into which it goes, as record keys hold it; null where the report does not name it
 * @param level whether it is said of one payment, or of all of an order that the report does not list
 * @param code by ISO 20022, such as {@code ACSC}; of the payment itself, or else of the order that it is part of
 * @param createdAt when the bank made the report, as stated
 * @param message the company's name of the message
 * @param references by which the payment is known, those of its message and order among them
 * @param amount signed: out is negative; null where the report does not state it
 * @param day on which it was to be executed or collected
 * @param reasons codes, as stated
 * @param text what the bank says of the reasons
 */
public record PaymentStatus(
        long line,
        @Nullable String account,
        Level level,
        String code,
        String createdAt,
        String message,
        List<BankReference> references,
        @Nullable Amount amount,
        @Nullable LocalDate day,
        Counterparty counterparty,
        List<String> reasons,
        String text) {

    public PaymentStatus {
        references = List.copyOf(references);
        reasons = List.copyOf(reasons);
    }

    /** What a status is said of. */
    public enum Level {
        /** One payment. */
        TRANSACTION,
        /** All payments of one order in the message. */
        PAYMENT,
        /** The whole message. */
        GROUP
    }
}
