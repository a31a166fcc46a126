package io.tieout.connect.poll;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an answer completed.
 *
 * @param objects to be emitted now, in this order
 * @param before how far was read until now, which these objects move no further
 * @param after to be stated once the objects are durable; null where nothing new is covered
 * @param caughtUp whether there is nothing more to ask for until time has passed
 */
public record Reading(
        List<Polled> objects, Cursor before, @Nullable Cursor after, boolean caughtUp) {}
