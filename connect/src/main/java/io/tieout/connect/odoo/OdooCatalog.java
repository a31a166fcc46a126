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
        return columnTypes(List.of(table)).getOrDefault(table, Map.of()).keySet();
    }

    /** Columns and their types, by table that exists. From pg_attribute: information_schema hides what we may not read. */
    private Map<String, Map<String, String>> columnTypes(List<String> tables) throws SQLException {
        Map<String, Map<String, String>> columns = new TreeMap<>();
        query(
                "SELECT c.relname, attname, typname FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid"
                        + " JOIN pg_class c ON c.oid = a.attrelid"
                        + " JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = '" + CapturedTable.SCHEMA
                        + "' AND c.relname = ANY (string_to_array(?, ' ')) AND c.relkind IN ('r', 'p') AND attnum > 0"
                        + " AND NOT attisdropped",
                row -> columns.computeIfAbsent(row.getString(1), table -> new TreeMap<>())
                        .put(row.getString(2), row.getString(3)),
                String.join(" ", tables));
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

    /**
     * The declared tables that exist here as declared, each with the declared columns that exist. A table that is not as
     * declared is left out, and is one fault: what the others hold does not depend on it.
     *
     * @throws OdooCaptureException if the database is no Odoo, or cannot state coverage
     */
    Captured captured() throws SQLException {
        Map<String, Map<String, String>> existing = columnTypes(
                OdooTables.all().stream().map(OdooTables.OdooTable::name).toList());
        List<CapturedTable> tables = new ArrayList<>();
        List<String> absent = new ArrayList<>();
        List<Fault> faults = new ArrayList<>();
        for (OdooTables.OdooTable declared : OdooTables.all()) {
            Map<String, String> found = existing.get(declared.name());
            if (found == null) {
                if (declared.name().equals(OdooTables.CURRENCY)) {
                    throw new OdooCaptureException("This database is no Odoo: it has no table " + declared.name()
                            + " in schema " + CapturedTable.SCHEMA + ". Check odoo.database.dbname.");
                }
                absent.add(declared.name());
                continue;
            }
            Fault fault = fault(declared, found);
            if (fault == null) {
                List<String> columns =
                        declared.columns().filter(found::containsKey).toList();
                tables.add(new CapturedTable(declared.name(), columns, new HashSet<>(columns).equals(found.keySet())));
            } else if (declared.name().equals(OdooTables.HEARTBEAT)) {
                throw new OdooCaptureException(
                        fault.problem() + " Without it no coverage can be stated. " + fault.mend());
            } else {
                faults.add(fault);
            }
        }
        return new Captured(tables, absent, faults);
    }

    /** What of a table is not as declared; null if nothing is. */
    private static @Nullable Fault fault(OdooTables.OdooTable declared, Map<String, String> found) {
        List<String> problems = new ArrayList<>();
        for (String column : declared.required()) {
            if (!found.containsKey(column)) {
                problems.add("there is no column " + column);
            }
        }
        declared.columns().filter(found::containsKey).forEach(column -> {
            List<String> types = OdooTables.kind(declared.name(), column).types();
            if (!types.contains(found.get(column))) {
                problems.add("column " + column + " is " + found.get(column) + ", and Odoo's own is "
                        + String.join(" or ", types));
            }
        });
        return problems.isEmpty() ? null : new Fault(declared.name(), String.join("; ", problems));
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

    /** A table that is not as declared, and why, in words. */
    record Fault(String table, String why) {

        String problem() {
            return "Table " + table + " is not as in Odoo 16 to 19: " + why + ". It is not captured, other tables are.";
        }

        String mend() {
            return "Find the module or migration that changed it and restore Odoo's own columns; then run `tieout capture"
                    + " --snapshot` once.";
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
