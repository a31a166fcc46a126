/**
 * Capture of one Odoo database: which tables and columns leave it, the publication and heartbeat row in it, checks of it,
 * and the engine that writes its changes, in commit order, to one topic. What a change means is not decided here.
 */
@NullMarked
package io.tieout.connect.odoo;

import org.jspecify.annotations.NullMarked;
