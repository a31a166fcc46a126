package io.tieout.connect.poll;

import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Reads a list slice by slice. */
public final class SlicedDialogue implements Dialogue {

    private final SliceReader reader;
    private final Listing listing;

    public SlicedDialogue(SliceReader reader, Listing listing) {
        this.reader = reader;
        this.listing = listing;
    }

    @Override
    public CompletableFuture<HttpResponse<byte[]>> ask() {
        return listing.ask(reader.next());
    }

    @Override
    public @Nullable Reading answered(HttpResponse<byte[]> response) throws UnavailableException {
        return reader.answered(listing.read(reader.next(), response));
    }

    @Override
    public void restart() {
        reader.restartSlice();
    }
}
