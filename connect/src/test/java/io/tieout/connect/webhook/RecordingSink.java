package io.tieout.connect.webhook;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A durable log in memory, which may be told to fail or to keep the receiver waiting. */
final class RecordingSink implements RawSink {

    final List<RawRecord> records = new CopyOnWriteArrayList<>();
    final List<CompletableFuture<Void>> waiting = new CopyOnWriteArrayList<>();
    volatile Supplier<CompletableFuture<Void>> acknowledgement = () -> CompletableFuture.completedFuture(null);
    volatile boolean reachable = true;

    void keepsWaiting() {
        acknowledgement = CompletableFuture::new;
    }

    void failsWith(Exception failure) {
        acknowledgement = () -> CompletableFuture.failedFuture(failure);
    }

    @Override
    public CompletableFuture<Void> write(RawRecord record) {
        records.add(record);
        var written = acknowledgement.get();
        waiting.add(written);
        return written;
    }

    @Override
    public CompletableFuture<Boolean> reachable() {
        return CompletableFuture.completedFuture(reachable);
    }

    @Nullable
    RawRecord last() {
        return records.isEmpty() ? null : records.get(records.size() - 1);
    }
}
