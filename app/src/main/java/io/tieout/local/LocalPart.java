package io.tieout.local;

import java.util.OptionalLong;

/** A part that runs. */
sealed interface LocalPart extends AutoCloseable permits LocalPostgres, LocalBroker, LocalRegistry, LocalConnect {

    /** What a client is given to reach the part. */
    String address();

    /** The process of the part, where it is not this one. */
    OptionalLong pid();

    /** Stops the part and waits until it has stopped. */
    @Override
    void close();
}
