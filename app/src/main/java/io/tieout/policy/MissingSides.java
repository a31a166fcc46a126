package io.tieout.policy;

import io.tieout.config.NearestName;
import io.tieout.matching.Category;
import io.tieout.matching.Missing;
import io.tieout.matching.Reason;
import io.tieout.matching.Severity;
import io.tieout.yaml.Block;
import io.tieout.yaml.Value;
import io.tieout.yaml.Wording;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What a file says of missing sides.
 *
 * @param sayings by name of the side
 */
record MissingSides(Map<String, Missing> sayings) {

    private static final List<Reason> REASONS =
            Arrays.stream(Reason.values()).filter(Reason::forMissingSide).toList();

    /**
     * @param sides the sides of the file; empty where they cannot be told
     */
    static MissingSides read(Block block, List<WrittenSide> sides) {
        var sayings = new HashMap<String, Missing>();
        List<String> names = sides.stream().map(WrittenSide::name).toList();
        for (Value value : block.all()) {
            if (!sides.isEmpty() && !names.contains(value.key())) {
                value.faultAtKey("there is no such side" + Wording.suggest(NearestName.of(value.key(), names), names));
            }
            if (sides.stream().anyMatch(side -> side.name().equals(value.key()) && side.optional())) {
                value.faultAtKey("the side is optional, so it is never missing; remove this");
            }
            value.block("{reason: COUNTERPART_MISSING}")
                    .flatMap(MissingSides::saying)
                    .ifPresent(saying -> sayings.put(value.key(), saying));
        }
        sides.stream()
                .filter(side -> !side.optional())
                .filter(side ->
                        block.all().stream().noneMatch(value -> value.key().equals(side.name())))
                .forEach(side -> block.fault("does not say what a missing " + side.name() + " is; write for example "
                        + side.name() + ": {reason: COUNTERPART_MISSING}"));
        return new MissingSides(sayings);
    }

    private static Optional<Missing> saying(Block block) {
        Optional<Reason> reason =
                block.required("reason", "COUNTERPART_MISSING").flatMap(MissingSides::reason);
        Optional<Severity> severity = block.optional("severity")
                .flatMap(value -> value.oneOf(List.of(Severity.values()), Severity::name, "severity"));
        Optional<Category> category = block.optional("category")
                .flatMap(value -> value.oneOf(List.of(Category.values()), Category::name, "category"));
        block.close();
        return reason.map(
                known -> new Missing(known, severity.orElse(known.severity()), category.orElse(known.category())));
    }

    private static Optional<Reason> reason(Value value) {
        Optional<Reason> reason = value.oneOf(List.of(Reason.values()), Reason::name, "reason");
        if (reason.isPresent() && !reason.get().forMissingSide()) {
            value.fault(reason.get() + " is never the reason of a missing side; known are "
                    + REASONS.stream().map(Reason::name).collect(Collectors.joining(", ")));
            return Optional.empty();
        }
        return reason;
    }
}
