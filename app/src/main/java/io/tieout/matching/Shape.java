package io.tieout.matching;

/** How the entries of a policy meet. In every shape an entry settles at most one case. */
public sealed interface Shape {

    /** One object a side under one correlation id; a disagreement is known as soon as both are there. */
    record Pair() implements Shape {}
}
