package io.tieout.local;

/** How a client reaches a database of the local PostgreSQL. It trusts every local user: the password is for clients that insist. */
public record PostgresAddress(String host, int port, String user, String password, String database) {

    /** The address for JDBC, without user and password. */
    public String jdbcUrl() {
        return "jdbc:postgresql://" + host + ":" + port + "/" + database;
    }

    @Override
    public String toString() {
        return user + "@" + host + ":" + port + "/" + database;
    }
}
