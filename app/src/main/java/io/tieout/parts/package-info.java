/**
 * The parts of the product around the application, each started from the settings: capture, receiver,
 * poller, and the local stack where the settings name no other. What a part does lives with the part; commands decide
 * which to start, and stop them.
 */
@NullMarked
package io.tieout.parts;

import org.jspecify.annotations.NullMarked;
