package io.tieout.mapping;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.tieout.config.NearestName;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/** Takes a document apart into what becomes one entry each. */
public final class Rows {

    private Rows() {}

    /**
     * The rows of a JSON document.
     *
     * @throws MismatchException when it is not where the mapping says
     */
    public static List<Row> of(JsonNode document, Layout.Json layout) throws MismatchException {
        if (layout.each().isEmpty()) {
            if (!document.isObject()) {
                throw new MismatchException("The document is no JSON object; where each element of a list is an entry,"
                        + " the mapping says each: \"[*]\".");
            }
            return List.of(new Row(document, document, ""));
        }
        var whole = new Row(document, document, "");
        for (Path path : layout.each()) {
            List<JsonNode> found = path.in(whole);
            if (found.size() == 1 && found.get(0).isArray()) {
                return rows(path.text(), List.copyOf(children(found.get(0))), document);
            }
            if (!found.isEmpty()) {
                return rows(path.text(), found, document);
            }
        }
        throw new MismatchException("each: there is no "
                + String.join(" nor ", layout.each().stream().map(Path::text).toList()) + " in the document.");
    }

    private static List<JsonNode> children(JsonNode list) {
        var children = new ArrayList<JsonNode>(list.size());
        list.forEach(children::add);
        return children;
    }

    private static List<Row> rows(String path, List<JsonNode> elements, JsonNode document) {
        var rows = new ArrayList<Row>(elements.size());
        for (JsonNode element : elements) {
            rows.add(new Row(element, document, path.replace("[*]", "") + "[" + rows.size() + "]"));
        }
        return rows;
    }

    /**
     * The rows of a CSV file, each as an object of its cells, without outer spaces; rows without any content are none.
     *
     * @throws MismatchException when it is no such file, or lacks a column
     */
    public static List<Row> of(byte[] file, Layout.Csv layout) throws MismatchException {
        var cells = new Cells(text(file, layout), layout.delimiter());
        List<String> header = layout.columns();
        if (header.isEmpty()) {
            header = cells.next();
            if (header.isEmpty()) {
                throw new MismatchException("The file is empty; its first row names the columns.");
            }
        }
        check(header, layout.required());
        var rows = new ArrayList<Row>();
        for (List<String> row = cells.next(); !row.isEmpty(); row = cells.next()) {
            if (row.stream().allMatch(String::isEmpty)) {
                continue;
            }
            if (row.size() != header.size()) {
                throw new MismatchException("Line " + cells.line() + " has " + row.size() + " cells, and there are "
                        + header.size() + " columns.");
            }
            var object = JsonNodeFactory.instance.objectNode();
            for (int at = 0; at < row.size(); at++) {
                object.put(header.get(at), row.get(at));
            }
            rows.add(new Row(object, object, "line " + cells.line()));
        }
        return rows;
    }

    private static void check(List<String> header, List<String> required) throws MismatchException {
        var seen = new HashSet<String>();
        for (String column : header) {
            if (!seen.add(column)) {
                throw new MismatchException("The column " + Pick.quoted(column) + " stands twice in the header.");
            }
        }
        for (String column : required) {
            if (!seen.contains(column)) {
                throw new MismatchException("There is no column " + Pick.quoted(column)
                        + NearestName.of(column, header)
                                .map(name -> "; did the mapping mean " + Pick.quoted(name) + "?")
                                .orElse("; there are " + String.join(", ", header) + "."));
            }
        }
    }

    private static String text(byte[] file, Layout.Csv layout) throws MismatchException {
        try {
            String text = layout.encoding()
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(file))
                    .toString();
            return text.startsWith("\uFEFF") ? text.substring(1) : text;
        } catch (CharacterCodingException e) {
            throw new MismatchException(
                    "The file is no text in " + layout.encoding() + "; the mapping says its encoding.", e);
        }
    }

    /** The cells of one row after the other. */
    private static final class Cells {
        private final String text;
        private final char delimiter;
        private int at;
        private int lineAt = 1;
        private int rowBegan = 1;

        Cells(String text, char delimiter) {
            this.text = text;
            this.delimiter = delimiter;
        }

        /** The line in which the last row began, from 1. */
        int line() {
            return rowBegan;
        }

        /** The next row; empty at the end. */
        List<String> next() throws MismatchException {
            if (at >= text.length()) {
                return List.of();
            }
            rowBegan = lineAt;
            var cells = new ArrayList<String>();
            while (true) {
                cells.add(cell());
                if (at >= text.length()) {
                    return cells;
                }
                char after = text.charAt(at++);
                if (after != delimiter) {
                    if (after == '\r' && at < text.length() && text.charAt(at) == '\n') {
                        at++;
                    }
                    lineAt++;
                    return cells;
                }
                if (at >= text.length()) {
                    cells.add("");
                    return cells;
                }
            }
        }

        private String cell() throws MismatchException {
            int start = at;
            while (at < text.length() && text.charAt(at) == ' ') {
                at++;
            }
            if (at < text.length() && text.charAt(at) == '"') {
                return quoted();
            }
            at = start;
            while (at < text.length() && text.charAt(at) != delimiter && !newLine(text.charAt(at))) {
                at++;
            }
            return text.substring(start, at).strip();
        }

        private String quoted() throws MismatchException {
            var cell = new StringBuilder();
            at++;
            while (at < text.length()) {
                char one = text.charAt(at++);
                if (one == '\n') {
                    lineAt++;
                }
                if (one != '"') {
                    cell.append(one);
                } else if (at < text.length() && text.charAt(at) == '"') {
                    cell.append('"');
                    at++;
                } else {
                    return afterQuotes(cell);
                }
            }
            throw new MismatchException("In line " + rowBegan + " a quotation mark is not closed.");
        }

        private String afterQuotes(StringBuilder cell) throws MismatchException {
            while (at < text.length() && text.charAt(at) == ' ') {
                at++;
            }
            if (at < text.length() && text.charAt(at) != delimiter && !newLine(text.charAt(at))) {
                throw new MismatchException("In line " + rowBegan + " something follows a closing quotation mark.");
            }
            return cell.toString().strip();
        }

        private static boolean newLine(char one) {
            return one == '\n' || one == '\r';
        }
    }
}
