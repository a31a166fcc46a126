/**
 * A folder into which statement files are dropped, as a source of Kafka Connect: files go to the raw topic whole or not at all,
 * byte for byte. What a file says is not looked at beyond whether it can be read and of which accounts it speaks; formats are
 * the business of the package around this one.
 */
@NullMarked
package io.tieout.connect.bank.folder;

import org.jspecify.annotations.NullMarked;
