package io.tieout.matching;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Writes a policy of the tests as a policy file. */
final class PolicyYaml {

    private PolicyYaml() {}

    static String of(Policy policy) {
        var yaml = new StringBuilder();
        yaml.append("policy: ").append(policy.name()).append('\n');
        yaml.append("version: ").append(policy.version()).append('\n');
        if (policy.starts() != null) {
            yaml.append("starts: ").append(policy.starts()).append('\n');
        }
        yaml.append("title: ").append(policy.title()).append('\n');
        yaml.append("owner: ").append(policy.owner()).append('\n');
        yaml.append("sides:\n");
        policy.sides().forEach(side -> yaml.append(side(policy, side)));
        yaml.append(shape(policy));
        AliasRule rule = policy.alias();
        if (rule != null) {
            yaml.append("alias: {from: %s, to: %s, by: %s}\n"
                    .formatted(rule.from(), rule.to(), rule.by().name()));
        }
        yaml.append("agree: ")
                .append(policy.sides().stream()
                        .limit(
                                policy.shape() instanceof Shape.Group
                                        ? policy.sides().size()
                                        : 2)
                        .map(side -> side.name() + "." + policy.shape().measure(side))
                        .collect(Collectors.joining(" = ")))
                .append('\n');
        Tolerance tolerance = policy.tolerance();
        var limits = new TreeMap<String, BigDecimal>(tolerance.absolute());
        limits.put("default", tolerance.otherwise());
        limits.put("percent", tolerance.percent());
        yaml.append("tolerance: ").append(limits.toString().replace('=', ':').replace(":", ": "));
        yaml.append("\nwindow: ").append(length(policy.window()));
        yaml.append("\ngrace: ").append(length(policy.grace()));
        yaml.append("\nretention: ").append(length(policy.retention()));
        yaml.append("\nmissing:\n");
        new TreeMap<>(policy.missing())
                .forEach((side, missing) -> yaml.append("  %s: {reason: %s, severity: %s, category: %s}\n"
                        .formatted(
                                side,
                                missing.reason(),
                                missing.severity().name().toLowerCase(Locale.ROOT),
                                missing.category())));
        return yaml.toString();
    }

    private static String side(Policy policy, Side side) {
        return "  %s: {source: %s, object: %s, stage: %s%s%s%s}\n"
                .formatted(
                        side.name(),
                        side.source(),
                        side.object(),
                        side.stage(),
                        side.where().isEmpty() ? "" : ", where: " + attributes(side.where()),
                        policy.shape() instanceof Shape.Pool ? "" : ", key: " + side.keys(),
                        side.optional() ? ", optional: true" : "");
    }

    private static String attributes(Map<String, String> attributes) {
        return attributes.entrySet().stream()
                .map(one -> one.getKey() + ": \"" + one.getValue() + "\"")
                .sorted()
                .collect(Collectors.joining(", ", "{", "}"));
    }

    private static String shape(Policy policy) {
        if (policy.shape() instanceof Shape.Group group) {
            return "shape: group\ncloses: "
                    + group.closes().name().toLowerCase(Locale.ROOT).replace('_', '-') + "\n" + completion(group)
                    + rates(group);
        }
        if (policy.shape() instanceof Shape.Pool pool) {
            return "shape: pool\npool: " + pool.fields() + "\ncandidates: " + pool.candidates() + "\nsums: {members: "
                    + pool.members() + ", tries: " + pool.tries() + "}\noffset: " + pool.offset() + "\n";
        }
        return "shape: pair\n";
    }

    private static String completion(Shape.Group group) {
        Completion completion = group.completion();
        return completion == null
                ? ""
                : "complete: {side: " + completion.side()
                        + (completion.where().isEmpty() ? "" : ", where: " + attributes(completion.where()))
                        + (completion.counts().isEmpty() ? "" : ", counts: " + attributes(completion.counts())) + "}\n";
    }

    private static String rates(Shape.Group group) {
        Rates rates = group.rates();
        if (rates == null) {
            return "";
        }
        var yaml = new StringBuilder("rates:\n  currency: " + rates.currency() + "\n");
        rates.byDate()
                .forEach((date, worth) -> yaml.append("  ")
                        .append(date)
                        .append(": ")
                        .append(new TreeMap<>(worth).toString().replace("=", ": "))
                        .append('\n'));
        return yaml.toString();
    }

    private static String length(Duration length) {
        return length.toHours() + "h";
    }
}
