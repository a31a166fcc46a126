/**
 * Questions over HTTP, answered from the views: routes, forwarding between instances, and what is put together of
 * several views. Keeps nothing, changes nothing, and knows no topic.
 */
@NullMarked
package io.tieout.query;

import org.jspecify.annotations.NullMarked;
