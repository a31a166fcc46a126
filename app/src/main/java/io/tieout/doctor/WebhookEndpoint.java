package io.tieout.doctor;

import java.util.Optional;

/**
 * A provider's webhooks, as far as the settings say.
 *
 * @param account whose they are, if it is known
 * @param signed whether it is known what tells them from forged ones
 * @param polled whether a poller brings in the same, so that they may be missing
 * @param weakness what their signature leaves open as things are set, and what to do about it; empty where nothing
 */
public record WebhookEndpoint(
        String provider,
        String accountSetting,
        String secretSetting,
        Optional<String> account,
        boolean signed,
        boolean polled,
        Optional<String> weakness) {}
