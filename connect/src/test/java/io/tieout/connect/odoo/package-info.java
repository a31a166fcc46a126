/** What of the capture can be told without a database. */
@NullMarked
package io.tieout.connect.odoo;

import org.jspecify.annotations.NullMarked;
