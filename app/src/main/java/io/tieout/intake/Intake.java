package io.tieout.intake;

import java.util.List;

/** Reads the raw records of one source. */
public interface Intake {

    /** Name of the source in entry ids, such as {@code odoo}. */
    String source();

    /**
     * What the record states, in order.
     *
     * @param memory what was remembered of this account; changed by the call
     * @throws UnreadableException when the record cannot be read at all: it becomes a dead letter
     */
    List<Statement> read(RawRecord raw, Memory memory) throws UnreadableException;
}
