package io.tieout.matching;

import java.util.List;

/**
 * What became of a case.
 *
 * @param after the case as it is to be kept
 * @param outcomes what to say, in order
 * @param dropped the arrival was known already, or older than what is known: nothing happened
 * @param was how the case stood before
 * @param is how it stands
 */
public record Decision(Case after, List<Outcome> outcomes, boolean dropped, Matcher.Look was, Matcher.Look is) {}
