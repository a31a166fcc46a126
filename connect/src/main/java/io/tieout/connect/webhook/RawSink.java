package io.tieout.connect.webhook;

import java.util.concurrent.CompletableFuture;

/** The durable log behind a receiver. */
public interface RawSink {

    /**
     * Writes without blocking the caller. The future completes once the record is durable, and fails
     * when that is not known to be so; a record whose future failed may be in the log all the same.
     * The caller may complete the future itself (out of patience): what was not yet handed on by then
     * is not written any more.
     */
    CompletableFuture<Void> write(RawRecord record);

    /** Whether the log can be reached now. Never fails. */
    CompletableFuture<Boolean> reachable();
}
