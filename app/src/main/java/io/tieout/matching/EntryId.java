package io.tieout.matching;

/**
 * Identity of a finance object. As text: {@code source/account/object/id}, where only the id may
 * contain a slash.
 *
 * @param source the system that states it, such as {@code odoo}
 * @param account what the source keeps one log for, such as {@code acct_1}
 * @param object kind of object in the words of its source, such as {@code charge}
 * @param id the source's own id
 */
public record EntryId(String source, String account, String object, String id) {

    public EntryId {
        for (String part : new String[] {source, account, object}) {
            if (part.isEmpty() || part.indexOf('/') >= 0) {
                throw new IllegalArgumentException("Source, account and object of an entry must not be empty nor"
                        + " contain a slash: " + source + "/" + account + "/" + object + "/" + id);
            }
        }
        if (id.isEmpty()) {
            throw new IllegalArgumentException("The id of an entry must not be empty");
        }
    }

    /** Reads {@code source/account/object/id}. */
    public static EntryId parse(String text) {
        String[] parts = text.split("/", 4);
        if (parts.length < 4) {
            throw new IllegalArgumentException("An entry id is source/account/object/id, but this is " + text);
        }
        return new EntryId(parts[0], parts[1], parts[2], parts[3]);
    }

    public AccountId accountId() {
        return new AccountId(source, account);
    }

    @Override
    public String toString() {
        return source + "/" + account + "/" + object + "/" + id;
    }
}
