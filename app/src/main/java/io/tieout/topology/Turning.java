package io.tieout.topology;

import io.tieout.matching.Policy;
import io.tieout.matching.Versions;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * A walk over all that a policy keeps in one partition, in portions, once after its version was raised. What an
 * open case waits for is indexed as the older version had it, and a shorter window makes it due earlier.
 *
 * <p>The walk is noted as done in a store, with what it did. One that was cut short begins anew; what it did
 * already is passed over.
 */
final class Turning {

    private final String prefix;
    private final String policy;
    private final long version;
    private final KeyValueStore<String, Long> turned;
    private boolean done;
    private @Nullable String last;

    Turning(Versions versions, KeyValueStore<String, Long> turned) {
        Policy current = versions.current();
        this.policy = current.name();
        this.prefix = policy + "|";
        this.version = current.version();
        this.turned = turned;
        Long until = turned.get(policy);
        this.done = versions.isFirst() || (until != null && until == version);
    }

    /** The next cases to look at, at most so many; none once all were looked at. */
    List<String> next(KeyValueStore<String, ?> kept, int atMost) {
        if (done || atMost <= 0) {
            return List.of();
        }
        var portion = new ArrayList<String>();
        // The character after the separator ends what has the prefix.
        try (var found = kept.range(last == null ? prefix : last, policy + (char) ('|' + 1))) {
            while (found.hasNext() && portion.size() < atMost) {
                String caseId = found.next().key;
                if (!caseId.equals(last)) {
                    portion.add(caseId);
                }
            }
        }
        if (portion.size() < atMost) {
            done = true;
            turned.put(policy, version);
        } else {
            last = portion.get(portion.size() - 1);
        }
        return portion;
    }
}
