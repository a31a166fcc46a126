package io.tieout.connect.webhook;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** A provider's way of proving that a delivery is its own. Holds the secrets, and never shows them. */
@FunctionalInterface
public interface SignatureScheme {

    /**
     * Nothing where the delivery is proven genuine. Called from many threads; must not block: a scheme that has to ask
     * somebody completes the future later.
     */
    CompletableFuture<Optional<Refusal>> judge(Delivery delivery);
}
