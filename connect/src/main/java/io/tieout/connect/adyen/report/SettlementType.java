package io.tieout.connect.adyen.report;

import java.util.Locale;

/** What moves the balance of a merchant account, as far as Adyen's journal types are known. */
public enum SettlementType {
    SETTLED,
    REFUNDED,
    REFUNDED_REVERSED,
    CHARGEBACK,
    SECOND_CHARGEBACK,
    CHARGEBACK_REVERSED,
    FEE,
    MISC_COSTS,
    MERCHANT_PAYOUT,
    BALANCE_TRANSFER,
    DEPOSIT_CORRECTION,
    INVOICE_DEDUCTION,
    MATCHED_STATEMENT,
    MANUAL_CORRECTED,
    AUTHORISATION_SCHEME_FEE,
    BANK_INSTRUCTION_RETURNED,
    INTERNAL_COMPANY_PAYOUT,
    /** Another: what it is for must be looked up at Adyen. */
    UNKNOWN;

    /** The type that a row names, in whatever case: {@code Settled}, {@code Balancetransfer}. */
    static SettlementType of(String word) {
        for (SettlementType type : values()) {
            if (type != UNKNOWN
                    && type.name().replace("_", "").equals(word.strip().toUpperCase(Locale.ROOT))) {
                return type;
            }
        }
        return UNKNOWN;
    }
}
