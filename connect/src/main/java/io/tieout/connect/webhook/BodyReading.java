package io.tieout.connect.webhook;

import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * The reading of one body without a thread waiting for it, within a limit of bytes and of time. What is
 * counted is what comes: a declared length is a claim, so it may refuse a body but never reserves memory.
 */
final class BodyReading implements Runnable {

    private static final int FIRST_BUFFER = 8 * 1024;

    private final Request request;
    private final int limit;
    private final CompletableFuture<byte[]> body = new CompletableFuture<>();
    private byte[] buffer = new byte[FIRST_BUFFER];
    private int size;

    private BodyReading(Request request, int limit) {
        this.request = request;
        this.limit = limit;
    }

    /** Reads from now on. */
    static BodyReading begin(Request request, WebhookOptions options) {
        var reading = new BodyReading(request, options.bodyLimit());
        Scheduler.Task deadline = request.getComponents()
                .getScheduler()
                .schedule(
                        () -> reading.refuse(Outcome.BODY_TOO_SLOW, "the body did not arrive in time"),
                        options.readTimeout().toMillis(),
                        TimeUnit.MILLISECONDS);
        var unused = reading.body.whenComplete((bytes, failure) -> deadline.cancel());
        reading.run();
        return reading;
    }

    /** The bytes; fails with an {@link UnreadableBodyException}. */
    CompletableFuture<byte[]> body() {
        return body;
    }

    /** Ends the reading, if it has not ended. */
    void refuse(Outcome outcome, String error) {
        body.completeExceptionally(new UnreadableBodyException(outcome, error));
    }

    @Override
    public void run() {
        while (!body.isDone()) {
            var chunk = request.read();
            if (chunk == null) {
                request.demand(this);
                return;
            }
            if (Content.Chunk.isFailure(chunk)) {
                refuse(Outcome.BODY_BROKEN_OFF, "the body ended before its end");
                return;
            }
            try {
                if (!take(chunk)) {
                    refuse(Outcome.BODY_TOO_LARGE, "the body is larger than " + limit + " bytes");
                    return;
                }
            } finally {
                chunk.release();
            }
            if (chunk.isLast()) {
                body.complete(Arrays.copyOf(buffer, size));
                return;
            }
        }
    }

    private boolean take(Content.Chunk chunk) {
        int more = chunk.remaining();
        if (more > limit - size) {
            return false;
        }
        if (size + more > buffer.length) {
            buffer = Arrays.copyOf(buffer, Math.min(limit, Math.max(size + more, buffer.length * 2)));
        }
        chunk.get(buffer, size, more);
        size += more;
        return true;
    }
}
