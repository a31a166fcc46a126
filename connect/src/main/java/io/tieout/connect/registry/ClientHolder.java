package io.tieout.connect.registry;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The client of a serializer: given, and then its giver closes it, or made from a configuration, and then ours to close. */
final class ClientHolder {

    private @Nullable SchemaIds client;
    private @Nullable RegistryClient ours;

    private ClientHolder(@Nullable SchemaIds client) {
        this.client = client;
    }

    static ClientHolder of(SchemaIds client) {
        return new ClientHolder(client);
    }

    static ClientHolder toBeConfigured() {
        return new ClientHolder(null);
    }

    void configure(Map<String, ?> configs) {
        if (client == null) {
            ours = new RegistryClient(RegistryConfig.of(configs));
            client = ours;
        }
    }

    SchemaIds get() {
        if (client == null) {
            throw new IllegalStateException(
                    "Not configured yet: call configure() with " + RegistryConfig.URL + " before the first record.");
        }
        return client;
    }

    void close() {
        if (ours != null) {
            ours.close();
        }
    }
}
