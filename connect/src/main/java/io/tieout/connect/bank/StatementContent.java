package io.tieout.connect.bank;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The bytes of a statement file, held at once, and how they are read. */
public final class StatementContent {

    private final byte[] bytes;
    private final StatementFormat format;
    private final @Nullable CsvProfile profile;

    private StatementContent(byte[] bytes, StatementFormat format, @Nullable CsvProfile profile) {
        this.bytes = bytes;
        this.format = format;
        this.profile = profile;
    }

    /**
     * Tells the format by the content.
     *
     * @param profile what a CSV file needs
     * @throws MalformedStatementException when nothing tells it
     */
    public static StatementContent of(byte[] bytes, @Nullable CsvProfile profile) throws IOException {
        StatementFormat format = StatementFormat.of(new ByteArrayInputStream(bytes))
                .orElse(profile == null ? null : StatementFormat.CSV);
        if (format == null) {
            throw new MalformedStatementException(
                    1, 0, "file", "begins like no camt, MT940, BAI2 or OFX file; a CSV file needs a profile");
        }
        return new StatementContent(bytes, format, profile);
    }

    /** Tells the sink everything. */
    public void read(StatementSink sink) throws IOException {
        format.reader(profile).read(new ByteArrayInputStream(bytes), sink);
    }
}
