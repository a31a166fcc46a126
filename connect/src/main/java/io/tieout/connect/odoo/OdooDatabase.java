package io.tieout.connect.odoo;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import java.util.Properties;

/**
 * How to reach the PostgreSQL database of an Odoo. {@code options} are pgjdbc's own connection properties, for
 * instance {@code sslmode=verify-full} and {@code sslrootcert=/etc/ssl/odoo.pem}.
 */
public record OdooDatabase(
        String hostname, int port, String dbname, String user, String password, Map<String, String> options) {

    public OdooDatabase {
        options = Map.copyOf(options);
    }

    public OdooDatabase(String hostname, int port, String dbname, String user, String password) {
        this(hostname, port, dbname, user, password, Map.of());
    }

    /** Opens an ordinary connection that gives up on a silent server after half a minute. */
    public Connection connect() throws SQLException {
        Properties properties = new Properties();
        properties.putAll(options);
        properties.setProperty("user", user);
        properties.setProperty("password", password);
        properties.setProperty("ApplicationName", "tieout");
        properties.setProperty("connectTimeout", "10");
        properties.setProperty("socketTimeout", "30");
        properties.setProperty("tcpKeepAlive", "true");
        return DriverManager.getConnection("jdbc:postgresql://" + hostname + ":" + port + "/" + dbname, properties);
    }

    /** Where the database is, without who we are: fit for messages. */
    public String location() {
        return hostname + ":" + port + "/" + dbname;
    }

    @Override
    public String toString() {
        return "OdooDatabase[" + location() + ", user " + user + "]";
    }
}
