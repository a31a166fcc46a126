package io.tieout.connect.bank;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A small part of an XML file, by local names. */
final class XmlNode {

    private final String name;
    private final long line;
    private final int column;
    private final @Nullable String currency;
    private final List<XmlNode> children = new ArrayList<>(2);
    private String text = "";

    XmlNode(String name, @Nullable String currency, long line, int column) {
        this.name = name;
        this.currency = currency;
        this.line = line;
        this.column = column;
    }

    void add(XmlNode child) {
        children.add(child);
    }

    void say(String said) {
        text = said.strip();
    }

    String name() {
        return name;
    }

    long line() {
        return line;
    }

    int column() {
        return column;
    }

    String text() {
        return text;
    }

    /** The attribute Ccy. */
    @Nullable
    String currency() {
        return currency;
    }

    /** The first one down the path; null when there is none. */
    @Nullable
    XmlNode at(String... path) {
        XmlNode at = this;
        for (String step : path) {
            at = at.child(step);
            if (at == null) {
                return null;
            }
        }
        return at;
    }

    private @Nullable XmlNode child(String wanted) {
        for (XmlNode child : children) {
            if (child.name.equals(wanted)) {
                return child;
            }
        }
        return null;
    }

    List<XmlNode> all(String wanted) {
        List<XmlNode> found = List.of();
        for (XmlNode child : children) {
            if (child.name.equals(wanted)) {
                if (found.isEmpty()) {
                    found = new ArrayList<>(1);
                }
                found.add(child);
            }
        }
        return found;
    }

    List<XmlNode> children() {
        return children;
    }

    /** The text down the path; null when there is none or it is blank. */
    @Nullable
    String textAt(String... path) {
        XmlNode node = at(path);
        return node == null || node.text.isEmpty() ? null : node.text;
    }

    MalformedStatementException malformed(String reason) {
        return new MalformedStatementException(line, column, name, reason);
    }
}
