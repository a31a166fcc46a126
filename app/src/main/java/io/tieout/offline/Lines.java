package io.tieout.offline;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The lines of a file that hold something, one at a time: a file may be larger than memory. */
final class Lines implements AutoCloseable {

    private static final int BUFFER = 1 << 16;

    private final Path file;
    private final InputStream in;
    private final byte[] buffer = new byte[BUFFER];
    private final ByteArrayOutputStream line = new ByteArrayOutputStream(1024);
    private int at;
    private int filled;
    private long number;
    private long start;
    private long end;

    private Lines(Path file, InputStream in) {
        this.file = file;
        this.in = in;
    }

    static Lines of(Path file) {
        try {
            return new Lines(file, new BufferedInputStream(Files.newInputStream(file), BUFFER));
        } catch (NoSuchFileException e) {
            throw new InputFaults(file + ": does not exist");
        } catch (IOException e) {
            throw new InputFaults(file + ": cannot be read: " + e);
        }
    }

    /** The next line that is not blank; null when there is none. */
    byte @Nullable [] next() {
        try {
            while (true) {
                byte[] read = nextOfAny();
                if (read == null || !blank(read)) {
                    return read;
                }
            }
        } catch (IOException e) {
            throw new InputFaults(file + ": cannot be read: " + e);
        }
    }

    /** Number of the line that was read last, from 1. */
    long number() {
        return number;
    }

    /** Where in the file the line that was read last begins. */
    long start() {
        return start;
    }

    private byte @Nullable [] nextOfAny() throws IOException {
        line.reset();
        start = end;
        boolean any = false;
        while (true) {
            if (at == filled) {
                filled = in.read(buffer);
                at = 0;
                if (filled < 0) {
                    filled = 0;
                    number += any ? 1 : 0;
                    return any ? line.toByteArray() : null;
                }
            }
            any = true;
            int from = at;
            while (at < filled && buffer[at] != '\n') {
                at++;
            }
            line.write(buffer, from, at - from);
            end += at - from;
            if (at < filled) {
                at++;
                end++;
                number++;
                return line.toByteArray();
            }
        }
    }

    private static boolean blank(byte[] read) {
        for (byte one : read) {
            if (one > ' ' || one < 0) {
                return false;
            }
        }
        return true;
    }

    @Override
    public void close() {
        try {
            in.close();
        } catch (IOException e) {
            throw new InputFaults(file + ": cannot be read: " + e);
        }
    }
}
