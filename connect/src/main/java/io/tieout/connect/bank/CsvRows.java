package io.tieout.connect.bank;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rows of a CSV file, one at a time: cells in quotation marks where they need them, and those may go over several lines. */
public final class CsvRows {

    private static final int LONGEST_ROW = 1 << 18;

    private final LineReader lines;
    private final char delimiter;
    private long line;

    CsvRows(Reader text, char delimiter) {
        this.lines = new LineReader(text);
        this.delimiter = delimiter;
    }

    /** Rows with commas; the encoding is told by the content, as that of statement files is. */
    public static CsvRows of(InputStream file) throws IOException {
        return new CsvRows(StatementText.of(file), ',');
    }

    /** Number of the line on which the row begins that was read last, from 1. */
    public long line() {
        return line;
    }

    /** Number of the line that was read last. */
    long lastLine() {
        return lines.number();
    }

    void skipLine() {
        lines.next();
    }

    /**
     * The next row; null at the end.
     *
     * @throws MalformedStatementException when a quotation mark is not closed, or the row is too long
     */
    public @Nullable List<String> next() {
        String text = lines.next();
        if (text == null) {
            return null;
        }
        line = lines.number();
        var cells = new ArrayList<String>();
        var cell = new StringBuilder();
        boolean quoted = false;
        boolean wasQuoted = false;
        int at = 0;
        int length = 0;
        while (true) {
            if (at >= text.length()) {
                if (!quoted) {
                    cells.add(cell.toString());
                    return cells;
                }
                length += text.length();
                text = lines.next();
                if (text == null || length > LONGEST_ROW) {
                    throw new MalformedStatementException(line, 0, "row", "a quotation mark is not closed");
                }
                cell.append('\n');
                at = 0;
                continue;
            }
            char one = text.charAt(at++);
            if (quoted) {
                if (one == '"' && at < text.length() && text.charAt(at) == '"') {
                    cell.append('"');
                    at++;
                } else if (one == '"') {
                    quoted = false;
                } else {
                    cell.append(one);
                }
            } else if (one == '"' && cell.toString().isBlank() && !wasQuoted) {
                cell.setLength(0);
                quoted = true;
                wasQuoted = true;
            } else if (one == delimiter) {
                cells.add(cell.toString());
                cell.setLength(0);
                wasQuoted = false;
            } else {
                cell.append(one);
            }
        }
    }
}
