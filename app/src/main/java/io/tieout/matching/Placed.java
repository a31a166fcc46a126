package io.tieout.matching;

import java.time.Instant;
import java.util.List;

/**
 * What the intake keeps of an entry: its newest version, where it was sent, and what was said of it.
 *
 * @param sent every case that it was ever sent to, those that it left included
 */
public record Placed(Entry newest, List<Sent> sent, List<Raised> raised) {

    /**
     * @param amount amount of the version that was sent last
     * @param correlationId of the case; or, where it was sent to the link step, the reference
     * @param withdrawn it left the case
     * @param linked it was sent to the link step
     * @param knownAt when the first of its versions that it was sent there with without leaving could be known
     */
    public record Sent(
            String policy,
            String side,
            String correlationId,
            Money amount,
            boolean withdrawn,
            boolean linked,
            Instant knownAt) {

        Sent leave() {
            return withdrawn ? this : new Sent(policy, side, correlationId, amount, true, linked, knownAt);
        }
    }

    /** An exception that was raised about the entry itself. */
    public record Raised(String policy, String side, Problem problem, int version, boolean open, Instant openedAt) {}

    public Placed {
        sent = List.copyOf(sent);
        raised = List.copyOf(raised);
    }
}
