package io.tieout.connect.registry;

/** Which earlier versions of a schema a registry compares a new version with, and in which direction. */
public enum Compatibility {
    NONE,
    BACKWARD,
    /** A new version must read what every earlier version wrote: consumers are upgraded first. */
    BACKWARD_TRANSITIVE,
    FORWARD,
    FORWARD_TRANSITIVE,
    FULL,
    FULL_TRANSITIVE
}
