package io.tieout.matching;

/**
 * A name by which another system may know the object.
 *
 * @param kind what kind of name, in capitals, such as {@code PAYMENT_INTENT}
 * @param value the name, as its source wrote it
 */
public record Reference(String kind, String value) {}
