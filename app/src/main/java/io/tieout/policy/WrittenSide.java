package io.tieout.policy;

import io.tieout.matching.Side;
import io.tieout.matching.Stage;
import io.tieout.yaml.Block;
import io.tieout.yaml.Value;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A side as a file writes it: its name always, the rest where it has no fault.
 *
 * @param at where it stands
 */
record WrittenSide(String name, Value at, boolean optional, Optional<Side> side) {

    /** @param keyed the sides join on a reference, which each must name */
    static WrittenSide read(Value value, boolean keyed) {
        Optional<String> name = value.keyAsName();
        return value.block("{source: odoo, object: payment_transaction, stage: CAPTURED, key: PAYMENT_INTENT}")
                .map(block -> read(value, name, block, keyed))
                .orElseGet(() -> new WrittenSide(value.key(), value, false, Optional.empty()));
    }

    private static WrittenSide read(Value value, Optional<String> name, Block block, boolean keyed) {
        Optional<String> source = block.required("source", "odoo").flatMap(found -> found.sourceWord("source", "odoo"));
        Optional<Value> written = block.optional("account");
        Optional<String> account = written.flatMap(Value::account);
        Optional<String> object = block.required("object", "payment_transaction")
                .flatMap(found -> found.sourceWord("object", "payment_transaction"));
        Optional<Stage> stage = block.required("stage", "CAPTURED")
                .flatMap(found -> found.oneOf(List.of(Stage.values()), Stage::name, "stage"));
        Optional<Map<String, String>> where = where(block.optional("where"));
        Optional<List<String>> keys = keyed
                ? block.required("key", "PAYMENT_INTENT").flatMap(Value::referenceKinds)
                : noKey(block.optional("key"));
        boolean optional = block.optional("optional").flatMap(Value::yesOrNo).orElse(false);
        block.close();
        boolean complete = name.isPresent()
                && source.isPresent()
                && written.isPresent() == account.isPresent()
                && object.isPresent()
                && stage.isPresent()
                && where.isPresent()
                && keys.isPresent();
        Optional<Side> side = complete
                ? Optional.of(new Side(
                        name.get(),
                        source.get(),
                        account.orElse(null),
                        object.get(),
                        stage.get(),
                        where.get(),
                        keys.get(),
                        optional))
                : Optional.empty();
        return new WrittenSide(value.key(), value, optional, side);
    }

    private static Optional<List<String>> noKey(Optional<Value> written) {
        written.ifPresent(
                value -> value.faultAtKey("entries of a pool share no reference to join on; remove this, every"
                        + " reference that an entry bears is evidence"));
        return written.isPresent() ? Optional.empty() : Optional.of(List.of());
    }

    private static Optional<Map<String, String>> where(Optional<Value> written) {
        if (written.isEmpty()) {
            return Optional.of(Map.of());
        }
        return written.flatMap(value -> value.block("{provider: stripe, live: true}"))
                .flatMap(block -> {
                    var attributes = new HashMap<String, String>();
                    List<Value> values = block.all();
                    for (Value value : values) {
                        value.attribute().ifPresent(text -> attributes.put(value.key(), text));
                    }
                    return attributes.size() == values.size() ? Optional.of(attributes) : Optional.empty();
                });
    }

    /** The side of a file that had no fault. */
    Side complete() {
        return side.orElseThrow();
    }

    /** An entry fills one side of a policy: where two would accept it, the order of the file would decide. */
    void refuseOverlap(WrittenSide earlier) {
        if (side.isPresent() && earlier.side.isPresent() && overlap(side.get(), earlier.side.get())) {
            at.faultAtKey("an entry could fill this side and " + earlier.name
                    + "; tell them apart by source, account, object, stage or where");
        }
    }

    private static boolean overlap(Side one, Side other) {
        String account = one.account();
        String otherAccount = other.account();
        return one.source().equals(other.source())
                && one.object().equals(other.object())
                && one.stage() == other.stage()
                && (account == null || otherAccount == null || account.equals(otherAccount))
                && one.where().entrySet().stream()
                        .allMatch(attribute -> attribute
                                .getValue()
                                .equals(other.where().getOrDefault(attribute.getKey(), attribute.getValue())));
    }
}
