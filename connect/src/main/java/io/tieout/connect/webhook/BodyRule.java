package io.tieout.connect.webhook;

import java.util.Optional;

/** What a genuine body must be in order to be stored; asked only once the signature has been found good. */
@FunctionalInterface
public interface BodyRule {

    /** Nothing where the body is what the route takes. Called from many threads; must not block. */
    Optional<Refusal> refusalOf(byte[] body);
}
