package io.tieout.metrics;

import io.tieout.matching.Reason;
import io.tieout.matching.Severity;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/** The words that labels are made of. */
final class Labels {

    private static final int MORE_SOURCES = 20;
    private static final int ACCOUNTS = 200;

    private final LabelValues policies;
    private final LabelValues topics;
    private final LabelValues reasons = new LabelValues(words(Reason.values()), 0);
    private final LabelValues severities = new LabelValues(words(Severity.values()), 0);
    private final LabelValues sources = new LabelValues(List.of("odoo", "stripe", "bank"), MORE_SOURCES);
    private final LabelValues accounts = new LabelValues(List.of(), ACCOUNTS);

    /**
     * @param policies names of those that run; what earlier ones left is counted as {@code other}
     * @param topics the raw topics
     */
    Labels(Collection<String> policies, Collection<String> topics) {
        this.policies = new LabelValues(policies, 0);
        this.topics = new LabelValues(topics, 0);
    }

    /** Findings about a source concern no policy: {@code none}. */
    String policy(String name) {
        return name.equals("none") ? name : policies.of(name);
    }

    String topic(String name) {
        return topics.of(name);
    }

    String reason(String name) {
        return reasons.of(name);
    }

    String severity(String name) {
        return severities.of(name);
    }

    String source(String name) {
        return sources.of(name);
    }

    /** The one label that is no word of a closed set: without it nobody knew which account is silent. */
    String account(String source, String account) {
        return accounts.of(source + "/" + account).equals(LabelValues.OTHER) ? LabelValues.OTHER : account;
    }

    private static List<String> words(Enum<?>[] values) {
        return Arrays.stream(values).map(Enum::name).toList();
    }
}
