/** What all tests share: golden files, layers, the README's commands. */
@NullMarked
package io.tieout;

import org.jspecify.annotations.NullMarked;
