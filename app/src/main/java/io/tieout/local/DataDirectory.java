package io.tieout.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A data directory in the hands of this process, and of no other.
 *
 * <p>The lock is the operating system's: it ends with the process, however that ends, so a lock that is
 * free proves that the parent is dead and that whatever it left behind may be ended. A system gives up
 * the lock also when <em>any</em> channel to the file is closed in this process, hence a second taker
 * in the same process is refused before the file is opened.
 *
 * <pre>
 * lock           held while a parent lives
 * children.json  who the parent is, and which processes it started
 * ports.json     the ports of the last start
 * kafka/ postgres/ registry/   the data of the parts
 * postgres.complete            once the database has come up for the first time
 * secrets/       what connectors read by reference
 * log/           what the parts outside this process say
 * </pre>
 */
final class DataDirectory implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(DataDirectory.class);
    private static final Set<Path> HELD_HERE = ConcurrentHashMap.newKeySet();
    private static final Object THROW_AWAY = new Object();
    private static final String RUN = "run-";

    /** Characters that have a meaning in a setting of a part to which the path is given. */
    private static final Pattern UNUSABLE = Pattern.compile("[,;:{}\"'$`\\\\]");

    private final Path path;
    private final FileChannel channel;
    private final Children children;
    private final boolean deleteAtClose;

    private DataDirectory(Path path, FileChannel channel, boolean deleteAtClose) {
        this.path = path;
        this.channel = channel;
        this.children = new Children(path);
        this.deleteAtClose = deleteAtClose;
    }

    /** Takes a directory that survives, and makes it where it is missing. */
    static DataDirectory take(Path wished) {
        Path path = create(wished);
        return lock(path, false)
                .orElseThrow(() -> new LocalStackException("The data directory " + path + " is in use by process "
                        + new Children(path)
                                .parent()
                                .map(parent -> String.valueOf(parent.pid()))
                                .orElse("(not yet known)")
                        + ": stop that one (tieout down), or name another data.dir."));
    }

    /** Takes a fresh directory below the root, and deletes those that killed runs left there. */
    static DataDirectory throwAway(Path wishedRoot) {
        return aloneAt(wishedRoot, root -> {
            try {
                Path path = Files.createTempDirectory(root, RUN);
                refuseForeign(root, path);
                DataDirectory fresh = lock(path, true)
                        .orElseThrow(() -> new LocalStackException("The fresh directory " + path + " is in use."));
                reapThrowAway(root);
                return fresh;
            } catch (IOException e) {
                throw new LocalStackException("No directory can be made in " + root + ": " + e, e);
            }
        });
    }

    /** Ends what killed throw-away runs left below the root, and deletes their directories. */
    static List<Long> reapThrowAwayRuns(Path root) {
        return Files.isDirectory(root) ? aloneAt(root, DataDirectory::reapThrowAway) : List.of();
    }

    /** Takes a directory whose parent is dead; empty while one lives. */
    static Optional<DataDirectory> takeIfFree(Path path) {
        return lock(real(path), false);
    }

    /** Where throw-away directories are made. */
    static Path throwAwayRoot() {
        return Path.of(System.getProperty("java.io.tmpdir"), "tieout-" + System.getProperty("user.name"));
    }

    Path path() {
        return path;
    }

    Children children() {
        return children;
    }

    /** Where the programs of PostgreSQL are unpacked, once for all stacks of this user. */
    Path postgresBinaries() {
        Path root = create(throwAwayRoot());
        try {
            refuseForeign(root, path);
        } catch (IOException e) {
            throw new LocalStackException("The folder " + root + " cannot be read: " + e, e);
        }
        return create(root.resolve("postgres-binaries"));
    }

    Path kafka() {
        return create(path.resolve("kafka"));
    }

    Path postgres() {
        return path.resolve("postgres");
    }

    Path registry() {
        return create(path.resolve("registry"));
    }

    Path secrets() {
        return create(path.resolve("secrets"));
    }

    Path log(String name) {
        return create(path.resolve("log")).resolve(name);
    }

    Path ports() {
        return path.resolve("ports.json");
    }

    /** Ends every process of a former parent: those written down, and those whose arguments name the directory. */
    List<Long> reap() {
        List<Long> ended = new ArrayList<>(children.reap());
        end(Part.REGISTRY, LocalRegistry.leftBehind(this), ended);
        end(Part.POSTGRES, LocalPostgres.leftBehind(this), ended);
        if (!ended.isEmpty()) {
            LOG.info("Ended what was left behind on {}: {}", path, ended);
        }
        return ended;
    }

    private static void end(Part part, List<ProcessHandle> leftBehind, List<Long> ended) {
        for (ProcessHandle process : leftBehind) {
            if (Children.end(part, process)) {
                ended.add(process.pid());
            }
        }
    }

    /** Gives the directory back; a throw-away one is deleted. */
    @Override
    public void close() {
        try {
            if (deleteAtClose) {
                delete(path);
            }
        } catch (IOException e) {
            LOG.warn("{} could not be deleted wholly ({}); the next throw-away start does it.", path, e.toString());
        } finally {
            unlock(path, channel);
        }
    }

    private static List<Long> reapThrowAway(Path root) {
        try (Stream<Path> entries = Files.list(root)) {
            return entries.filter(path -> path.getFileName().toString().startsWith(RUN))
                    .filter(Files::isDirectory)
                    .flatMap(path -> lock(real(path), true).stream())
                    .flatMap(dead -> {
                        try (dead) {
                            return dead.reap().stream();
                        }
                    })
                    .toList();
        } catch (IOException | UncheckedIOException e) {
            throw new LocalStackException("The folder " + root + " cannot be read: " + e.getMessage(), e);
        }
    }

    private interface AtRoot<T> {
        T apply(Path root);
    }

    /** One process and one thread at a time: a fresh directory that is not locked yet must not look like a dead one. */
    private static <T> T aloneAt(Path wishedRoot, AtRoot<T> action) {
        Path root = create(wishedRoot);
        synchronized (THROW_AWAY) {
            try (FileChannel channel = open(root.resolve("lock"));
                    FileLock alone = channel.lock()) {
                LOG.trace("Holding {}", alone);
                return action.apply(root);
            } catch (IOException e) {
                throw new LocalStackException("The folder " + root + " cannot be locked: " + e.getMessage(), e);
            }
        }
    }

    private static Optional<DataDirectory> lock(Path path, boolean deleteAtClose) {
        if (!HELD_HERE.add(path)) {
            return Optional.empty();
        }
        FileChannel channel = null;
        boolean held = false;
        try {
            channel = open(path.resolve("lock"));
            held = channel.tryLock() != null;
            return held ? Optional.of(new DataDirectory(path, channel, deleteAtClose)) : Optional.empty();
        } catch (IOException e) {
            throw new LocalStackException("The data directory " + path + " cannot be locked: " + e, e);
        } finally {
            if (!held) {
                unlock(path, channel);
            }
        }
    }

    private static void unlock(Path path, @Nullable FileChannel channel) {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException e) {
            LOG.warn("The lock of {} could not be closed: {}", path, e.toString());
        } finally {
            HELD_HERE.remove(path);
        }
    }

    private static FileChannel open(Path lock) throws IOException {
        return FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    }

    /** Makes the directory where it is missing, for this user alone: the stack asks for no password. */
    private static Path create(Path wished) {
        try {
            if (!Files.isDirectory(wished)) {
                Files.createDirectories(
                        wished.toAbsolutePath(),
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            }
        } catch (IOException e) {
            throw new LocalStackException("The directory " + wished + " cannot be made: " + e, e);
        }
        return real(wished);
    }

    private static Path real(Path wished) {
        try {
            Path path = wished.toRealPath();
            if (UNUSABLE.matcher(path.toString()).find()) {
                throw new LocalStackException("The directory '" + path
                        + "' cannot be used: its name holds a character with a meaning in a setting (, ; : quotes, "
                        + "braces, $ or \\). Name another data.dir.");
            }
            return path;
        } catch (IOException e) {
            throw new LocalStackException("The directory " + wished + " cannot be read: " + e, e);
        }
    }

    private static void refuseForeign(Path root, Path own) throws IOException {
        if (!Files.getOwner(root).equals(Files.getOwner(own))) {
            throw new LocalStackException("The folder " + root + " belongs to "
                    + Files.getOwner(root).getName() + ", and what is kept and run there could be changed: delete it.");
        }
    }

    /** Deletes a directory with everything in it. */
    static void delete(Path directory) throws IOException {
        Files.walkFileTree(directory, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.deleteIfExists(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
                if (e instanceof NoSuchFileException) {
                    // A part that is just ending deletes its own files as well.
                    return FileVisitResult.CONTINUE;
                }
                throw e;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException e) throws IOException {
                if (e != null) {
                    throw e;
                }
                Files.deleteIfExists(directory);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
