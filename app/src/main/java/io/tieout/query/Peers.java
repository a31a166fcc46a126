package io.tieout.query;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tieout.views.MovingException;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.types.Password;

/** Asks other instances for what they hold. */
final class Peers {

    /** Names the partitions to answer from, so that a peer that has lost one of them refuses. */
    static final String PARTITIONS = "Tieout-Partitions";

    /** Says that a copy of them will do. */
    static final String COPY = "Tieout-Copy";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration CONNECT = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(CONNECT).build();
    private final Optional<Password> token;

    Peers(Optional<Password> token) {
        this.token = token;
    }

    /** The answer of an instance from these of its partitions; empty when nothing is known of it there. */
    Optional<ObjectNode> ask(String address, String pathAndQuery, Set<Integer> partitions) {
        return ask(address, pathAndQuery, partitions, false);
    }

    /** The answer of an instance from its copy of a partition; empty when the copy knows nothing of it. */
    Optional<ObjectNode> askCopy(String address, String pathAndQuery, int partition) {
        return ask(address, pathAndQuery, Set.of(partition), true);
    }

    private Optional<ObjectNode> ask(String address, String pathAndQuery, Set<Integer> partitions, boolean copy) {
        var request = HttpRequest.newBuilder(URI.create("http://" + address + pathAndQuery))
                .timeout(PATIENCE)
                .header(PARTITIONS, partitions.stream().map(String::valueOf).collect(Collectors.joining(",")));
        if (copy) {
            request.header(COPY, "true");
        }
        token.ifPresent(secret -> request.header("Authorization", "Bearer " + secret.value()));
        try {
            var answer = http.send(request.build(), BodyHandlers.ofByteArray());
            if (answer.statusCode() == 404) {
                return Optional.empty();
            }
            if (answer.statusCode() != 200) {
                throw new MovingException(
                        "The instance at " + address + " cannot answer now (" + answer.statusCode() + ").");
            }
            return Optional.of((ObjectNode) JSON.readTree(answer.body()));
        } catch (IOException away) {
            throw new MovingException("The instance at " + address + " does not answer.", away);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new MovingException("This instance stops.", stopped);
        }
    }

    static String encoded(String part) {
        return URLEncoder.encode(part, UTF_8).replace("+", "%20");
    }

    static String query(Map<String, String> parameters) {
        return parameters.isEmpty()
                ? ""
                : parameters.entrySet().stream()
                        .map(one -> encoded(one.getKey()) + "=" + encoded(one.getValue()))
                        .sorted()
                        .collect(Collectors.joining("&", "?", ""));
    }
}
