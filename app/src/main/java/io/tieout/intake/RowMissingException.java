package io.tieout.intake;

/** A document refers to a row that has not come: it waits for it. */
final class RowMissingException extends Exception {

    private static final long serialVersionUID = 1L;

    private final String row;

    /** @param row {@code table/key} of the row that has not come */
    RowMissingException(String row) {
        super("Row " + row + " has not come.", null, false, false);
        this.row = row;
    }

    String row() {
        return row;
    }
}
