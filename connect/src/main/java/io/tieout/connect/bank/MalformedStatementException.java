package io.tieout.connect.bank;

/** A statement file is not what its format says: the file is refused whole. The message names the place and the reason. */
public final class MalformedStatementException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final long line;
    private final int column;
    private final String field;
    private final String reason;

    /** @param column 0 where only the line is known */
    public MalformedStatementException(long line, int column, String field, String reason) {
        super("line " + line + (column > 0 ? ", column " + column : "") + ": " + field + ": " + reason);
        this.line = line;
        this.column = column;
        this.field = field;
        this.reason = reason;
    }

    public long line() {
        return line;
    }

    public int column() {
        return column;
    }

    public String field() {
        return field;
    }

    public String reason() {
        return reason;
    }
}
