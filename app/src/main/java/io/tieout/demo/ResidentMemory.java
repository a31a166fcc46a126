package io.tieout.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/** Resident memory of processes, where the system tells it in {@code /proc}. */
final class ResidentMemory {

    private ResidentMemory() {}

    /** In KiB, of the process alone; empty where the system does not say. */
    static OptionalLong kib(ProcessHandle process) {
        Path status = Path.of("/proc", Long.toString(process.pid()), "status");
        if (!Files.isReadable(status)) {
            return OptionalLong.empty();
        }
        try {
            return Files.readAllLines(status).stream()
                    .filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                    .findFirst();
        } catch (IOException e) {
            // It ended between the look and the reading: it has no memory any more.
            return OptionalLong.empty();
        }
    }

    /** In KiB, of the process and everything below it. Pages that they share count once for each. */
    static OptionalLong kibOfTree(ProcessHandle process) {
        OptionalLong own = kib(process);
        return own.isEmpty()
                ? own
                : OptionalLong.of(own.getAsLong()
                        + process.descendants()
                                .map(ResidentMemory::kib)
                                .filter(OptionalLong::isPresent)
                                .mapToLong(OptionalLong::getAsLong)
                                .sum());
    }
}
