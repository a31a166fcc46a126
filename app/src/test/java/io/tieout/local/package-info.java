/** Tests of the local stack; they start real parts, in directories that the test deletes. */
@NullMarked
package io.tieout.local;

import org.jspecify.annotations.NullMarked;
