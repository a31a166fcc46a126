package io.tieout.matching;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A role in a policy that entries fill: a filter by equality, and where the correlation id stands.
 *
 * @param account only this account, or null for every account of the source
 * @param where attributes that must have these values
 * @param keys kinds of reference that hold the correlation id; the first that the entry bears counts
 * @param optional an optional side never opens a missing exception and never delays a match
 */
public record Side(
        String name,
        String source,
        @Nullable String account,
        String object,
        Stage stage,
        Map<String, String> where,
        List<String> keys,
        boolean optional) {

    public Side {
        where = Map.copyOf(where);
        keys = List.copyOf(keys);
    }

    /** Whether the entry fills this side as it stands. */
    public boolean accepts(Entry entry) {
        return !entry.deleted()
                && entry.stage() == stage
                && entry.id().object().equals(object)
                && filledBy(entry.id().accountId())
                && entry.attributes().entrySet().containsAll(where.entrySet());
    }

    /** Whether an entry of this account could fill this side. */
    public boolean filledBy(AccountId candidate) {
        return candidate.source().equals(source)
                && (account == null || candidate.account().equals(account));
    }
}
