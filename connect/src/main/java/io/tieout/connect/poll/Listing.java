package io.tieout.connect.poll;

import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.connect.errors.ConnectException;
import org.jspecify.annotations.Nullable;

/** A provider's list over HTTP, of which any span of time can be asked for. */
public interface Listing {

    /**
     * A question.
     *
     * @param slice of which time; null asks only up to when the provider can speak
     * @param next where to go on, as the page before said; null for the first page
     */
    record Request(@Nullable Slice slice, @Nullable String next) {}

    /** What an answer says. */
    sealed interface Answer {}

    /**
     * A part of the list.
     *
     * @param speaksAt the provider's clock, or an earlier time where its list is behind that
     * @param objects in any order
     * @param next where the list goes on; null at its end
     * @param total how many the slice holds in all, where the provider says so
     */
    record Page(
            Instant speaksAt,
            List<Polled> objects,
            @Nullable String next,
            @Nullable Long total) implements Answer {}

    /** The slice holds more than the provider lists at all: a shorter one must be asked for. */
    record TooMuch(String why) implements Answer {}

    /** The provider knows nothing of this time yet. */
    record NotYet() implements Answer {}

    /** Something that had to be got first, such as a token; the question itself is still to be asked. */
    record Nothing() implements Answer {}

    /** Asks without waiting. */
    CompletableFuture<HttpResponse<byte[]>> ask(Request request);

    /**
     * Reads what came.
     *
     * @throws UnavailableException when the same question may succeed later
     * @throws ConnectException when a person must mend something first
     */
    Answer read(Request request, HttpResponse<byte[]> response) throws UnavailableException;
}
