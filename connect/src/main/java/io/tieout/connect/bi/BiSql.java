package io.tieout.connect.bi;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.stream.Collectors;

/** The SQL that makes the tables, their comments and indexes, and the views. Running it again changes nothing. */
public final class BiSql {

    private BiSql() {}

    /** Everything, to be run by the role that the sink logs in as: it owns what it makes. */
    public static String script() {
        var sql = new StringBuilder();
        for (var table : BiTable.ALL) {
            sql.append(table(table)).append('\n');
        }
        return sql.append(views()).toString();
    }

    private static String table(BiTable table) {
        var sql = new StringBuilder("-- " + table.table() + ": newest record by key of " + table.topic() + ".\n");
        sql.append("create table if not exists ").append(quoted(table.table())).append(" (\n");
        for (var column : table.columns()) {
            sql.append("  ").append(quoted(column.name())).append(' ').append(column.type());
            sql.append(table.key().contains(column.name()) ? " not null,\n" : ",\n");
        }
        sql.append("  primary key (")
                .append(table.key().stream().map(BiSql::quoted).collect(Collectors.joining(", ")))
                .append(")\n);\n");
        sql.append("comment on table ").append(quoted(table.table())).append(" is ");
        sql.append(literal(table.documentation())).append(";\n");
        for (var column : table.columns()) {
            // A table of an earlier version lacks the columns that came since.
            if (!table.key().contains(column.name())) {
                sql.append("alter table ").append(quoted(table.table())).append(" add column if not exists ");
                sql.append(quoted(column.name()))
                        .append(' ')
                        .append(column.type())
                        .append(";\n");
            }
            sql.append("comment on column ").append(quoted(table.table())).append('.');
            sql.append(quoted(column.name())).append(" is ").append(literal(column.documentation()));
            sql.append(";\n");
        }
        for (var column : table.indexed()) {
            sql.append("create index if not exists ").append(quoted(table.table() + "_by_" + column));
            sql.append(" on ").append(quoted(table.table())).append(" (").append(quoted(column));
            sql.append(");\n");
        }
        return sql.toString();
    }

    /** The views, as they stand in the file that ships. */
    static String views() {
        try (InputStream file =
                Objects.requireNonNull(BiSql.class.getResourceAsStream("views.sql"), "views.sql is not shipped")) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("The views cannot be read", e);
        }
    }

    private static String quoted(String name) {
        return '"' + name + '"';
    }

    private static String literal(String text) {
        return "'" + text.replace("'", "''") + "'";
    }
}
