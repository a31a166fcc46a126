package io.tieout.intake;

import io.tieout.matching.AccountId;
import java.util.Optional;

/** Reads the raw records of one source: the record key is the account alone. */
interface SourceIntake extends Intake {

    /** Name of the source in entry ids, such as {@code odoo}. */
    String source();

    @Override
    default AccountId account(String key) throws UnreadableException {
        if (key.isEmpty() || key.indexOf('/') >= 0) {
            throw new UnreadableException("A raw record is keyed by its account, but this key is \"" + key + "\".");
        }
        return new AccountId(source(), key);
    }

    @Override
    default Optional<String> key(AccountId account) {
        return account.source().equals(source()) ? Optional.of(account.account()) : Optional.empty();
    }
}
