package io.tieout.local;

import java.util.List;
import java.util.OptionalLong;

/**
 * What was ended on a data directory.
 *
 * @param parent the process that ran the stack, if one did
 * @param parentKilled whether it had to be killed, because it did not end when asked
 * @param children the processes that it left behind; none after a clean stop
 */
public record Reaped(OptionalLong parent, boolean parentKilled, List<Long> children) {

    public Reaped {
        children = List.copyOf(children);
    }

    /** Whether there was nothing to end. */
    public boolean nothing() {
        return parent.isEmpty() && children.isEmpty();
    }
}
