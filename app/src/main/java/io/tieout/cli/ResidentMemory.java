package io.tieout.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/** How much memory a process has, where the system tells it in a file. */
final class ResidentMemory {

    private ResidentMemory() {}

    /** Megabytes of a process; empty where there is no {@code /proc}, or no such process any more. */
    static OptionalLong megabytes(long pid) {
        try (var lines = Files.lines(Path.of("/proc", String.valueOf(pid), "status"))) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                    .findFirst();
        } catch (IOException notLinuxOrGone) {
            return OptionalLong.empty();
        }
    }
}
