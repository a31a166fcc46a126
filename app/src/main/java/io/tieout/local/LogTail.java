package io.tieout.local;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** The last words of a process, for the message that says why it did not start. */
final class LogTail {

    private static final int LINES = 12;

    /** Where an exception came from fills the log and says nothing to the reader. */
    private static final Pattern STACK_FRAME = Pattern.compile("\\s+at \\S.*\\(.*\\).*|\\s+\\.\\.\\. \\d+ more");

    private LogTail() {}

    static String of(Path log) {
        try {
            List<String> lines = new String(Files.readAllBytes(log), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !STACK_FRAME.matcher(line).matches())
                    .toList();
            List<String> last = lines.subList(Math.max(0, lines.size() - LINES), lines.size());
            return "Its last words (" + log + "):\n  " + String.join("\n  ", last);
        } catch (IOException e) {
            return "It left no log at " + log + ".";
        }
    }
}
