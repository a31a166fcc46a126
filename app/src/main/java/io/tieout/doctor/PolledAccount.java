package io.tieout.doctor;

/**
 * An account that a connector must poll.
 *
 * @param provider for people, such as Stripe
 * @param connector the class that polls this provider
 * @param accountSetting the connector's setting that names the account
 * @param secretSettings what must be set to have it polled, for people
 * @param file what to deploy elsewhere
 */
public record PolledAccount(
        String provider,
        Class<?> connector,
        String account,
        String accountSetting,
        String secretSettings,
        String file) {}
