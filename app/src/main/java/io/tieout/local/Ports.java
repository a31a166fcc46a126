package io.tieout.local;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Chooses the ports of a start.
 *
 * <p>A wished port is taken or refused, never replaced. Any free port means first the one of the last
 * start on this data directory, so that a console or a connection string keeps working, then one below
 * the range from which systems take the ports of outgoing connections (Linux from 32768, macOS from
 * 49152): a port within it is free now and may be a client's when the server starts a second later.
 */
final class Ports {

    /** The address on which every part listens. */
    static final String HOST = "127.0.0.1";

    private static final byte[] LOOPBACK = {127, 0, 0, 1};
    private static final int FREE_FROM = 20_000;
    private static final int FREE_TO = 32_000;
    private static final ObjectMapper JSON = new ObjectMapper();

    private Ports() {}

    /**
     * Chooses a port for every setting.
     *
     * @param wished setting to port, where 0 is any free one
     * @param memory the file of the ports of the last start; rewritten
     */
    static Map<String, Integer> choose(Map<String, Integer> wished, Path memory) {
        Map<String, Integer> last = read(memory);
        Map<String, Integer> chosen = new LinkedHashMap<>();
        wished.forEach((setting, port) -> {
            if (port != 0) {
                refuseTwice(chosen, setting, port);
                refuseTaken(setting, port);
                chosen.put(setting, port);
            }
        });
        wished.forEach((setting, port) -> {
            if (port == 0) {
                int before = last.getOrDefault(setting, 0);
                boolean again = before != 0 && !chosen.containsValue(before) && isFree(before);
                chosen.put(setting, again ? before : anyFree(chosen.values()));
            }
        });
        write(memory, chosen);
        return chosen;
    }

    private static void refuseTwice(Map<String, Integer> chosen, String setting, int port) {
        chosen.forEach((other, taken) -> {
            if (taken == port) {
                throw new LocalStackException(
                        "Port " + port + " is given to both " + other + " and " + setting + ": change one of them.");
            }
        });
    }

    private static void refuseTaken(String setting, int port) {
        if (!isFree(port)) {
            throw new LocalStackException("Port " + port + " (" + setting
                    + ") is taken by another program: stop that one, or set " + setting
                    + " to another port, or to 0 for any free one.");
        }
    }

    private static int anyFree(Collection<Integer> chosen) {
        int count = FREE_TO - FREE_FROM;
        int start = ThreadLocalRandom.current().nextInt(count);
        for (int i = 0; i < count; i++) {
            int candidate = FREE_FROM + (start + i) % count;
            if (!chosen.contains(candidate) && isFree(candidate)) {
                return candidate;
            }
        }
        throw new LocalStackException("There is no free port between " + FREE_FROM + " and " + FREE_TO
                + ": stop some programs, or name ports in the local.*.port settings.");
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.getByAddress(LOOPBACK), port));
            return true;
        } catch (IOException taken) {
            return false;
        }
    }

    private static Map<String, Integer> read(Path memory) {
        if (!Files.exists(memory)) {
            return Map.of();
        }
        try {
            return JSON.readValue(memory.toFile(), new TypeReference<Map<String, Integer>>() {});
        } catch (JacksonException damaged) {
            // Only a convenience is lost: the next start takes other ports.
            return Map.of();
        } catch (IOException e) {
            throw new LocalStackException("The ports of the last start cannot be read from " + memory + ": " + e, e);
        }
    }

    private static void write(Path memory, Map<String, Integer> chosen) {
        try {
            JSON.writerWithDefaultPrettyPrinter().writeValue(memory.toFile(), chosen);
        } catch (IOException e) {
            throw new LocalStackException("The ports cannot be written to " + memory + ": " + e, e);
        }
    }
}
