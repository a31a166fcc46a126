package io.tieout.connect.odoo;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/**
 * The right of one capture among several to read the slot, held as long as its connection lives.
 *
 * <p>The slot itself admits one reader, but not during the snapshot, when nobody reads it yet. So the turn is an
 * advisory lock in the database; PostgreSQL frees it when the holder's connection ends, however it ends.
 */
final class SlotTurn implements AutoCloseable {

    private final OdooCaptureSettings settings;
    private final Connection connection;

    SlotTurn(OdooCaptureSettings settings) throws SQLException {
        this.settings = settings;
        this.connection = settings.database().connect();
        try (Statement statement = connection.createStatement()) {
            // A holder whose machine vanished or froze must not keep the turn for the two hours that TCP would give it.
            statement.execute(
                    "SET tcp_keepalives_idle = 10; SET tcp_keepalives_interval = 5;" + " SET tcp_keepalives_count = 3");
            if (catalog().serverVersion() >= 140000) {
                statement.execute("SET idle_session_timeout = '30s'");
            }
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    /** Takes the turn if no capture has it, and no reader of an earlier one is left at the slot; does not wait. */
    boolean take() throws SQLException {
        if (!locked("SELECT pg_try_advisory_lock(hashtextextended(?, 0))")) {
            return false;
        }
        OdooCatalog.@Nullable Slot slot = catalog().slot(settings.slotName());
        if (slot != null && slot.activePid() != null) {
            locked("SELECT pg_advisory_unlock(hashtextextended(?, 0))");
            return false;
        }
        return true;
    }

    /** Throws if the connection, and with it the turn, is gone. */
    void affirm() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("SELECT 1");
        }
    }

    Connection connection() {
        return connection;
    }

    OdooCatalog catalog() {
        return new OdooCatalog(connection);
    }

    /** For a fresh snapshot: only a slot made with it begins exactly where the snapshot ends. */
    void dropSlot() throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("SELECT pg_drop_replication_slot(?)")) {
            statement.setString(1, settings.slotName());
            statement.execute();
        }
    }

    /** Ends the reader of the slot: for an engine of ours that does not stop by itself. */
    void endReader() throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "SELECT pg_terminate_backend(active_pid) FROM pg_replication_slots WHERE slot_name = ?"
                        + " AND active_pid IS NOT NULL")) {
            statement.setString(1, settings.slotName());
            statement.execute();
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }

    private boolean locked(String sql) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, "tieout " + settings.slotName());
            try (ResultSet row = statement.executeQuery()) {
                return row.next() && row.getBoolean(1);
            }
        }
    }
}
