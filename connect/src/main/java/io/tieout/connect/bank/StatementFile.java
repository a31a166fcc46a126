package io.tieout.connect.bank;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A statement file on disk, and how it is read.
 *
 * @param profile what a CSV file needs
 */
public record StatementFile(
        Path path, StatementFormat format, @Nullable CsvProfile profile) {

    /**
     * Tells the format of a file by its content, unless it is given.
     *
     * @throws MalformedStatementException when nothing tells it
     */
    public static StatementFile of(Path path, @Nullable StatementFormat given, @Nullable CsvProfile profile)
            throws IOException {
        StatementFormat format = given;
        if (format == null) {
            try (InputStream in = Files.newInputStream(path)) {
                format = StatementFormat.of(in).orElse(profile == null ? null : StatementFormat.CSV);
            }
        }
        if (format == null) {
            throw new MalformedStatementException(
                    1, 0, "file", "begins like no camt, MT940, BAI2 or OFX file; a CSV file needs a profile");
        }
        if (format == StatementFormat.CSV && profile == null) {
            throw new MalformedStatementException(1, 0, "file", "is CSV, which needs a profile");
        }
        return new StatementFile(path, format, profile);
    }

    /** Reads it once for nothing, so that what is told in a second pass will not be refused halfway. */
    public void check() throws IOException {
        read(StatementSink.NONE);
    }

    /** Tells the sink everything. */
    public void read(StatementSink sink) throws IOException {
        try (InputStream in = Files.newInputStream(path)) {
            format.reader(profile).read(in, sink);
        }
    }
}
