package io.tieout.connect.webhook;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** A signature that can be judged at once, from what is known here. */
public interface SharedSecretScheme extends SignatureScheme {

    /** Nothing where the delivery is proven genuine. Called from many threads; must not block. */
    Optional<Refusal> refusalOf(Delivery delivery);

    @Override
    default CompletableFuture<Optional<Refusal>> judge(Delivery delivery) {
        return CompletableFuture.completedFuture(refusalOf(delivery));
    }
}
