package io.tieout.matching;

/** What a source keeps one log for. As text: {@code source/account}. */
public record AccountId(String source, String account) implements Comparable<AccountId> {

    /** Reads {@code source/account}. */
    public static AccountId parse(String text) {
        int slash = text.indexOf('/');
        if (slash < 1 || slash == text.length() - 1) {
            throw new IllegalArgumentException("An account is written source/account, but this is " + text);
        }
        return new AccountId(text.substring(0, slash), text.substring(slash + 1));
    }

    @Override
    public int compareTo(AccountId other) {
        int bySource = source.compareTo(other.source);
        return bySource != 0 ? bySource : account.compareTo(other.account);
    }

    @Override
    public String toString() {
        return source + "/" + account;
    }
}
