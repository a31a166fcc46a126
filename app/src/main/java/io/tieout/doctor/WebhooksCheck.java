package io.tieout.doctor;

import java.util.List;
import java.util.Optional;

/** Whether the settings say enough of each provider that they name for its webhooks to be received. */
public final class WebhooksCheck implements Check {

    private static final String PART = "webhooks";

    private final List<WebhookEndpoint> endpoints;

    public WebhooksCheck(List<WebhookEndpoint> endpoints) {
        this.endpoints = List.copyOf(endpoints);
    }

    @Override
    public List<Finding> look() {
        return endpoints.stream().flatMap(endpoint -> look(endpoint).stream()).toList();
    }

    private static Optional<Finding> look(WebhookEndpoint endpoint) {
        var provider = endpoint.provider();
        if (endpoint.account().isPresent() && endpoint.signed()) {
            var received = provider + "/" + endpoint.account().get() + " can be received at /webhooks/" + provider + "/"
                    + endpoint.account().get() + ".";
            return Optional.of(endpoint.weakness()
                    .map(weakness -> Finding.warn(PART, received, weakness))
                    .orElseGet(() -> Finding.ok(PART, received)));
        }
        if (endpoint.polled()) {
            return Optional.empty();
        }
        if (endpoint.account().isPresent()) {
            return Optional.of(Finding.warn(
                    PART,
                    "Webhooks of " + provider + "/" + endpoint.account().get() + " are not received: "
                            + endpoint.secretSetting() + " is not set, so none could be told from a forged one.",
                    "Set " + endpoint.secretSetting() + ", and let " + provider + " post to /webhooks/" + provider + "/"
                            + endpoint.account().get() + " of `tieout receive`, or of `tieout up`."));
        }
        return endpoint.signed()
                ? Optional.of(Finding.warn(
                        PART,
                        endpoint.secretSetting() + " is set, and " + endpoint.accountSetting()
                                + " is not: webhooks of which account are these?",
                        "Set " + endpoint.accountSetting() + "."))
                : Optional.empty();
    }
}
