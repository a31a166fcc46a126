/**
 * The drop folder as a source of Kafka Connect: takes statement files whole, writes them to the raw topic as they are, and
 * moves them. What stands in them is read by the package above; nothing here decides what it means.
 */
@NullMarked
package io.tieout.connect.bank.folder;

import org.jspecify.annotations.NullMarked;
