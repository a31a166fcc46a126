package io.tieout.topology;

import io.tieout.wire.Published;
import io.tieout.wire.Routed;

/** What a processor hands on. */
sealed interface Step {

    /** To the link step. */
    record Unlinked(Routed routed) implements Step {}

    /** To matching. */
    record Route(Routed routed) implements Step {}

    /** To one of our topics. */
    record Say(Published published) implements Step {}

    /** To the dead letters: the original bytes; the record's headers say where they came from and why. */
    record Unread(byte[] original) implements Step {}
}
