package io.tieout.connect.bank;

import java.io.IOException;
import java.io.InputStream;

/** Reads the statements of one file of one format, in one pass. */
public interface StatementReader {

    /**
     * Tells the sink everything in the file, in its order. What was told before a refusal must not be used.
     *
     * @throws MalformedStatementException when the file is not of its format
     */
    void read(InputStream file, StatementSink sink) throws IOException;
}
