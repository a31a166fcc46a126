/**
 * The matching core: what an entry, a policy and a case are, and how a case decides. Pure: every
 * decision is a function of its arguments, time included. Imports nothing but {@code java.*}.
 */
@NullMarked
package io.tieout.matching;

import org.jspecify.annotations.NullMarked;
