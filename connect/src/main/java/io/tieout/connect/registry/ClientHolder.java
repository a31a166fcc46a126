package io.tieout.connect.registry;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The client of a serializer: given, and then its giver closes it, or made from a configuration, and then ours to close. */
final class ClientHolder {

    private @Nullable RegistryClient client;
    private boolean ours;

    private ClientHolder(@Nullable RegistryClient client) {
        this.client = client;
    }

    static ClientHolder of(RegistryClient client) {
        return new ClientHolder(client);
    }

    static ClientHolder toBeConfigured() {
        return new ClientHolder(null);
    }

    void configure(Map<String, ?> configs) {
        if (client == null) {
            client = new RegistryClient(RegistryConfig.of(configs));
            ours = true;
        }
    }

    RegistryClient get() {
        if (client == null) {
            throw new IllegalStateException(
                    "Not configured yet: call configure() with " + RegistryConfig.URL + " before the first record.");
        }
        return client;
    }

    void close() {
        if (ours && client != null) {
            client.close();
        }
    }
}
