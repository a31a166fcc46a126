package io.tieout.matching;

/**
 * Why an entry cannot be placed as it is.
 *
 * @param field name of the field in the source's own words, such as {@code currency_id}
 * @param detail what stands there and what was expected
 */
public record Problem(Reason reason, String field, String detail) {}
