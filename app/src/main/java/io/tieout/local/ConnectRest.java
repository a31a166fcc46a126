package io.tieout.local;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tieout.connect.WorkerFailure;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/** The connectors of a Connect cluster, local or not, by its REST API. */
public final class ConnectRest {

    private static final Duration GLANCE = Duration.ofMillis(200);
    private static final Duration REBALANCE_LIMIT = Duration.ofSeconds(60);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final URI url;

    public ConnectRest(URI url) {
        this.url = url;
    }

    /** Creates the connector, or gives it another configuration. */
    public void put(String connector, Map<String, String> configuration) {
        try {
            String body = JSON.writeValueAsString(configuration);
            HttpResponse<String> answer = unlessRebalancing(() ->
                    HttpRequest.newBuilder(at(connector, "/config")).PUT(HttpRequest.BodyPublishers.ofString(body)));
            if (answer.statusCode() / 100 != 2) {
                throw refused("take connector " + connector, answer);
            }
        } catch (IOException e) {
            throw unreachable(e);
        }
    }

    /** The configuration of the connector as it was put, references to secrets and not the secrets; empty without one. */
    public Optional<Map<String, String>> configuration(String connector) {
        try {
            HttpResponse<String> answer = unlessRebalancing(
                    () -> HttpRequest.newBuilder(at(connector, "/config")).GET());
            if (answer.statusCode() == 404) {
                return Optional.empty();
            }
            if (answer.statusCode() != 200) {
                throw refused("show connector " + connector, answer);
            }
            return Optional.of(JSON.readValue(answer.body(), new TypeReference<Map<String, String>>() {}));
        } catch (IOException e) {
            throw unreachable(e);
        }
    }

    /** Deletes the connector; false if there was none. */
    public boolean delete(String connector) {
        try {
            HttpResponse<String> answer = unlessRebalancing(
                    () -> HttpRequest.newBuilder(at(connector, "")).DELETE());
            if (answer.statusCode() == 404) {
                return false;
            }
            if (answer.statusCode() / 100 != 2) {
                throw refused("delete connector " + connector, answer);
            }
            return true;
        } catch (IOException e) {
            throw unreachable(e);
        }
    }

    /** Waits until the connector and at least one task of it run; a task that failed is an exception. */
    public void awaitRunning(String connector, Duration limit) {
        long until = System.nanoTime() + limit.toNanos();
        String last = "the cluster does not know it yet";
        try {
            while (System.nanoTime() < until) {
                HttpResponse<String> answer = Http.send(
                        HttpRequest.newBuilder(at(connector, "/status")).GET());
                if (answer.statusCode() == 200) {
                    JsonNode status = JSON.readTree(answer.body());
                    if (runs(connector, status)) {
                        return;
                    }
                    last = status.path("connector").path("state").asText() + " with "
                            + status.path("tasks").size() + " tasks";
                } else if (answer.statusCode() != 404 && answer.statusCode() != 409) {
                    throw refused("show the status of connector " + connector, answer);
                }
                pause();
            }
        } catch (IOException e) {
            throw unreachable(e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
        throw new LocalStackException("Connector " + connector + " does not run after " + limit.toSeconds() + " s ("
                + last + "): look at " + at(connector, "/status") + ".");
    }

    /** Why the connector or a task of it failed, in one line; empty while none has. */
    public Optional<String> failure(String connector) {
        try {
            HttpResponse<String> answer = unlessRebalancing(
                    () -> HttpRequest.newBuilder(at(connector, "/status")).GET());
            if (answer.statusCode() != 200) {
                throw refused("show the status of connector " + connector, answer);
            }
            JsonNode status = JSON.readTree(answer.body());
            List<JsonNode> parts = new ArrayList<>(List.of(status.path("connector")));
            status.path("tasks").forEach(parts::add);
            return parts.stream()
                    .filter(part -> part.path("state").asText().equals("FAILED"))
                    .findFirst()
                    .map(part -> "Connector " + connector + " failed: " + reason(part) + ".");
        } catch (IOException e) {
            throw unreachable(e);
        }
    }

    /** Starts again what of the connector failed, and nothing else. */
    public void restartFailed(String connector) {
        try {
            HttpResponse<String> answer = unlessRebalancing(
                    () -> HttpRequest.newBuilder(at(connector, "/restart?includeTasks=true&onlyFailed=true"))
                            .POST(HttpRequest.BodyPublishers.noBody()));
            if (answer.statusCode() / 100 != 2) {
                throw refused("restart connector " + connector, answer);
            }
        } catch (IOException e) {
            throw unreachable(e);
        }
    }

    private static boolean runs(String connector, JsonNode status) {
        boolean all = runs(connector, "", status.path("connector"));
        for (JsonNode task : status.path("tasks")) {
            all &= runs(connector, ", task " + task.path("id").asText(), task);
        }
        return all && !status.path("tasks").isEmpty();
    }

    private static boolean runs(String connector, String which, JsonNode node) {
        String state = node.path("state").asText();
        if (state.equals("FAILED")) {
            throw new LocalStackException("Connector " + connector + which + " failed: " + reason(node));
        }
        return state.equals("RUNNING");
    }

    private static String reason(JsonNode node) {
        return WorkerFailure.reason(node.path("trace").asText(""));
    }

    private interface Request {
        HttpRequest.Builder fresh();
    }

    /** The cluster answers 409 while it hands out its work; the same request is taken a moment later. */
    private HttpResponse<String> unlessRebalancing(Request request) throws IOException {
        long until = System.nanoTime() + REBALANCE_LIMIT.toNanos();
        try {
            HttpResponse<String> answer = Http.send(request.fresh());
            while (answer.statusCode() == 409 && System.nanoTime() < until) {
                pause();
                answer = Http.send(request.fresh());
            }
            return answer;
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /** Nobody tells when a cluster is ready: one asks again after a while. */
    private static void pause() throws InterruptedException {
        try {
            new CompletableFuture<Boolean>()
                    .completeOnTimeout(true, GLANCE.toMillis(), TimeUnit.MILLISECONDS)
                    .get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private URI at(String connector, String rest) {
        String name = URLEncoder.encode(connector, StandardCharsets.UTF_8).replace("+", "%20");
        return URI.create(url.toString().replaceAll("/+$", "") + "/connectors/" + name + rest);
    }

    private LocalStackException unreachable(IOException e) {
        return new LocalStackException(
                "The Connect cluster at " + url + " does not answer (" + e + "): is it up, and is connect.url right?",
                e);
    }

    private LocalStackException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new LocalStackException("Waiting for the Connect cluster at " + url + " was interrupted.", e);
    }

    private LocalStackException refused(String what, HttpResponse<String> answer) {
        String said;
        try {
            said = JSON.readTree(answer.body()).path("message").asText();
        } catch (IOException notJson) {
            said = "no message";
        }
        return new LocalStackException(
                "The Connect cluster at " + url + " did not " + what + " (HTTP " + answer.statusCode() + "): " + said);
    }
}
