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
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** What the commands that read statement files have in common: options as files, faults as people read them. */
final class StatementFiles {

    private StatementFiles() {}

    /** What to do with a file that can be read. */
    interface Action {
        void with(StatementFile file) throws IOException;
    }

    static @Nullable CsvProfile profile(@Nullable Path file) {
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

    static @Nullable StatementFormat format(@Nullable String word) {
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

    /** Why the file cannot be used; null when all went well. */
    static @Nullable String fault(
            Path path, @Nullable StatementFormat format, @Nullable CsvProfile profile, Action action) {
        try {
            action.with(StatementFile.of(path, format, profile));
            return null;
        } catch (MalformedStatementException e) {
            return path + ":" + e.line() + (e.column() > 0 ? ":" + e.column() : "") + ": " + e.field() + ": "
                    + e.reason() + ". The file is refused whole.";
        } catch (IOException e) {
            return path + ": cannot be read: " + reason(e);
        } catch (UncheckedIOException e) {
            return path + ": cannot be read: " + reason(e.getCause() == null ? new IOException() : e.getCause());
        }
    }

    private static String reason(IOException e) {
        if (e instanceof NoSuchFileException) {
            return "there is no such file.";
        }
        return (e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage()) + ".";
    }
}
