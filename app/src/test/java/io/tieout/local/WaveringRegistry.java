package io.tieout.local;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;

/** Stands in for a registry on a busy machine: ends the first time that it is started, and answers the second. */
public final class WaveringRegistry {

    private WaveringRegistry() {}

    public static void main(String[] arguments) throws IOException {
        var started = Path.of("started");
        if (Files.notExists(started)) {
            Files.createFile(started);
            System.out.println("Acquisition timeout while waiting for new connection");
            System.exit(1);
        }
        System.out.println("answers now");
        var server = HttpServer.create(new InetSocketAddress("127.0.0.1", Integer.getInteger("quarkus.http.port")), 0);
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.start();
    }
}
