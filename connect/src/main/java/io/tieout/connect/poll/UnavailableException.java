package io.tieout.connect.poll;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** An answer that cannot be used now; the same question may succeed later. */
public final class UnavailableException extends Exception {

    private final @Nullable Duration retryAfter;
    private final boolean losesPlace;

    private UnavailableException(String message, @Nullable Duration retryAfter, boolean losesPlace) {
        super(message);
        this.retryAfter = retryAfter;
        this.losesPlace = losesPlace;
    }

    /** The same request may be sent again. */
    public static UnavailableException busy(String message, @Nullable Duration retryAfter) {
        return new UnavailableException(message, retryAfter, false);
    }

    /** The pages read so far cannot be trusted to go together: they are read again. */
    public static UnavailableException losingPlace(String message) {
        return new UnavailableException(message, null, true);
    }

    /** How long the provider asks to wait; null where it did not say. */
    @Nullable
    Duration retryAfter() {
        return retryAfter;
    }

    boolean losesPlace() {
        return losesPlace;
    }
}
