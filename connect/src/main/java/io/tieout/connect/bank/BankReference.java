package io.tieout.connect.bank;

/**
 * A name by which somebody else may know a booking.
 *
 * @param kind what kind of name, in capitals, such as {@code END_TO_END_ID}
 * @param value as the bank wrote it
 */
public record BankReference(String kind, String value) {

    /** The payer's own reference, which travels with the payment. */
    public static final String END_TO_END_ID = "END_TO_END_ID";

    /** The bank's own reference of the booking. */
    public static final String BANK = "BANK_REFERENCE";

    /** A reference with a check digit that the payee gave: RF, QR or ESR, KID, OGM. */
    public static final String STRUCTURED = "STRUCTURED_REFERENCE";

    public static final String TRANSACTION_ID = "TRANSACTION_ID";
    public static final String INSTRUCTION_ID = "INSTRUCTION_ID";
    public static final String PAYMENT_INFORMATION_ID = "PAYMENT_INFORMATION_ID";
    public static final String MESSAGE_ID = "MESSAGE_ID";
    public static final String MANDATE = "MANDATE";
    public static final String CREDITOR_ID = "CREDITOR_ID";
    public static final String CLEARING = "CLEARING_REFERENCE";
    public static final String CUSTOMER = "CUSTOMER_REFERENCE";
    public static final String ENTRY = "ENTRY_REFERENCE";
    public static final String UETR = "UETR";
    public static final String CHEQUE = "CHEQUE_NUMBER";
    public static final String DOCUMENT = "DOCUMENT_NUMBER";
    public static final String PROPRIETARY = "PROPRIETARY_REFERENCE";

    /** True for a word that banks write where there is no reference. */
    public static boolean saysNothing(String value) {
        return switch (value.strip()) {
            case "", "NOTPROVIDED", "NOT PROVIDED", "NONREF", "NOREF", "NON REF", "EREF", "PREF", "KREF", "N/A", "0" ->
                true;
            default -> false;
        };
    }
}
