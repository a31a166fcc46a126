/**
 * Statement files of banks: one streaming reader for each format, all in the words of one model. The same readers serve
 * {@code tieout statement}, the intake of entries and a connector that watches a folder; so nothing here knows Kafka, a
 * clock or the application. A file that cannot be read is refused whole; a total that is wrong is a finding of a {@link
 * io.tieout.connect.bank.Check}, because what the bank says is kept as it was said.
 */
@NullMarked
package io.tieout.connect.bank;

import org.jspecify.annotations.NullMarked;
