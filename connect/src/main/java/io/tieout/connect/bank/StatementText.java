package io.tieout.connect.bank;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Text of a file whose encoding nobody states: UTF-16 and UTF-8 by their marks, UTF-16 without one by its zeros, otherwise UTF-8,
 * in which a byte that cannot be UTF-8 is read as Windows-1252 (a superset of ISO-8859-1).
 */
final class StatementText extends Reader {

    private static final Charset WINDOWS = Charset.forName("windows-1252");
    private static final int LOOK = 4;

    private final InputStream in;
    private int low = -1;

    private StatementText(InputStream in) {
        this.in = in;
    }

    /** A reader past the byte order mark. */
    static Reader of(InputStream bytes) throws IOException {
        var in = new BufferedInputStream(bytes, 1 << 16);
        in.mark(LOOK);
        byte[] head = in.readNBytes(LOOK);
        in.reset();
        int first = head.length > 0 ? head[0] & 0xFF : -1;
        int second = head.length > 1 ? head[1] & 0xFF : -1;
        int third = head.length > 2 ? head[2] & 0xFF : -1;
        if (first == 0xFE && second == 0xFF) {
            in.skipNBytes(2);
            return new InputStreamReader(in, StandardCharsets.UTF_16BE);
        }
        if (first == 0xFF && second == 0xFE) {
            in.skipNBytes(2);
            return new InputStreamReader(in, StandardCharsets.UTF_16LE);
        }
        if (first == 0xEF && second == 0xBB && third == 0xBF) {
            in.skipNBytes(3);
        } else if (head.length == LOOK && first == 0 && second != 0 && third == 0) {
            return new InputStreamReader(in, StandardCharsets.UTF_16BE);
        } else if (head.length == LOOK && first != 0 && second == 0 && third != 0 && head[3] == 0) {
            return new InputStreamReader(in, StandardCharsets.UTF_16LE);
        }
        return new StatementText(in);
    }

    @Override
    public int read(char[] into, int offset, int length) throws IOException {
        int count = 0;
        while (count < length) {
            int one = next();
            if (one < 0) {
                return count == 0 ? -1 : count;
            }
            into[offset + count] = (char) one;
            count++;
        }
        return count;
    }

    private int next() throws IOException {
        if (low >= 0) {
            int kept = low;
            low = -1;
            return kept;
        }
        int first = in.read();
        if (first < 0x80) {
            return first;
        }
        int more = first >= 0xC2 && first <= 0xDF
                ? 1
                : first >= 0xE0 && first <= 0xEF ? 2 : first >= 0xF0 && first <= 0xF4 ? 3 : 0;
        if (more > 0) {
            in.mark(LOOK);
            byte[] rest = in.readNBytes(more);
            String decoded = decoded(first, rest, more);
            if (decoded != null) {
                if (decoded.length() > 1) {
                    low = decoded.charAt(1);
                }
                return decoded.charAt(0);
            }
            in.reset();
        }
        return new String(new byte[] {(byte) first}, WINDOWS).charAt(0);
    }

    private static @Nullable String decoded(int first, byte[] rest, int more) {
        if (rest.length < more) {
            return null;
        }
        byte[] all = new byte[more + 1];
        all[0] = (byte) first;
        for (int i = 0; i < more; i++) {
            if ((rest[i] & 0xC0) != 0x80) {
                return null;
            }
            all[i + 1] = rest[i];
        }
        String text = new String(all, StandardCharsets.UTF_8);
        return text.indexOf('\uFFFD') >= 0 ? null : text;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
