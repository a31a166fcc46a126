package io.tieout.query;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.types.Password;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** From request to answer: who asks, what is asked, what is answered. */
final class QueryHandler extends Handler.Abstract {

    private static final Logger LOG = LoggerFactory.getLogger(QueryHandler.class);
    private static final String RETRY_AFTER_SECONDS = "1";
    private static final Set<Route> FOR_PROBES = Set.of(Route.HEALTH, Route.READY);

    private final Optional<Password> token;

    /** Null until the views are there. */
    private volatile @Nullable Answers answers;

    QueryHandler(Optional<Password> token) {
        this.token = token;
    }

    void answerFrom(Answers given) {
        answers = given;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        try {
            reply(response, callback, 200, "application/json", answer(request));
        } catch (Problem problem) {
            if (problem.status() == 503) {
                response.getHeaders().put(HttpHeader.RETRY_AFTER, RETRY_AFTER_SECONDS);
            }
            if (problem.status() == 401) {
                response.getHeaders().put(HttpHeader.WWW_AUTHENTICATE, "Bearer");
            }
            if (problem.status() == 405) {
                response.getHeaders().put(HttpHeader.ALLOW, "GET");
            }
            reply(response, callback, problem.status(), "application/problem+json", problem.json());
        } catch (RuntimeException bug) {
            LOG.error("A question could not be answered. This is a bug.", bug);
            var problem = new Problem(500, "This is a bug", "The log says more.");
            reply(response, callback, 500, "application/problem+json", problem.json());
        }
        return true;
    }

    private ObjectNode answer(Request request) {
        if (!HttpMethod.GET.is(request.getMethod())) {
            throw new Problem(405, "Only GET", "Questions change nothing: use GET.");
        }
        var uri = request.getHttpURI();
        var question = Question.of(uri.getPath(), uri.getQuery());
        if (!FOR_PROBES.contains(question.route())) {
            mustBearToken(request);
        }
        Answers ready = answers;
        if (ready == null) {
            throw Problem.later("The views are starting.");
        }
        return ready.answer(
                question, new Asker(partitions(request), request.getHeaders().contains(Peers.COPY)));
    }

    private void mustBearToken(Request request) {
        if (token.isEmpty()) {
            return;
        }
        String given = String.valueOf(request.getHeaders().get(HttpHeader.AUTHORIZATION));
        byte[] wanted = ("Bearer " + token.get().value()).getBytes(UTF_8);
        // Takes as long for a token that is nearly right as for any other.
        if (!MessageDigest.isEqual(wanted, given.getBytes(UTF_8))) {
            throw new Problem(
                    401, "Who asks?", "Send the header Authorization: Bearer, with the value of query.token.");
        }
    }

    private static @Nullable Set<Integer> partitions(Request request) {
        String named = request.getHeaders().get(Peers.PARTITIONS);
        if (named == null) {
            return null;
        }
        try {
            return Arrays.stream(named.split(",")).map(Integer::valueOf).collect(Collectors.toUnmodifiableSet());
        } catch (NumberFormatException wrong) {
            throw Problem.wrong("The header " + Peers.PARTITIONS + " is for other instances; it names partitions.");
        }
    }

    private static void reply(Response response, Callback callback, int status, String type, ObjectNode json) {
        response.setStatus(status);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, type);
        response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
        response.write(true, ByteBuffer.wrap(json.toString().getBytes(UTF_8)), callback);
    }
}
