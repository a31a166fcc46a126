package io.tieout.topology;

import io.tieout.matching.AccountId;
import io.tieout.matching.Ledger;
import io.tieout.wire.BucketTotals;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * What became of the entries of a matching partition, per account, policy and currency: at hand in memory, and
 * written to the store before the record that changed it is done with ({@link #save}).
 *
 * <p>Key: {@code account|policy|currency}.
 */
final class LedgerTotals {

    private final KeyValueStore<String, BucketTotals> store;
    private final Map<Ledger.Key, Row> rows = new HashMap<>();
    private final List<Row> changed = new ArrayList<>();

    LedgerTotals(KeyValueStore<String, BucketTotals> store) {
        this.store = store;
    }

    private static final class Row {
        private final String key;
        private BucketTotals totals;
        private boolean unsaved;

        Row(String key, BucketTotals totals) {
            this.key = key;
            this.totals = totals;
        }
    }

    void count(Ledger.Line change) {
        Row row = changing(change.key());
        row.totals.add(change);
    }

    void countBeyondRetention(Ledger.Key key) {
        Row row = changing(key);
        row.totals = row.totals.oneBeyondRetention();
    }

    BucketTotals held(Ledger.Key key) {
        return row(key).totals;
    }

    /** Writes what changed since the last call. */
    void save() {
        for (Row row : changed) {
            row.unsaved = false;
            store.put(row.key, row.totals);
        }
        changed.clear();
    }

    private Row changing(Ledger.Key key) {
        Row row = row(key);
        if (!row.unsaved) {
            row.unsaved = true;
            changed.add(row);
        }
        return row;
    }

    private Row row(Ledger.Key key) {
        Row known = rows.get(key);
        if (known != null) {
            return known;
        }
        AccountId account = key.account();
        String name = account + "|" + key.policy() + "|" + key.currency();
        BucketTotals held = store.get(name);
        Row row = new Row(name, held == null ? BucketTotals.zero() : held);
        rows.put(key, row);
        return row;
    }
}
