/** Tests of questions over HTTP. */
@NullMarked
package io.tieout.query;

import org.jspecify.annotations.NullMarked;
