package io.tieout.cli;

import io.tieout.connect.bank.CsvProfile;
import io.tieout.connect.bank.MalformedStatementException;
import io.tieout.connect.bank.StatementFile;
import io.tieout.connect.bank.StatementFormat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options with which a command reads statement files, and what it says of those that it cannot use. */
final class StatementFiles {

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "camt, mt940, bai2, ofx or csv. Default: by content.")
    private @Nullable String format;

    @Option(names = "--profile", paramLabel = "FILE", description = "How CSV files are written: a properties file.")
    private @Nullable Path profile;

    /** What to do with a file that can be read; true when it found something wrong in it. */
    interface Action {
        boolean with(StatementFile file) throws IOException;
    }

    /** What to do with files that are no statement files, though banks and providers send them beside those. */
    interface Beside {
        /** Empty when the file is none of these; otherwise whether something wrong was found in it. */
        Optional<Boolean> with(Path file) throws IOException;
    }

    /** As below, where every file is one of statements. */
    int each(List<Path> files, Action action, BiConsumer<Path, String> refused) {
        return each(files, file -> Optional.empty(), action, refused);
    }

    /**
     * Checks each file, and then does something with it.
     *
     * @param beside asked first, unless a format is given
     * @param refused told why a file cannot be used
     * @return the exit code: that of a file which cannot be used, or else of a finding
     */
    int each(List<Path> files, Beside beside, Action action, BiConsumer<Path, String> refused) {
        StatementFormat given = format(format);
        CsvProfile csv = profile(profile);
        int code = ExitCode.OK;
        for (Path path : files) {
            try {
                Optional<Boolean> other = given == null ? beside.with(path) : Optional.empty();
                boolean wrong = other.isPresent() ? other.get() : checked(StatementFile.of(path, given, csv), action);
                if (wrong && code == ExitCode.OK) {
                    code = ExitCode.FINDING;
                }
            } catch (MalformedStatementException | IOException | UncheckedIOException e) {
                refused.accept(path, fault(path, e));
                code = ExitCode.USAGE;
            }
        }
        return code;
    }

    private static boolean checked(StatementFile file, Action action) throws IOException {
        file.check();
        return action.with(file);
    }

    private static @Nullable CsvProfile profile(@Nullable Path file) {
        if (file == null) {
            return null;
        }
        var properties = new Properties();
        try (var in = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            properties.load(in);
            return CsvProfile.of(properties);
        } catch (IOException e) {
            throw new UsageError(file + ": cannot be read: " + reason(e));
        } catch (IllegalArgumentException e) {
            throw new UsageError(file + ": " + e.getMessage());
        }
    }

    private static @Nullable StatementFormat format(@Nullable String word) {
        if (word == null) {
            return null;
        }
        for (StatementFormat format : StatementFormat.values()) {
            if (format.word().equalsIgnoreCase(word)) {
                return format;
            }
        }
        throw new UsageError("--format is " + word + "; known are "
                + String.join(
                        ", ",
                        List.of(StatementFormat.values()).stream()
                                .map(StatementFormat::word)
                                .toList())
                + ".");
    }

    /** Why a file cannot be used. */
    static String fault(Path path, Exception e) {
        if (e instanceof MalformedStatementException malformed) {
            return path + ":" + malformed.line() + (malformed.column() > 0 ? ":" + malformed.column() : "") + ": "
                    + malformed.field() + ": " + malformed.reason() + ". The file is refused whole.";
        }
        Throwable silence = e instanceof UncheckedIOException ? e.getCause() : e;
        return path + ": cannot be read: " + reason(silence instanceof IOException io ? io : new IOException());
    }

    private static String reason(IOException e) {
        if (e instanceof NoSuchFileException) {
            return "there is no such file.";
        }
        return (e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage()) + ".";
    }
}
