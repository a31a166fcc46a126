package io.tieout.connect.bank.folder;

import java.net.URI;
import java.net.URISyntaxException;

/**
 * A folder on an SFTP server, written {@code sftp://user@host:22/path}; the path is absolute, or begins with {@code ~/} for
 * the home directory of the user. Bears no password.
 */
public record SftpAddress(String user, String host, int port, String path) {

    private static final String SCHEME = "sftp://";
    private static final int PORT = 22;

    /** Whether this is meant to be one, and no folder of this machine. */
    public static boolean isOne(String folder) {
        return folder.startsWith(SCHEME);
    }

    /**
     * Reads one.
     *
     * @throws IllegalArgumentException that says what is wrong with it, and shows no password
     */
    public static SftpAddress parse(String text) {
        URI address;
        try {
            address = new URI(text);
        } catch (URISyntaxException e) {
            // The text may hold a password, so it is not shown.
            throw new IllegalArgumentException("it is no address; expected is sftp://user@host:22/path");
        }
        if (address.getHost() == null
                || address.getUserInfo() == null
                || address.getPath().length() < 2) {
            throw new IllegalArgumentException("user, host or path is missing; expected is sftp://user@host:22/path");
        }
        if (address.getUserInfo().indexOf(':') >= 0) {
            throw new IllegalArgumentException(
                    "a password does not belong into an address, which is shown and logged: set bank.sftp.password");
        }
        String path = address.getPath();
        return new SftpAddress(
                address.getUserInfo(),
                address.getHost(),
                address.getPort() < 0 ? PORT : address.getPort(),
                path.startsWith("/~/") ? path.substring(3) : path);
    }

    @Override
    public String toString() {
        return SCHEME + user + "@" + host + ":" + port + (path.startsWith("/") ? path : "/~/" + path);
    }
}
