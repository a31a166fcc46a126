package io.tieout.topology;

import io.tieout.matching.AccountId;
import io.tieout.matching.Arrival;
import io.tieout.matching.EntryId;
import io.tieout.matching.Money;
import io.tieout.wire.Routed;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Count and sum of the entries that went one way, per account, policy and currency, since the start: sender and
 * receiver each keep their own, and a mark compares them.
 *
 * <p>Key: {@code account|way|policy|currency}.
 */
final class SentTotals {

    private static final StringSerializer KEYS = new StringSerializer();

    private final KeyValueStore<String, Routed.Sent> store;
    private final Map<Way, Row> rows = new HashMap<>();

    /** One line of the totals, and where it is kept. */
    private record Way(String source, String account, String way, String policy, String currency) {}

    private static final class Row {
        private final String key;
        private long count;
        private long minor;

        Row(String key) {
            this.key = key;
        }
    }

    SentTotals(KeyValueStore<String, Routed.Sent> store) {
        this.store = store;
    }

    /** A new entry counts one; a newer version of it replaces its amount; one that leaves still counts. */
    void add(String way, Arrival arrival) {
        if (arrival instanceof Arrival.Placement placement) {
            Money replaced = placement.replaced();
            if (replaced != null) {
                add(way, placement, replaced, -1);
            }
            add(way, placement, placement.member().amount(), 1);
        }
    }

    private void add(String way, Arrival.Placement placement, Money amount, int sign) {
        EntryId id = placement.member().id();
        Row row = row(new Way(id.source(), id.account(), way, placement.policy(), amount.currency()));
        row.count += sign;
        row.minor = Math.addExact(row.minor, Math.multiplyExact(sign, amount.minor()));
        store.put(row.key, new Routed.Sent(placement.policy(), amount.currency(), row.count, row.minor));
    }

    private Row row(Way way) {
        Row known = rows.get(way);
        if (known != null) {
            return known;
        }
        Row row = new Row(prefix(new AccountId(way.source, way.account), way.way) + way.policy + "|" + way.currency);
        Routed.Sent kept = store.get(row.key);
        row.count = kept == null ? 0 : kept.count();
        row.minor = kept == null ? 0 : kept.minor();
        rows.put(way, row);
        return row;
    }

    /** All totals of an account that went this way. */
    List<Routed.Sent> of(AccountId account, String way) {
        var totals = new ArrayList<Routed.Sent>();
        try (var kept = store.prefixScan(prefix(account, way), KEYS)) {
            kept.forEachRemaining(one -> totals.add(one.value));
        }
        return totals;
    }

    /** What went this account's way by any. */
    List<Routed.Sent> ofEveryWay(AccountId account) {
        var totals = new ArrayList<Routed.Sent>();
        try (var kept = store.prefixScan(account + "|", KEYS)) {
            kept.forEachRemaining(one -> totals.add(one.value));
        }
        return sum(totals);
    }

    /** What the sender of a mark says it sent, less what came from it; empty when all came. */
    List<Routed.Sent> lackingOf(Routed.Mark mark) {
        var lines = new ArrayList<>(mark.sent());
        for (Routed.Sent came : of(mark.account(), mark.sender())) {
            lines.add(new Routed.Sent(came.policy(), came.currency(), -came.count(), Math.negateExact(came.minor())));
        }
        return sum(lines).stream()
                .filter(line -> line.count() != 0 || line.minor() != 0)
                .toList();
    }

    /** One line for each policy and currency, in their order. */
    static List<Routed.Sent> sum(List<Routed.Sent> lines) {
        var sums = new TreeMap<String, Routed.Sent>();
        for (Routed.Sent line : lines) {
            sums.merge(
                    line.policy() + "|" + line.currency(),
                    line,
                    (one, other) -> new Routed.Sent(
                            one.policy(),
                            one.currency(),
                            one.count() + other.count(),
                            Math.addExact(one.minor(), other.minor())));
        }
        return List.copyOf(sums.values());
    }

    private static String prefix(AccountId account, String way) {
        return account + "|" + way + "|";
    }
}
