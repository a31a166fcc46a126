package io.tieout.connect.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.tieout.connect.RawTopics;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * From request to answer. The order of the checks is the security of the receiver: route, method,
 * encoding, size, signature over the raw bytes, and only then a look into them.
 *
 * <p>No thread waits: the body is read as it comes, and the answer is given when the log has acknowledged.
 */
final class WebhookHandler extends Handler.Abstract.NonBlocking {

    private static final Logger LOG = LoggerFactory.getLogger(WebhookHandler.class);
    private static final Map<String, String> HEADERS =
            Map.of(RawTopics.HEADER_KIND, RawTopics.KIND_EVENT, RawTopics.HEADER_VIA, RawTopics.VIA_WEBHOOK);
    private static final String HEALTH = "/health";
    private static final String JSON = "application/json";
    /** Long enough for a broker to come back, short enough that a provider's own schedule decides. */
    private static final String RETRY_AFTER_SECONDS = "10";

    private final Map<String, Route> routes;
    private final RawSink sink;
    private final WebhookOptions options;
    private final Counts counts = new Counts();
    private final Set<BodyReading> readings = ConcurrentHashMap.newKeySet();
    private volatile boolean stopping;

    WebhookHandler(Map<String, Route> routes, RawSink sink, WebhookOptions options) {
        this.routes = routes;
        this.sink = sink;
        this.options = options;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        var exchange = new Exchange(request, response, callback);
        var path = Request.getPathInContext(request);
        if (path.equals(HEALTH)) {
            health(exchange);
            return true;
        }
        var route = routes.get(path);
        if (route == null) {
            exchange.refuse(Outcome.UNKNOWN_ROUTE, "no such path here");
        } else if (!HttpMethod.POST.is(request.getMethod())) {
            response.getHeaders().put(HttpHeader.ALLOW, "POST");
            exchange.refuse(Outcome.WRONG_METHOD, "use POST");
        } else if (stopping) {
            exchange.refuse(Outcome.STOPPING, "stopping, try again");
        } else if (isEncoded(request)) {
            exchange.refuse(Outcome.ENCODED_BODY, "send the body as it was signed, without Content-Encoding");
        } else if (request.getLength() > options.bodyLimit()) {
            exchange.refuse(Outcome.BODY_TOO_LARGE, "the body is larger than " + options.bodyLimit() + " bytes");
        } else {
            receive(route, exchange);
        }
        return true;
    }

    /** No new delivery is taken any more; those whose body is still coming are told to try again. */
    void refuseNewDeliveries() {
        stopping = true;
        readings.forEach(reading -> reading.refuse(Outcome.STOPPING, "stopping, try again"));
    }

    Map<Outcome, Long> counts() {
        return counts.snapshot();
    }

    private static boolean isEncoded(Request request) {
        return request.getHeaders().getCSV(HttpHeader.CONTENT_ENCODING, false).stream()
                .anyMatch(encoding -> !encoding.equalsIgnoreCase("identity"));
    }

    private void receive(Route route, Exchange exchange) {
        var reading = BodyReading.begin(exchange.request, options);
        readings.add(reading);
        if (stopping) {
            // It began while the others were told to stop.
            reading.refuse(Outcome.STOPPING, "stopping, try again");
        }
        var unused = reading.body().whenComplete((body, failure) -> {
            readings.remove(reading);
            if (body == null) {
                exchange.fail(failure);
            } else {
                exchange.guard(() -> judge(route, body, exchange));
            }
        });
    }

    private void judge(Route route, byte[] body, Exchange exchange) {
        var delivery = new Delivery(name -> valuesOf(exchange.request, name), body);
        var unused = route.signature().judge(delivery).whenComplete((refusal, failure) -> {
            if (refusal == null) {
                exchange.fail(failure);
            } else {
                exchange.guard(() -> store(route, delivery, refusal, exchange));
            }
        });
    }

    private void store(Route route, Delivery delivery, Optional<Refusal> unproven, Exchange exchange) {
        var refusal = unproven.or(() -> route.body().refusalOf(delivery.body()));
        if (refusal.isPresent()) {
            exchange.refuse(refusal.get().outcome(), refusal.get().error());
            return;
        }
        var unused = sink.write(new RawRecord(route.topic(), route.key(), delivery.body(), headers(route, delivery)))
                .orTimeout(options.ackTimeout().toMillis(), TimeUnit.MILLISECONDS)
                // Away from the log's own thread, which has others to acknowledge.
                .whenCompleteAsync(
                        (stored, failure) -> {
                            if (failure == null) {
                                exchange.answer(Outcome.STORED, route.answer());
                            } else if (cause(failure) instanceof RecordTooLargeException) {
                                exchange.refuse(Outcome.BODY_TOO_LARGE, "the body is larger than the log takes");
                            } else {
                                exchange.refuse(Outcome.NOT_DURABLE, "not stored for certain, send it again");
                            }
                        },
                        exchange.request.getComponents().getExecutor());
    }

    /** What the value is: the same of every delivery, and what its own headers say of it. */
    private static Map<String, String> headers(Route route, Delivery delivery) {
        if (route.carried().isEmpty() && route.stated().isEmpty()) {
            return HEADERS;
        }
        var headers = new HashMap<>(HEADERS);
        headers.putAll(route.stated());
        route.carried().forEach((ofRecord, ofRequest) -> {
            var values = delivery.headers().apply(ofRequest);
            if (!values.isEmpty()) {
                headers.put(ofRecord, values.get(0));
            }
        });
        return headers;
    }

    private static List<String> valuesOf(Request request, String name) {
        return request.getHeaders().stream()
                .filter(field -> field.is(name))
                .map(HttpField::getValue)
                .map(value -> value == null ? "" : value)
                .toList();
    }

    private static Throwable cause(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }

    private void health(Exchange exchange) {
        if (stopping) {
            exchange.reply(503, "{\"status\":\"stopping\"}");
            return;
        }
        var unused = sink.reachable()
                .whenCompleteAsync(
                        (reachable, failure) -> {
                            if (failure == null && reachable) {
                                exchange.reply(200, "{\"status\":\"up\"}");
                            } else {
                                exchange.reply(503, "{\"status\":\"log unreachable\"}");
                            }
                        },
                        exchange.request.getComponents().getExecutor());
    }

    /** One request and its one answer. */
    private final class Exchange {

        private final Request request;
        private final Response response;
        private final Callback callback;

        Exchange(Request request, Response response, Callback callback) {
            this.request = request;
            this.response = response;
            this.callback = callback;
        }

        void refuse(Outcome outcome, String error) {
            if (outcome.status() == 503) {
                response.getHeaders().put(HttpHeader.RETRY_AFTER, RETRY_AFTER_SECONDS);
            } else if (outcome == Outcome.CREDENTIALS_REFUSED) {
                response.getHeaders().put(HttpHeader.WWW_AUTHENTICATE, "Basic realm=\"webhooks\"");
            }
            answer(outcome, new Answer(JSON, errorJson(error)));
        }

        void fail(@Nullable Throwable failure) {
            if (failure != null && cause(failure) instanceof UnreadableBodyException unreadable) {
                refuse(unreadable.refusal().outcome(), unreadable.refusal().error());
            } else {
                LOG.error(
                        "A webhook could not be handled. This is a bug; the sender is told to send it again.", failure);
                refuse(Outcome.FAILED, "failed, send it again");
            }
        }

        void guard(Runnable step) {
            try {
                step.run();
            } catch (RuntimeException e) {
                fail(e);
            }
        }

        void answer(Outcome outcome, Answer answer) {
            counts.add(outcome);
            reply(outcome.status(), answer);
        }

        void reply(int status, String json) {
            reply(status, new Answer(JSON, json));
        }

        private void reply(int status, Answer answer) {
            response.setStatus(status);
            response.getHeaders().put(HttpHeader.CONTENT_TYPE, answer.contentType());
            response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
            response.write(true, ByteBuffer.wrap(answer.body().getBytes(UTF_8)), callback);
        }
    }

    static String errorJson(String error) {
        return "{\"error\":\"" + new String(JsonStringEncoder.getInstance().quoteAsString(error)) + "\"}";
    }
}
