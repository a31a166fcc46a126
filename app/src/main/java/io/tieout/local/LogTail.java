package io.tieout.local;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The last words of a process, for the message that says why it did not start. */
final class LogTail {

    private static final int LINES = 12;

    private LogTail() {}

    static String of(Path log) {
        try {
            List<String> lines = new String(Files.readAllBytes(log), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
            List<String> last = lines.subList(Math.max(0, lines.size() - LINES), lines.size());
            return "Its last words (" + log + "):\n  " + String.join("\n  ", last);
        } catch (IOException e) {
            return "It left no log at " + log + ".";
        }
    }
}
