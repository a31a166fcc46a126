package io.tieout.policy;

import io.tieout.config.NearestName;
import io.tieout.matching.AliasRule;
import io.tieout.yaml.Block;
import io.tieout.yaml.Value;
import io.tieout.yaml.Wording;
import java.util.List;
import java.util.Optional;

/** Which references of a file may stand for others: {@code {from: CHARGE, to: PAYMENT_INTENT, by: provider}}. */
final class WrittenAlias {

    static final String EXAMPLE = "{from: CHARGE, to: PAYMENT_INTENT, by: provider}";

    private WrittenAlias() {}

    /** The rule, where the file has no fault in it nor in its sides. */
    static Optional<AliasRule> read(Block block, List<WrittenSide> sides) {
        Optional<Value> fromAt = block.required("from", "CHARGE");
        Optional<String> from = fromAt.flatMap(Value::referenceKind);
        Optional<Value> toAt = block.required("to", "PAYMENT_INTENT");
        Optional<String> to = toAt.flatMap(Value::referenceKind);
        Optional<Value> byAt = block.required("by", "provider");
        Optional<String> by = byAt.flatMap(Value::text);
        block.close();
        if (from.isPresent() && from.equals(to)) {
            toAt.get().fault("is the same as from: nothing stands for itself");
        }
        List<String> names = sides.stream().map(WrittenSide::name).toList();
        if (by.isPresent() && !sides.isEmpty() && !names.contains(by.get())) {
            byAt.get()
                    .fault("there is no side " + Wording.quote(by.get())
                            + Wording.suggest(NearestName.of(by.get(), names), names));
        }
        boolean asked = sides.stream()
                .filter(side -> !by.equals(Optional.of(side.name())))
                .flatMap(side -> side.side().stream())
                .anyMatch(side -> from.isPresent() && side.keys().contains(from.get()));
        boolean known = sides.stream().allMatch(side -> side.side().isPresent());
        if (from.isPresent() && known && !sides.isEmpty() && !asked) {
            fromAt.get().fault("no other side has the key " + from.get() + ", so nothing would ever ask for an alias");
        }
        return sides.stream()
                .filter(side -> by.equals(Optional.of(side.name())))
                .flatMap(side -> side.side().stream())
                .findFirst()
                .filter(side -> from.isPresent() && to.isPresent())
                .map(side -> new AliasRule(from.get(), to.get(), side));
    }
}
