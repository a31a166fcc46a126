/**
 * The trial of the product: a seeded week of a web shop with planted trouble, played against the real
 * stack on a simulated clock, and a verdict from the outcome topics alone. It may use everything that a
 * user could use; nothing may use it, and the verdict asks nothing of the matching core.
 */
@NullMarked
package io.tieout.demo;

import org.jspecify.annotations.NullMarked;
