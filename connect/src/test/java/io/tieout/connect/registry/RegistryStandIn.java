package io.tieout.connect.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;

/** Confluent's REST API on a free port, as far as the client uses it, with faults that a test chooses. */
final class RegistryStandIn implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** An HTTP answer. */
    record Reply(int status, String body) {}

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<String> schemas = new ArrayList<>();
    private final Map<String, List<Integer>> versions = new TreeMap<>();
    private final Map<String, String> compatibility = new TreeMap<>();
    private final List<String> requests = new ArrayList<>();
    private final List<String> authorizations = new CopyOnWriteArrayList<>();
    private final ConcurrentLinkedDeque<Function<String, Optional<Reply>>> faults = new ConcurrentLinkedDeque<>();

    RegistryStandIn() {
        this(0);
    }

    /** On a given port: for a registry that comes back where it was. */
    RegistryStandIn(int port) {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/", this::serve);
        server.start();
    }

    int port() {
        return server.getAddress().getPort();
    }

    String url() {
        return "http://127.0.0.1:" + port();
    }

    RegistryClient client() {
        return new RegistryClient(RegistryConfig.at(url()));
    }

    /** The next request whose line contains this text is answered so; each call is for one request. */
    void failOnce(String part, int status, String body) {
        faults.add(line -> line.contains(part) ? Optional.of(new Reply(status, body)) : Optional.empty());
    }

    /** Puts a text into the registry as it is; gives its id. */
    synchronized int hold(String schema) {
        schemas.add(schema);
        return schemas.size();
    }

    synchronized String schema(int id) {
        return schemas.get(id - 1);
    }

    synchronized Map<String, String> compatibility() {
        return new TreeMap<>(compatibility);
    }

    /** Method and path of every request so far. */
    synchronized List<String> requests() {
        return List.copyOf(requests);
    }

    synchronized long requests(String part) {
        return requests.stream().filter(line -> line.contains(part)).count();
    }

    /** The Authorization headers of all requests that bore one. */
    List<String> authorizations() {
        return authorizations;
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            String line = exchange.getRequestMethod() + " " + exchange.getRequestURI();
            authorizations.addAll(exchange.getRequestHeaders().getOrDefault("Authorization", List.of()));
            Reply reply = fault(line).orElseGet(() -> answer(line, body));
            byte[] bytes = reply.body().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/vnd.schemaregistry.v1+json");
            exchange.sendResponseHeaders(reply.status(), bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    private synchronized Optional<Reply> fault(String line) {
        requests.add(line);
        for (var fault : faults) {
            Optional<Reply> reply = fault.apply(line);
            if (reply.isPresent()) {
                faults.remove(fault);
                return reply;
            }
        }
        return Optional.empty();
    }

    private synchronized Reply answer(String line, String body) {
        String[] words = line.split("[ /?]+");
        String path = line.substring(line.indexOf(' ') + 1);
        try {
            JsonNode json = body.isEmpty() ? JSON.nullNode() : JSON.readTree(body);
            if (line.equals("GET /config")) {
                return new Reply(200, "{\"compatibilityLevel\":\"NONE\"}");
            }
            if (path.startsWith("/config/")) {
                return config(words[0], words[2], json);
            }
            if (path.startsWith("/schemas/ids/")) {
                int id = Integer.parseInt(words[3]);
                return id > schemas.size()
                        ? new Reply(404, "{\"error_code\":40403,\"message\":\"Schema not found\"}")
                        : new Reply(200, text("schema", schemas.get(id - 1)));
            }
            if (line.startsWith("POST /subjects/")) {
                return register(words[2], json.path("schema").asText());
            }
            if (line.endsWith("/versions/latest")) {
                return latest(words[2]);
            }
            if (path.startsWith("/compatibility/")) {
                return new Reply(200, "{\"is_compatible\":false,\"messages\":[\"field x is gone\"]}");
            }
        } catch (IOException e) {
            return new Reply(400, "{\"error_code\":400,\"message\":\"not JSON\"}");
        }
        return new Reply(404, "{\"error_code\":0,\"message\":\"no such path\"}");
    }

    private Reply config(String method, String subject, JsonNode json) {
        if (method.equals("PUT")) {
            // As Apicurio does: the setting of an unknown subject is accepted and forgotten.
            if (versions.containsKey(subject)) {
                compatibility.put(subject, json.path("compatibility").asText());
            }
            return new Reply(200, json.toString());
        }
        return compatibility.containsKey(subject)
                ? new Reply(200, "{\"compatibilityLevel\":\"" + compatibility.get(subject) + "\"}")
                : new Reply(404, "{\"error_code\":40401,\"message\":\"Subject not found\"}");
    }

    private Reply register(String subject, String schema) {
        int id = schemas.contains(schema) ? schemas.indexOf(schema) + 1 : hold(schema);
        List<Integer> known = versions.computeIfAbsent(subject, name -> new ArrayList<>());
        if (!known.contains(id)) {
            known.add(id);
        }
        return new Reply(200, "{\"id\":" + id + "}");
    }

    private Reply latest(String subject) throws IOException {
        List<Integer> known = versions.get(subject);
        if (known == null) {
            return new Reply(404, "{\"error_code\":40401,\"message\":\"Subject not found\"}");
        }
        int id = known.get(known.size() - 1);
        var body = JSON.createObjectNode()
                .put("subject", subject)
                .put("version", known.size())
                .put("id", id)
                .put("schema", schemas.get(id - 1));
        return new Reply(200, body.toString());
    }

    private static String text(String field, String value) {
        return JSON.createObjectNode().put(field, value).toString();
    }
}
