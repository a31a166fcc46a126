/**
 * Adyen's settlement detail report: what each row says, one row at a time. Like the readers of statement files beside which it
 * is used, it knows no Kafka, no clock and no folder; what a row is in canonical entries is decided by the application.
 */
@NullMarked
package io.tieout.connect.adyen.report;

import org.jspecify.annotations.NullMarked;
