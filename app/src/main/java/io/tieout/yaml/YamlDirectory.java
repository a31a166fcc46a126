package io.tieout.yaml;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A directory of files of one kind. */
public final class YamlDirectory {

    private YamlDirectory() {}

    /**
     * Its files {@code *.yaml} by name, without hidden ones and without sub-directories.
     *
     * @param setting that names the directory
     * @param what each file states, such as {@code policy}
     * @param faults told of a directory that cannot be listed, and of files that would be passed over
     */
    public static List<Path> files(Path directory, String setting, String what, List<Fault> faults) {
        if (!Files.isDirectory(directory)) {
            faults.add(ofTheWhole(
                    directory, "is no directory; " + setting + " names the directory of the " + what + " files"));
            return List.of();
        }
        var files = new ArrayList<Path>();
        try (Stream<Path> entries = Files.list(directory)) {
            for (Path entry : entries.sorted().toList()) {
                String name = entry.getFileName().toString();
                if (name.startsWith(".")) {
                    continue;
                }
                if (name.endsWith(".yml")) {
                    faults.add(ofTheWhole(entry, "would not be read: " + what + " files end in .yaml; rename it"));
                } else if (name.endsWith(".yaml") && !Files.isDirectory(entry)) {
                    files.add(entry);
                }
            }
        } catch (IOException e) {
            faults.add(ofTheWhole(directory, "cannot be listed: " + e));
        }
        return files;
    }

    private static Fault ofTheWhole(Path file, String problem) {
        return new Fault(file.toString(), 0, 0, "", problem);
    }
}
