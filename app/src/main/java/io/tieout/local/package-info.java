/**
 * The local stack: PostgreSQL, a Kafka broker, a schema registry and a Connect worker on one machine,
 * started, stopped and cleaned up after as one thing. Only this package imports launchers of broker,
 * registry and database; nothing here knows what the stack is used for.
 *
 * <p>Worth knowing before a change: PostgreSQL and the registry are processes of their own and outlive
 * a parent that was killed. {@link io.tieout.local.DataDirectory} says who holds a directory, {@link
 * io.tieout.local.Children} what was left behind in it.
 */
@NullMarked
package io.tieout.local;

import org.jspecify.annotations.NullMarked;
