package io.tieout.intake;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * A kind of document of Odoo: the table that holds its main row, and what an entry says of it.
 *
 * <p>A document may be made of several rows. Rows of link tables name it by their key ({@link OdooTable}); a row
 * that it is part of and that may change on its own is named by {@link #parts}, so that a change of that row
 * states the document anew. Reference data (currency, journal, partner) is read as it stands when the document is
 * stated: a currency that gets another symbol does not state a million invoices anew.
 */
interface OdooDocument {

    /** Table of the main row, and the object type of its entries. */
    String table();

    /** {@code table/key} of the further rows whose change changes what the document says. */
    default List<String> parts(ObjectNode row) {
        return List.of();
    }

    /** Whether a row of the table may be no document: the entry leaves when its row becomes such a one. */
    default boolean isPartial() {
        return false;
    }

    /** Says the document by its rows, or nothing where this row is none. */
    void read(OdooReading rows) throws UnreadableException, RowMissingException;

    /** How it is described to people: what becomes its stage, amount, dates and references. */
    OdooObjectText text();
}
