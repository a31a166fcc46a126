package io.tieout.connect.webhook;

import java.util.Optional;

/** A provider's way of proving that a delivery is its own. Holds the secrets, and never shows them. */
@FunctionalInterface
public interface SignatureScheme {

    /** Nothing where the delivery is proven genuine. Called from many threads; must not block. */
    Optional<Refusal> refusalOf(Delivery delivery);
}
