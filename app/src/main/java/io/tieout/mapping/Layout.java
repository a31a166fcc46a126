package io.tieout.mapping;

import java.nio.charset.Charset;
import java.util.List;

/** What a document looks like, and how it comes apart into rows. */
public sealed interface Layout {

    /**
     * JSON.
     *
     * @param each where the rows stand: the first of these paths that is there, a list or one object; empty where the whole
     *     document is one row
     */
    record Json(List<Path> each) implements Layout {}

    /**
     * CSV with quotation marks by RFC 4180.
     *
     * @param columns names of the columns where the file has no header; empty where its first row names them
     * @param required columns that must be there
     */
    record Csv(char delimiter, Charset encoding, List<String> columns, List<String> required) implements Layout {}
}
