package io.tieout.connect.bank;

import org.jspecify.annotations.Nullable;

/** The other party of a booking, as far as the statement names it. */
public record Counterparty(
        @Nullable String name,
        @Nullable String account,
        @Nullable String bank) {

    /** Nobody is named. */
    public static final Counterparty UNNAMED = new Counterparty(null, null, null);

    static Counterparty of(@Nullable String name, @Nullable String account, @Nullable String bank) {
        return new Counterparty(text(name), text(account), text(bank));
    }

    private static @Nullable String text(@Nullable String given) {
        return given == null || given.isBlank() ? null : given.strip();
    }
}
