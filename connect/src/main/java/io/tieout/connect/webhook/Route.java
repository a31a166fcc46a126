package io.tieout.connect.webhook;

import java.util.Map;
import java.util.regex.Pattern;

/**
 * Where the deliveries of one account come in, how they are proven, and where they go.
 *
 * @param provider first part of the path, such as {@code stripe}
 * @param account second part of the path
 * @param key of the record
 * @param signature proves a delivery genuine
 * @param body what a genuine body must be
 * @param topic raw topic that the body is written to, byte for byte
 * @param carried header of the request by the header of the record that takes it along, for providers that say there
 *     what the body is
 * @param stated headers of every record, by name
 * @param answer to a sender whose delivery is stored
 */
public record Route(
        String provider,
        String account,
        String key,
        SignatureScheme signature,
        BodyRule body,
        String topic,
        Map<String, String> carried,
        Map<String, String> stated,
        Answer answer) {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]*");

    public Route {
        named("provider", provider);
        named("account", account);
        carried = Map.copyOf(carried);
        stated = Map.copyOf(stated);
    }

    /** One whose account is the key of its records. */
    public Route(
            String provider,
            String account,
            SignatureScheme signature,
            BodyRule body,
            String topic,
            Map<String, String> carried,
            Answer answer) {
        this(provider, account, account, signature, body, topic, carried, Map.of(), answer);
    }

    /** One whose body says everything, to a provider that looks at the status alone. */
    public Route(String provider, String account, SignatureScheme signature, BodyRule body, String topic) {
        this(provider, account, signature, body, topic, Map.of(), Answer.STORED);
    }

    /** The path that the provider is told to post to. */
    public String path() {
        return "/webhooks/" + provider + "/" + account;
    }

    private static void named(String what, String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("The " + what + " '" + name
                    + "' cannot stand in a webhook's path: use letters, digits, '_', '-'" + " and '.' only.");
        }
    }
}
