package io.tieout.wire;

import io.tieout.matching.AccountId;
import io.tieout.matching.Arrival;
import io.tieout.matching.Interval;
import java.util.List;

/** What the intake sends to matching: arrivals by correlation id, and coverage to every partition. */
public sealed interface Routed {

    /** Something for one case. */
    record ToCase(Arrival arrival) implements Routed {}

    /**
     * Coverage of an account, for one matching partition: every entry up to it has been sent there.
     *
     * @param partition the matching partition
     * @param sent what was sent to it since the start
     */
    record Mark(AccountId account, Interval interval, int partition, List<Sent> sent) implements Routed {
        public Mark {
            sent = List.copyOf(sent);
        }
    }

    /** Count and sum of what was sent. */
    record Sent(String policy, String currency, long count, long minor) {}
}
