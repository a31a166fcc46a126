package io.tieout.wire;

import io.tieout.matching.AccountId;
import io.tieout.matching.Alias;
import io.tieout.matching.Arrival;
import io.tieout.matching.Heard;
import java.util.List;

/** What goes to the link step and to matching: arrivals, aliases, and coverage to every partition. */
public sealed interface Routed {

    /** The intake, which sends most entries straight to their cases. */
    String SENT_BY_INTAKE = "read";

    /** A partition of the link step. */
    static String sentByLink(int partition) {
        return "link-" + partition;
    }

    /** The intake, or one partition of the link step. */
    String sender();

    /** Something for one case; or, on its way to the link step, for one reference. */
    record ToCase(Arrival arrival, String sender) implements Routed {}

    /** For one reference: what it stands for. */
    record Aliased(Alias alias) implements Routed {
        @Override
        public String sender() {
            return SENT_BY_INTAKE;
        }
    }

    /**
     * Coverage of an account, for one partition: every entry within has been sent there by this sender.
     *
     * @param partition of matching, or of the link step
     * @param sent what was sent to it since the start
     */
    record Mark(AccountId account, Heard heard, int partition, List<Sent> sent, String sender) implements Routed {

        public Mark {
            sent = List.copyOf(sent);
        }
    }

    /** Count and sum of what was sent. */
    record Sent(String policy, String currency, long count, long minor) {}
}
