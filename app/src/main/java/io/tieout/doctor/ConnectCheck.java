package io.tieout.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Whether the Connect cluster is there and its connectors work. */
public final class ConnectCheck implements Check {

    private static final String PART = "connect";
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final String url;
    private final List<String> connectors;

    /** @param connectors that must run */
    public ConnectCheck(String url, List<String> connectors) {
        this.url = url;
        this.connectors = List.copyOf(connectors);
    }

    @Override
    public List<Finding> look() {
        try {
            var findings = new ArrayList<Finding>();
            var worker = JSON.readTree(get("/").body());
            findings.add(Finding.ok(
                    PART, "Kafka Connect " + worker.path("version").asText("?") + " answers at " + url + "."));
            for (var connector : connectors) {
                findings.addAll(look(connector));
            }
            return findings;
        } catch (IOException silence) {
            return List.of(Finding.unreachable(
                    PART,
                    "Kafka Connect does not answer at " + url + ": " + reason(silence),
                    "Check that it runs, and connect.url."));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return List.of(Finding.unreachable(PART, "Waiting for Kafka Connect was interrupted.", "Try again."));
        }
    }

    private List<Finding> look(String connector) throws IOException, InterruptedException {
        var answer = get("/connectors/" + connector + "/status");
        if (answer.statusCode() == 404) {
            return List.of(Finding.fail(
                    PART,
                    "Connector " + connector + " is not there.",
                    "`tieout up` deploys it when stripe.api.key is set."));
        }
        var status = JSON.readTree(answer.body());
        var findings = new ArrayList<Finding>();
        findings.add(state(connector, "Connector " + connector, status.path("connector")));
        for (var task : status.path("tasks")) {
            findings.add(state(connector, "Task " + task.path("id").asText() + " of " + connector, task));
        }
        if (status.path("tasks").isEmpty()) {
            findings.add(Finding.fail(
                    PART, "Connector " + connector + " has no task.", "See its configuration, and restart it."));
        }
        return findings;
    }

    private Finding state(String connector, String which, JsonNode node) {
        var state = node.path("state").asText();
        if (state.equals("RUNNING")) {
            return Finding.ok(PART, which + " runs.");
        }
        var trace = node.path("trace").asText("").lines().findFirst().orElse("no reason given");
        return Finding.fail(
                PART,
                which + " is " + state + ": " + trace,
                "Mend the reason, then: curl -X POST '" + url + "/connectors/" + connector
                        + "/restart?includeTasks=true&onlyFailed=true'");
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        var client = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
        var request =
                HttpRequest.newBuilder(URI.create(url + path)).timeout(PATIENCE).build();
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private static String reason(IOException silence) {
        return silence.getMessage() == null ? silence.getClass().getSimpleName() : silence.getMessage();
    }
}
