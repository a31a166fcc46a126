package io.tieout.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tieout.connect.WorkerFailure;
import io.tieout.connect.bank.folder.BankFolderConfig;
import io.tieout.connect.bank.folder.BankFolderSourceConnector;
import io.tieout.connect.bi.FlattenOutcome;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Whether the Connect cluster is there, and whether the connectors on it that are ours work. */
public final class ConnectCheck implements Check {

    private static final String PART = "connect";
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final Set<String> FOLDER = namesOf(BankFolderSourceConnector.class);

    /** What every sink of BI tables makes its rows with. */
    private static final String ROWS = FlattenOutcome.class.getName();

    private final String url;
    private final List<PolledAccount> polled;
    private final Optional<String> folder;
    private final boolean tables;

    /** @param polled accounts that must be polled */
    public ConnectCheck(String url, List<PolledAccount> polled) {
        this(url, polled, Optional.empty(), false);
    }

    /**
     * @param polled accounts that must be polled
     * @param folder from which statement files must be taken; empty when none need be
     * @param tables whether BI tables must be written; if they are all the same, it is looked whether that works
     */
    public ConnectCheck(String url, List<PolledAccount> polled, Optional<String> folder, boolean tables) {
        this.url = url.replaceAll("/+$", "");
        this.polled = List.copyOf(polled);
        this.folder = folder;
        this.tables = tables;
    }

    /** Connect knows a class by these names. */
    private static Set<String> namesOf(Class<?> connector) {
        return Set.of(
                connector.getName(),
                connector.getSimpleName(),
                connector.getSimpleName().replace("Connector", ""));
    }

    @Override
    public List<Finding> look() {
        try {
            var findings = new ArrayList<Finding>();
            var worker = JSON.readTree(body("/"));
            findings.add(Finding.ok(
                    PART, "Kafka Connect " + worker.path("version").asText("?") + " answers at " + url + "."));
            for (var account : polled) {
                findings.addAll(poller(account));
            }
            if (folder.isPresent()) {
                findings.addAll(folder(folder.get()));
            }
            findings.addAll(tables());
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

    /** By what its configuration says and under whatever name: names are chosen by whoever deploys. */
    private List<Finding> poller(PolledAccount wanted) throws IOException, InterruptedException {
        var connectors = JSON.readTree(body("/connectors?expand=info&expand=status"));
        var polls = new TreeMap<String, JsonNode>();
        var mayPoll = new TreeMap<String, JsonNode>();
        connectors.properties().forEach(connector -> {
            var config = connector.getValue().path("info").path("config");
            if (namesOf(wanted.connector())
                    .contains(config.path("connector.class").asText())) {
                var account = config.path(wanted.accountSetting()).asText();
                if (account.equals(wanted.account())) {
                    polls.put(connector.getKey(), connector.getValue());
                } else if (account.contains("${")) {
                    mayPoll.put(connector.getKey(), connector.getValue());
                }
            }
        });
        if (polls.isEmpty() && mayPoll.isEmpty()) {
            return List.of(Finding.fail(
                    PART,
                    "No connector polls " + wanted.provider() + " account " + wanted.account() + ".",
                    "On a Connect that `tieout up` starts, set " + wanted.secretSettings()
                            + " and start it again: it polls then. On a cluster of yours, deploy " + wanted.file()
                            + " as topology-docs/deploying.md says. Until then nothing is reported missing at "
                            + wanted.provider() + "."));
        }
        var findings = new ArrayList<Finding>();
        if (polls.size() > 1) {
            findings.add(Finding.fail(
                    PART,
                    wanted.provider() + " account " + wanted.account() + " is polled by "
                            + String.join(" and ", polls.keySet()) + ": its coverage must have one writer.",
                    "Delete all but one: curl -X DELETE '" + url + "/connectors/NAME'"));
        }
        (polls.isEmpty() ? mayPoll : polls)
                .forEach((name, connector) -> findings.addAll(states(name, connector.path("status"))));
        return findings;
    }

    private List<Finding> folder(String wanted) throws IOException, InterruptedException {
        var takes = new TreeMap<String, JsonNode>();
        var connectors = JSON.readTree(body("/connectors?expand=info&expand=status"));
        connectors.properties().forEach(connector -> {
            var config = connector.getValue().path("info").path("config");
            var watched = config.path(BankFolderConfig.FOLDER).asText();
            if (FOLDER.contains(config.path("connector.class").asText())
                    && (watched.equals(wanted) || watched.contains("${"))) {
                takes.put(connector.getKey(), connector.getValue());
            }
        });
        if (takes.isEmpty()) {
            return List.of(Finding.fail(
                    PART,
                    "No connector takes statement files from " + wanted + ".",
                    "Deploy connect/config/sources/bank.json as topology-docs/deploying.md says. `tieout up` does it by"
                            + " itself only on a Connect that it starts."));
        }
        var findings = new ArrayList<Finding>();
        takes.forEach((name, connector) -> findings.addAll(states(name, connector.path("status"))));
        return findings;
    }

    private List<Finding> tables() throws IOException, InterruptedException {
        var findings = new ArrayList<Finding>();
        var connectors = JSON.readTree(body("/connectors?expand=info&expand=status"));
        connectors.properties().forEach(connector -> {
            var config = connector.getValue().path("info").path("config");
            if (config.properties().stream()
                    .anyMatch(setting -> setting.getValue().asText().equals(ROWS))) {
                findings.addAll(states(connector.getKey(), connector.getValue().path("status")));
            }
        });
        if (findings.isEmpty() && tables) {
            findings.add(Finding.fail(
                    PART,
                    "No connector writes outcomes to BI tables, and bi.enabled is true.",
                    "Deploy connect/config/sinks/bi.json as topology-docs/bi.md says. `tieout up` does it by itself only"
                            + " on a Connect that it starts."));
        }
        return findings;
    }

    private List<Finding> states(String connector, JsonNode status) {
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
        return Finding.fail(
                PART,
                which + " is " + state + ": "
                        + WorkerFailure.reason(node.path("trace").asText("")),
                "Mend the reason, then: curl -X POST '" + url + "/connectors/" + connector
                        + "/restart?includeTasks=true&onlyFailed=true'");
    }

    private String body(String path) throws IOException, InterruptedException {
        var client = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
        var request =
                HttpRequest.newBuilder(URI.create(url + path)).timeout(PATIENCE).build();
        var answer = client.send(request, HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new IOException("HTTP " + answer.statusCode() + " to " + path);
        }
        return answer.body();
    }

    private static String reason(IOException silence) {
        return silence.getMessage() == null ? silence.getClass().getSimpleName() : silence.getMessage();
    }
}
