package io.tieout.connect.bank;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * Whose statement it is.
 *
 * @param kind whether it closes a day, reports within one, or announces
 * @param id the bank's own name of it; empty where there is none
 * @param number of the statement in its sequence
 * @param page within the statement, from 1; 0 where it has no pages
 * @param lastPage false when the bank says that more pages follow
 * @param account IBAN or the bank's own number
 * @param bank BIC or sort code of the bank
 * @param currency null where only the amounts name one
 * @param createdAt as stated
 */
public record Statement(
        StatementFormat format,
        Kind kind,
        String id,
        @Nullable String number,
        int page,
        boolean lastPage,
        String account,
        @Nullable String bank,
        @Nullable String currency,
        @Nullable LocalDate from,
        @Nullable LocalDate to,
        @Nullable String createdAt,
        long line) {

    /** The account as ids and record keys hold it: without blanks, nor slashes, which separate the parts of an id. */
    public String accountKey() {
        return accountKey(account);
    }

    /** The same of any account. */
    static String accountKey(String account) {
        return account.replaceAll("\\s+", "").replace('/', '-');
    }

    /** What a statement is for. */
    public enum Kind {
        STATEMENT,
        INTRADAY,
        NOTIFICATION
    }
}
