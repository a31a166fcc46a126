package io.tieout.query;

import com.fasterxml.jackson.databind.JsonNode;
import io.tieout.matching.Policy;
import io.tieout.matching.Side;
import io.tieout.policy.PolicyException;
import io.tieout.policy.PolicyReader;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * References that are a row number of a database. Every table has a row 17, so as a name it says nothing; the policies
 * that ran say of which table they mean it, and so which cases may be open under it.
 */
final class RowNumbers {

    private static final Logger LOG = LoggerFactory.getLogger(RowNumbers.class);

    private final List<Policy> policies = new ArrayList<>();

    /** @param versions every version of every policy that ran, as published */
    RowNumbers(Collection<? extends JsonNode> versions) {
        versions.forEach(version -> policy(version).ifPresent(policies::add));
    }

    static boolean is(String reference) {
        return reference.chars().allMatch(Character::isDigit);
    }

    /** Ids of the cases in which an entry may stand under such a reference. */
    Set<String> cases(JsonNode entry) {
        var ids = new LinkedHashSet<String>();
        for (Policy policy : policies) {
            for (Side side : policy.sides()) {
                if (mayFill(entry, side)) {
                    entry.path("references").forEach(reference -> {
                        String number = reference.path("value").asText();
                        if (is(number)
                                && side.keys().contains(reference.path("kind").asText())) {
                            ids.add(policy.name() + "|" + number);
                        }
                    });
                }
            }
        }
        return ids;
    }

    /** Its stage and attributes may have been others when the case was opened. */
    private static boolean mayFill(JsonNode entry, Side side) {
        return entry.path("source").asText().equals(side.source())
                && entry.path("object_type").asText().equals(side.object())
                && (side.account() == null || entry.path("account").asText().equals(side.account()));
    }

    private static Optional<Policy> policy(JsonNode version) {
        String name = version.path("policy").asText() + " version "
                + version.path("policy_version").asText();
        try {
            return Optional.of(PolicyReader.read(name, version.path("text").asText()));
        } catch (PolicyException unreadable) {
            LOG.warn(
                    "Policy {} ran once and cannot be read by this release; a trace may lack cases of it that wait under"
                            + " a row number: {}",
                    name,
                    unreadable.getMessage());
            return Optional.empty();
        }
    }
}
