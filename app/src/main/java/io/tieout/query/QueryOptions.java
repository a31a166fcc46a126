package io.tieout.query;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import org.apache.kafka.common.config.types.Password;
import org.jspecify.annotations.Nullable;

/**
 * Where questions are taken, and from whom.
 *
 * @param host address to listen on
 * @param port port to listen on; 0 for any free one
 * @param token that whoever asks must bear
 * @param advertised host under which other instances reach this one; null for the one it listens on
 */
public record QueryOptions(
        String host,
        int port,
        Optional<Password> token,
        @Nullable String advertised) {

    /** Refuses to be open to others without a token. */
    public QueryOptions {
        if (token.isEmpty() && !isLoopback(host)) {
            throw new QueryException(
                    "query.host is " + host + ", which others reach, and query.token is not set: anybody"
                            + " could read what your customers paid. Set query.token to a long random text, or query.host to"
                            + " 127.0.0.1.");
        }
    }

    /** The host in the address that other instances are told. */
    String reachable() {
        return advertised == null ? host : advertised;
    }

    private static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException unknown) {
            throw new QueryException("query.host is " + host + ", which is no address of this machine.", unknown);
        }
    }
}
