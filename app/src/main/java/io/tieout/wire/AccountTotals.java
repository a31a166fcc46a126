package io.tieout.wire;

import io.tieout.matching.Heard;
import io.tieout.matching.Interval;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What the intake keeps of an account.
 *
 * @param covered coverage stated so far; null before the first
 * @param staleVersion version of its SOURCE_STALE exception said last, 0 for never
 * @param heardSince clock when the account was first expected or heard
 */
public record AccountTotals(
        @Nullable Heard covered,
        long entriesRead,
        long duplicates,
        long staleVersions,
        long outOfScope,
        long beforeStart,
        int staleVersion,
        boolean stale,
        Instant heardSince) {

    /** An account that nothing is known of yet. */
    public static AccountTotals since(Instant now) {
        return new AccountTotals(null, 0, 0, 0, 0, 0, 0, false, now);
    }

    public AccountTotals covered(Interval interval) {
        Heard extended = covered == null ? Heard.of(interval) : covered.with(interval);
        return new AccountTotals(
                extended,
                entriesRead,
                duplicates,
                staleVersions,
                outOfScope,
                beforeStart,
                staleVersion,
                stale,
                heardSince);
    }

    public AccountTotals counted(long read, long known, long older, long beside, long before) {
        return new AccountTotals(
                covered,
                entriesRead + read,
                duplicates + known,
                staleVersions + older,
                outOfScope + beside,
                beforeStart + before,
                staleVersion,
                stale,
                heardSince);
    }

    public AccountTotals stale(boolean now) {
        return new AccountTotals(
                covered,
                entriesRead,
                duplicates,
                staleVersions,
                outOfScope,
                beforeStart,
                staleVersion + 1,
                now,
                heardSince);
    }
}
