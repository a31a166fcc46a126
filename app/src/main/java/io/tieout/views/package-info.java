/**
 * What people ask for, made ready: stores that a topology of its own fills from the committed outcome topics, and
 * how they are read. Decides nothing about money, writes to no topic that others read, and serves no HTTP.
 */
@NullMarked
package io.tieout.views;

import org.jspecify.annotations.NullMarked;
