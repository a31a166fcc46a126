package io.tieout.connect.bank.folder;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
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

    private final Place place;
    private final Duration settle;
    /** By name: the way to the folder may be lost and found again. */
    private Map<String, Look> looks = new HashMap<>();

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

    DropFolder(Place place, Duration settle) {
        this.place = place;
        this.settle = settle;
    }

    /** The names of files that have settled, in the order in which they were written. */
    List<String> settled(Instant now) throws IOException {
        var seen = new HashMap<String, Look>();
        try (var files = Files.newDirectoryStream(place.folder())) {
            for (Path file : files) {
                String name = file.getFileName().toString();
                BasicFileAttributes attributes = isFinished(name) ? attributes(file) : null;
                if (attributes != null && attributes.isRegularFile()) {
                    var look = new Look(attributes.size(), attributes.lastModifiedTime(), now);
                    Look before = looks.get(name);
                    seen.put(name, before != null && before.isLike(look) ? before : look);
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        looks = seen;
        return seen.entrySet().stream()
                .filter(one -> !one.getValue().since().plus(settle).isAfter(now))
                .sorted(Comparator.comparing(
                                (Map.Entry<String, Look> one) -> one.getValue().changed())
                        .thenComparing(Map.Entry::getKey))
                .map(Map.Entry::getKey)
                .toList();
    }

    long size(String name) {
        Look look = looks.get(name);
        return look == null ? 0 : look.size();
    }

    /** Reads it; null when it was written to meanwhile, or is gone. */
    @Nullable
    TakenFile take(String name) throws IOException {
        Look before = looks.get(name);
        byte[] bytes = Files.readAllBytes(at(name));
        if (before == null || bytes.length != before.size() || !isAsLookedAt(name)) {
            looks.remove(name);
            return null;
        }
        return new TakenFile(name, bytes);
    }

    /** Moves it out of the way; a file of the same name that is there already stays. */
    void move(String name, Fate fate, String content) throws IOException {
        if (isAsLookedAt(name)) {
            Files.move(at(name), free(name, fate, content), StandardCopyOption.ATOMIC_MOVE);
        }
        looks.remove(name);
    }

    /** Moves it whole, with the reason beside it. */
    void quarantine(String name, String content, String reason) throws IOException {
        if (isAsLookedAt(name)) {
            Path to = free(name, Fate.QUARANTINE, content);
            Path beside = to.resolveSibling(to.getFileName() + ".reason.txt");
            Files.write(beside, (reason + System.lineSeparator()).getBytes(StandardCharsets.UTF_8));
            Files.move(at(name), to, StandardCopyOption.ATOMIC_MOVE);
            LOG.warn("{}. The file is in {}, whole; mend it and put it into {} again.", reason, to, place);
        }
        looks.remove(name);
    }

    private Path at(String name) throws IOException {
        return place.folder().resolve(name);
    }

    /** Otherwise somebody wrote another under its name, which is looked at as a new file. */
    private boolean isAsLookedAt(String name) throws IOException {
        Look before = looks.get(name);
        BasicFileAttributes now = attributes(at(name));
        return before != null
                && now != null
                && before.isLike(new Look(now.size(), now.lastModifiedTime(), before.since()));
    }

    private Path free(String name, Fate fate, String content) throws IOException {
        Path into = at(fate.word());
        if (!Files.isDirectory(into)) {
            Files.createDirectory(into);
        }
        Path free = into.resolve(name);
        for (int i = 2; Files.exists(free, LinkOption.NOFOLLOW_LINKS); i++) {
            String mark = content.isEmpty() ? "" : content.substring(0, CONTENT_IN_NAME) + "-";
            free = into.resolve(name + "." + mark + i);
        }
        return free;
    }

    private static boolean isFinished(String given) {
        String name = given.toLowerCase(Locale.ROOT);
        return !name.startsWith(".")
                && !name.endsWith("~")
                && UNFINISHED.stream().noneMatch(name::endsWith);
    }

    /** Null when it is gone. */
    private static @Nullable BasicFileAttributes attributes(Path file) throws IOException {
        try {
            return Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        } catch (NoSuchFileException e) {
            LOG.debug("{} is gone", file);
            return null;
        }
    }
}
