package io.tieout.parts;

import io.tieout.config.Settings;
import io.tieout.connect.bi.BiSql;
import io.tieout.local.LocalStack;
import io.tieout.local.PostgresAddress;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import org.apache.kafka.common.config.types.Password;

/**
 * The database of the BI tables: one of the user's, or one in the local PostgreSQL.
 *
 * @param url for JDBC, without user and password
 */
record BiDatabase(String url, String user, Password password) {

    /** The driver would else quote the rows that a statement failed on, and the worker would log them. */
    private static final String WITHOUT_VALUES = "logServerErrorDetail=false";

    /** The database that the settings name, or else one in the local PostgreSQL, made when it is not there. */
    static BiDatabase of(Settings settings, LocalStack stack) {
        var password = settings.biDatabasePassword();
        var hostname = settings.biDatabaseHostname();
        if (hostname.isPresent()) {
            return new BiDatabase(
                    "jdbc:postgresql://" + hostname.get() + ":" + settings.biDatabasePort() + "/"
                            + settings.biDatabaseName() + "?sslmode=" + settings.biDatabaseSslMode() + "&"
                            + WITHOUT_VALUES,
                    settings.biDatabaseUser(),
                    password.orElseThrow(
                            () -> new PartException("bi.database.password is not set: what is the password of "
                                    + settings.biDatabaseUser() + " at " + hostname.get() + "?")));
        }
        var local = new PostgresAddress(
                stack.postgres().host(),
                stack.postgres().port(),
                settings.biDatabaseUser(),
                // The local server trusts every local user.
                password.map(Password::value).orElse(settings.biDatabaseUser()),
                settings.biDatabaseName());
        make(stack.postgres(), local);
        return new BiDatabase(local.jdbcUrl() + "?" + WITHOUT_VALUES, local.user(), new Password(local.password()));
    }

    /** Makes tables and views, or adds what they lack. */
    void prepare() {
        try (Connection connection = connect(url, user, password.value());
                Statement statement = connection.createStatement()) {
            statement.execute(BiSql.script());
        } catch (SQLException e) {
            throw new PartException(
                    "The BI tables cannot be made in " + url + " as " + user + ": " + e.getMessage()
                            + "\nCheck bi.database.*; `tieout bi setup-sql` prints what is to be made there.",
                    e);
        }
    }

    /** The names are checked by their settings: they need no quotes. */
    private static void make(PostgresAddress superuser, PostgresAddress bi) {
        try (Connection connection = connect(superuser.jdbcUrl(), superuser.user(), superuser.password());
                Statement statement = connection.createStatement()) {
            if (lacks(connection, "select 1 from pg_roles where rolname = ?", bi.user())) {
                statement.execute("create role " + bi.user() + " login");
            }
            if (lacks(connection, "select 1 from pg_database where datname = ?", bi.database())) {
                statement.execute("create database " + bi.database() + " owner " + bi.user());
            }
        } catch (SQLException e) {
            throw new PartException(
                    "The database " + bi.database() + " cannot be made in the local PostgreSQL: " + e.getMessage(), e);
        }
    }

    private static boolean lacks(Connection connection, String query, String name) throws SQLException {
        try (PreparedStatement find = connection.prepareStatement(query)) {
            find.setString(1, name);
            try (ResultSet found = find.executeQuery()) {
                return !found.next();
            }
        }
    }

    private static Connection connect(String url, String user, String password) throws SQLException {
        var properties = new Properties();
        properties.setProperty("user", user);
        properties.setProperty("password", password);
        properties.setProperty("ApplicationName", "tieout");
        properties.setProperty("connectTimeout", "10");
        return DriverManager.getConnection(url, properties);
    }
}
