package io.tieout.connect.poll;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.connect.errors.ConnectException;
import org.jspecify.annotations.Nullable;

/** The questions that a poller asks a provider, one after the other, and what it makes of the answers. */
public interface Dialogue {

    /** Asks what is to be asked next, without waiting; the same again until it was answered. */
    CompletableFuture<HttpResponse<byte[]>> ask();

    /**
     * Takes the answer; null while it completes nothing.
     *
     * @throws UnavailableException when the same question may succeed later
     * @throws ConnectException when a person must mend something first
     */
    @Nullable
    Reading answered(HttpResponse<byte[]> response) throws UnavailableException;

    /** Begins again behind what the last reading completed: what came since is not to be trusted. */
    void restart();

    /** How long to leave the provider alone before the next question, as its last answer suggests. */
    default Duration rest() {
        return Duration.ZERO;
    }
}
