package io.tieout.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Map;

/**
 * What a command has from the world around it.
 *
 * @param environment environment variables
 * @param clock the wall clock
 * @param out for results, UTF-8 whatever the terminal's locale: machines read it
 * @param err for progress, warnings and errors
 */
public record Surroundings(Map<String, String> environment, Clock clock, PrintWriter out, PrintWriter err) {

    /** The surroundings of this process. */
    public static Surroundings ofProcess() {
        return new Surroundings(
                System.getenv(), Clock.systemUTC(), writer(FileDescriptor.out), writer(FileDescriptor.err));
    }

    private static PrintWriter writer(FileDescriptor descriptor) {
        return new PrintWriter(new OutputStreamWriter(new FileOutputStream(descriptor), StandardCharsets.UTF_8), true);
    }
}
