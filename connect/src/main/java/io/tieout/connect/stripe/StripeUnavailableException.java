package io.tieout.connect.stripe;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** An answer that cannot be used now; the same question may succeed later. */
final class StripeUnavailableException extends Exception {

    private final @Nullable Duration retryAfter;
    private final boolean losesPlace;

    private StripeUnavailableException(String message, @Nullable Duration retryAfter, boolean losesPlace) {
        super(message);
        this.retryAfter = retryAfter;
        this.losesPlace = losesPlace;
    }

    /** The same request may be sent again. */
    static StripeUnavailableException busy(String message, @Nullable Duration retryAfter) {
        return new StripeUnavailableException(message, retryAfter, false);
    }

    /** The pages read so far cannot be trusted to go together: the slice begins again. */
    static StripeUnavailableException losingPlace(String message) {
        return new StripeUnavailableException(message, null, true);
    }

    /** How long Stripe asks to wait; null where it did not say. */
    @Nullable
    Duration retryAfter() {
        return retryAfter;
    }

    boolean losesPlace() {
        return losesPlace;
    }
}
