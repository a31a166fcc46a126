package io.tieout.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tieout.config.Settings;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Asks a running instance over HTTP. */
final class Questions {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final Settings settings;

    private Questions(Settings settings) {
        this.settings = settings;
    }

    /** Asks the instance that the settings name, or the `up` that runs on the data directory. */
    static Questions to(Settings given) {
        var settings = RunningStack.addressesFor(given);
        if (settings.queryPort() == 0) {
            throw new Unreachable("Nobody is known who answers questions: no `tieout up` runs on " + settings.dataDir()
                    + ".\nStart one, or say where one runs: --set query.host=... --set query.port=...");
        }
        return new Questions(settings);
    }

    /** The answer; empty when nothing is known of what was asked. */
    Optional<JsonNode> ask(String path, Map<String, String> parameters) {
        String query = parameters.entrySet().stream()
                .map(one -> encoded(one.getKey()) + "=" + encoded(one.getValue()))
                .sorted()
                .collect(Collectors.joining("&"));
        // Who listens on every address is reached by any of them.
        String host = settings.queryHost().equals("0.0.0.0") ? "127.0.0.1" : settings.queryHost();
        String base = "http://" + host + ":" + settings.queryPort();
        var request = HttpRequest.newBuilder(URI.create(base + path + (query.isEmpty() ? "" : "?" + query)))
                .timeout(PATIENCE);
        settings.queryToken().ifPresent(token -> request.header("Authorization", "Bearer " + token.value()));
        try {
            var answer = HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofByteArray());
            var body = JSON.readTree(answer.body());
            return switch (answer.statusCode()) {
                case 200 -> Optional.of(body);
                case 404 -> Optional.empty();
                case 400 -> throw new UsageError(body.path("detail").asText());
                case 401 ->
                    throw new UsageError(base + " answers only who gives its token: set query.token to the value that"
                            + " it was started with.");
                default ->
                    throw new Unreachable(
                            base + " does not answer: " + body.path("title").asText() + ". "
                                    + body.path("detail").asText());
            };
        } catch (IOException away) {
            throw new Unreachable(base + " does not answer questions (" + away + "). Does `tieout up` or `run` run?");
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new Unreachable("Stopped before " + base + " answered.");
        }
    }

    static String encoded(String part) {
        return URLEncoder.encode(part, UTF_8).replace("+", "%20");
    }
}
