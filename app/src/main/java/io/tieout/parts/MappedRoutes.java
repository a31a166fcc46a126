package io.tieout.parts;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tieout.config.NearestName;
import io.tieout.config.Settings;
import io.tieout.config.SettingsDefinition;
import io.tieout.connect.RawTopics;
import io.tieout.connect.webhook.Answer;
import io.tieout.connect.webhook.BearerToken;
import io.tieout.connect.webhook.Outcome;
import io.tieout.connect.webhook.Refusal;
import io.tieout.connect.webhook.Route;
import io.tieout.mapping.Mapping;
import io.tieout.topology.Application;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.config.types.Password;

/** Where other systems push what mappings read. */
final class MappedRoutes {

    private MappedRoutes() {}

    static boolean isConfigured(Settings settings) {
        return !settings.mappedAccounts().isEmpty()
                && !settings.mappedWebhookSecrets().isEmpty();
    }

    /** One for each account that the settings name; none where they do not hold both accounts and secrets. */
    static List<Route> of(Settings settings) {
        if (!isConfigured(settings)) {
            return List.of();
        }
        Map<String, Mapping> mappings = Application.mappings(settings);
        var secrets = new BearerToken(
                settings.mappedWebhookSecrets().stream().map(Password::value).toList());
        return settings.mappedAccounts().stream()
                .map(account -> route(account, mappings, secrets))
                .toList();
    }

    private static Route route(String named, Map<String, Mapping> mappings, BearerToken secrets) {
        String name = named.substring(0, named.indexOf('/'));
        String account = named.substring(named.indexOf('/') + 1);
        Mapping mapping = mappings.get(name);
        if (mapping == null) {
            throw new PartException(SettingsDefinition.MAPPED_ACCOUNTS + " names the mapping " + name
                    + ", which is not there"
                    + NearestName.of(name, mappings.keySet())
                            .map(near -> "; did you mean " + near + "?")
                            .orElse("; known are " + String.join(", ", mappings.keySet()) + ".")
                    + " Your own are files in " + SettingsDefinition.MAPPINGS_DIR + ".");
        }
        return new Route(
                name,
                account,
                mapping.source() + "/" + account,
                secrets,
                MappedRoutes::refusalOf,
                RawTopics.MAPPED_RECORD,
                Map.of(),
                Map.of(RawTopics.HEADER_MAPPING, name),
                Answer.STORED);
    }

    /** What its mapping cannot read becomes a dead letter, which says why; nothing at all is worth no record. */
    private static Optional<Refusal> refusalOf(byte[] body) {
        return new String(body, UTF_8).isBlank()
                ? Optional.of(new Refusal(Outcome.BODY_REFUSED, "the body is empty"))
                : Optional.empty();
    }
}
