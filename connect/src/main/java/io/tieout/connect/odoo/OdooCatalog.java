package io.tieout.connect.odoo;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads from the catalog of PostgreSQL what the capture must know about a database; changes nothing. */
final class OdooCatalog {

    private final Connection connection;

    OdooCatalog(Connection connection) {
        this.connection = connection;
    }

    /** For instance 170011 for 17.11. */
    int serverVersion() throws SQLException {
        return Integer.parseInt(setting("server_version_num"));
    }

    /** Publications know column lists from PostgreSQL 15 on. */
    boolean columnLists() throws SQLException {
        return serverVersion() >= 150000;
    }

    String setting(String name) throws SQLException {
        return required("SELECT current_setting(?)", name);
    }

    /** Columns of a table; empty if there is no such table. */
    Set<String> columns(String table) throws SQLException {
        return columnTypes(table).keySet();
    }

    /** Columns and their types. From pg_attribute: information_schema hides what we may not read. */
    private Map<String, String> columnTypes(String table) throws SQLException {
        Map<String, String> columns = new TreeMap<>();
        query(
                "SELECT attname, typname FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid"
                        + " JOIN pg_class c ON c.oid = a.attrelid"
                        + " JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = '" + CapturedTable.SCHEMA
                        + "' AND c.relname = ? AND c.relkind IN ('r', 'p') AND attnum > 0 AND NOT attisdropped",
                row -> columns.put(row.getString(1), row.getString(2)),
                table);
        return columns;
    }

    /** No table at all but perhaps our own: nothing was loaded yet. */
    boolean empty() throws SQLException {
        return optional(
                        "SELECT 1 FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = '"
                                + CapturedTable.SCHEMA + "' AND c.relkind IN ('r', 'p') AND c.relname <> ? LIMIT 1",
                        OdooTables.HEARTBEAT)
                == null;
    }

    /** The declared tables that exist here, each with the declared columns that exist. */
    Captured captured() throws SQLException {
        Captured found = look();
        for (Fault fault : found.faults()) {
            if (fault.missing()) {
                throw new OdooCaptureException(fault.problem());
            }
        }
        return found;
    }

    /** The same, with what is wrong instead of an exception; only a database that is no Odoo is one. */
    Captured look() throws SQLException {
        List<CapturedTable> tables = new ArrayList<>();
        List<String> absent = new ArrayList<>();
        List<Fault> faults = new ArrayList<>();
        for (OdooTables.OdooTable declared : OdooTables.all()) {
            Map<String, String> existing = columnTypes(declared.name());
            if (existing.isEmpty()) {
                if (declared.name().equals(OdooTables.CURRENCY)) {
                    throw new OdooCaptureException("This database is no Odoo: it has no table " + declared.name()
                            + " in schema " + CapturedTable.SCHEMA + ". Check odoo.database.dbname.");
                }
                absent.add(declared.name());
                continue;
            }
            for (String column : declared.required()) {
                if (!existing.containsKey(column)) {
                    faults.add(Fault.missing(declared.name(), column));
                }
            }
            List<String> columns = Stream.concat(declared.required().stream(), declared.optional().stream())
                    .filter(existing::containsKey)
                    .toList();
            for (String column : columns) {
                OdooTables.ColumnKind kind = OdooTables.kind(declared.name(), column);
                String type = String.valueOf(existing.get(column));
                if (!kind.types().contains(type)) {
                    faults.add(Fault.mistyped(declared.name(), column, type, kind));
                }
            }
            tables.add(new CapturedTable(declared.name(), columns, new HashSet<>(columns).equals(existing.keySet())));
        }
        return new Captured(tables, absent, faults);
    }

    /** Table to published columns; null if there is no such publication. Columns are all of them before PostgreSQL 15. */
    @Nullable
    Map<String, Set<String>> publication(String name) throws SQLException {
        if (optional("SELECT 1 FROM pg_publication WHERE pubname = ?", name) == null) {
            return null;
        }
        Map<String, Set<String>> tables = new LinkedHashMap<>();
        String columns = columnLists() ? "array_to_string(attnames, ' ')" : "''";
        query(
                "SELECT tablename, " + columns + " FROM pg_publication_tables WHERE pubname = ? AND schemaname = '"
                        + CapturedTable.SCHEMA + "' ORDER BY 1",
                row -> tables.put(
                        row.getString(1), new TreeSet<>(List.of(row.getString(2).split(" ")))),
                name);
        return tables;
    }

    /** The slot, or null if there is none of this name. */
    @Nullable
    Slot slot(String name) throws SQLException {
        boolean status = serverVersion() >= 130000;
        List<Slot> found = new ArrayList<>();
        query(
                "SELECT active_pid, database, plugin, confirmed_flush_lsn - '0/0'::pg_lsn,"
                        + " pg_wal_lsn_diff(pg_current_wal_lsn(), restart_lsn), "
                        + (status ? "wal_status" : "NULL")
                        + " FROM pg_replication_slots WHERE slot_name = ?",
                row -> {
                    int pid = row.getInt(1);
                    found.add(new Slot(
                            row.wasNull() ? null : pid,
                            row.getString(2),
                            row.getString(3),
                            row.getLong(4),
                            row.getLong(5),
                            row.getString(6)));
                },
                name);
        return found.isEmpty() ? null : found.get(0);
    }

    /** The database's clock. */
    Instant clock() throws SQLException {
        return Instant.ofEpochMilli(
                Long.parseLong(required("SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint")));
    }

    /** How rows of a table are named in the change stream: d default, f full, i index, n nothing. */
    @Nullable
    String replicaIdentity(String table) throws SQLException {
        return optional(
                "SELECT relreplident FROM pg_class WHERE oid = to_regclass(?)", CapturedTable.SCHEMA + "." + table);
    }

    boolean primaryKey(String table) throws SQLException {
        return optional(
                        "SELECT 1 FROM pg_index WHERE indrelid = to_regclass(?) AND indisprimary",
                        CapturedTable.SCHEMA + "." + table)
                != null;
    }

    /** Whether the role may log in and replicate; null if there is no such role. */
    @Nullable
    Boolean mayReplicate(String role) throws SQLException {
        String may =
                optional("SELECT rolcanlogin AND (rolreplication OR rolsuper) FROM pg_roles WHERE rolname = ?", role);
        return may == null ? null : may.equals("t");
    }

    /** What a publication leaves out of the tables that it names, in words; null if nothing. */
    @Nullable
    String leftOut(String publication) throws SQLException {
        String operations = optional(
                "SELECT concat_ws(', ', CASE WHEN NOT pubinsert THEN 'insert' END,"
                        + " CASE WHEN NOT pubupdate THEN 'update' END, CASE WHEN NOT pubdelete THEN 'delete' END)"
                        + " FROM pg_publication WHERE pubname = ?",
                publication);
        if (operations != null && !operations.isEmpty()) {
            return "does not publish " + operations;
        }
        String filtered = columnLists()
                ? optional(
                        "SELECT string_agg(tablename, ', ') FROM pg_publication_tables"
                                + " WHERE pubname = ? AND rowfilter IS NOT NULL",
                        publication)
                : null;
        return filtered == null ? null : "publishes only some rows of " + filtered;
    }

    boolean mayBeat() throws SQLException {
        String heartbeat = CapturedTable.SCHEMA + "." + OdooTables.HEARTBEAT;
        return "t"
                .equals(required(
                        "SELECT has_table_privilege(to_regclass(?), 'SELECT') AND has_table_privilege(to_regclass(?), 'UPDATE')",
                        heartbeat,
                        heartbeat));
    }

    boolean maySelect(String table, String column) throws SQLException {
        return "t"
                .equals(required(
                        "SELECT has_column_privilege(to_regclass(?), ?, 'SELECT')",
                        CapturedTable.SCHEMA + "." + table,
                        column));
    }

    boolean heartbeatRow() throws SQLException {
        return optional("SELECT 1 FROM " + CapturedTable.SCHEMA + "." + OdooTables.HEARTBEAT + " WHERE id = 1") != null;
    }

    private String required(String sql, String... arguments) throws SQLException {
        String value = optional(sql, arguments);
        if (value == null) {
            throw new SQLException("No answer to: " + sql);
        }
        return value;
    }

    private @Nullable String optional(String sql, String... arguments) throws SQLException {
        List<String> values = new ArrayList<>();
        query(sql, row -> values.add(row.getString(1)), arguments);
        return values.isEmpty() ? null : values.get(0);
    }

    private void query(String sql, RowReader reader, String... arguments) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < arguments.length; i++) {
                statement.setString(i + 1, arguments[i]);
            }
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    reader.read(rows);
                }
            }
        }
    }

    /** What of the declared tables is there, what is not (no sale module, for instance), and what is not as declared. */
    record Captured(List<CapturedTable> tables, List<String> absent, List<Fault> faults) {
        Captured {
            tables = List.copyOf(tables);
            absent = List.copyOf(absent);
            faults = List.copyOf(faults);
        }
    }

    /**
     * A column that is not as declared.
     *
     * @param missing the capture cannot work without it
     */
    record Fault(String table, boolean missing, String problem, String mend) {

        static Fault missing(String table, String column) {
            return new Fault(
                    table,
                    true,
                    "Table " + table + " of this Odoo has no column " + column
                            + ", which reconciliation needs. Versions 16 to 19 of Odoo have it: check that"
                            + " odoo.database.dbname names an Odoo database of such a version.",
                    "Restore the column, or capture an Odoo of version 16 to 19.");
        }

        static Fault mistyped(String table, String column, String type, OdooTables.ColumnKind kind) {
            return new Fault(
                    table,
                    false,
                    "Column " + column + " of table " + table + " is " + type + ", and Odoo's own is "
                            + String.join(" or ", kind.types()) + ": what it holds cannot be relied on.",
                    "Find the module that changed it; restore Odoo's type.");
        }
    }

    /**
     * A replication slot: who reads it, and how much write-ahead log it holds back.
     *
     * @param confirmed position up to which the reader needs nothing any more
     */
    record Slot(
            @Nullable Integer activePid,
            @Nullable String database,
            @Nullable String plugin,
            long confirmed,
            long retainedBytes,
            @Nullable String walStatus) {

        boolean lost() {
            return "lost".equals(walStatus);
        }
    }

    private interface RowReader {
        void read(ResultSet row) throws SQLException;
    }
}
