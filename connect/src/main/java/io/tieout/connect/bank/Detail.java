package io.tieout.connect.bank;

import org.jspecify.annotations.Nullable;

/**
 * One payment of a booking.
 *
 * @param amount null where only the booking has one
 */
public record Detail(@Nullable Amount amount, Stated stated) {}
