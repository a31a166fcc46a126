package io.tieout.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;

/** A terminal at which a test types commands, at a time that it chooses. */
final class Terminal {

    static final Instant NOW = Instant.parse("2026-03-02T10:00:00Z");

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final Map<String, String> environment;
    private int exitCode = -1;
    private int room = Integer.MAX_VALUE;

    Terminal(Map<String, String> environment) {
        this.environment = environment;
    }

    Surroundings surroundings() {
        return new Surroundings(
                environment,
                Clock.fixed(NOW, ZoneOffset.UTC),
                new PrintWriter(new Disk(), true),
                new PrintWriter(err, true));
    }

    /** Takes so many characters of output, as a disk that fills up. */
    Terminal withRoomFor(int characters) {
        room = characters;
        return this;
    }

    private final class Disk extends Writer {
        @Override
        public void write(char[] buffer, int from, int length) throws IOException {
            int taken = Math.min(length, room - out.getBuffer().length());
            out.write(buffer, from, taken);
            if (taken < length) {
                throw new IOException("No space left on device");
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }

    Terminal type(String... arguments) {
        exitCode = Tieout.run(surroundings(), arguments);
        return this;
    }

    int exitCode() {
        return exitCode;
    }

    String out() {
        return out.toString();
    }

    String err() {
        return err.toString();
    }
}
