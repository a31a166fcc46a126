package io.tieout.connect.odoo;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Brings a database into the shape that the capture needs: the heartbeat row and a publication of exactly the declared
 * tables and columns. What is right already is left alone, so it may run at every start.
 *
 * <p>The heartbeat row is how the database states coverage: {@code UPDATE tieout_heartbeat SET beat = beat + 1,
 * clock_at = NULL} is committed and captured like any other change, so whoever reads it has read everything that was
 * committed before it. {@code clock_at} is set only by a trial that runs on a clock of its own.
 */
public final class OdooSetup {

    private final String publicationName;
    private final String captureUser;

    public OdooSetup(String publicationName, String captureUser) {
        this.publicationName = publicationName;
        this.captureUser = captureUser;
    }

    /** What is still to be done in this database, in order; empty if nothing is. Changes nothing. */
    public List<String> pending(Connection connection) throws SQLException {
        OdooCatalog catalog = new OdooCatalog(connection);
        List<String> statements = new ArrayList<>();
        boolean heartbeat = !catalog.columns(OdooTables.HEARTBEAT).isEmpty();
        if (!heartbeat) {
            statements.add(CREATE_HEARTBEAT);
        }
        if (heartbeat && !catalog.mayBeat()) {
            statements.add(grantHeartbeat());
        } else if (!heartbeat || !catalog.heartbeatRow()) {
            statements.add(INSERT_HEARTBEAT);
        }
        List<CapturedTable> tables = new ArrayList<>(catalog.captured().tables());
        if (!heartbeat) {
            tables.add(new CapturedTable(OdooTables.HEARTBEAT, List.of("id", "beat", "clock_at"), true));
        }
        Map<String, Set<String>> published = catalog.publication(publicationName);
        if (published == null
                || catalog.leftOut(publicationName) != null
                || !matches(published, tables, catalog.columnLists())) {
            requireIdentities(catalog, tables);
            statements.add(publicationStatement(tables, catalog.columnLists(), published));
        }
        if (published != null && catalog.leftOut(publicationName) != null) {
            statements.add("ALTER PUBLICATION " + CapturedTable.quoted(publicationName) + " SET (" + OPERATIONS + ")");
        }
        return statements;
    }

    /** Does what is pending, in one database transaction, as the user of this connection. */
    public void apply(Connection connection) throws SQLException {
        List<String> statements = pending(connection);
        if (statements.isEmpty()) {
            return;
        }
        boolean autoCommit = connection.getAutoCommit();
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
            connection.commit();
        } catch (SQLException e) {
            connection.rollback();
            throw new OdooCaptureException(
                    "The database is not yet prepared for capture, and user " + captureUser + " may not do it ("
                            + firstLine(e) + "). `tieout odoo setup-sql` prints what a superuser runs once:\n"
                            + script(connection),
                    e);
        } finally {
            connection.setAutoCommit(autoCommit);
        }
    }

    /** The {@link #script(Connection)} for a database, read as whoever the settings name; changes nothing. */
    public String script(OdooDatabase database) {
        try (Connection connection = database.connect()) {
            return script(connection);
        } catch (SQLException e) {
            throw new OdooCaptureException(
                    CaptureTrouble.ofDatabase(e, String.valueOf(e.getSQLState()), "", database)
                                    .detail()
                            + "\nThe script is made from the catalog of the database, which any role that is there already"
                            + " may read: name one in odoo.database.user, such as Odoo's own.",
                    e);
        }
    }

    /**
     * Everything that an administrator runs once, as text for psql: role, rights, heartbeat row, publication. Holds no
     * password: psql fills one in.
     */
    public String script(Connection connection) throws SQLException {
        OdooCatalog catalog = new OdooCatalog(connection);
        String role = CapturedTable.quoted(captureUser);
        String database = connection.getCatalog();
        String level = catalog.setting("wal_level");
        StringBuilder script = new StringBuilder();
        script.append("-- What Tieout needs to capture database ")
                .append(database)
                .append(" as ")
                .append(role);
        script.append(". A superuser runs it once, with a password for the role:\n");
        script.append("--   psql -v ON_ERROR_STOP=1 -v password=... -d ")
                .append(database)
                .append(" -f FILE\n");
        script.append("-- Print and run it again when Odoo has gained a module whose tables are captured.\n");
        script.append(
                level.equals("logical")
                        ? "-- wal_level is logical, as it must be.\n"
                        : "-- wal_level is " + level + " and must be logical, which takes a restart of PostgreSQL:\n"
                                + "--   ALTER SYSTEM SET wal_level = logical;\n");
        script.append("BEGIN;\n");
        Boolean mayReplicate = catalog.mayReplicate(captureUser);
        if (mayReplicate == null) {
            script.append("CREATE ROLE ").append(role).append(" LOGIN REPLICATION PASSWORD :'password';\n");
        } else if (!mayReplicate) {
            script.append("ALTER ROLE ").append(role).append(" LOGIN REPLICATION;\n");
        }
        script.append("GRANT CONNECT ON DATABASE ").append(CapturedTable.quoted(database));
        script.append(" TO ").append(role).append(";\n");
        script.append("GRANT USAGE ON SCHEMA ").append(CapturedTable.SCHEMA).append(" TO ");
        script.append(role).append(";\n");
        for (CapturedTable table : catalog.captured().tables()) {
            if (!table.name().equals(OdooTables.HEARTBEAT)) {
                script.append("GRANT SELECT (").append(table.columnList()).append(") ON ");
                script.append(table.qualified()).append(" TO ").append(role).append(";\n");
            }
        }
        for (String sql : pending(connection)) {
            if (!sql.equals(grantHeartbeat())) {
                script.append(sql).append(";\n");
            }
        }
        return script.append(grantHeartbeat()).append(";\nCOMMIT;\n").toString();
    }

    /** Whether a publication has the wanted tables and columns, no more and no less. */
    static boolean matches(Map<String, Set<String>> published, List<CapturedTable> wanted, boolean columnLists) {
        Set<String> names = wanted.stream().map(CapturedTable::name).collect(Collectors.toCollection(TreeSet::new));
        return new TreeSet<>(published.keySet()).equals(names)
                && (!columnLists
                        || wanted.stream()
                                .allMatch(table -> new TreeSet<>(table.columns()).equals(published.get(table.name()))));
    }

    /** A table in a publication whose rows cannot be named refuses every UPDATE of Odoo: never let it come to that. */
    private static void requireIdentities(OdooCatalog catalog, List<CapturedTable> tables) throws SQLException {
        for (CapturedTable table : tables) {
            String trouble = identityTrouble(catalog, table);
            if (trouble != null) {
                throw new OdooCaptureException(trouble);
            }
        }
    }

    /** Why publishing this table would hurt Odoo, or null if it would not. */
    static @Nullable String identityTrouble(OdooCatalog catalog, CapturedTable table) throws SQLException {
        String identity = catalog.replicaIdentity(table.name());
        if (identity == null) {
            return null;
        }
        String mend = " Run: ALTER TABLE " + table.qualified() + " REPLICA IDENTITY DEFAULT;";
        return switch (identity) {
            case "d" ->
                catalog.primaryKey(table.name())
                        ? null
                        : "Table " + table.name() + " has no primary key; if published, PostgreSQL would refuse every"
                                + " update of it. Odoo's own tables have one: restore it.";
            case "f" ->
                table.whole() || !catalog.columnLists()
                        ? null
                        : "Table " + table.name() + " has REPLICA IDENTITY FULL, with which a column list makes"
                                + " PostgreSQL refuse every update of it by Odoo." + mend;
            default ->
                "Table " + table.name() + " has neither its primary key nor the full row as replica identity;"
                        + " updates by Odoo would be refused or could not be told apart." + mend;
        };
    }

    private String publicationStatement(
            List<CapturedTable> tables, boolean columnLists, @Nullable Map<String, Set<String>> published) {
        String list = tables.stream().map(table -> table.published(columnLists)).collect(Collectors.joining(",\n  "));
        String name = CapturedTable.quoted(publicationName);
        return published == null
                ? "CREATE PUBLICATION " + name + " FOR TABLE\n  " + list + "\nWITH (" + OPERATIONS + ")"
                : "ALTER PUBLICATION " + name + " SET TABLE\n  " + list;
    }

    private String grantHeartbeat() {
        return "GRANT SELECT, INSERT, UPDATE ON public.tieout_heartbeat TO " + CapturedTable.quoted(captureUser);
    }

    private static String firstLine(SQLException e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("no message");
    }

    private static final String OPERATIONS = "publish = 'insert, update, delete'";
    private static final String CREATE_HEARTBEAT = "CREATE TABLE public.tieout_heartbeat ("
            + "id integer PRIMARY KEY CHECK (id = 1), beat bigint NOT NULL, clock_at timestamptz)";
    private static final String INSERT_HEARTBEAT =
            "INSERT INTO public.tieout_heartbeat (id, beat, clock_at) VALUES (1, 0, NULL) ON CONFLICT DO NOTHING";
}
