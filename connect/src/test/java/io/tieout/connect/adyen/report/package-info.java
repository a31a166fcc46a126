/** How settlement detail reports are read: rows of our own, and samples from outside where they lie. */
@NullMarked
package io.tieout.connect.adyen.report;

import org.jspecify.annotations.NullMarked;
