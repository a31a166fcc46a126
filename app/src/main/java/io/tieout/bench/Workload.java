package io.tieout.bench;

import io.tieout.matching.AccountId;
import io.tieout.matching.Category;
import io.tieout.matching.Entry;
import io.tieout.matching.EntryId;
import io.tieout.matching.Lineage;
import io.tieout.matching.Missing;
import io.tieout.matching.Money;
import io.tieout.matching.Policy;
import io.tieout.matching.Reason;
import io.tieout.matching.Reference;
import io.tieout.matching.Severity;
import io.tieout.matching.Shape;
import io.tieout.matching.Side;
import io.tieout.matching.Stage;
import io.tieout.matching.Tolerance;
import io.tieout.matching.Version;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Card captures, one pair a millisecond: the books at once, the provider at any time within the window, so that
 * half a window of pairs is open. One pair in forty has only the one side, one in forty only the other. The same
 * seed makes the same entries.
 *
 * @param pairs how many
 * @param open how many cases are open once the window is full
 */
public record Workload(long seed, int pairs, int open) {

    static final AccountId BOOKS = new AccountId("odoo", "shop");
    static final AccountId PROVIDER = new AccountId("stripe", "acct_1PqRsTuVwXyZ");

    private static final Instant START = Instant.parse("2026-03-02T00:00:00Z");
    private static final int RETAINED_FOR_EACH_OPEN = 10;
    private static final int ONE_SIDED = 40;
    private static final String CORRELATED_BY = "PAYMENT_INTENT";

    /** Told what happens, in order of time. */
    interface Listener {

        /** An entry is stated. */
        void entry(int millisecond, int pair, boolean books);

        /** Everything before this millisecond has been stated. */
        void heard(int millisecond);
    }

    /** Which sides of a pair there are. */
    enum Kind {
        BOTH,
        BOOKS_ALONE,
        PROVIDER_ALONE
    }

    /** Milliseconds that the provider may take. */
    int windowMillis() {
        return 2 * open;
    }

    /** Plays it. Both accounts are heard {@code every} so many milliseconds, and past every deadline at the end. */
    void play(int every, Listener listener) {
        int window = windowMillis();
        int[] first = new int[window];
        int[] next = new int[window];
        int end = pairs + window;
        for (int now = 0; now < end; now++) {
            if (now % every == 0 && now > 0) {
                listener.heard(now);
            }
            int slot = now % window;
            for (int due = first[slot]; due != 0; due = next[(due - 1) % window]) {
                listener.entry(now, due - 1, false);
            }
            first[slot] = 0;
            if (now < pairs) {
                Kind kind = kind(now);
                if (kind != Kind.PROVIDER_ALONE) {
                    listener.entry(now, now, true);
                }
                if (kind != Kind.BOOKS_ALONE) {
                    int at = (int) ((now + 1L + Long.remainderUnsigned(mix(now, 3), window - 1)) % window);
                    next[slot] = first[at];
                    first[at] = now + 1;
                }
            }
        }
        listener.heard(end + window + 1);
    }

    Kind kind(int pair) {
        long dice = Long.remainderUnsigned(mix(pair, 1), ONE_SIDED);
        return dice == 0 ? Kind.BOOKS_ALONE : dice == 1 ? Kind.PROVIDER_ALONE : Kind.BOTH;
    }

    Money amount(int pair) {
        return new Money(100 + Long.remainderUnsigned(mix(pair, 2), 1_000_000), "EUR");
    }

    /** Random-looking, so that neighbours in time are not neighbours in a store. */
    String correlationId(int pair) {
        return "pi_" + hex(mix(pair, 4)) + hex(mix(pair, 5)).substring(8);
    }

    private static String hex(long bits) {
        String digits = Long.toHexString(bits);
        return "0".repeat(16 - digits.length()) + digits;
    }

    static Instant at(int millisecond) {
        return START.plusMillis(millisecond);
    }

    /** An entry of a pair, as the intake publishes it. */
    Entry entry(int millisecond, int pair, boolean books) {
        Instant now = at(millisecond);
        EntryId id = books
                ? new EntryId(BOOKS.source(), BOOKS.account(), "payment_transaction", Integer.toString(pair))
                : new EntryId(PROVIDER.source(), PROVIDER.account(), "charge", "ch_3" + hex(mix(pair, 6)));
        return new Entry(
                id,
                new Version(now.toEpochMilli(), pair, 1),
                Stage.CAPTURED,
                false,
                books ? "1" : null,
                amount(pair),
                Map.of(),
                now,
                now,
                null,
                List.of(new Reference(CORRELATED_BY, correlationId(pair))),
                books ? Map.of("provider", "stripe", "live", "true") : Map.of("live", "true"),
                null,
                null,
                new Lineage(books ? "odoo.change" : "stripe.event", 0, pair));
    }

    /** What is expected of whoever joins them. */
    Expected expected() {
        int matches = 0;
        long minor = 0;
        for (int pair = 0; pair < pairs; pair++) {
            if (kind(pair) == Kind.BOTH) {
                matches++;
                minor += amount(pair).minor();
            }
        }
        return new Expected(matches, minor, pairs - matches, 2 * pairs - (pairs - matches));
    }

    /**
     * @param entries how many are stated
     */
    record Expected(int matches, long matchedMinor, int missing, int entries) {}

    /** The policy that joins them; closed cases are kept for ten times what is open. */
    Policy policy() {
        return new Policy(
                "card-capture",
                1,
                null,
                null,
                "Every card capture is booked, and every booking was captured",
                "finance-operations",
                List.of(
                        side("books", BOOKS, "payment_transaction", Map.of("provider", "stripe", "live", "true")),
                        side("provider", PROVIDER, "charge", Map.of("live", "true"))),
                new Shape.Pair(),
                null,
                Tolerance.NONE,
                Duration.ofMillis(windowMillis()),
                Duration.ZERO,
                Map.of(
                        "books", new Missing(Reason.CAPTURE_NOT_BOOKED, Severity.HIGH, Category.DEPENDENCY),
                        "provider",
                                new Missing(Reason.BOOKED_NOT_CAPTURED, Severity.CRITICAL, Category.DATA_INTEGRITY)),
                Duration.ofMillis((long) RETAINED_FOR_EACH_OPEN * open));
    }

    static Set<AccountId> accounts() {
        return Set.of(BOOKS, PROVIDER);
    }

    private static Side side(String name, AccountId account, String object, Map<String, String> where) {
        return new Side(name, account.source(), null, object, Stage.CAPTURED, where, List.of(CORRELATED_BY), false);
    }

    /** A number that only seed, pair and purpose decide. */
    private long mix(int pair, int purpose) {
        long z = seed + 0x9E3779B97F4A7C15L * (pair * 8L + purpose);
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
