/** Tests of Adyen's signature. */
@NullMarked
package io.tieout.connect.adyen;

import org.jspecify.annotations.NullMarked;
