/**
 * Everything that brings facts in or carries outcomes out. What is common to all makers of raw
 * topics lives here; each maker has a package of its own. Nothing here knows the application.
 */
@NullMarked
package io.tieout.connect;

import org.jspecify.annotations.NullMarked;
