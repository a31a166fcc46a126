package io.tieout;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A port for a server that a test starts, or on which nobody listens.
 *
 * <p>Below those from which systems take the ports of outgoing connections, and from which a local stack takes its own:
 * one of these is free now and may be another's when the server starts a second later. None is given twice.
 */
public final class FreePort {

    private static final int FROM = 12_000;
    private static final int COUNT = 8_000;
    private static final Set<Integer> GIVEN = ConcurrentHashMap.newKeySet();

    private FreePort() {}

    /** One on the loopback address. */
    public static int take() {
        int start = ThreadLocalRandom.current().nextInt(COUNT);
        for (int i = 0; i < COUNT; i++) {
            int port = FROM + (start + i) % COUNT;
            if (isFree(port) && GIVEN.add(port)) {
                return port;
            }
        }
        throw new IllegalStateException("There is no free port from " + FROM + " on.");
    }

    private static boolean isFree(int port) {
        try (var socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException taken) {
            return false;
        }
    }
}
