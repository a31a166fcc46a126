package io.tieout.demo;

import io.tieout.connect.stripe.standin.StripeStandIn;
import io.tieout.demo.Happening.Fact;
import io.tieout.demo.Happening.StripeEvent;
import io.tieout.demo.Happening.Webhook;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Phaser;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Stripe, as the shop has it: lists its events to whoever polls, once the clock has passed them, and
 * delivers them as signed webhooks.
 */
final class StripeShop implements AutoCloseable {

    static final String WEBHOOK_SECRET = "whsec_trial_5f1d3b";

    private static final int IN_FLIGHT = 16;
    private static final int ATTEMPTS = 3;
    private static final Set<Fact> CHARGE_CREATED = EnumSet.of(Fact.CHARGE_SUCCEEDED, Fact.CHARGE_AUTHORIZED);
    private static final Set<Fact> REFUND_CREATED = EnumSet.of(Fact.REFUND_CREATED, Fact.REFUND_PENDING);
    private static final Set<Fact> CAPTURED = EnumSet.of(Fact.CHARGE_SUCCEEDED, Fact.CHARGE_CAPTURED);

    private final InstantSource clock;
    private final StripeStandIn standIn;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Semaphore inFlight = new Semaphore(IN_FLIGHT);
    private final Phaser deliveries = new Phaser(1);
    private final AtomicReference<@Nullable TrialException> trouble = new AtomicReference<>();

    private final Map<String, StripeEvent> events = new HashMap<>();
    private final Map<Integer, Instant> chargedAt = new HashMap<>();
    private final Map<Integer, Instant> refundedAt = new HashMap<>();
    private final Map<Integer, Long> captureTakenNanos = new ConcurrentHashMap<>();
    private final AtomicLong taken = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();

    StripeShop(InstantSource clock) {
        this.clock = clock;
        this.standIn = new StripeStandIn(clock);
    }

    /** Makes these events known: each will be listed from its own time on. */
    void know(List<Happening> happenings) {
        for (Happening happening : happenings) {
            if (happening instanceof StripeEvent event) {
                int order = event.order().number();
                events.put(event.eventId(), event);
                if (CHARGE_CREATED.contains(event.fact())) {
                    chargedAt.put(order, event.at());
                }
                if (REFUND_CREATED.contains(event.fact())) {
                    refundedAt.put(order, event.at());
                }
            }
        }
        for (Happening happening : happenings) {
            if (happening instanceof StripeEvent event) {
                standIn.add(body(event), event.at());
            }
        }
    }

    String apiUrl() {
        return standIn.url();
    }

    String apiKey() {
        return standIn.apiKey();
    }

    long polls() {
        return standIn.requests();
    }

    /** Webhooks that were acknowledged. */
    long taken() {
        return taken.get();
    }

    /** Webhooks that found nobody listening. */
    long refused() {
        return refused.get();
    }

    /** When a webhook that says that the order's money was captured was first acknowledged; null when none was. */
    @Nullable
    Long captureTakenNanos(int order) {
        return captureTakenNanos.get(order);
    }

    /** Sends a webhook, signed with the clock's time, without waiting for the answer. */
    void deliver(Webhook webhook, URI endpoint, boolean receiverIsDown) {
        StripeEvent event = events.get(webhook.eventId());
        if (event == null) {
            throw new IllegalStateException("Nobody knows event " + webhook.eventId());
        }
        byte[] body = body(event).getBytes(StandardCharsets.UTF_8);
        HttpRequest request = HttpRequest.newBuilder(endpoint)
                .timeout(Duration.ofSeconds(20))
                .header("Content-Type", "application/json; charset=utf-8")
                .header("Stripe-Signature", signature(body, clock.instant()))
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
        inFlight.acquireUninterruptibly();
        deliveries.register();
        send(request, event, receiverIsDown, 1);
    }

    /**
     * Waits until every webhook that was sent is answered.
     *
     * @throws TrialException when one was neither taken nor, while the receiver was down, refused
     */
    void awaitAnswers() {
        deliveries.arriveAndAwaitAdvance();
        TrialException found = trouble.get();
        if (found != null) {
            throw found;
        }
    }

    private void send(HttpRequest request, StripeEvent event, boolean receiverIsDown, int attempt) {
        var unused = http.sendAsync(request, HttpResponse.BodyHandlers.ofString())
                .whenComplete((response, failure) -> {
                    boolean broken = failure != null && !receiverIsDown && cause(failure) instanceof IOException;
                    if (broken && attempt < ATTEMPTS) {
                        // The connection was given up while it lay idle, as it may be: a provider tries again too.
                        send(request, event, receiverIsDown, attempt + 1);
                        return;
                    }
                    answered(event, receiverIsDown, response, failure);
                    inFlight.release();
                    deliveries.arriveAndDeregister();
                });
    }

    private void answered(
            StripeEvent event,
            boolean receiverIsDown,
            @Nullable HttpResponse<String> response,
            @Nullable Throwable failure) {
        if (response != null && response.statusCode() / 100 == 2) {
            if (CAPTURED.contains(event.fact())) {
                captureTakenNanos.putIfAbsent(event.order().number(), System.nanoTime());
            }
            taken.incrementAndGet();
        } else if (receiverIsDown && failure != null && cause(failure) instanceof ConnectException) {
            refused.incrementAndGet();
        } else {
            String why = response != null
                    ? "status " + response.statusCode() + ": " + response.body()
                    : String.valueOf(failure == null ? "no answer" : cause(failure));
            trouble.compareAndSet(
                    null,
                    new TrialException("The webhook receiver did not take event " + event.eventId() + " ("
                            + event.fact().type() + ", order " + event.order().number() + "): " + why));
        }
    }

    private static Throwable cause(Throwable failure) {
        Throwable cause = failure.getCause();
        return failure instanceof CompletionException && cause != null ? cause : failure;
    }

    private String body(StripeEvent event) {
        int order = event.order().number();
        return StripeEvents.body(
                event,
                new StripeEvents.Creation(
                        chargedAt.getOrDefault(order, event.at()), refundedAt.getOrDefault(order, event.at())));
    }

    /** As Stripe signs: over the time and the very bytes of the body. */
    private static String signature(byte[] body, Instant at) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(WEBHOOK_SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            mac.update((at.getEpochSecond() + ".").getBytes(StandardCharsets.UTF_8));
            return "t=" + at.getEpochSecond() + ",v1=" + HexFormat.of().formatHex(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java has HmacSHA256", e);
        }
    }

    @Override
    public void close() {
        standIn.close();
    }
}
