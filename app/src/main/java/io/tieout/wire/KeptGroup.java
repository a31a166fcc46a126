package io.tieout.wire;

import io.tieout.matching.Group;

/**
 * A group as a desk keeps it.
 *
 * @param generation how many groups of this id were forgotten before it: the rows of its members bear it, so
 *     that a new group never finds what is left of an old one
 * @param forgotten nothing counts of it any more, and its members' rows are being swept
 */
public record KeptGroup(Group group, int generation, boolean forgotten) {}
