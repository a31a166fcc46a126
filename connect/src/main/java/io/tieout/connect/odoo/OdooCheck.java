package io.tieout.connect.odoo;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Looks at a database as the capture's user and says what stands in the way of capture; changes nothing. */
public final class OdooCheck {

    private final OdooDatabase database;
    private final String slotName;
    private final String publicationName;
    private final long walLimit;

    /** With the usual limit of write-ahead log. */
    public OdooCheck(OdooDatabase database, String slotName, String publicationName) {
        this(database, slotName, publicationName, OdooCaptureSettings.WAL_LIMIT);
    }

    /** @param walLimit bytes of write-ahead log that the slot may hold back */
    public OdooCheck(OdooDatabase database, String slotName, String publicationName, long walLimit) {
        this.walLimit = walLimit;
        this.database = database;
        this.slotName = slotName;
        this.publicationName = publicationName;
    }

    /** Every finding, good ones too, in the order in which to mend them. */
    public List<Finding> run() {
        List<Finding> findings = new ArrayList<>();
        try (Connection connection = database.connect()) {
            OdooCatalog catalog = new OdooCatalog(connection);
            findings.add(Finding.ok("database", "reached " + database.location() + " as " + database.user()));
            findings.add(version(catalog));
            findings.add(walLevel(catalog));
            findings.add(role(catalog));
            if (catalog.empty()) {
                findings.add(Finding.warning(
                        "tables",
                        "database " + database.dbname() + " holds no tables yet, so there is nothing to capture",
                        "Load an Odoo into it: `tieout up` waits for that and captures by itself. If there is one"
                                + " elsewhere, check odoo.database.dbname."));
                return findings;
            }
            List<CapturedTable> tables = tables(catalog, findings);
            identities(catalog, tables, findings);
            privileges(catalog, tables, findings);
            findings.add(heartbeat(catalog));
            if (!tables.isEmpty()) {
                findings.add(publication(catalog, tables, connection));
            }
            slot(catalog, findings);
        } catch (SQLException e) {
            CaptureTrouble trouble = CaptureTrouble.ofDatabase(e, String.valueOf(e.getSQLState()), slotName, database);
            findings.add(Finding.error(
                    "database",
                    trouble.detail(),
                    trouble.course() == CaptureTrouble.Course.RETRY
                            ? "Check odoo.database.hostname and odoo.database.port, and that PostgreSQL runs and"
                                    + " listens there."
                            : "Mend that first; other checks were left out."));
        }
        return findings;
    }

    /** Bytes of write-ahead log that the slot holds back on the database's disk; empty if there is no slot. */
    public OptionalLong retainedBytes() throws SQLException {
        try (Connection connection = database.connect()) {
            OdooCatalog.@Nullable Slot slot = new OdooCatalog(connection).slot(slotName);
            return slot == null ? OptionalLong.empty() : OptionalLong.of(slot.retainedBytes());
        }
    }

    private static Finding version(OdooCatalog catalog) throws SQLException {
        String found = "PostgreSQL " + catalog.setting("server_version");
        int version = catalog.serverVersion();
        if (version < 120000) {
            return Finding.error("server version", found, "Odoo 16 and later need PostgreSQL 12; upgrade it.");
        }
        return version < 150000
                ? Finding.warning(
                        "server version",
                        found + " publishes whole rows: columns that are not captured reach the capture and stop there",
                        "From PostgreSQL 15 on they do not leave the database.")
                : Finding.ok("server version", found);
    }

    private static Finding walLevel(OdooCatalog catalog) throws SQLException {
        String level = catalog.setting("wal_level");
        return level.equals("logical")
                ? Finding.ok("wal_level", level)
                : Finding.error(
                        "wal_level",
                        level + ", and capture needs logical",
                        "ALTER SYSTEM SET wal_level = logical; then restart PostgreSQL.");
    }

    private Finding role(OdooCatalog catalog) throws SQLException {
        return Boolean.TRUE.equals(catalog.mayReplicate(database.user()))
                ? Finding.ok("role", database.user() + " may replicate")
                : Finding.error(
                        "role",
                        database.user() + " may not replicate",
                        "ALTER ROLE " + CapturedTable.quoted(database.user()) + " REPLICATION;");
    }

    private static List<CapturedTable> tables(OdooCatalog catalog, List<Finding> findings) throws SQLException {
        try {
            OdooCatalog.Captured captured = catalog.captured();
            findings.add(Finding.ok(
                    "tables",
                    captured.tables().stream().map(CapturedTable::name).collect(Collectors.joining(", "))
                            + (captured.absent().isEmpty() ? "" : "; not in this database: " + captured.absent())));
            captured.faults().forEach(fault -> findings.add(Finding.error("tables", fault.problem(), fault.mend())));
            return captured.tables();
        } catch (OdooCaptureException e) {
            findings.add(Finding.error("tables", String.valueOf(e.getMessage()), "Capture a supported Odoo."));
            return List.of();
        }
    }

    private static void identities(OdooCatalog catalog, List<CapturedTable> tables, List<Finding> findings)
            throws SQLException {
        boolean allFit = true;
        for (CapturedTable table : tables) {
            String trouble = OdooSetup.identityTrouble(catalog, table);
            if (trouble != null) {
                allFit = false;
                findings.add(Finding.error(
                        "replica identity",
                        trouble,
                        "ALTER TABLE " + table.qualified() + " REPLICA IDENTITY DEFAULT; (after restoring its primary"
                                + " key, if it has none)"));
            }
        }
        if (allFit && !tables.isEmpty()) {
            findings.add(Finding.ok("replica identity", "Odoo's updates of each table are let through when published"));
        }
    }

    private void privileges(OdooCatalog catalog, List<CapturedTable> tables, List<Finding> findings)
            throws SQLException {
        boolean allOpen = true;
        for (CapturedTable table : tables) {
            List<String> hidden = new ArrayList<>();
            for (String column : table.columns()) {
                if (!catalog.maySelect(table.name(), column)) {
                    hidden.add(column);
                }
            }
            if (!hidden.isEmpty()) {
                allOpen = false;
                findings.add(Finding.error(
                        "privileges",
                        database.user() + " may not read " + table.name() + " " + hidden,
                        "GRANT SELECT (" + table.columnList() + ") ON " + table.qualified() + " TO "
                                + CapturedTable.quoted(database.user()) + ";"));
            }
        }
        if (allOpen && !tables.isEmpty()) {
            findings.add(Finding.ok("privileges", database.user() + " may read every captured column"));
        }
    }

    private Finding heartbeat(OdooCatalog catalog) throws SQLException {
        if (catalog.columns(OdooTables.HEARTBEAT).isEmpty()) {
            return Finding.error(
                    "heartbeat",
                    "there is no table " + OdooTables.HEARTBEAT + ", so no coverage can be stated",
                    "`tieout odoo setup-sql` prints what makes it.");
        }
        String who = CapturedTable.quoted(database.user());
        if (!catalog.mayBeat()) {
            return Finding.error(
                    "heartbeat",
                    database.user() + " may not update " + OdooTables.HEARTBEAT,
                    "GRANT SELECT, INSERT, UPDATE ON public." + OdooTables.HEARTBEAT + " TO " + who + ";");
        }
        return catalog.heartbeatRow()
                ? Finding.ok("heartbeat", "row is there and may be updated")
                : Finding.error(
                        "heartbeat",
                        "table " + OdooTables.HEARTBEAT + " has no row with id 1",
                        "INSERT INTO public." + OdooTables.HEARTBEAT + " VALUES (1, 0, NULL);");
    }

    private Finding publication(OdooCatalog catalog, List<CapturedTable> tables, Connection connection)
            throws SQLException {
        Map<String, Set<String>> published = catalog.publication(publicationName);
        String leftOut = catalog.leftOut(publicationName);
        if (published != null && leftOut == null && OdooSetup.matches(published, tables, catalog.columnLists())) {
            return Finding.ok("publication", publicationName + " publishes exactly the declared tables and columns");
        }
        String found = published == null
                ? "there is no publication " + publicationName
                : "publication " + publicationName + " "
                        + (leftOut == null ? "does not publish exactly the declared tables and columns" : leftOut);
        try {
            return Finding.error(
                    "publication",
                    found,
                    "`tieout odoo setup-sql` prints what a superuser runs with psql:\n"
                            + String.join(";\n", new OdooSetup(publicationName, database.user()).pending(connection))
                            + ";");
        } catch (OdooCaptureException e) {
            return Finding.error("publication", found, "First: " + e.getMessage());
        }
    }

    private void slot(OdooCatalog catalog, List<Finding> findings) throws SQLException {
        OdooCatalog.@Nullable Slot slot = catalog.slot(slotName);
        if (slot == null) {
            findings.add(Finding.ok("slot", "no slot " + slotName + " yet: the first capture makes it"));
            return;
        }
        if (!"pgoutput".equals(slot.plugin()) || !database.dbname().equals(slot.database())) {
            findings.add(Finding.error(
                    "slot",
                    slotName + " belongs to database " + slot.database() + " and plugin " + slot.plugin(),
                    "Name another slot in odoo.slot.name."));
            return;
        }
        if (slot.lost()) {
            findings.add(Finding.error(
                    "slot",
                    slotName + " was invalidated: it held back more write-ahead log than max_slot_wal_keep_size allows",
                    "SELECT pg_drop_replication_slot('" + slotName + "'); then `tieout capture --snapshot`."));
            return;
        }
        findings.add(Finding.ok(
                "slot",
                slotName + (slot.activePid() == null ? " is not read" : " is read by process " + slot.activePid())
                        + ", " + slot.retainedBytes() / (1 << 20) + " MiB of write-ahead log held back"));
        String held = slotName + " holds back " + WalWatch.mebibytes(slot.retainedBytes())
                + " of write-ahead log on the" + " database's disk";
        if (slot.retainedBytes() > walLimit) {
            findings.add(Finding.error(
                    "slot",
                    held + ", more than odoo.wal.limit (" + WalWatch.mebibytes(walLimit) + "): a full disk stops Odoo",
                    "Start the capture, or end what holds it up: topology-docs/runbooks/alert-slot-wal-over-limit.md."
                            + " Drop the slot if no capture is to run again."));
        } else if ("unreserved".equals(slot.walStatus()) || slot.retainedBytes() > walLimit / 2) {
            findings.add(Finding.warning(
                    "slot",
                    held + " (state " + slot.walStatus() + "; odoo.wal.limit is " + WalWatch.mebibytes(walLimit) + ")",
                    "Start the capture, or drop the slot if it is not to run again."));
        }
    }
}
