package io.tieout.connect.bank;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/** Lines with their numbers, of bounded length: a file without line ends must not fill the memory. */
final class LineReader {

    private static final int LONGEST = 1 << 20;

    private final BufferedReader in;
    private long number;
    private boolean skipNewline;

    LineReader(Reader in) {
        this.in = new BufferedReader(in, 1 << 16);
    }

    /** Number of the line that was read last, from 1. */
    long number() {
        return number;
    }

    /** The next line without its end; null at the end. Ends are LF, CR LF and CR. */
    @Nullable
    String next() {
        var line = new StringBuilder(128);
        boolean any = false;
        try {
            while (true) {
                int read = in.read();
                if (skipNewline) {
                    skipNewline = false;
                    if (read == '\n') {
                        read = in.read();
                    }
                }
                if (read < 0) {
                    number += any ? 1 : 0;
                    return any ? line.toString() : null;
                }
                any = true;
                if (read == '\n' || read == '\r') {
                    skipNewline = read == '\r';
                    number++;
                    return line.toString();
                }
                if (line.length() >= LONGEST) {
                    throw new MalformedStatementException(
                            number + 1, LONGEST, "line", "is longer than " + LONGEST + " characters");
                }
                line.append((char) read);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
