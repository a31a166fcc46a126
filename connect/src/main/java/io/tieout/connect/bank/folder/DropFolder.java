package io.tieout.connect.bank.folder;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A folder into which others put files. A file is taken when size and time have not changed for a while, so that none is
 * taken that is still being written, and leaves the folder only when somebody says what became of it.
 */
final class DropFolder {

    private static final Logger LOG = LoggerFactory.getLogger(DropFolder.class);
    private static final Set<String> UNFINISHED = Set.of(".part", ".tmp", ".filepart", ".crdownload", ".swp");
    private static final int CONTENT_IN_NAME = 12;

    private final Path folder;
    private final Duration settle;
    private Map<Path, Look> looks = new HashMap<>();

    /** How a file looked, and since when it has looked like that. */
    private record Look(long size, FileTime changed, Instant since) {
        boolean isLike(Look other) {
            return size == other.size && changed.equals(other.changed);
        }
    }

    /** What becomes of a file: the name of a folder in the folder. */
    enum Fate {
        DONE,
        DUPLICATES,
        QUARANTINE;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    DropFolder(Path folder, Duration settle) {
        this.folder = folder;
        this.settle = settle;
    }

    /** The files that have settled, in the order in which they were written. */
    List<Path> settled(Instant now) throws IOException {
        var seen = new HashMap<Path, Look>();
        try (var files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                BasicFileAttributes attributes = attributes(file);
                if (attributes != null && attributes.isRegularFile() && isFinished(file)) {
                    var look = new Look(attributes.size(), attributes.lastModifiedTime(), now);
                    Look before = looks.get(file);
                    seen.put(file, before != null && before.isLike(look) ? before : look);
                }
            }
        }
        looks = seen;
        return seen.entrySet().stream()
                .filter(one -> !one.getValue().since().plus(settle).isAfter(now))
                .sorted(Comparator.comparing(
                                (Map.Entry<Path, Look> one) -> one.getValue().changed())
                        .thenComparing(Map.Entry::getKey))
                .map(Map.Entry::getKey)
                .toList();
    }

    long size(Path file) {
        Look look = looks.get(file);
        return look == null ? 0 : look.size();
    }

    /** Reads it; null when it was written to meanwhile, or is gone. */
    @Nullable
    TakenFile take(Path file) throws IOException {
        Look before = looks.get(file);
        byte[] bytes = Files.readAllBytes(file);
        if (before == null || bytes.length != before.size() || !isAsLookedAt(file)) {
            looks.remove(file);
            return null;
        }
        return new TakenFile(file, bytes);
    }

    /** Moves it out of the way; a file of the same name that is there already stays. */
    void move(Path file, Fate fate, String content) throws IOException {
        if (isAsLookedAt(file)) {
            Files.move(file, place(file, fate, content), StandardCopyOption.ATOMIC_MOVE);
        }
        looks.remove(file);
    }

    /** Moves it whole, with the reason beside it. */
    void quarantine(Path file, String content, String reason) throws IOException {
        if (isAsLookedAt(file)) {
            Path place = place(file, Fate.QUARANTINE, content);
            Path beside = place.resolveSibling(place.getFileName() + ".reason.txt");
            Files.writeString(beside, reason + System.lineSeparator(), StandardCharsets.UTF_8);
            Files.move(file, place, StandardCopyOption.ATOMIC_MOVE);
            LOG.warn("{}. The file is in {}, whole; mend it and put it into {} again.", reason, place, folder);
        }
        looks.remove(file);
    }

    /** Otherwise somebody wrote another under its name, which is looked at as a new file. */
    private boolean isAsLookedAt(Path file) {
        Look before = looks.get(file);
        BasicFileAttributes now = attributes(file);
        return before != null
                && now != null
                && before.isLike(new Look(now.size(), now.lastModifiedTime(), before.since()));
    }

    private Path place(Path file, Fate fate, String content) throws IOException {
        Path into = Files.createDirectories(folder.resolve(fate.word()));
        String name = file.getFileName().toString();
        Path place = into.resolve(name);
        for (int i = 2; Files.exists(place, LinkOption.NOFOLLOW_LINKS); i++) {
            String mark = content.isEmpty() ? "" : content.substring(0, CONTENT_IN_NAME) + "-";
            place = into.resolve(name + "." + mark + i);
        }
        return place;
    }

    private static boolean isFinished(Path file) {
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        return !name.startsWith(".")
                && !name.endsWith("~")
                && UNFINISHED.stream().noneMatch(name::endsWith);
    }

    private static @Nullable BasicFileAttributes attributes(Path file) {
        try {
            return Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        } catch (IOException e) {
            LOG.debug("{} is gone or cannot be looked at: {}", file, e.toString());
            return null;
        }
    }
}
